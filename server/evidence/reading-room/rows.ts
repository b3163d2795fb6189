import { inspect } from './inspect';
import { Unreadable } from './jobs';
import { readCsv } from './spreadsheet-csv';
import { readXlsx } from './spreadsheet-xlsx';
import type { Spreadsheet } from './spreadsheet';

const AS_CSV = /\.(?:csv|tsv|tab|txt)$/i;
const AS_XLSX = /\.(?:xlsx|xlsm)$/i;

/** What each may be called, and the name by which the inspection of documents knows its kind. */
const KNOWN_AS: [RegExp, string][] = [
  [/\.(?:tsv|tab)$/i, '.csv'],
  [/\.xlsm$/i, '.xlsx'],
];

/**
 * Reads the rows of a spreadsheet after the same inspection that a document goes through: what is not what its name
 * says, or hides something, is refused.
 * @throws Unreadable as `rows` does, or with what the inspection found
 */
export async function inspectedRows(
  { name, bytes }: { name: string; bytes: number },
  content: Buffer,
): Promise<Spreadsheet> {
  refuseKind(name, content);
  const [ending, known] = KNOWN_AS.find(([own]) => own.test(name)) ?? [/$/, ''];
  const macros = /\.xlsm$/i.test(name);
  const inspected = await inspect({ name: name.replace(ending, known), bytes, macros }, content);
  if ('problem' in inspected) throw new Unreadable(inspected.problem);
  return rows({ name }, content);
}

/**
 * Reads the rows of a spreadsheet that an agency sent.
 * @param name the file's own name: what it is called and what it holds must be the same kind of file
 * @throws Unreadable when it is not one, or has nothing in it, or more than is taken
 */
export async function rows({ name }: { name: string }, content: Buffer): Promise<Spreadsheet> {
  refuseKind(name, content);
  const read = AS_XLSX.test(name) ? await readXlsx(content) : readCsv(content);
  if (read.sheets.length === 0)
    throw new Unreadable('There are no rows in this file. Choose the file that holds the chronology');
  return read;
}

/** What can be told of a file by its name and how it begins, in the words of someone who brings a spreadsheet in. */
function refuseKind(name: string, content: Buffer): void {
  const xlsx = content.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]));
  if (content.length === 0)
    throw new Unreadable('This file is empty. Choose the file that holds the chronology');
  if (content.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw new Unreadable(
      'This is an Excel file of the old kind (.xls), or one with a password. Open it, save it as XLSX without a password, and choose that file',
    );
  if (!AS_CSV.test(name) && !AS_XLSX.test(name))
    throw new Unreadable(
      'Choose a file that ends in .xlsx, .xlsm, .csv, .tsv, .tab or .txt. Other files can be saved as .xlsx or .csv in Excel',
    );
  if (xlsx !== AS_XLSX.test(name))
    throw new Unreadable(
      xlsx
        ? 'This file is called a text file, but it holds something else. Save the sheet as XLSX or CSV, and choose it again'
        : 'This file is called an Excel file, but it is not one. Save the sheet as XLSX or CSV, and choose it again',
    );
}
