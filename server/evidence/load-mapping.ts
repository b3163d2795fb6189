import { parseWhen } from './when';
import { addsToWhatHappened, guessRole, type Role } from './load-headings';

/** How the columns of a sheet are read into the chronology. */
export interface Mapping {
  /** What each column holds, in the sheet's order; empty when it is left out. */
  columns: (Role | '')[];
  /** Whose account the rows are, where no column says so; empty when one says so for every row. */
  agency: string;
  /** What the column of agencies says, and which agency each stands for. */
  values: AgencyValue[];
}

export interface AgencyValue {
  /** As the sheet has it. */
  value: string;
  rows: number;
  /** The name of the agency in the review; one that is not there yet is added with the rows. */
  name: string;
}

/** A column of agencies with more different values than this is none. */
export const MOST_AGENCIES = 100;
const LOOKED_AT = 60;

/** What is still to be said before the rows can be read, by the field where it is said. */
export function wantingIn({
  columns,
  agency,
}: Pick<Mapping, 'columns' | 'agency'>): { field: string; message: string }[] {
  const wanting = [];
  if (!columns.includes('date'))
    wanting.push({ field: 'column-0', message: 'Say which column holds the date' });
  if (!columns.includes('description'))
    wanting.push({ field: 'column-0', message: 'Say which column tells what happened' });
  if (columns.filter((role) => role === 'agency').length > 1)
    wanting.push({
      field: `column-${columns.indexOf('agency')}`,
      message: 'Only one column can name the agency',
    });
  if (!columns.includes('agency') && agency === '')
    wanting.push({ field: 'agency', message: 'Say whose account this is: choose an agency, or name one' });
  return wanting;
}

/**
 * Guesses what the columns hold from their headings and, where those do not say, from what stands in them.
 * @param rows the cells of the rows, of which the first are looked at
 */
export function guessColumns(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): (Role | '')[] {
  const sample = rows.slice(0, LOOKED_AT);
  const columns = headings.map((heading): Role | '' => guessRole(heading) ?? '');
  const dated = headings.map((_, column) => shareOfDates(sample, column));
  onlyOne(columns, 'date', dated);
  for (const role of ['until', 'time', 'agency'] as const)
    onlyOne(
      columns,
      role,
      dated.map(() => 0),
    );
  const free = (): number[] => columns.flatMap((role, column) => (role === '' ? [column] : []));
  if (!columns.includes('date')) {
    const best = mostOf(free(), (column) => dated[column] ?? 0);
    if (best !== undefined && (dated[best] ?? 0) > 0.5) columns[best] = 'date';
  }
  if (!columns.includes('description')) {
    const lengths = headings.map((_, column) => meanLength(sample, column));
    const best = mostOf(
      free().filter(
        (column) =>
          !/comment|analysis/i.test(headings[column] ?? '') && !addsToWhatHappened(headings[column] ?? ''),
      ),
      (column) => lengths[column] ?? 0,
    );
    if (best !== undefined && (lengths[best] ?? 0) > 12) columns[best] = 'description';
  }
  if (columns.includes('description'))
    for (const column of free())
      if (addsToWhatHappened(headings[column] ?? '')) columns[column] = 'description';
  return columns;
}

/** Where several headings say the same of a thing that there is one of, the likeliest stays. */
function onlyOne(columns: (Role | '')[], role: Role, worth: readonly number[]): void {
  const all = columns.flatMap((held, column) => (held === role ? [column] : []));
  const best = mostOf(all, (column) => worth[column] ?? 0);
  for (const column of all) if (column !== best) columns[column] = '';
}

function mostOf(columns: readonly number[], worth: (column: number) => number): number | undefined {
  return columns.reduce<number | undefined>(
    (best, column) => (best === undefined || worth(column) > worth(best) ? column : best),
    undefined,
  );
}

function shareOfDates(rows: readonly (readonly string[])[], column: number): number {
  const filled = rows.map((cells) => cells[column] ?? '').filter((cell) => cell !== '');
  return filled.length === 0
    ? 0
    : filled.filter((cell) => !('problem' in parseWhen(cell))).length / filled.length;
}

function meanLength(rows: readonly (readonly string[])[], column: number): number {
  return rows.reduce((sum, cells) => sum + (cells[column]?.length ?? 0), 0) / Math.max(1, rows.length);
}

/** Each value of the column of agencies with the agency of the review that has that name, or as a new one. */
export function matchAgencies(
  found: readonly { value: string; rows: number }[],
  agencies: readonly { name: string }[],
): AgencyValue[] {
  const known = new Map(agencies.map(({ name }) => [plainName(name), name]));
  return found.map(({ value, rows }) => ({
    value,
    rows,
    name: known.get(plainName(value)) ?? agencyName(value),
  }));
}

/** A name as an agency can have it. */
export const agencyName = (value: string): string => value.replace(/\s+/g, ' ').trim().slice(0, 120).trim();

const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/^the /, '')
    .replace(/[^\p{L}\p{N}]/gu, '');

/** How a value of the column of agencies is looked up, whatever its capitals and spaces. */
export const valueKey = (value: string): string => value.replace(/\s+/g, ' ').trim().toLowerCase();
