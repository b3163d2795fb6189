import type { Actor } from '../database/with-actor';
import { longDate } from '../http/dates';
import { submissionHindrances } from '../reviews/submission-hindrance';
import { inWords, type Field } from './fields';
import type { WholeFinding } from './finding-queries';
import type { Content } from '../http/views';
import { addressOf, asWritten, savedAt } from './frame-pages';
import { categoryName, rowInWords, rowOf } from './part-pages';
import { LISTS, type ListName } from './parts';
import { columnsOf, SECTIONS, type Section } from './sections';
import { allMissing, hrefOf, sufficiencyOf } from './sufficiency';

interface SummaryRow {
  key: { text: string };
  value: { content: Content };
}
export interface CheckedSection {
  title: string;
  change: { href: string; about: string };
  /** One list for the section's own answers and one for each row of its list. */
  lists: { heading: string | null; rows: SummaryRow[] }[];
}
export interface CheckPage {
  sections: CheckedSection[];
  needed: { text: string; href: string }[];
  /** What stops this person from sending it, whatever it says. */
  hindrances: string[];
  submission: string | null;
  savedAt: string;
}

/** The whole finding as it would be sent, what is missing, and what stops it. */
export function checkPage(whole: WholeFinding, actor: Pick<Actor, 'accredited'>, now: Date): CheckPage {
  const judged = sufficiencyOf(whole.content);
  const hindrances =
    whole.my_part === 'lead'
      ? submissionHindrances({ accredited: actor.accredited, declared: whole.declared })
      : ['A lead reviewer of this review sends it to the chair. You can write and check it.'];
  return {
    sections: SECTIONS.map((section) => checked(whole, section)),
    needed: allMissing(judged).map((missing) => ({
      text: missing.message,
      href: hrefOf(addressOf(whole), missing),
    })),
    hindrances,
    submission: judged.ready && hindrances.length === 0 ? `${addressOf(whole)}/submission` : null,
    savedAt: savedAt(whole, now),
  };
}

function checked(whole: WholeFinding, section: Section): CheckedSection {
  const own = ownRows(whole, section);
  const lists = [
    ...(own.length > 0 ? [{ heading: null, rows: own }] : []),
    ...(section.part ? listRows(whole, section.part as ListName) : []),
  ];
  return {
    title: section.name,
    change: { href: `${addressOf(whole)}/${section.slug}`, about: section.name },
    lists,
  };
}

function ownRows(whole: WholeFinding, section: Section): SummaryRow[] {
  if (section.slug === 'questions')
    return whole.content.questions.map(({ text }, index) => row(`Question ${index + 1}`, text));
  const values = columnsOf(whole.content);
  return section.fields
    .map((field) => ({ field, text: shown(field, values[field.name]) }))
    .filter(({ text }) => text !== '')
    .map(({ field, text }) => row(labelOf(whole, field), text));
}

function labelOf({ content }: WholeFinding, { name, label }: Field): string {
  if (name !== 'extent_reason') return label;
  return content.extent === 'not_known' ? 'How the Board could find out' : 'Why it could not recur';
}

function shown(field: Field, value: unknown): string {
  const stored = typeof value === 'string' ? value : '';
  return field.kind === 'date' && stored !== '' ? longDate(stored) : inWords(field, stored);
}

function listRows(whole: WholeFinding, part: ListName): CheckedSection['lists'] {
  const rows: readonly { id: string }[] = whole.content[part];
  return rows.map(({ id }, index) => ({
    heading: headingOf(whole, part, index),
    rows: rowInWords(part, rowOf(whole.content, part, id) ?? {}).map(({ label, text }) => row(label, text)),
  }));
}

function headingOf(whole: WholeFinding, part: ListName, index: number): string {
  const tag = part === 'tags' ? whole.content.tags[index] : undefined;
  if (tag) return `${categoryName(whole, tag)} (${tag.category})`;
  const { noun } = LISTS[part];
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${index + 1}`;
}

const row = (key: string, text: string): SummaryRow => ({
  key: { text: key },
  value: asWritten(text),
});
