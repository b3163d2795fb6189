import { longDate } from '../http/dates';
import type { Role } from './load-headings';
import type { List } from './load-page-queries';
import { cellsOf, type Counts, type LoadRow, type StagedRow } from './load-rows';
import type { RowSays } from './load-reading';
import { whenWords } from './when';

/** Most rows that are listed at once. */
export const MOST_LISTED = 50;
const LONG = 200;
/** What is shown of a text that is only to be known again, or seen to be read right. */
const SHOWN = 300;
/** What the rows of a page may come to, written as HTML, and how much each holds beside its words. */
const MOST_OF_PAGE = 400_000;
const BESIDE_CELL = 900;

/** A row as the chronology would show it. */
export interface Saying {
  number: number;
  when: string;
  agency: string;
  description: string;
  experience: string;
  people: string;
  source: string;
}

interface MendedRow {
  number: number;
  saying: Saying | null;
  /** Why it cannot be read, one sentence or two for each thing. */
  why: string[];
  /** The cells that are not mended here, so that the row is known again. */
  rest: { heading: string; text: string }[];
  cells: {
    id: string;
    was: string;
    heading: string;
    value: string;
    was_value: string;
    long: boolean;
    why: string[];
  }[];
  leave: { name: string; listed: string; out: boolean };
}

/** views/evidence/load-rows */
export interface RowsList {
  title: string;
  intro: string;
  action: string;
  show: List;
  after: number;
  rows: MendedRow[];
  ways: { text: string; href: string; current: boolean }[];
  /** Where the next rows begin, when there are more. */
  next: { value: string; text: string } | null;
  first: string | null;
}

/** A cell for a person to read: a date of Excel in words, and no more of long ones than tells which row it is. */
export function shownCell(cell: string, most: number): string {
  const date = /^\d{4}-\d\d-\d\d(?=$|T)/.exec(cell)?.[0];
  if (date && isDay(date))
    return cell.length > date.length ? `${longDate(date)}, ${cell.slice(date.length + 1)}` : longDate(date);
  return cell.length > most ? `${cell.slice(0, most).toWellFormed()}…` : cell;
}

function isDay(iso: string): boolean {
  const at = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso);
}

/** One row as the chronology would show it. */
export function sayingOf(row: number, says: RowSays): Saying {
  return {
    number: row,
    when: says.time ? `${whenWords(says.when)}, ${says.time}` : whenWords(says.when),
    agency: says.agency,
    description: cut(says.description),
    experience: cut(says.experience),
    people: cut(says.people.join(', ')),
    source: says.source,
  };
}

const cut = (text: string): string =>
  text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()}…` : text;

/** About how long a text is where it is written as HTML. */
const written = (text: string): number => text.length + 5 * (text.match(/[&<>"']/g)?.length ?? 0);

/** As many of the rows as a page holds, but at least one. */
function thatFit(rows: readonly MendedRow[]): MendedRow[] {
  let left = MOST_OF_PAGE;
  return rows.slice(0, MOST_LISTED).filter((row, at) => {
    if (left > 0 || at === 0) left -= sizeOf(row);
    else left = -1;
    return left >= 0 || at === 0;
  });
}

function sizeOf({ saying, rest, cells }: MendedRow): number {
  const texts = [...Object.values(saying ?? {}).map(String), ...rest.flatMap((cell) => Object.values(cell))];
  const mended = cells.map(({ value, heading }) => BESIDE_CELL + 2 * (written(value) + written(heading)));
  return (
    BESIDE_CELL * (2 + rest.length / 4) +
    [...texts.map(written), ...mended].reduce((sum, one) => sum + one, 0)
  );
}

/** Rows of one list, each with the cells to mend. */
export function listOf(
  load: LoadRow,
  counts: Counts,
  rows: readonly StagedRow[],
  { here, list, after }: { here: string; list: List; after: number },
): RowsList {
  const shown = thatFit(rows.map((row) => mendedRow(load, row)));
  const last = shown.at(-1)?.number;
  const way = (to: List, text: string, value: number) => ({
    text: `${text} (${value.toLocaleString('en-GB')})`,
    href: `${here}?show=${to}#rows`,
    current: to === list,
  });
  return {
    title: TITLES[list],
    intro: shown.length === 0 ? NONE[list] : INTROS[list],
    action: `${here}/rows`,
    show: list,
    after,
    rows: shown,
    ways: [
      way('unreadable', 'Cannot be read', counts.unreadable),
      way('left-out', 'Left out', counts.left_out),
      way('all', 'All rows', counts.rows),
    ],
    next:
      rows.length > shown.length && last !== undefined
        ? {
            value: String(last),
            text:
              shown.length === MOST_LISTED
                ? `Save, and show the next ${MOST_LISTED}`
                : 'Save, and show the next rows',
          }
        : null,
    first: after >= 0 ? `${here}?show=${list}#rows` : null,
  };
}

const TITLES: Record<List, string> = {
  unreadable: 'Rows that cannot be read',
  'left-out': 'Rows that are left out',
  all: 'All rows',
};
const INTROS: Record<List, string> = {
  unreadable:
    'Mend what is wrong here, or leave the row out. The numbers are those of the sheet. Rows that can be read then go from this list.',
  'left-out': 'These rows are not added. Take the tick away to have one read again.',
  all: 'As they are read now. A row that is no event, such as a note at the end, can be left out.',
};
const NONE: Record<List, string> = {
  unreadable: 'No row is left here that cannot be read.',
  'left-out': 'No row is left out.',
  all: 'There are no more rows.',
};

const TOO_LONG =
  'There is too much in this row to be mended here. Mend it in the sheet and bring that in again, or leave the row out.';

/** The columns whose cells a page can hold to be mended: short ones always, long ones while there is room. */
function thatCanBeMended(cells: readonly string[], columns: readonly number[]): Set<number> {
  let left = MOST_OF_PAGE / 2;
  const kept = columns.filter((column) => {
    const cell = cells[column] ?? '';
    const size = 2 * written(cell);
    if (cell.length > SHOWN && size > left) return false;
    left -= size;
    return true;
  });
  return new Set(kept);
}

const LONG_ROLES: readonly (Role | '' | undefined)[] = ['description', 'experience'];

function mendedRow({ headings, mapping }: LoadRow, row: StagedRow): MendedRow {
  const cells = cellsOf(row);
  const columns = new Set([
    ...row.wrong.flatMap((wrong) => wrong.columns),
    ...Object.keys(row.mended).map(Number),
  ]);
  const told = new Set<string>();
  const kept = thatCanBeMended(cells, [...columns]);
  const tooLong = [...columns].some((column) => !kept.has(column));
  return {
    number: row.number,
    saying: row.says && sayingOf(row.number, row.says),
    why: [
      ...row.wrong
        .filter(({ columns: about }) => !about.some((column) => kept.has(column)))
        .map(({ message }) => message),
      ...(tooLong ? [TOO_LONG] : []),
    ],
    rest: row.says
      ? []
      : cells.flatMap((cell, column) =>
          cell === '' || kept.has(column) || (!columns.has(column) && (mapping.columns[column] ?? '') === '')
            ? []
            : [
                {
                  heading: headings[column] ?? '',
                  text: shownCell(cell, LONG),
                },
              ],
        ),
    cells: [...kept]
      .sort((a, b) => a - b)
      .map((column) => ({
        id: `cell-${row.number}-${column}`,
        was: `was-${row.number}-${column}`,
        heading: headings[column] ?? '',
        value: cells[column] ?? '',
        was_value: cells[column] ?? '',
        long: LONG_ROLES.includes(mapping.columns[column]),
        // Said once, beside the first of the cells that it is about.
        why: row.wrong.flatMap(({ columns: about, message }) => {
          if (!about.includes(column) || told.has(message)) return [];
          told.add(message);
          return [message];
        }),
      })),
    leave: { name: `leave-${row.number}`, listed: `listed-${row.number}`, out: row.left_out },
  };
}
