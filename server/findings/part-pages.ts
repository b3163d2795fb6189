import { answerTo, answerWords } from '../coding/answer-words';
import type { Withdrawn } from '../evidence/pointer-pages';
import type { Content } from '../http/views';
import { headingsOf } from '../reviews/method-words';
import {
  BEARINGS,
  EVIDENCE_KINDS,
  FACTOR_LEVELS,
  REFERENCE_KINDS,
  SOURCE_KINDS,
  SPREADS,
  WEIGHTS,
  type FindingContent,
} from './finding-content';
import type { WholeFinding } from './finding-queries';
import { inWords, type Field, type Values } from './fields';
import { addressOf } from './frame-pages';
import { fieldsIn, LISTS, type ListName } from './parts';

export interface RowShown {
  text: string;
  detail: string;
  change: string;
  removal: string;
  /** What the links are about, for those who hear them one by one. */
  about: string;
}

export interface RowPage {
  title: string;
  /** Evidence that it rests on and that was withdrawn since. */
  withdrawn: Withdrawn[];
  action: string;
  version: string | null;
  controls: Content[];
  needed: { text: string; href: string }[];
  savedAt: string;
  /** Where to read the finding, when what was typed can no longer be saved. */
  closed: string | null;
  removal: string | null;
  /** What its form sends and does not ask. */
  hidden: { name: string; value: string }[];
}

export interface RemovalPage {
  title: string;
  action: string;
  back: string;
  version: number;
  button: string;
  rows: { key: { text: string }; value: { content: Content } }[];
}

/** The rows of a list as its page shows them: what it says, and what it is. */
export function rowsShown(whole: WholeFinding, part: ListName): RowShown[] {
  const { section, noun } = LISTS[part];
  return summaries(whole, part).map(({ id, text, detail }, index) => ({
    text: brief(text) || 'Nothing written yet',
    detail,
    change: `${addressOf(whole)}/${section}/${id}`,
    removal: `${addressOf(whole)}/${section}/${id}/removal`,
    about: `${noun} ${index + 1}`,
  }));
}

/** One line and its detail for each row of a list. */
export function summaries(
  whole: WholeFinding,
  part: ListName,
): { id: string; text: string; detail: string }[] {
  const { content } = whole;
  switch (part) {
    case 'rationales':
      return content.rationales.map(({ id, role_label, sense, source_kind, source }) => ({
        id,
        text: role_label || sense,
        detail: (role_label && brief(sense)) || source || (source_kind ? SOURCE_KINDS[source_kind] : ''),
      }));
    case 'extent_evidence':
      return content.extent_evidence.map(({ id, shows, kind, reach, outside_case }) => ({
        id,
        text: shows,
        detail: joined(
          kind && EVIDENCE_KINDS[kind],
          reach && SPREADS[reach],
          outside_case ? 'From outside the case' : 'From the case itself',
        ),
      }));
    case 'factors':
      return content.factors.map(({ id, text, heading, level, weight }) => ({
        id,
        text,
        detail: joined(
          heading && headingsOf(whole.headings)[heading],
          level && FACTOR_LEVELS[level],
          weight && WEIGHTS[weight],
        ),
      }));
    case 'references':
      return content.references.map(({ id, citation, bearing, kind }) => ({
        id,
        text: citation,
        detail: joined(bearing && BEARINGS[bearing], kind && REFERENCE_KINDS[kind]),
      }));
    case 'tags':
      return content.tags.map((tag) => ({
        id: tag.id,
        text: `${categoryName(whole, tag)} (${tag.category})`,
        detail: joined(
          tag.suggested_name,
          tag.extract && `“${brief(tag.extract)}”`,
          answeredWords(answerWords(answerTo(whole.answers, tag.suggested_name))),
        ),
      }));
  }
}

const answeredWords = (words: string): string => words && `The national editors’ answer: ${words}`;

export function categoryName(
  { category_names }: Pick<WholeFinding, 'category_names'>,
  { edition, category }: { edition: string; category: string },
): string {
  return category_names[`${edition}:${category}`] ?? category;
}

/** A row of a list with its fields by name, or undefined when the finding has no such row. */
export function rowOf(content: FindingContent, part: ListName, id: string): Values | undefined {
  const rows: readonly { id: string }[] = content[part];
  const row = rows.find((candidate) => candidate.id === id);
  return row && Object.fromEntries(Object.entries(row));
}

/** What a row says, field by field, for the page that asks whether to remove it and the page to check it all. */
export function rowInWords(
  part: ListName,
  row: Values,
  headings: unknown,
  words?: unknown,
): { name: string; label: string; text: string }[] {
  return fieldsIn(part, headings, words)
    .map((field: Field) => ({
      name: field.name,
      label: field.label,
      text: inWords(field, String(row[field.name] ?? '')),
    }))
    .filter(({ text }) => text !== '');
}

const joined = (...some: (string | null | undefined | false)[]): string => some.filter(Boolean).join(' · ');

const MOST_SHOWN = 180;

/** The beginning of a long text, cut between words. */
export function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= MOST_SHOWN) return line;
  const cut = line.slice(0, MOST_SHOWN);
  return `${cut.slice(0, cut.lastIndexOf(' ') > 0 ? cut.lastIndexOf(' ') : MOST_SHOWN).toWellFormed()}…`;
}
