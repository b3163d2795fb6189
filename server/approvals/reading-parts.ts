import {
  BEARINGS,
  EVIDENCE_KINDS,
  EXTENTS,
  FACTOR_LEVELS,
  JOURNEY_STAGES,
  REFERENCE_KINDS,
  SPREADS,
  WEIGHTS,
  type FactorHeading,
} from '../findings/finding-content';
import { answerTo, answerWords, type AnswersGiven } from '../coding/answer-words';
import type { SectionSlug } from '../findings/sufficiency';
import { longDate } from '../http/dates';
import { headingsOf } from '../reviews/method-words';
import type { FrozenContent, FrozenPointer } from './canonical';

/** A paragraph as it is read. `lead` stands before it in italics and is the same in every finding. */
export interface Paragraph {
  lead: string;
  text: string;
}
/** What belongs together: an account, a factor, a question; or all of a part that is plain prose. */
export interface Item {
  title: string;
  paragraphs: Paragraph[];
  /** The evidence that it rests on, as it was called when the finding was sent. */
  rests: FrozenPointer[];
}
export interface ReadingPart {
  part: SectionSlug;
  heading: string;
  kind: 'prose' | 'bullets' | 'numbers';
  items: Item[];
  /** Items that follow as bullets, after the prose: evidence, references. */
  list: Item[];
}

/** What each part of a finding is called where it is read and commented on, in the report's order (METHOD section 3). */
export const PART_HEADINGS: Record<SectionSlug, string> = {
  statement: 'The finding in one sentence',
  issue: 'What is the issue?',
  manifestation: 'How did it show in this case?',
  why: 'Why did it make sense at the time?',
  extent: 'Is it wider than this case?',
  context: 'What in the context shaped it?',
  research: 'What does research say?',
  matters: 'Why does it matter?',
  questions: 'Questions for the Board',
  tags: 'Where it stands in the national typology',
  stage: 'Stage of the child’s journey',
};

/** “A pattern that makes practice less safe.” */
export function polarityWords({ polarity }: FrozenContent): string {
  if (polarity === null) return '';
  return polarity === 'safer'
    ? 'A pattern that makes practice safer.'
    : 'A pattern that makes practice less safe.';
}

/**
 * A finding's content as parts of prose, after its statement and polarity, which head the page.
 * @param names names of the categories by `edition:code`
 * @param methodHeadings the headings of factors that the review's method has of its own
 * @param answers what the national editors answered to names that were suggested
 */
export function readingParts(
  content: FrozenContent,
  names: Record<string, string>,
  methodHeadings: unknown = null,
  answers: AnswersGiven = {},
): ReadingPart[] {
  const headings = headingsOf(methodHeadings);
  return [
    prose('issue', [content.issue]),
    manifestation(content),
    {
      ...prose('why', []),
      items: content.rationales.map((row, index) => ({
        ...account(row),
        rests: restsOf(content, 'rationales', index),
      })),
    },
    {
      ...prose('extent', extentWords(content)),
      list: content.extent_evidence.map((row, index) => ({
        ...evidence(row),
        rests: restsOf(content, 'extent_evidence', index),
      })),
    },
    {
      ...prose('context', []),
      kind: 'bullets',
      items: content.factors.map((row, index) => ({
        ...factor(row, headings),
        rests: restsOf(content, 'factors', index),
      })),
    },
    { ...prose('research', searchWords(content)), list: content.references.map(reference) },
    prose('matters', [content.matters]),
    { ...prose('questions', []), kind: 'numbers', items: content.questions.map(({ text }) => item([text])) },
    { ...prose('tags', []), items: content.tags.map((tag) => category(tag, names, answers)) },
    prose('stage', content.stage ? [`${JOURNEY_STAGES[content.stage]}.`] : []),
  ];
}

function prose(part: SectionSlug, texts: string[]): ReadingPart {
  const whole = item(texts);
  return {
    part,
    heading: PART_HEADINGS[part],
    kind: 'prose',
    items: whole.paragraphs.length > 0 ? [whole] : [],
    list: [],
  };
}

function manifestation(content: FrozenContent): ReadingPart {
  const part = prose('manifestation', [content.manifestation]);
  const rests = content.pointers.filter(({ from }) => from === 'manifestation');
  if (rests.length === 0) return part;
  return { ...part, items: [{ ...(part.items[0] ?? item([])), rests }] };
}

function restsOf({ pointers }: FrozenContent, part: FrozenPointer['from'], index: number): FrozenPointer[] {
  return pointers.filter(({ from, row }) => from === part && row === index + 1);
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

function item(texts: string[], title = ''): Item {
  return { title, paragraphs: texts.flatMap(lines).map((text) => ({ lead: '', text })), rests: [] };
}

function led(lead: string, text: string): Paragraph[] {
  return lines(text).map((line, index) => ({ lead: index === 0 ? lead : '', text: line }));
}

function account(rationale: FrozenContent['rationales'][number]): Item {
  return {
    title: rationale.role_label,
    rests: [],
    paragraphs: [
      ...led('What they knew and noticed.', rationale.knew),
      ...led('What they were trying to do.', rationale.aimed),
      ...led('What pressed on them.', rationale.pressed),
      ...led('The options they saw.', rationale.options),
      ...led('Why it made sense.', rationale.sense),
      ...led('This rests on:', sourceWords(rationale)),
    ],
  };
}

function sourceWords({ source, source_kind: kind }: FrozenContent['rationales'][number]): string {
  if (!source) return '';
  const named = kind === null || source.toLowerCase().includes(kind);
  return sentence(named ? source : `${kind === 'document' ? 'a document' : 'a conversation'}, ${source}`);
}

function extentWords(content: FrozenContent): string[] {
  const reach = content.spread ? ` How far it reaches: ${lower(SPREADS[content.spread])}.` : '';
  return [
    content.extent ? `${EXTENTS[content.extent]}.${reach}` : reach.trim(),
    content.prevalence ? `How many: ${sentence(content.prevalence)}` : '',
    content.extent_reason,
  ];
}

function evidence({
  kind,
  reach,
  outside_case: outside,
  shows,
}: FrozenContent['extent_evidence'][number]): Item {
  const about = [
    kind ? EVIDENCE_KINDS[kind] : 'Evidence',
    outside ? 'from outside the case' : 'from this case',
    ...(reach ? [lower(SPREADS[reach])] : []),
  ].join(', ');
  return item([`${about}: ${shows}`]);
}

function factor(
  { heading, level, weight, text, evidence: rests }: FrozenContent['factors'][number],
  headings: Record<FactorHeading, string>,
): Item {
  const about = [
    heading ? headings[heading] : '',
    level ? `level: ${lower(FACTOR_LEVELS[level])}` : '',
    weight ? `weight: ${lower(WEIGHTS[weight])}` : '',
  ].filter(Boolean);
  const basis = rests ? `Evidence: ${sentence(rests)}` : '';
  return item([sentence(text), `${sentence(capital(about.join('; ')))} ${basis}`]);
}

function reference({ citation, kind, bearing, adds }: FrozenContent['references'][number]): Item {
  const about = [
    kind ? REFERENCE_KINDS[kind] : '',
    bearing ? `${lower(BEARINGS[bearing])} this finding` : '',
  ].filter(Boolean);
  const what = about.length > 0 ? ` ${sentence(capital(about.join('; ')))}` : '';
  return item([`${sentence(citation)}${what}${adds ? ` ${sentence(adds)}` : ''}`]);
}

function searchWords({ search }: FrozenContent): string[] {
  if (!search.where && !search.terms && !search.found) return [];
  const when = search.on ? ` on ${longDate(search.on)}` : '';
  const terms = search.terms ? `, for ${search.terms}` : '';
  return [`A search of ${search.where || 'the literature'}${when}${terms}. ${sentence(search.found)}`.trim()];
}

function category(
  tag: FrozenContent['tags'][number],
  names: Record<string, string>,
  answers: AnswersGiven,
): Item {
  const name = names[`${tag.edition}:${tag.category}`] ?? tag.category;
  return {
    title: `${name} (${tag.category}, ${tag.edition} edition)`,
    rests: [],
    paragraphs: [
      ...led('Suggested name.', tag.suggested_name),
      ...led('', tag.rationale),
      ...led('In the finding’s words:', tag.extract ? `“${tag.extract}”` : ''),
      ...led('The national editors’ answer:', answerWords(answerTo(answers, tag.suggested_name))),
    ],
  };
}

const sentence = (text: string): string => {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?…]["'”’)]?$/.test(trimmed) ? trimmed : `${trimmed}.`;
};
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
