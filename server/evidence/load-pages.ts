import { count, longDate } from '../http/dates';
import type { Problem } from '../http/route';
import { errorsByField } from '../http/forms';
import type { CaseFile } from './case-file-queries';
import { columnsForm, type ColumnsForm } from './load-columns-pages';
import { wantingIn } from './load-mapping';
import type { List } from './load-page-queries';
import type { Counts, LoadRow, StagedRow } from './load-rows';
import type { Standing } from './load-withdrawal-queries';
import { listOf, sayingOf, type RowsList, type Saying } from './load-rows-pages';

type Typed = Record<string, string | string[]>;

/** What the page of one draft is made of. */
export interface LoadParts {
  load: LoadRow | null;
  counts: Counts;
  first: StagedRow[];
  list: StagedRow[];
  sample: string[][];
  new_agencies: string[];
  before: { at: string; by: string | null } | null;
  siblings: { id: string; sheet: string; rows: number }[];
  standing: Standing;
}

/** views/evidence/load */
export interface LoadPage {
  title: string;
  lead: string;
  found: string;
  /** What a person should know before going on. */
  notes: string[];
  siblings: { text: string; href: string }[];
  counts: { text: string; number: string; href: string | null }[];
  needed: { text: string; href: string }[];
  /** The button that adds the rows, when nothing is in its way. */
  ready: { intro: string; button: string; action: string } | null;
  list: RowsList | null;
  first: Saying[];
  /** Where all rows can be seen. */
  all: { text: string; href: string } | null;
  columns: ColumnsForm;
  drop: { action: string };
  version: number;
}

/** The page on which a person looks at a draft, mends it and adds its rows. */
export function loadPage(
  file: CaseFile,
  parts: LoadParts & { load: LoadRow },
  {
    list,
    after,
    problems,
    typed,
  }: { list: List; after: number; problems: readonly Problem[]; typed: Typed | null },
): LoadPage {
  const { load, counts } = parts;
  const here = `/reviews/${file.id}/chronology/loads/${load.id}`;
  const wanting = wantingIn(load.mapping);
  const complete = wanting.length === 0;
  const leadWords = [`${count(counts.rows, 'row')} ${counts.rows === 1 ? 'was' : 'were'} found`];
  if (complete)
    leadWords.push(
      counts.unreadable === 0
        ? 'and all of them can be read'
        : counts.unreadable === counts.rows
          ? 'and none of them can be read yet'
          : `and ${number(counts.unreadable)} of them cannot be read yet`,
    );
  return {
    title: load.sheet ? `${load.file_name}, sheet “${load.sheet}”` : load.file_name,
    lead: `${leadWords.join(', ')}.`,
    found: foundWords(load),
    notes: notesOf(load, parts, complete),
    siblings: parts.siblings.map(({ id, sheet, rows }) => ({
      text: `${sheet} (${count(rows, 'row')})`,
      href: `/reviews/${file.id}/chronology/loads/${id}`,
    })),
    counts: complete ? countsOf(counts, here) : [],
    needed: [
      ...wanting.map(({ message, field }) => ({ text: message, href: `#${field}` })),
      ...(complete && counts.unreadable > 0
        ? [
            {
              text: `Mend the ${counts.unreadable === 1 ? 'row' : `${number(counts.unreadable)} rows`} that cannot be read, or leave ${counts.unreadable === 1 ? 'it' : 'them'} out`,
              href: list === 'unreadable' ? '#rows' : `${here}#rows`,
            },
          ]
        : []),
    ],
    ready: complete && counts.unreadable === 0 ? readyOf(counts, parts.new_agencies, here) : null,
    list:
      complete && (counts.unreadable > 0 || list !== 'unreadable')
        ? listOf(load, counts, parts.list, { here, list, after })
        : null,
    first: complete ? parts.first.flatMap((row) => (row.says ? [sayingOf(row.number, row.says)] : [])) : [],
    all:
      complete && list === 'unreadable' && counts.rows > parts.first.length
        ? { text: `See all ${number(counts.rows)} rows`, href: `${here}?show=all#rows` }
        : null,
    columns: columnsForm(file, load, parts.sample, {
      action: `${here}/mapping`,
      errors: errorsByField(problems),
      typed,
      open: !complete || typed !== null,
    }),
    drop: { action: `${here}/removal` },
    version: load.version,
  };
}

const number = (value: number): string => value.toLocaleString('en-GB');

function foundWords({ found }: LoadRow): string {
  const headings =
    found.headingRow > 0
      ? `headings in row ${found.headingRow}`
      : 'no headings, so columns go by their letters';
  return `${found.writtenAs}, ${headings}. Dates are read day first. The file itself is not kept: add it under Documents if it should be.`;
}

function notesOf(
  { found, mapping, headings }: LoadRow,
  { before, counts }: LoadParts,
  complete: boolean,
): string[] {
  const notes: string[] = [];
  if (before)
    notes.push(
      `This sheet was loaded before, on ${longDate(before.at)} by ${before.by ?? 'someone'}. What is in the chronology already is not added again.`,
    );
  if (found.mendedAs)
    notes.push(
      `Mended as when it was loaded on ${longDate(found.mendedAs.at)}: ${count(found.mendedAs.rows, 'row')} mended or left out then ${found.mendedAs.rows === 1 ? 'is' : 'are'} so again. That can be changed under “All rows”.`,
    );
  const { far } = counts;
  if (complete && far > 0)
    notes.push(
      `${count(far, 'row')} ${far === 1 ? 'is' : 'are'} after today, or more than 20 years outside of the period under review: ${numbersOf(counts.far_rows, far)}. ${far === 1 ? 'Is the year' : 'Are the years'} right?`,
    );
  if (complete && found.asBefore)
    notes.push('The columns are read as the earlier sheet with the same headings was.');
  if (found.passedOver.length > 0) notes.push(`Not taken from this file: ${found.passedOver.join('; ')}.`);
  const out = headings.filter((_, column) => (mapping.columns[column] ?? '') === '');
  if (complete && out.length > 0)
    notes.push(
      `Left out: ${out.length > 8 ? `${out.slice(0, 8).join('; ')} and ${count(out.length - 8, 'more column')}` : out.join('; ')}. That can be changed under “How the columns are read”.`,
    );
  return notes;
}

function numbersOf(rows: readonly number[], all: number): string {
  const said = rows.map((row) => row.toLocaleString('en-GB')).join(', ');
  return `${all === 1 ? 'row' : 'rows'} ${said}${all > rows.length ? ` and ${number(all - rows.length)} more` : ''}`;
}

const MOST_NAMES = 20;

function namesOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${number(more)} more` : names.join(', ');
}

function countsOf(counts: Counts, here: string): LoadPage['counts'] {
  const same = counts.readable - counts.to_add;
  const entry = (text: string, value: number, list: List | null) => ({
    text,
    number: number(value),
    href: list && value > 0 ? `${here}?show=${list}#rows` : null,
  });
  return [
    entry('To be added', counts.to_add, null),
    entry('In the chronology already, or twice in the sheet', same, null),
    entry('Left out', counts.left_out, 'left-out'),
    entry('Cannot be read', counts.unreadable, 'unreadable'),
  ];
}

function readyOf(counts: Counts, newAgencies: readonly string[], here: string): LoadPage['ready'] {
  const action = `${here}/loading`;
  if (counts.to_add === 0)
    return {
      intro: 'There is nothing new in this sheet: the chronology has every row that is not left out.',
      button: 'Finish, adding nothing',
      action,
    };
  const agencies =
    newAgencies.length > 0
      ? ` ${newAgencies.length === 1 ? 'An agency is' : `${number(newAgencies.length)} agencies are`} added with them: ${namesOf(newAgencies)}.`
      : '';
  return {
    intro: `Look at the first rows below. If they read as they should, add them all.${agencies}`,
    button: `Add ${count(counts.to_add, 'event')} to the chronology`,
    action,
  };
}
