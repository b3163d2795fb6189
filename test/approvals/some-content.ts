import type { FindingContent } from '../../server/findings/finding-content';

/** A finding's content, sufficient in every feature. */
export function someContent(other: Partial<FindingContent> = {}): FindingContent {
  return {
    statement: 'Agencies take a parent’s account as evidence when the account is fluent',
    polarity: 'less_safe',
    issue: 'A fluent account is not tested.\n\nIt is written down as what happened.',
    manifestation: 'On three visits in June the bruise was explained before anyone asked.',
    rationales: [
      {
        id: 'r1',
        role_label: 'Health visitor 1',
        knew: 'The health visitor had known the mother for six years and had seen her cope.',
        aimed: 'To keep the mother’s trust.',
        pressed: '',
        options: '',
        sense: 'The mother explained the bruise before she was asked, as careful parents do.',
        source_kind: 'conversation',
        source: 'Conversation with Health visitor 1, 12 March 2012',
      },
    ],
    extent: 'wider',
    extent_reason: '',
    prevalence: '9 of 20 assessments',
    spread: 'local_multi_agency',
    extent_evidence: [
      { id: 'e1', kind: 'audit', reach: 'agency', outside_case: true, shows: 'No second source in 9 of 20.' },
      {
        id: 'e2',
        kind: 'interview',
        reach: 'local_multi_agency',
        outside_case: true,
        shows: 'The schools said the same.',
      },
    ],
    factors: [
      {
        id: 'f1',
        heading: 'conditions',
        level: 'agency',
        text: 'A request for the archive took four days',
        evidence: 'Records of requests',
        weight: 'strong',
      },
    ],
    references: [
      {
        id: 'c1',
        citation: 'Munro, E. (2011) The Munro review',
        kind: 'inquiry_or_review',
        bearing: 'supports',
        adds: 'It describes the habit.',
      },
    ],
    search: { where: '', terms: '', on: null, found: '' },
    matters: 'What no one tests is passed on as known.',
    questions: [
      { id: 'q1', text: 'How would the Board know whether accounts are tested?' },
      { id: 'q2', text: 'Who has time to look in the archive?' },
    ],
    tags: [
      {
        id: 't1',
        edition: '2012',
        category: 'MGT.SUP',
        rationale: 'It shows in supervision.',
        extract: 'A fluent account is not tested.',
        suggested_name: '',
      },
      {
        id: 't2',
        edition: '2012',
        category: 'X',
        rationale: 'Nothing else fits.',
        extract: '',
        suggested_name: 'Fluent accounts',
      },
    ],
    stage: 'assessment',
    pointers: [],
    ...other,
  };
}
