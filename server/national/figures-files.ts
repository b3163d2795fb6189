import { stringify } from 'csv-stringify/sync';
import { longDate } from '../http/dates';
import type { Answer, FigureRow } from './aggregates';
import { DIMENSIONS, DIMENSION_NAMES, dimension, inWords, type Dimension } from './dimensions';
import { reliabilityMeans } from './national-reliability';
import { bookCell, spreadsheetCell, spreadsheetLine } from './spreadsheet-text';
import { areMarked, undecidedAt, undecidedWithYears, unfittedInWords, waitingAmong } from './undecided-words';

/** A setting or condition of the figures, as every file states it (METHOD section 8). */
export interface Setting {
  name: string;
  text: string;
}

/** What `x` means beside figures. */
export const WITHHELD_MEANS =
  'x: there is no such figure, or there are too few reviews to count in this detail.';

/** What `c` means beside figures. */
export function hiddenMeans(threshold: number): string {
  const number = threshold === 1 ? 'one review' : `between 1 and ${threshold} reviews`;
  return `c: ${number}, or hidden so that such a number cannot be worked out.`;
}

/** The settings of an answer: what was asked, the edition, the threshold, the date of the data, the caution. */
export function settingsOf({ aggregate, question, choices }: Answer): Setting[] {
  const { from, to, filters } = question;
  const wordsFor = (name: Dimension, code: string): string =>
    choices[name].find((value) => value.code === code)?.text ?? code;
  return [
    { name: 'Figures', text: `Distinct reviews by ${inWords(aggregate.by)}` },
    { name: 'Typology edition', text: aggregate.edition },
    { name: 'Period', text: periodInWords(from, to) },
    ...DIMENSION_NAMES.flatMap((name) => {
      const codes = filters[name];
      if (!codes) return [];
      return [
        { name: `Only ${dimension(name).label}`, text: codes.map((code) => wordsFor(name, code)).join('; ') },
      ];
    }),
    { name: 'Disclosure threshold', text: String(aggregate.threshold) },
    { name: 'Hidden figures', text: `${hiddenMeans(aggregate.threshold)} ${WITHHELD_MEANS}` },
    { name: 'Coding', text: reliabilityMeans(aggregate.reliability) },
    ...waitingAmong(aggregate.undecided).map((one) => ({
      name: 'To be coded again',
      text: `${undecidedWithYears(one)}. Of all reviews, whatever is asked.`,
    })),
    ...(aggregate.unfitted
      ? [{ name: 'Does not fit', text: `${unfittedInWords(aggregate.unfitted)}.` }]
      : []),
    { name: 'Date of the data', text: aggregate.as_of },
    { name: 'Audit head', text: aggregate.audit_head },
    { name: 'Caution', text: aggregate.caution },
  ];
}

/** “published or approved from 1 January 2009 to 31 December 2019”, or all dates. */
export function periodInWords(from: string | undefined, to: string | undefined): string {
  const last = to === undefined ? undefined : dayBefore(to);
  if (from !== undefined && last !== undefined)
    return `published or approved from ${longDate(from)} to ${longDate(last)}`;
  if (from !== undefined) return `published or approved from ${longDate(from)} on`;
  if (last !== undefined) return `published or approved until ${longDate(last)}`;
  return 'all dates';
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** CSV: settings in leading `#` lines, then the figures with their totals as `(all)`. */
export function figuresCsv(answer: Answer): string {
  const settings = settingsOf(answer).map(({ name, text }) => `# ${spreadsheetLine(`${name}: ${text}`)}\n`);
  const { by } = answer.aggregate;
  const marks = codingAt(answer);
  const again = areMarked(by) ? undecidedAt(answer) : null;
  const header = [
    ...by,
    'reviews',
    ...(by.includes('category') ? ['category_name', ...CODING_COLUMNS] : []),
    ...(again ? [AGAIN_COLUMN] : []),
  ];
  const records = allRows(answer).map((row) =>
    [
      ...by.map((name) => row[name] ?? ''),
      row.reviews,
      ...(by.includes('category')
        ? [textOf(answer, 'category', row.category ?? ''), ...marks(row.category ?? '')]
        : []),
      ...(again ? [again(row)] : []),
    ].map(spreadsheetCell),
  );
  return settings.join('') + stringify([header, ...records]);
}

/** An Excel book: a sheet of figures, and a sheet about them with the settings and the caution. */
export async function figuresBook(answer: Answer): Promise<Buffer> {
  const { by } = answer.aggregate;
  // Most who start the workbench make no spreadsheet, and this is a third of all that it would load.
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.Workbook();
  book.created = new Date(`${answer.aggregate.as_of}T00:00:00Z`);
  const sheet = book.addWorksheet('Figures', { views: [{ state: 'frozen', xSplit: 1, ySplit: 1 }] });
  const columns = by.flatMap((name) => (hasCodes(name) ? [name, `${name}_name`] : [name]));
  sheet.columns = [
    ...columns.map((header) => ({ header, width: header.endsWith('_name') ? 38 : 18 })),
    { header: 'reviews', width: 12 },
    ...(by.includes('category') ? CODING_COLUMNS.map((header) => ({ header, width: 16 })) : []),
    ...(areMarked(by) ? [{ header: AGAIN_COLUMN, width: 24 }] : []),
  ];
  const again = areMarked(by) ? undecidedAt(answer) : null;
  const marks = codingAt(answer);
  for (const row of allRows(answer)) {
    const labels = by.flatMap((name) => {
      const code = row[name] ?? '';
      return hasCodes(name) ? [code, textOf(answer, name, code)] : [code];
    });
    const coding = by.includes('category') ? marks(row.category ?? '') : [];
    sheet.addRow(
      [...labels, row.reviews, ...coding, ...(again ? [again(row)] : [])].map((cell) =>
        bookCell(spreadsheetCell(cell)),
      ),
    );
  }
  sheet.getRow(1).font = { bold: true };
  sheet.getColumn(columns.length + 1).alignment = { horizontal: 'right' };
  const about = book.addWorksheet('About these figures');
  about.columns = [{ width: 26 }, { width: 90 }];
  for (const { name, text } of settingsOf(answer)) {
    const row = about.addRow([name, text].map((cell) => bookCell(spreadsheetCell(cell))));
    row.getCell(1).font = { bold: true };
    row.getCell(2).alignment = { wrapText: true, vertical: 'top' };
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** `reviews-by-category-and-region-2012.csv` */
export function fileName({ aggregate }: Answer, extension: string): string {
  return `reviews-by-${aggregate.by.join('-and-').replaceAll('_', '-')}-${aggregate.edition}.${extension}`;
}

/** What the figure's category and year lack until a person has coded it again. */
const AGAIN_COLUMN = 'to_be_coded_again';
const CODING_COLUMNS = ['category_alpha', 'category_coding'];

/** The columns that mark a category whose coding is weak. */
function codingAt({ aggregate }: Answer): (category: string) => (string | number)[] {
  const known = new Map(aggregate.reliability.map((one) => [one.category, one]));
  return (category) => {
    const found = known.get(category);
    if (!found) return ['', 'not tested'];
    return [
      found.alpha === null ? '' : Math.round(found.alpha * 1000) / 1000,
      found.weak ? 'weak' : 'tested',
    ];
  };
}

function hasCodes(name: Dimension): boolean {
  return name === 'category' || name === 'method' || 'values' in DIMENSIONS[name];
}

function textOf({ choices }: Answer, name: Dimension, code: string): string {
  return choices[name].find((value) => value.code === code)?.text ?? (code === '(all)' ? 'All' : code);
}

function allRows({ aggregate }: Answer): FigureRow[] {
  return [...aggregate.rows, ...aggregate.totals.rows];
}
