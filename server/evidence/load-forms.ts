import { z } from 'zod';
import { LONG_TEXT, tidy, version } from '../http/forms';
import { ROLES, type Role } from './load-headings';
import { agencyName, wantingIn, MOST_AGENCIES } from './load-mapping';
import type { Mendings } from './load-draft';
import { MOST_COLUMNS } from './reading-room/spreadsheet';

type Typed = Record<string, unknown>;

const first = (value: unknown): string => {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? one : '';
};

/** Words that can be stored. */
export const words = (value: unknown): string =>
  tidy(
    first(value)
      .toWellFormed()
      .replace(/(?![\t\n\r])\p{Cc}/gu, ''),
  ).slice(0, LONG_TEXT + 1);

const body = z.record(z.string(), z.unknown());

/** How the columns are read: one choice for each column, and whose account the rows are. */
export const loadForm = body.transform((typed, context) => {
  const columns = Array.from({ length: MOST_COLUMNS }, (_, column): Role | '' => {
    const chosen = first(typed[`column-${column}`]);
    return Object.hasOwn(ROLES, chosen) ? (chosen as Role) : '';
  });
  const agency = agencyName(words(typed.new_agency)) || agencyName(words(typed.agency));
  for (const { field, message } of wantingIn({ columns, agency }))
    context.addIssue({ code: 'custom', path: [field], message });
  return {
    columns,
    agency,
    values: Array.from({ length: MOST_AGENCIES }, (_, i) => agencyName(words(typed[`value-${i}`]))),
    keep: first(typed.keep) === 'yes',
    version: versionOf(typed, context),
  };
});
export type LoadForm = z.output<typeof loadForm>;

/** What was mended in the rows that a page listed, and where to go on from. */
export const rowsForm = body.transform((typed, context): Mendings & { next: string } => {
  const cells: Mendings['cells'] = [];
  const leave: Mendings['leave'] = [];
  for (const name of Object.keys(typed)) {
    const cell = /^cell-(\d{1,7})-(\d{1,2})$/.exec(name);
    if (cell)
      cells.push({
        row: Number(cell[1]),
        column: Number(cell[2]),
        text: words(typed[name]),
        was: words(typed[`was-${cell[1]}-${cell[2]}`]),
      });
    const left = /^listed-(\d{1,7})$/.exec(name);
    if (left)
      leave.push({
        row: Number(left[1]),
        out: first(typed[`leave-${left[1]}`]) === 'yes',
        was: first(typed[name]) === 'yes',
      });
  }
  return { cells, leave, version: versionOf(typed, context), next: first(typed.next) };
});

/** A form that only says which draft was seen. */
export const draftForm = z.object({ version });

function versionOf(typed: Typed, context: z.core.$RefinementCtx<unknown>): number {
  const read = version.safeParse(typed.version);
  if (read.success) return read.data;
  context.addIssue({
    code: 'custom',
    path: ['version'],
    message: 'Open the page again: this form is not whole',
  });
  return 0;
}
