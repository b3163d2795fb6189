import type { ExtentEvidence, Factor, FindingContent, Rationale, Reference, Tag } from './finding-content';

/** The parts of a finding that a person writes, each a page, in the order of METHOD section 3. */
export type SectionSlug =
  | 'statement'
  | 'issue'
  | 'manifestation'
  | 'why'
  | 'extent'
  | 'context'
  | 'research'
  | 'matters'
  | 'questions'
  | 'tags'
  | 'stage';

export type FeatureSlug = 'why' | 'extent' | 'context' | 'research';
export const FEATURES: readonly FeatureSlug[] = ['why', 'extent', 'context', 'research'];

/** One thing that a finding still needs, in words, and where it belongs. */
export interface Missing {
  message: string;
  section: SectionSlug;
  /** The row of a list that lacks it; `new` when a row has to be added; null for a field of the section. */
  row: string | null;
  /** The id of the field on that page; empty for the page itself. */
  field: string;
}

export type FeatureState = 'not_started' | 'in_progress' | 'sufficient';
export interface Feature {
  state: FeatureState;
  missing: Missing[];
}

/** What a finding has and lacks. It is never a score (METHOD section 2). */
export interface Sufficiency {
  features: Record<FeatureSlug, Feature>;
  /** What the parts other than the four features lack. */
  others: Missing[];
  ready: boolean;
}

export const MOST_STATEMENT_WORDS = 40;
export const MOST_QUESTIONS = 7;
/** The category of the typology for what fits no other: it wants a suggested name. */
export const DOES_NOT_FIT = 'X';

/** Judges a finding by METHOD sections 2 and 3. Pure: the page and the submission ask the same question. */
export function sufficiencyOf(content: FindingContent): Sufficiency {
  const features = {
    why: feature(content.rationales.length > 0, whyLacks(content.rationales)),
    extent: feature(extentBegun(content), extentLacks(content)),
    context: feature(content.factors.length > 0, contextLacks(content.factors)),
    research: feature(researchBegun(content), researchLacks(content)),
  };
  const others = [
    ...statementLacks(content),
    ...textLacks('issue', content.issue, 'What the issue is'),
    ...textLacks('manifestation', content.manifestation, 'How it showed in this case'),
    ...textLacks('matters', content.matters, 'Why it matters'),
    ...questionsLack(content.questions),
    ...tagsLack(content),
    ...(content.stage ? [] : [lack('stage', 'The stage of the child’s journey', 'stage')]),
  ];
  const ready = others.length === 0 && FEATURES.every((slug) => features[slug].state === 'sufficient');
  return { features, others, ready };
}

const ORDER: readonly SectionSlug[] = [
  'statement',
  'issue',
  'manifestation',
  'why',
  'extent',
  'context',
  'research',
  'matters',
  'questions',
  'tags',
  'stage',
];

/** Everything that is missing, in the order in which the finding is written. */
export function allMissing({ features, others }: Sufficiency): Missing[] {
  const all = [...FEATURES.flatMap((slug) => features[slug].missing), ...others];
  return ORDER.flatMap((section) => all.filter((missing) => missing.section === section));
}

/** Where a missing thing is put right. `finding` is the address of the finding. */
export function hrefOf(finding: string, { section, row, field }: Missing): string {
  const anchor = field ? `#${field}` : '';
  return row ? `${finding}/${section}/${row}${anchor}` : `${finding}/${section}${anchor}`;
}

const lack = (section: SectionSlug, message: string, field = '', row: string | null = null): Missing => ({
  message,
  section,
  row,
  field,
});
const blank = (text: string): boolean => text.trim() === '';
const feature = (begun: boolean, missing: Missing[]): Feature => ({
  state: missing.length === 0 ? 'sufficient' : begun ? 'in_progress' : 'not_started',
  missing,
});
const textLacks = (section: SectionSlug, text: string, message: string): Missing[] =>
  blank(text) ? [lack(section, message, section)] : [];

function statementLacks({ statement, polarity }: FindingContent): Missing[] {
  const missing: Missing[] = [];
  const words = wordsOf(statement);
  if (words === 0) missing.push(lack('statement', 'The statement: one sentence', 'statement'));
  else if (!isOneSentence(statement))
    missing.push(lack('statement', 'The statement in one sentence, not several', 'statement'));
  if (words > MOST_STATEMENT_WORDS)
    missing.push(
      lack(
        'statement',
        `A shorter statement: it has ${words} words, and ${MOST_STATEMENT_WORDS} is the most`,
        'statement',
      ),
    );
  if (!polarity)
    missing.push(lack('statement', 'Whether the pattern makes practice less safe or safer', 'polarity'));
  return missing;
}

/** Words as a person counts them: a dash between spaces is none. */
export function wordsOf(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

// Stops that do not end a sentence.
const ABBREVIATED = /(?:^|[\s(])(?:e\.g|i\.e|etc|cf|vs|no|dr|mr|mrs|ms|st)\.$/i;

/** Whether a text is a single sentence: no second one begins after a full stop, and no new paragraph. */
export function isOneSentence(text: string): boolean {
  const whole = text.trim();
  if (/\n/.test(whole)) return false;
  for (const end of whole.matchAll(/[.!?…]+["'”’)\]]*\s+(?=["'“‘([]*[\p{Lu}\p{N}])/gu)) {
    const before = whole.slice(0, end.index + end[0].trimEnd().length);
    if (!ABBREVIATED.test(before)) return false;
  }
  return true;
}

function whyLacks(rationales: readonly Rationale[]): Missing[] {
  if (rationales.length === 0)
    return [lack('why', 'Why it made sense to at least one person or group involved', '', 'new')];
  return rationales.flatMap((rationale, index) => {
    const who = blank(rationale.role_label) ? `Account ${index + 1}` : rationale.role_label.trim();
    const missing: Missing[] = [];
    const need = (message: string, field: string) => missing.push(lack('why', message, field, rationale.id));
    if (blank(rationale.role_label)) need(`${who}: whose account it is`, 'role_label');
    if (blank(rationale.sense)) need(`${who}: why it made sense at the time`, 'sense');
    if (!rationale.source_kind)
      need(`${who}: whether this rests on a conversation or a document`, 'source_kind');
    else if (blank(rationale.source)) need(`${who}: which ${rationale.source_kind} this rests on`, 'source');
    return missing;
  });
}

function extentBegun(content: FindingContent): boolean {
  return (
    content.extent !== null ||
    content.spread !== null ||
    content.extent_evidence.length > 0 ||
    !blank(content.extent_reason) ||
    !blank(content.prevalence)
  );
}

function extentLacks(content: FindingContent): Missing[] {
  switch (content.extent) {
    case null:
      return [lack('extent', 'Whether it is specific to this case, or wider', 'extent')];
    case 'case_specific':
      return blank(content.extent_reason)
        ? [lack('extent', 'The reason why it could not recur', 'reason_case_specific')]
        : [];
    case 'not_known':
      return blank(content.extent_reason)
        ? [lack('extent', 'How the Board could find out', 'reason_not_known')]
        : [];
    case 'wider':
      return [
        ...(content.spread ? [] : [lack('extent', 'How far it reaches', 'spread')]),
        ...evidenceLacks(content.extent_evidence),
      ];
  }
}

function evidenceLacks(evidence: readonly ExtentEvidence[]): Missing[] {
  const outside = evidence.filter((piece) => piece.outside_case);
  const kinds = new Set(outside.flatMap((piece) => (piece.kind && !blank(piece.shows) ? [piece.kind] : [])));
  if (kinds.size >= 2) return [];
  const unfinished = outside.flatMap((piece) => {
    const number = evidence.indexOf(piece) + 1;
    return [
      ...(piece.kind ? [] : [lack('extent', `Evidence ${number}: what kind it is`, 'kind', piece.id)]),
      ...(blank(piece.shows) ? [lack('extent', `Evidence ${number}: what it shows`, 'shows', piece.id)] : []),
    ];
  });
  const more =
    kinds.size === 1
      ? 'One more kind of evidence from outside the case'
      : 'Two pieces of evidence from outside the case, of different kinds';
  return [...unfinished, lack('extent', more, '', 'new')];
}

const ABOVE_THE_INDIVIDUAL = ['team_workplace', 'agency', 'local_system', 'national'];

function contextLacks(factors: readonly Factor[]): Missing[] {
  const counts = factors.some(
    ({ text, heading, level }) =>
      !blank(text) && heading && level !== null && ABOVE_THE_INDIVIDUAL.includes(level),
  );
  if (counts) return [];
  const unfinished = factors
    .map((factor, index) => ({ factor, number: index + 1 }))
    .filter(({ factor }) => factor.level === null || ABOVE_THE_INDIVIDUAL.includes(factor.level))
    .flatMap(({ factor, number }) => [
      ...(blank(factor.text) ? [lack('context', `Factor ${number}: what it was`, 'text', factor.id)] : []),
      ...(factor.heading ? [] : [lack('context', `Factor ${number}: its heading`, 'heading', factor.id)]),
      ...(factor.level ? [] : [lack('context', `Factor ${number}: its level`, 'level', factor.id)]),
    ]);
  const above = 'A factor above the level of the individual: in the team and workplace, or further up';
  return [...unfinished, lack('context', above, '', 'new')];
}

function researchBegun({ references, search }: FindingContent): boolean {
  return references.length > 0 || searchBegun(search);
}
const searchBegun = (search: FindingContent['search']): boolean =>
  !blank(search.where) || !blank(search.terms) || search.on !== null || !blank(search.found);

function researchLacks({ references, search }: FindingContent): Missing[] {
  if (references.some(({ citation, bearing }) => !blank(citation) && bearing)) return [];
  const searchLacks = [
    ...(blank(search.where) ? [lack('research', 'The search: where you looked', 'search_where')] : []),
    ...(blank(search.terms) ? [lack('research', 'The search: with which terms', 'search_terms')] : []),
    ...(search.on ? [] : [lack('research', 'The search: on what date', 'search_on')]),
  ];
  if (searchLacks.length === 0) return [];
  const unfinished = references.flatMap((reference, index) => referenceLacks(reference, index + 1));
  if (searchBegun(search)) return [...unfinished, ...searchLacks];
  if (unfinished.length > 0) return unfinished;
  const one = 'One reference and its bearing, or a recorded search that found none';
  return [lack('research', one, '', 'new')];
}

function referenceLacks({ id, citation, bearing }: Reference, number: number): Missing[] {
  return [
    ...(blank(citation) ? [lack('research', `Reference ${number}: what it is`, 'citation', id)] : []),
    ...(bearing
      ? []
      : [
          lack(
            'research',
            `Reference ${number}: whether it supports, qualifies or contradicts`,
            'bearing',
            id,
          ),
        ]),
  ];
}

function questionsLack(questions: FindingContent['questions']): Missing[] {
  const asked = questions.filter(({ text }) => !blank(text));
  const boxes = questions.map((question, index) => ({ text: question.text, number: index + 1 }));
  return [
    ...(asked.length === 0 ? [lack('questions', 'At least one question for the Board', 'question-1')] : []),
    ...(asked.length > MOST_QUESTIONS
      ? [
          lack(
            'questions',
            `No more than ${MOST_QUESTIONS} questions: there are ${asked.length}`,
            'question-1',
          ),
        ]
      : []),
    ...boxes
      .filter(({ text }) => !blank(text) && !/\?["'”’)\]]*$/.test(text.trim()))
      .map(({ number }) =>
        lack('questions', `Question ${number}: a question mark at its end`, `question-${number}`),
      ),
  ];
}

function tagsLack(content: FindingContent): Missing[] {
  if (content.tags.length === 0) return [lack('tags', 'At least one tag from the typology', '', 'new')];
  const texts = findingTexts(content).map(({ text }) => oneLine(text));
  return content.tags.flatMap((tag) => tagLacks(tag, texts));
}

function tagLacks(tag: Tag, texts: readonly string[]): Missing[] {
  const missing: Missing[] = [];
  const need = (what: string, field: string) =>
    missing.push(lack('tags', `Tag ${tag.category}: ${what}`, field, tag.id));
  if (blank(tag.rationale)) need('why this category', 'rationale');
  if (blank(tag.extract)) need('an extract of the finding that bears it', 'extract');
  else if (!texts.some((text) => text.includes(oneLine(tag.extract))))
    need('an extract in the finding’s own words (these are not in it)', 'extract');
  if (tag.category === DOES_NOT_FIT && blank(tag.suggested_name)) need('a suggested name', 'suggested_name');
  return missing;
}

const oneLine = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** The finding's own words, part by part, that an extract may be taken from. Empty texts are left out. */
export function findingTexts(content: FindingContent): { part: string; text: string }[] {
  return [
    { part: 'Statement', text: content.statement },
    { part: 'What is the issue?', text: content.issue },
    { part: 'How did it show in this case?', text: content.manifestation },
    ...content.rationales.flatMap((row) =>
      [row.knew, row.aimed, row.pressed, row.options, row.sense].map((text) => ({
        part: `Why did it make sense? ${row.role_label}`.trim(),
        text,
      })),
    ),
    ...[content.extent_reason, content.prevalence, ...content.extent_evidence.map(({ shows }) => shows)].map(
      (text) => ({ part: 'Specific to this case, or wider?', text }),
    ),
    ...content.factors
      .flatMap(({ text, evidence }) => [text, evidence])
      .map((text) => ({ part: 'The context', text })),
    ...content.references.map(({ adds }) => ({ part: 'The research', text: adds })),
    { part: 'Why does it matter?', text: content.matters },
    ...content.questions.map(({ text }) => ({ part: 'Questions for the Board', text })),
  ].filter(({ text }) => !blank(text));
}
