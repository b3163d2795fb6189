/** Files made by code, as agencies send them and as someone who means harm might. */
import { constants, deflateRawSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import PDFDocument from 'pdfkit';

export interface Packed {
  name: string;
  content?: Buffer | string;
  /** So many megabytes of zeros, in place of a content. */
  zeros?: number;
  /** What the headers say of its size, when that is not the truth. */
  saysBytes?: number;
  /** The directory has it this many bytes before where it is. */
  before?: number;
}

const MB = 1024 * 1024;
// A megabyte of zeros that ends on a byte: the next can follow it in the same stream.
const PACKED_ZEROS = deflateRawSync(Buffer.alloc(MB), { finishFlush: constants.Z_FULL_FLUSH });
const END_OF_DEFLATE = Buffer.from([3, 0]);

/** A ZIP archive, written by hand so that it can be wrong. */
export function zip(files: readonly Packed[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content = '', zeros = 0, saysBytes, before = 0 } of files) {
    const raw = Buffer.from(content);
    const packed = zeros
      ? Buffer.concat([...Array.from({ length: zeros }, () => PACKED_ZEROS), END_OF_DEFLATE])
      : deflateRawSync(raw);
    const title = Buffer.from(name);
    const sizes = Buffer.alloc(22);
    sizes.writeUInt16LE(20, 0);
    sizes.writeUInt16LE(0x800, 2);
    sizes.writeUInt16LE(8, 4);
    sizes.writeUInt32LE(packed.length, 14);
    sizes.writeUInt32LE(saysBytes ?? (zeros ? zeros * MB : raw.length), 18);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(title.length, 0);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), sizes, lengths, title, packed]);
    const listed = Buffer.from('PK\x01\x02\x14\x00', 'latin1');
    directory.push(Buffer.concat([listed, sizes, lengths, headRest(at - before), title]));
    parts.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** The end of an entry of the directory: no comment, disk 0, no attributes, where the entry itself is. */
function headRest(at: number): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(at, 10);
  return rest;
}

const TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A Word document with this body (its XML), and more parts. */
export function docx(body: string, more: readonly Packed[] = []): Buffer {
  return zip([
    { name: '[Content_Types].xml', content: TYPES },
    {
      name: 'word/document.xml',
      content: `<?xml version="1.0"?><w:document ${W}><w:body>${body}</w:body></w:document>`,
    },
    ...more,
  ]);
}

/** A footnotes part of a Word document. */
export const footnotes = (text: string): Packed => ({
  name: 'word/footnotes.xml',
  content: `<w:footnotes ${W}><w:footnote>${paragraph(text)}</w:footnote></w:footnotes>`,
});
export const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

/** A workbook with one sheet of this XML. */
export function bareXlsx(sheet: string | Buffer, more: readonly Packed[] = []): Buffer {
  const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return zip([
    { name: '[Content_Types].xml', content: TYPES },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns:r="${relationships}"><sheets><sheet name="Chronology" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships><Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheet },
    ...more,
  ]);
}

/** A workbook with one sheet of these rows. */
export const sheetOf = (rows: string, more: readonly Packed[] = []): Buffer =>
  bareXlsx(`<worksheet><sheetData>${rows}</sheetData></worksheet>`, more);

/** A million rows in which nothing stands. */
export const emptyRows = (): Buffer =>
  sheetOf(Array.from({ length: 1_000_000 }, (_, n) => `<row r="${n + 1}"/>`).join(''));

/** A workbook as Excel writes it. */
export async function workbook(
  rows: readonly (readonly unknown[])[],
  others: readonly string[] = [],
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Chronology');
  rows.forEach((row) => sheet.addRow([...row]));
  others.forEach((name) => book.addWorksheet(name).addRow(['Nothing else']));
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** A PDF with a page for each of the texts. */
export function pdf(pages: readonly string[], options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  return new Promise((resolve) => {
    const document = new PDFDocument({ size: 'A4', autoFirstPage: false, ...options });
    const pieces: Buffer[] = [];
    document.on('data', (piece: Buffer) => pieces.push(piece));
    document.on('end', () => resolve(Buffer.concat(pieces)));
    pages.forEach((text) => document.addPage().text(text));
    document.end();
  });
}

/** Entities of entities of entities. */
export const BILLION_LAUGHS = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">${Array.from(
  { length: 9 },
  (_, n) => `<!ENTITY ${'bcdefghij'[n]} "${`&${'abcdefghij'[n]};`.repeat(10)}">`,
).join('')}]><w:document ${W}><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>`;

/** What virus scanners are tested with, in parts so that none takes this file for it. */
export const TEST_VIRUS = [
  'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR',
  'STANDARD-ANTIVIRUS-TEST',
  'FILE!$H+H*',
].join('-');

/** Pseudo-random bytes, the same every time. */
export function randomBytes(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed * 2_654_435_761 + 1;
  for (let n = 0; n < length; n += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[n] = state >>> 24;
  }
  return bytes;
}
