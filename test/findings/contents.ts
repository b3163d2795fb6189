import type { FindingContent } from '../../server/findings/finding-content';

/** A finding with nothing written. */
export const emptyContent = (): FindingContent => ({
  statement: '',
  polarity: null,
  issue: '',
  manifestation: '',
  rationales: [],
  extent: null,
  extent_reason: '',
  prevalence: '',
  spread: null,
  extent_evidence: [],
  factors: [],
  references: [],
  search: { where: '', terms: '', on: null, found: '' },
  matters: '',
  questions: [],
  tags: [],
  stage: null,
  pointers: [],
});

/** A finding that is sufficient, with nothing to spare: taking any of it away makes it insufficient. */
export const completeContent = (): FindingContent => ({
  ...emptyContent(),
  statement: 'Supervision checks that tasks are done and leaves the reasoning unexamined.',
  polarity: 'less_safe',
  issue: 'Supervision follows a list of tasks.',
  manifestation: 'In June the list was complete and the plan had not changed.',
  rationales: [
    {
      id: 'r1',
      role_label: 'Team manager 1',
      knew: '',
      aimed: '',
      pressed: '',
      options: '',
      sense: 'A full list was what the service asked for.',
      source_kind: 'conversation',
      source: 'Conversation, 12 March 2012',
    },
  ],
  extent: 'wider',
  spread: 'agency',
  extent_evidence: [
    {
      id: 'e1',
      kind: 'audit',
      reach: null,
      outside_case: true,
      shows: '14 of 20 records held no reasons.',
    },
    {
      id: 'e2',
      kind: 'interview',
      reach: null,
      outside_case: true,
      shows: 'Health supervisors said the same.',
    },
  ],
  factors: [
    {
      id: 'f1',
      heading: 'culture_management',
      level: 'agency',
      text: 'Tasks are counted monthly.',
      evidence: '',
      weight: null,
    },
  ],
  references: [
    { id: 'b1', citation: 'Munro (2011), final report', kind: null, bearing: 'supports', adds: '' },
  ],
  matters: 'Reasoning that no one hears is not revised.',
  questions: [{ id: 'q1', text: 'How would the Board know whether supervision examines reasoning?' }],
  tags: [
    {
      id: 't1',
      edition: '2012',
      category: 'MGT.SUP',
      rationale: 'The pattern is in supervision.',
      extract: 'Supervision follows a list of tasks.',
      suggested_name: '',
    },
  ],
  stage: 'child_in_need',
});
