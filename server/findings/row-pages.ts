import { withdrawnAt } from '../evidence/pointer-pages';
import type { WholeFinding } from './finding-queries';
import { firstOf, type Errors, type Field, type Typed } from './fields';
import { addressOf, asWritten, notSaved, savedAt } from './frame-pages';
import { categoryName, rowInWords, rowOf, type RemovalPage, type RowPage } from './part-pages';
import { fieldsIn, LISTS, type ListName } from './parts';
import { closedTo, withHints } from './section-pages';
import { DOES_NOT_FIT, allMissing, hrefOf, sufficiencyOf } from './sufficiency';

/** The page that adds a row. `hidden` is what it must send and does not ask. */
export function newRowPage(
  whole: WholeFinding,
  part: ListName,
  now: Date,
  typed: Typed | null = null,
  errors: Errors = {},
  hidden: RowPage['hidden'] = [],
): RowPage {
  const { section, add } = LISTS[part];
  return {
    title: add,
    withdrawn: [],
    action: `${addressOf(whole)}/${section}/new`,
    version: null,
    controls: withHints(fieldsIn(part, whole.headings, whole.head.words), {}, typed, errors),
    needed: [],
    savedAt: typed ? notSaved(whole) : savedAt(whole, now),
    closed: closedTo(whole, typed),
    removal: null,
    hidden,
  };
}

/** The page of one row, or undefined when the finding has no such row. */
export function rowPage(
  whole: WholeFinding,
  part: ListName,
  id: string,
  now: Date,
  typed: Typed | null = null,
  errors: Errors = {},
): RowPage | undefined {
  const row = rowOf(whole.content, part, id);
  if (!row) return undefined;
  const address = `${addressOf(whole)}/${LISTS[part].section}/${id}`;
  return {
    title: titleOf(whole, part, id),
    withdrawn: withdrawnAt(whole, LISTS[part].section, id),
    action: address,
    version: (typed && firstOf(typed.version)) || String(whole.part_versions[id]),
    controls: withHints(fieldsOf(whole, part, id), row, typed, errors),
    needed: allMissing(sufficiencyOf(whole.content))
      .filter((missing) => missing.row === id && !closedTo(whole, typed))
      .map((missing) => ({ text: missing.message, href: hrefOf(addressOf(whole), missing) })),
    savedAt: typed ? notSaved(whole) : savedAt(whole, now),
    closed: closedTo(whole, typed),
    removal: closedTo(whole, typed) ? null : `${address}/removal`,
    hidden: [],
  };
}

/** A name is suggested only for what fits no category. */
function fieldsOf({ content, headings, head }: WholeFinding, part: ListName, id: string): readonly Field[] {
  const fields = fieldsIn(part, headings, head.words);
  if (part !== 'tags') return fields;
  const tag = content.tags.find((candidate) => candidate.id === id);
  const wanted = tag?.category === DOES_NOT_FIT || Boolean(tag?.suggested_name);
  return wanted ? fields : fields.filter(({ name }) => name !== 'suggested_name');
}

function titleOf(whole: WholeFinding, part: ListName, id: string): string {
  if (part === 'tags') {
    const tag = whole.content.tags.find((candidate) => candidate.id === id);
    return tag ? `${categoryName(whole, tag)} (${tag.category})` : '';
  }
  const rows: readonly { id: string }[] = whole.content[part];
  const { noun } = LISTS[part];
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${rows.findIndex((row) => row.id === id) + 1}`;
}

/** The page that asks whether to remove a row and shows what it says; undefined when there is no such row. */
export function removalPage(whole: WholeFinding, part: ListName, id: string): RemovalPage | undefined {
  const row = rowOf(whole.content, part, id);
  const version = whole.part_versions[id];
  if (!row || version === undefined) return undefined;
  const { section, noun } = LISTS[part];
  const list = `${addressOf(whole)}/${section}`;
  return {
    title: `Remove ${titleOf(whole, part, id).replace(/^[A-Z](?=[a-z]+ \d+$)/, (letter) => letter.toLowerCase())}?`,
    action: `${list}/${id}/removal`,
    back: list,
    version,
    button: `Remove this ${noun}`,
    rows: rowInWords(part, row, whole.headings, whole.head.words).map(({ label, text }) => ({
      key: { text: label },
      value: asWritten(text),
    })),
  };
}
