import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable, type Writable } from 'node:stream';
import { count, longDate } from '../http/dates';
import { CAUTION } from './aggregates';
import { filterWords, type ExportFilter } from './export-filter';
import { Refused } from '../http/errors';
import { FINDING_COLUMNS } from './findings-file';
import { bookCell, isTooLong, MOST_IN_CELL, spreadsheetCell } from './spreadsheet-text';

const WIDTHS: Record<string, number> = {
  text: 80,
  stated_as: 40,
  prevalence_stated: 40,
  tags: 30,
  counts_as: 30,
  counts_how: 20,
  undecided: 30,
  source: 30,
};

/** What a sheet of Excel holds, below its header. */
export const MOST_IN_BOOK = 1_048_575;
export const TOO_MANY_FOR_BOOK = `A sheet of Excel holds ${MOST_IN_BOOK.toLocaleString('en-GB')} findings. Choose CSV or JSON Lines, or narrow the filter`;

/** What a file says about itself, each a name and its words. */
export function aboutExport(
  filter: ExportFilter,
  { rows, at, auditHead }: { rows: number; at: Date; auditHead: string },
): [string, string][] {
  return [
    ['What', filterWords(filter).join('; ')],
    ['Findings', count(rows, 'finding')],
    ['Typology edition', filter.edition],
    ['Made', `${longDate(at)} (${at.toISOString()})`],
    ['Audit head', auditHead],
    ['Caution', CAUTION],
  ];
}

/**
 * An Excel book of rows that come as JSON arrays, one a line: a sheet of findings, every cell text or a number and none
 * a formula, and a sheet about them. It is written as it is read: rows wait while what was written is not yet packed.
 * A text longer than a cell is cut there, and the sheet about them says how many were.
 * @throws Refused when there are more rows than a sheet holds
 */
export async function writeBook(
  lines: AsyncIterable<Buffer>,
  out: Writable,
  about: () => [string, string][],
): Promise<void> {
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream: out,
    useStyles: false,
    useSharedStrings: false,
  });
  const sheet = book.addWorksheet('Findings', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = FINDING_COLUMNS.map((header) => ({ header, width: WIDTHS[header] ?? 16 }));
  let cut = 0;
  let rows = 0;
  for await (const line of createInterface({ input: Readable.from(lines), crlfDelay: Infinity })) {
    rows += 1;
    if (rows > MOST_IN_BOOK) throw new Refused(TOO_MANY_FOR_BOOK);
    const cells = JSON.parse(line) as (string | number | null)[];
    cut += cells.filter(isTooLong).length;
    sheet.addRow(cells.map(bookCell)).commit();
    await packed(sheet);
  }
  sheet.commit();
  const words = book.addWorksheet('About these findings');
  words.columns = [{ width: 26 }, { width: 90 }];
  for (const row of [...about(), ...CODES, ...GUARDED, ...cutWords(cut)]) {
    words.addRow(row.map((cell) => bookCell(spreadsheetCell(cell)))).commit();
  }
  words.commit();
  await book.commit();
}

/** What the columns of codes mean. */
const CODES: [string, string][] = [
  ['tags', 'The categories that a person gave the finding, each as edition:category.'],
  [
    'counts_in, counts_as',
    'The edition of the typology above, and the categories by which the finding is counted in it. Empty where it is counted by none.',
  ],
  [
    'counts_how',
    'How each of these came about, in the same order. coded: given in that edition. carried: from an older tag, by the crosswalk. recoded: a person decided, where an older category was split or did not carry on.',
  ],
  [
    'undecided',
    'Tags of categories that were split and that no one has coded again yet: the finding is not counted by them.',
  ],
];

const GUARDED: [string, string][] = [
  [
    'Guard',
    'Words that a spreadsheet might take for a formula have an apostrophe before them here and in the CSV. JSON Lines has them as they are.',
  ],
];

function cutWords(cut: number): [string, string][] {
  if (cut === 0) return [];
  const most = MOST_IN_CELL.toLocaleString('en-GB');
  return [
    [
      'Cut',
      `${count(cut, 'text')} longer than the ${most} characters that a cell of Excel holds: cut, and marked at the end. CSV and JSON Lines have the whole.`,
    ],
  ];
}

/** A stream of the package that packs: an older kind, which tells only so that it has had enough. */
type Packer = Writable & { _writableState?: { needDrain?: boolean } };

/** The writer itself takes all it is given into memory: this waits until what packs it wants more. */
async function packed(sheet: object): Promise<void> {
  const { stream } = sheet as { stream?: { pipes?: Packer[] } };
  const [packer] = stream?.pipes ?? [];
  if (packer?._writableState?.needDrain) await once(packer, 'drain');
}
