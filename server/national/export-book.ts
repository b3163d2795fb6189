import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable, type Writable } from 'node:stream';
import { count, longDate } from '../http/dates';
import { CAUTION } from './aggregates';
import { filterWords, type ExportFilter } from './export-filter';
import { FINDING_COLUMNS } from './findings-file';

const WIDTHS: Record<string, number> = {
  text: 80,
  stated_as: 40,
  prevalence_stated: 40,
  tags: 30,
  source: 30,
};

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
  for await (const line of createInterface({ input: Readable.from(lines), crlfDelay: Infinity })) {
    sheet.addRow(JSON.parse(line) as (string | number | null)[]).commit();
    await packed(sheet);
  }
  sheet.commit();
  const words = book.addWorksheet('About these findings');
  words.columns = [{ width: 26 }, { width: 90 }];
  for (const row of about()) words.addRow(row).commit();
  words.commit();
  await book.commit();
}

/** A stream of the package that packs: an older kind, which tells only so that it has had enough. */
type Packer = Writable & { _writableState?: { needDrain?: boolean } };

/** The writer itself takes all it is given into memory: this waits until what packs it wants more. */
async function packed(sheet: object): Promise<void> {
  const { stream } = sheet as { stream?: { pipes?: Packer[] } };
  const [packer] = stream?.pipes ?? [];
  if (packer?._writableState?.needDrain) await once(packer, 'drain');
}
