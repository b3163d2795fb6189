import fc from 'fast-check';
import type { FindingContent, Pointer } from '../../server/findings/finding-content';
import {
  allMissing,
  FEATURES,
  hrefOf,
  isOneSentence,
  sufficiencyOf,
  wordsOf,
  type FeatureSlug,
  type SectionSlug,
} from '../../server/findings/sufficiency';
import { completeContent, emptyContent } from './contents';

type Change = (content: FindingContent) => void;
const changed = (...changes: Change[]): FindingContent => {
  const content = completeContent();
  changes.forEach((change) => change(content));
  return content;
};
const messages = (content: FindingContent, section: SectionSlug): string[] =>
  allMissing(sufficiencyOf(content))
    .filter((missing) => missing.section === section)
    .map(({ message }) => message);
const stateOf = (content: FindingContent, feature: FeatureSlug) =>
  sufficiencyOf(content).features[feature].state;

describe('a whole finding', () => {
  it('is ready when nothing is missing', () => {
    expect(sufficiencyOf(completeContent())).toEqual({
      features: Object.fromEntries(FEATURES.map((slug) => [slug, { state: 'sufficient', missing: [] }])),
      others: [],
      ready: true,
    });
  });

  it('needs every part when it is empty, in the order in which it is written', () => {
    const judged = sufficiencyOf(emptyContent());
    expect(judged.ready).toBe(false);
    expect(FEATURES.map((slug) => judged.features[slug].state)).toEqual(Array(4).fill('not_started'));
    expect(allMissing(judged).map(({ message }) => message)).toEqual([
      'The statement: one sentence',
      'Whether the pattern makes practice less safe or safer',
      'What the issue is',
      'How it showed in this case',
      'Why it made sense to at least one person or group involved',
      'Whether it is specific to this case, or wider',
      'A factor above the level of the individual: in the team and workplace, or further up',
      'One reference and its bearing, or a recorded search that found none',
      'Why it matters',
      'At least one question for the Board',
      'At least one tag from the typology',
      'The stage of the child’s journey',
    ]);
  });

  it('says where each missing thing is put right', () => {
    const content = changed(
      (c) => (c.rationales[0]!.sense = ''),
      (c) => (c.matters = ' '),
    );
    const base = '/reviews/1/findings/2';
    expect(allMissing(sufficiencyOf(content)).map((missing) => hrefOf(base, missing))).toEqual([
      `${base}/why/r1#sense`,
      `${base}/matters#matters`,
    ]);
    expect(allMissing(sufficiencyOf(emptyContent())).map((missing) => hrefOf(base, missing))).toContain(
      `${base}/why/new`,
    );
  });
});

describe('the statement', () => {
  it.each([
    ['One pattern.', true],
    ['A pattern, e.g. Supervision by list, holds', true],
    ['A pattern (as in St. Elsewhere) holds.', true],
    ['It holds at 3.5 visits a week.', true],
    ['One. Two.', false],
    ['Is it one? It is two.', false],
    ['“One.” Two.', false],
    ['One… Two', false],
    ['One\nTwo', false],
  ])('counts sentences: %s', (text, one) => expect(isOneSentence(text)).toBe(one));

  it('counts words as a person does', () => {
    expect(wordsOf('  Well-known families – and   new ones ')).toBe(5);
    expect(wordsOf('')).toBe(0);
  });

  it('has at most 40 words', () => {
    const words =
      (n: number): Change =>
      (c) =>
        (c.statement = Array(n).fill('word').join(' '));
    expect(messages(changed(words(40)), 'statement')).toEqual([]);
    expect(messages(changed(words(41)), 'statement')).toEqual([
      'A shorter statement: it has 41 words, and 40 is the most',
    ]);
  });

  it('is one sentence', () => {
    expect(
      messages(
        changed((c) => (c.statement = 'It happened. It was seen.')),
        'statement',
      ),
    ).toEqual(['The statement in one sentence, not several']);
  });
});

describe('why it made sense', () => {
  it('takes a pointer to a conversation or a document for what an account rests on, and no other pointer', () => {
    const pointing = (kind: Pointer['kind'], from_row = 'r1'): string[] =>
      messages(
        changed(
          (c) => (c.rationales[0] = { ...c.rationales[0]!, source_kind: null, source: '' }),
          (c) =>
            (c.pointers = [
              {
                id: 'p',
                from_part: 'rationales',
                from_row,
                kind,
                target: 't',
                label: 'Label',
                place: '',
                page: null,
                heading: '',
                quote: '',
                withdrawn: false,
              },
            ]),
        ),
        'why',
      );
    expect(pointing('conversation')).toEqual([]);
    expect(pointing('document')).toEqual([]);
    for (const lacking of [pointing('event'), pointing('episode'), pointing('document', 'r2')])
      expect(lacking).toEqual(['Team manager 1: whether this rests on a conversation or a document']);
  });

  it('lacks what an account rests on while all that it points to is withdrawn, whatever its text names', () => {
    const pointer = (id: string, withdrawn: boolean): Pointer => ({
      ...{ id, from_part: 'rationales', from_row: 'r1', kind: 'conversation', target: id },
      ...{ label: 'Label', place: '', page: null, heading: '', quote: '', withdrawn },
    });
    const lacks = (...pointers: Pointer[]) =>
      messages(
        changed((c) => (c.pointers = pointers)),
        'why',
      );
    const lacking = [
      'Account 1 (Team manager 1): what it rests on was withdrawn. Point to other evidence, or remove it and say what else it rests on',
    ];
    expect(lacks(pointer('a', true))).toEqual(lacking);
    expect(lacks(pointer('a', true), pointer('b', true), { ...pointer('c', false), kind: 'event' })).toEqual(
      lacking,
    );
    expect(lacks(pointer('a', true), pointer('b', false))).toEqual([]);
    expect(lacks({ ...pointer('c', true), kind: 'event' })).toEqual([]);
    const judged = sufficiencyOf(changed((c) => (c.pointers = [pointer('a', true)])));
    expect([judged.features.why.state, judged.ready]).toEqual(['in_progress', false]);
    expect(allMissing(judged).map((missing) => hrefOf('/f', missing))).toEqual(['/f/why/r1']);
  });

  it('needs whose account, the sense and what it rests on, in every account', () => {
    const content = changed((c) =>
      c.rationales.push({
        id: 'r2',
        role_label: ' ',
        knew: 'Little.',
        aimed: '',
        pressed: '',
        options: '',
        sense: '',
        source_kind: null,
        source: 'somewhere',
      }),
    );
    expect(stateOf(content, 'why')).toBe('in_progress');
    expect(messages(content, 'why')).toEqual([
      'Account 2: whose account it is',
      'Account 2: why it made sense at the time',
      'Account 2: whether this rests on a conversation or a document',
    ]);
  });

  it('needs an account for each practitioner whom the finding names', () => {
    const content = changed(
      (c) => (c.manifestation = 'Social worker 2 rang team manager 1, and Mother 1 heard.'),
      (c) => (c.factors[0]!.text = 'Tasks are counted, as GP 1 and Social worker 2 said.'),
    );
    expect(stateOf(content, 'why')).toBe('in_progress');
    expect(messages(content, 'why')).toEqual([
      'Say why it made sense to Social worker 2, who is named in the finding',
      'Say why it made sense to GP 1, who is named in the finding',
    ]);
    expect(allMissing(sufficiencyOf(content)).map((missing) => hrefOf('', missing))).toContain(
      '/why/new#role_label',
    );
    content.rationales = [];
    expect(messages(content, 'why')).toHaveLength(3);
    expect(messages(content, 'why')).not.toContain(
      'Why it made sense to at least one person or group involved',
    );
  });

  it('needs the document or conversation itself', () => {
    expect(
      messages(
        changed((c) => (c.rationales[0]!.source = '')),
        'why',
      ),
    ).toEqual(['Team manager 1: which conversation this rests on']);
  });
});

describe('specific or widespread', () => {
  const one = 'One more kind of evidence from outside the case';
  const two = 'Two pieces of evidence from outside the case, of different kinds';
  it.each<[string, Change, string[]]>([
    ['two kinds from outside', () => undefined, []],
    ['the same kind twice', (c) => (c.extent_evidence[1]!.kind = 'audit'), [one]],
    ['one from inside', (c) => (c.extent_evidence[1]!.outside_case = false), [one]],
    ['one piece', (c) => c.extent_evidence.pop(), [one]],
    ['none', (c) => (c.extent_evidence = []), [two]],
    ['one without a kind', (c) => (c.extent_evidence[1]!.kind = null), ['Evidence 2: what kind it is', one]],
    ['one that shows nothing', (c) => (c.extent_evidence[0]!.shows = ''), ['Evidence 1: what it shows', one]],
    ['no reach', (c) => (c.spread = null), ['How far it reaches']],
  ])('wider, with %s', (_, change, expected) => {
    expect(messages(changed(change), 'extent')).toEqual(expected);
    expect(stateOf(changed(change), 'extent')).toBe(expected.length > 0 ? 'in_progress' : 'sufficient');
  });

  it('does not mind an unfinished third piece', () => {
    const third: Change = (c) =>
      c.extent_evidence.push({ id: 'e3', kind: null, reach: null, outside_case: true, shows: '' });
    expect(messages(changed(third), 'extent')).toEqual([]);
  });

  it('needs the reason why it could not recur when it is specific to the case', () => {
    const specific: Change = (c) =>
      Object.assign(c, { extent: 'case_specific', extent_evidence: [], spread: null });
    expect(messages(changed(specific), 'extent')).toEqual(['The reason why it could not recur']);
    expect(
      messages(
        changed(specific, (c) => (c.extent_reason = 'It was unique.')),
        'extent',
      ),
    ).toEqual([]);
  });

  it('needs how the Board could find out when it is not yet known', () => {
    const unknown: Change = (c) =>
      Object.assign(c, { extent: 'not_known', extent_evidence: [], spread: null });
    expect(messages(changed(unknown), 'extent')).toEqual(['How the Board could find out']);
    expect(
      messages(
        changed(unknown, (c) => (c.extent_reason = 'An audit.')),
        'extent',
      ),
    ).toEqual([]);
  });

  it('is in progress once any of it is there', () => {
    const none: Change = (c) => Object.assign(c, { extent: null, extent_evidence: [], spread: null });
    expect(stateOf(changed(none), 'extent')).toBe('not_started');
    for (const some of [{ spread: 'team' }, { prevalence: '3 of 4' }, { extent_reason: 'x' }]) {
      expect(
        stateOf(
          changed(none, (c) => Object.assign(c, some)),
          'extent',
        ),
      ).toBe('in_progress');
    }
  });
});

describe('the context', () => {
  const above = 'A factor above the level of the individual: in the team and workplace, or further up';
  it.each(['child_family', 'practitioner'] as const)('%s is the level of the individual', (level) => {
    expect(
      messages(
        changed((c) => (c.factors[0]!.level = level)),
        'context',
      ),
    ).toEqual([above]);
    expect(
      stateOf(
        changed((c) => (c.factors[0]!.level = level)),
        'context',
      ),
    ).toBe('in_progress');
  });
  it.each(['team_workplace', 'agency', 'local_system', 'national'] as const)('%s is above it', (level) => {
    expect(
      messages(
        changed((c) => (c.factors[0]!.level = level)),
        'context',
      ),
    ).toEqual([]);
  });
  it.each<[Change, string]>([
    [(c) => (c.factors[0]!.text = ''), 'Factor 1: what it was'],
    [(c) => (c.factors[0]!.heading = null), 'Factor 1: its heading'],
    [(c) => (c.factors[0]!.level = null), 'Factor 1: its level'],
  ])('counts only a whole factor', (change, message) => {
    expect(messages(changed(change), 'context')).toEqual([message, above]);
  });
});

describe('the research', () => {
  const found: Change = (c) => {
    c.references = [];
    c.search = {
      where: 'Social Care Online',
      terms: 'supervision AND reasoning',
      on: '2012-04-01',
      found: '',
    };
  };
  it('takes a recorded search that found none', () => {
    expect(messages(changed(found), 'research')).toEqual([]);
  });
  it.each<[Change, string]>([
    [(c) => (c.search.where = ''), 'The search: where you looked'],
    [(c) => (c.search.terms = ''), 'The search: with which terms'],
    [(c) => (c.search.on = null), 'The search: on what date'],
  ])('needs the whole record of the search', (change, message) => {
    expect(messages(changed(found, change), 'research')).toEqual([message]);
    expect(stateOf(changed(found, change), 'research')).toBe('in_progress');
  });
  it('needs what the reference is and its bearing', () => {
    expect(
      messages(
        changed((c) => (c.references[0]!.citation = '')),
        'research',
      ),
    ).toEqual(['Reference 1: what it is']);
    expect(
      messages(
        changed((c) => (c.references[0]!.bearing = null)),
        'research',
      ),
    ).toEqual(['Reference 1: whether it supports, qualifies or contradicts']);
  });
});

describe('questions for the Board', () => {
  const ask =
    (...texts: string[]): Change =>
    (c) =>
      (c.questions = texts.map((text, index) => ({ id: String(index), text })));
  it('are one to seven', () => {
    expect(messages(changed(ask(...Array<string>(7).fill('Why?'))), 'questions')).toEqual([]);
    expect(messages(changed(ask(...Array<string>(8).fill('Why?'))), 'questions')).toEqual([
      'No more than 7 questions: there are 8',
    ]);
    expect(messages(changed(ask('  ')), 'questions')).toEqual(['At least one question for the Board']);
  });
  it('end in a question mark', () => {
    expect(messages(changed(ask('Why?', 'The Board must act.', 'What is “safe?” ')), 'questions')).toEqual([
      'Question 2: a question mark at its end',
    ]);
  });
});

describe('tags', () => {
  it('bear an extract in the finding’s own words, whatever the spaces', () => {
    const extract =
      (text: string): Change =>
      (c) =>
        (c.tags[0]!.extract = text);
    expect(messages(changed(extract('  follows\n a  list ')), 'tags')).toEqual([]);
    expect(messages(changed(extract('A full list was what')), 'tags')).toEqual([]);
    expect(messages(changed(extract('Supervision has no list')), 'tags')).toEqual([
      'Tag MGT.SUP: an extract in the finding’s own words (these are not in it)',
    ]);
  });
  it('need a rationale and an extract', () => {
    expect(
      messages(
        changed((c) => Object.assign(c.tags[0]!, { rationale: '', extract: '' })),
        'tags',
      ),
    ).toEqual(['Tag MGT.SUP: why this category', 'Tag MGT.SUP: an extract of the finding that bears it']);
  });
  it('that fit nothing want a suggested name', () => {
    const unfit: Change = (c) => (c.tags[0]!.category = 'X');
    expect(messages(changed(unfit), 'tags')).toEqual(['Tag X: a suggested name']);
    expect(
      messages(
        changed(unfit, (c) => (c.tags[0]!.suggested_name = 'Drift')),
        'tags',
      ),
    ).toEqual([]);
  });
});

/** Each takes away something that a complete finding cannot be without. */
const removals: [SectionSlug, Change][] = [
  ['statement', (c) => (c.statement = '')],
  ['statement', (c) => (c.polarity = null)],
  ['issue', (c) => (c.issue = '')],
  ['manifestation', (c) => (c.manifestation = '\n')],
  ['why', (c) => (c.rationales = [])],
  ['why', (c) => (c.rationales[0] = { ...completeContent().rationales[0]!, sense: '' })],
  ['why', (c) => (c.rationales[0] = { ...completeContent().rationales[0]!, source_kind: null })],
  ['extent', (c) => (c.extent = null)],
  ['extent', (c) => (c.spread = null)],
  ['extent', (c) => c.extent_evidence.pop()],
  ['context', (c) => (c.factors = [])],
  ['research', (c) => (c.references = [])],
  ['matters', (c) => (c.matters = '')],
  ['questions', (c) => (c.questions = [])],
  ['tags', (c) => (c.tags = [])],
  ['stage', (c) => (c.stage = null)],
];

describe('for any finding', () => {
  it('taking a required part away is noticed in that section', () => {
    fc.assert(
      fc.property(fc.subarray(removals, { minLength: 1 }), (taken) => {
        const content = changed(...taken.map(([, change]) => change));
        const judged = sufficiencyOf(content);
        expect(judged.ready).toBe(false);
        for (const [section] of taken) expect(messages(content, section)).not.toEqual([]);
      }),
    );
  });

  it('is ready exactly when nothing is missing', () => {
    const text = fc.constantFrom('', 'Some words', 'A question?', 'One. Two.');
    const contents = fc.record({
      statement: text,
      issue: text,
      matters: text,
      extent: fc.constantFrom('wider', 'case_specific', 'not_known', null),
      extent_reason: text,
      questions: fc.array(fc.record({ id: fc.uuid(), text }), { maxLength: 9 }),
      references: fc.constantFrom([], completeContent().references),
    });
    fc.assert(
      fc.property(contents, (some) => {
        const judged = sufficiencyOf({ ...completeContent(), ...some } as FindingContent);
        expect(judged.ready).toBe(allMissing(judged).length === 0);
        for (const slug of FEATURES) {
          expect(judged.features[slug].state === 'sufficient').toBe(
            judged.features[slug].missing.length === 0,
          );
        }
      }),
    );
  });
});
