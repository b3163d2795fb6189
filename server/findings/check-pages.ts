import type { Actor } from '../database/with-actor';
import { freeze } from '../approvals/canonical';
import { restShown, pointersFrom, withdrawnIn, type Rest, type Withdrawn } from '../evidence/pointer-pages';
import { pointingPartOf } from '../evidence/pointing-parts';
import { longDate } from '../http/dates';
import { submissionHindrances } from '../reviews/submission-hindrance';
import { inWords, type Field, type Values } from './fields';
import type { OlderTag } from './carried-tags';
import { olderTagsNote } from './carried-tags-pages';
import type { WholeFinding } from './finding-queries';
import type { Content } from '../http/views';
import { addressOf, asWritten, savedAt } from './frame-pages';
import { hintsFor, type LanguageHint } from './language';
import { categoryName, rowOf } from './part-pages';
import { fieldsIn, LISTS, PARTS, type ListName } from './parts';
import { columnsOf, SECTIONS, sectionOf, type Section } from './sections';
import { DOES_NOT_FIT, allMissing, hrefOf, sufficiencyOf } from './sufficiency';

interface SummaryRow {
  key: { text: string };
  value: { content: Content } | { text: string; classes: string };
}
export interface CheckedSection {
  title: string;
  change: { href: string; about: string };
  /** One list for the section's own answers and one for each row of its list. */
  lists: { heading: string | null; rows: SummaryRow[]; rests: Rest[] }[];
  /** What one might put another way; it stops nothing. */
  hints: LanguageHint[];
}
interface Hindrance {
  text: string;
  /** Where it is mended, when the reader can. */
  link: { text: string; href: string } | null;
}
export interface CheckPage {
  sections: CheckedSection[];
  needed: { text: string; href: string }[];
  /** Evidence that was withdrawn since: to look at. What is left for an account to rest on is said under needed. */
  withdrawn: Withdrawn[];
  /** Tags of an edition that is superseded: what became of them, and where they are carried over. */
  olderTags: { now: string; href: string; words: string[] } | null;
  /** What stops this person from sending it, whatever it says. */
  hindrances: Hindrance[];
  /** Said above the button when it would be sent as it came back. */
  unchanged: string;
  submission: string | null;
  savedAt: string;
}

/** The whole finding as it would be sent, what is missing, and what stops it. */
export function checkPage(
  whole: WholeFinding & { olderTags?: OlderTag[] },
  actor: Pick<Actor, 'accredited'>,
  now: Date,
): CheckPage {
  const judged = sufficiencyOf(whole.content);
  const hindrances = hindrancesOf(whole, actor);
  return {
    sections: SECTIONS.map((section) => checked(whole, section)),
    needed: allMissing(judged).map((missing) => ({
      text: missing.message,
      href: hrefOf(addressOf(whole), missing),
    })),
    withdrawn: withdrawnIn(whole),
    olderTags: olderTagsOf(whole),
    hindrances,
    unchanged: unchangedSince(whole),
    submission: judged.ready && hindrances.length === 0 ? `${addressOf(whole)}/submission` : null,
    savedAt: savedAt(whole, now),
  };
}

function olderTagsOf(whole: WholeFinding & { olderTags?: OlderTag[] }): CheckPage['olderTags'] {
  const note = olderTagsNote(whole, whole.olderTags ?? []);
  return (
    note && {
      now: note.now,
      href: `${addressOf(whole)}/tags`,
      words: note.tags.map(({ words }) => words.replace(/:$/, '.')),
    }
  );
}

function hindrancesOf(whole: WholeFinding, { accredited }: Pick<Actor, 'accredited'>): Hindrance[] {
  const words = (texts: string[], link: Hindrance['link']) => texts.map((text) => ({ text, link }));
  if (whole.my_part !== 'lead')
    return words(['A lead reviewer of this review sends it to the chair. You can write and check it.'], null);
  const independence = `/reviews/${whole.review_id}/independence`;
  return [
    ...words(submissionHindrances({ accredited, declared: true }), null),
    ...words(submissionHindrances({ accredited: true, declared: whole.declared }), {
      text: 'Declare your independence',
      href: independence,
    }),
  ];
}

/** When a finding that came back from the chair stands as it was sent, word for word; else nothing. */
function unchangedSince(whole: WholeFinding): string {
  const [last, sent] = [whole.steps.at(-1), whole.versions.at(-1)];
  if (!last || !sent || !['return', 'reopen'].includes(last.action)) return '';
  if (freeze(whole.content).content !== sent.content) return '';
  const since = `since it ${last.action === 'return' ? 'came back' : 'was reopened'} on ${longDate(last.at)}`;
  return `Nothing has changed ${since}. Send it again only if that is what you mean.`;
}

function checked(whole: WholeFinding, section: Section): CheckedSection {
  const own = ownRows(whole, section);
  const lists = [
    ...(own.length > 0 ? [{ heading: null, rows: own, rests: restsOf(whole, section, null) }] : []),
    ...(section.part ? listRows(whole, section.part as ListName) : []),
  ];
  return {
    title: section.name,
    change: { href: `${addressOf(whole)}/${section.slug}`, about: section.name },
    lists,
    hints: hintsIn(whole, section),
  };
}

/** The hints that stand on the section's pages, each phrase once. */
function hintsIn(whole: WholeFinding, section: Section): LanguageHint[] {
  if (section.slug === 'questions')
    return hintsFor(whole.content.questions.map(({ text }) => text).join('\n\n'));
  const part = section.part as ListName | undefined;
  const rows: readonly object[] = part ? whole.content[part] : [];
  const prose = (fields: readonly Field[], values: Values): string[] =>
    fields.filter(({ kind }) => kind === 'text').map(({ name }) => String(values[name] ?? ''));
  const texts = [
    ...prose(section.fields, columnsOf(whole.content)),
    ...rows.flatMap((row) => (part ? prose(PARTS[part].fields, { ...row }) : [])),
  ];
  return hintsFor(texts.join('\n\n'));
}

function ownRows(whole: WholeFinding, section: Section): SummaryRow[] {
  if (section.slug === 'questions')
    return whole.content.questions.map(({ text }, index) => row(`Question ${index + 1}`, text));
  const values = columnsOf(whole.content);
  const answers = section.fields.map((field) => ({ field, text: shown(field, values[field.name]) }));
  if (answers.every(({ text }) => text === '')) return [];
  return answers
    .filter(({ field, text }) => text !== '' || isAsked(whole, field))
    .map(({ field, text }) => row(labelOf(whole, field), text));
}

/** Whether an empty answer is worth a line: a reason is asked with some answers alone. */
function isAsked({ content }: WholeFinding, { name }: Field): boolean {
  return name !== 'extent_reason' || content.extent === 'case_specific' || content.extent === 'not_known';
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
    rows: answersOf(whole, part, rowOf(whole.content, part, id) ?? {}),
    rests: restsOf(whole, sectionOf(LISTS[part].section), id),
  }));
}

/** What a section or one of its rows rests on. */
function restsOf(whole: WholeFinding, { slug }: Section, row: string | null): Rest[] {
  const part = pointingPartOf(slug);
  if (!part) return [];
  return pointersFrom(whole, { part, row }).map((pointer) => ({
    ...restShown(whole, pointer),
    change: null,
  }));
}

function answersOf(whole: WholeFinding, part: ListName, values: Values): SummaryRow[] {
  return fieldsIn(part, whole.headings, whole.head.words)
    .filter(({ name }) => name !== 'suggested_name' || values.category === DOES_NOT_FIT || values[name])
    .map((field: Field) => row(field.label, inWords(field, String(values[field.name] ?? ''))));
}

function headingOf(whole: WholeFinding, part: ListName, index: number): string {
  const tag = part === 'tags' ? whole.content.tags[index] : undefined;
  if (tag) return `${categoryName(whole, tag)} (${tag.category})`;
  const { noun } = LISTS[part];
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${index + 1}`;
}

const row = (key: string, text: string): SummaryRow => ({
  key: { text: key },
  value: text === '' ? { text: 'Not written', classes: 'app-quiet' } : asWritten(text),
});
