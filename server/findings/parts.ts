import {
  BEARINGS,
  EVIDENCE_KINDS,
  FACTOR_HEADINGS,
  FACTOR_LEVELS,
  REFERENCE_KINDS,
  SOURCE_KINDS,
  SPREADS,
  WEIGHTS,
} from './finding-content';
import type { Field } from './fields';
import { headingsOf, inWordsOf, shortOne, wordsOf } from '../reviews/method-words';
import type { SectionSlug } from './sufficiency';

/** The lists of a finding, by their names in FindingContent. */
export type PartName = 'rationales' | 'extent_evidence' | 'factors' | 'references' | 'questions' | 'tags';
/** Lists whose rows have a page each; questions share one page. */
export type ListName = Exclude<PartName, 'questions'>;

export interface Part {
  table: string;
  fields: readonly Field[];
}

const FACTOR_HEADING = 'heading';

/** What is asked of a row of a list, in the words and with the headings of the review's method. */
export function fieldsIn(part: PartName, methodHeadings: unknown, methodWords?: unknown): readonly Field[] {
  const words = wordsOf(methodWords);
  const fields = PARTS[part].fields.map((field) => ({
    ...field,
    label: inWordsOf(words, field.label),
    ...(field.hint && { hint: inWordsOf(words, field.hint) }),
  }));
  if (part === 'rationales')
    return fields.map((field) =>
      field.kind === 'choice' && field.name === 'source_kind'
        ? { ...field, options: { ...SOURCE_KINDS, conversation: shortOne(words.conversation) } }
        : field,
    );
  if (part !== 'factors') return fields;
  const options = headingsOf(methodHeadings);
  return fields.map((field) =>
    field.kind === 'choice' && field.name === FACTOR_HEADING ? { ...field, options } : field,
  );
}

export const PARTS: Record<PartName, Part> = {
  rationales: {
    table: 'rationale',
    fields: [
      {
        kind: 'line',
        name: 'role_label',
        label: 'Whose account is it?',
        hint: 'A practitioner or group by role, such as “Health visitor 1”.',
      },
      { kind: 'text', name: 'knew', label: 'What did they know and notice?', rows: 4 },
      { kind: 'text', name: 'aimed', label: 'What were they trying to do?', rows: 4 },
      { kind: 'text', name: 'pressed', label: 'What pressed on them?', rows: 4 },
      { kind: 'text', name: 'options', label: 'Which options did they see?', rows: 4 },
      { kind: 'text', name: 'sense', label: 'Why did it make sense at the time?', rows: 6 },
      {
        kind: 'choice',
        name: 'source_kind',
        label: 'What does this rest on?',
        hint: 'If it is in this review, point to it under “What this rests on”. If it is kept elsewhere, name it here.',
        options: SOURCE_KINDS,
        as: 'radios',
      },
      {
        kind: 'line',
        name: 'source',
        label: 'Which conversation or document?',
        hint: 'For example, conversation with Team manager 1, 12 March 2012.',
      },
    ],
  },
  extent_evidence: {
    table: 'extent_evidence',
    fields: [
      { kind: 'text', name: 'shows', label: 'What does it show?', rows: 4 },
      {
        kind: 'choice',
        name: 'kind',
        label: 'What kind of evidence is it?',
        options: EVIDENCE_KINDS,
        as: 'select',
      },
      { kind: 'choice', name: 'reach', label: 'How far does it reach?', options: SPREADS, as: 'select' },
      {
        kind: 'tick',
        name: 'outside_case',
        label: 'Does it come from outside this case?',
        option: 'Yes, from outside',
      },
    ],
  },
  factors: {
    table: 'factor',
    fields: [
      { kind: 'text', name: 'text', label: 'What was the condition?', rows: 4 },
      { kind: 'choice', name: FACTOR_HEADING, label: 'Heading', options: FACTOR_HEADINGS, as: 'select' },
      {
        kind: 'choice',
        name: 'level',
        label: 'Level of the system',
        hint: 'From the bottom up.',
        options: FACTOR_LEVELS,
        as: 'select',
      },
      { kind: 'text', name: 'evidence', label: 'How do you know?', rows: 3 },
      { kind: 'choice', name: 'weight', label: 'How much did it weigh?', options: WEIGHTS, as: 'radios' },
    ],
  },
  references: {
    table: 'reference',
    fields: [
      {
        kind: 'text',
        name: 'citation',
        label: 'The reference',
        hint: 'Author, year, title, and where it can be found.',
        rows: 3,
        most: 2_000,
      },
      {
        kind: 'choice',
        name: 'bearing',
        label: 'What is its bearing on this finding?',
        options: BEARINGS,
        as: 'radios',
      },
      {
        kind: 'choice',
        name: 'kind',
        label: 'What kind of source is it?',
        options: REFERENCE_KINDS,
        as: 'select',
      },
      { kind: 'text', name: 'adds', label: 'What does it add?', rows: 4 },
    ],
  },
  questions: {
    table: 'board_question',
    fields: [{ kind: 'text', name: 'text', label: 'Question', rows: 2, most: 2_000 }],
  },
  tags: {
    table: 'finding_tag',
    fields: [
      { kind: 'text', name: 'rationale', label: 'Why this category?', rows: 4 },
      {
        kind: 'text',
        name: 'extract',
        label: 'Which words of the finding bear it?',
        hint: 'Copy them from the finding as they stand there.',
        rows: 4,
      },
      {
        kind: 'line',
        name: 'suggested_name',
        label: 'What would you call it?',
        hint: 'A name for a category that is not there yet. The national editors read it.',
      },
    ],
  },
};

/** The list on each page that has one, and the words round it. */
export interface ListWords {
  section: SectionSlug;
  noun: string;
  add: string;
  empty: string;
}

export const LISTS: Record<ListName, ListWords> = {
  rationales: {
    section: 'why',
    noun: 'account',
    add: 'Add an account',
    empty:
      'Begin with the people. For each person or group involved, say what they knew, what they were trying to do and what pressed on them, so that a reader can see how it made sense then.',
  },
  extent_evidence: {
    section: 'extent',
    noun: 'evidence',
    add: 'Add evidence',
    empty:
      'What shows how far this reaches: an audit, conversations, figures, another review. “Wider” needs two kinds from outside the case.',
  },
  factors: {
    section: 'context',
    noun: 'factor',
    add: 'Add a factor',
    empty:
      'The conditions that would have pushed anyone the same way: the work, the team, the agency, the system around it. At least one lies above the level of the individual.',
  },
  references: {
    section: 'research',
    noun: 'reference',
    add: 'Add a reference',
    empty:
      'What is already known about this pattern. Name each source and say whether it supports, qualifies or contradicts the finding.',
  },
  tags: {
    section: 'tags',
    noun: 'tag',
    add: 'Add a tag',
    empty:
      'A tag puts this finding beside others like it across the country. Choose a category, say why, and give the words of the finding that bear it.',
  },
};
