import { createHash } from 'node:crypto';
import ExcelJS from 'exceljs';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import { zipOf } from './zip-of';

/** A case as large as real ones are, made by a seed: files as agencies send them. Roles and labels only. */
export interface RealSizedCase {
  agencies: string[];
  spreadsheets: CaseSheet[];
  documents: { name: string; agency: string; body: Buffer }[];
}
export interface CaseSheet {
  name: string;
  /** Whose it is, when the sheet has no column that says so. */
  agency: string | null;
  body: Buffer;
  /** Rows that cannot be read until someone mends them. */
  wrong: number;
  rows: number;
}

const AGENCIES = [
  'Children’s social care',
  'Health visiting',
  'General practice',
  'School nursing',
  'Nursery',
  'Housing association',
  'Police',
  'Midwifery',
  'Adult mental health',
  'Hospital',
  'Primary school',
  'Education welfare',
];
const WHO = [
  'Mother',
  'Father',
  'Child X',
  'Sibling 1',
  'Grandmother',
  'Social worker 1',
  'Health visitor 1',
  'Teacher 1',
];
const WHAT = [
  'Home visit as planned',
  'No access, letter left',
  'Telephone call from Mother',
  'Strategy discussion',
  'Attended clinic; weight on the same centile',
  'Missed appointment',
  'Meeting of the core group',
  'Referral received; passed to the duty team',
  'Supervision of the worker',
  'Notification from another agency',
];
const LIVED = [
  'Quiet; sat where he was put',
  'Said that it was loud at night',
  'Laughed with his sister',
  'Tired, and hungry at ten',
  '',
];

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Makes the case.
 * @param share part of its size, 0 to 1: 1 is 12 agencies, 3,000 events in four spreadsheets, 150 documents
 */
export async function realSizedCase({ seed = 7, share = 1 } = {}): Promise<RealSizedCase> {
  const random = chance(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const day = (): Date => new Date(Date.UTC(2009, 0, 1 + Math.floor(random() * 1460)));
  const rows = (whole: number): number => Math.max(8, Math.round(whole * share));
  const told = (serial: number): string => `${pick(WHAT)} (entry ${serial}).`;
  const spreadsheets = [await severalAgencies(), await police(), tabbed(), await education()];

  async function severalAgencies(): Promise<CaseSheet> {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Chronology');
    sheet.addRow(['Multi-agency chronology']);
    sheet.addRow(['Prepared for the review panel']);
    sheet.addRow([]);
    sheet.addRow([
      'Date',
      'Agency',
      'Significant event',
      'Child’s presentation',
      'Persons involved',
      'Source of information',
    ]);
    const whole = rows(1200);
    for (let i = 1; i <= whole; i += 1) {
      const wrong = i === 5 ? '31/02/2010' : i === 9 ? 'Spring 09' : null;
      const row = sheet.addRow([
        wrong ?? day(),
        pick(AGENCIES.slice(0, 6)),
        told(i),
        pick(LIVED),
        `${pick(WHO)}, ${pick(WHO)}`,
        `Record ${i}`,
      ]);
      if (!wrong) row.getCell(1).numFmt = 'dd/mm/yyyy';
    }
    const body = Buffer.from(await book.xlsx.writeBuffer());
    return {
      name: 'multi-agency chronology.xlsx',
      agency: null,
      body,
      wrong: whole >= 9 ? 2 : 1,
      rows: whole,
    };
  }

  async function police(): Promise<CaseSheet> {
    const lines = ['Date;Time;Incident;Persons;Officer’s note'.replace('’', '\u0092')];
    const whole = rows(600);
    for (let i = 1; i <= whole; i += 1) {
      const at = day();
      const date = `${at.getUTCDate()}/${at.getUTCMonth() + 1}/${String(at.getUTCFullYear()).slice(2)}`;
      const time = `${String(Math.floor(random() * 24)).padStart(2, '0')}:${String(Math.floor(random() * 60)).padStart(2, '0')}`;
      lines.push(
        `${i === 4 ? '' : date};${time};"Called to the address; ${told(i)}";${pick(WHO)};Caf\u00e9 caution \u0096 none`,
      );
    }
    return {
      name: 'police log.csv',
      agency: 'Police',
      body: Buffer.from(lines.join('\r\n'), 'latin1'),
      wrong: 1,
      rows: whole,
    };
  }

  function tabbed(): CaseSheet {
    const lines = ['When\tOrganisation\tDetails\tVoice of the child\tFile ref'];
    const whole = rows(700);
    for (let i = 1; i <= whole; i += 1) {
      const at = day();
      const month = at.toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' });
      const year = at.getUTCFullYear();
      const when = [
        `${at.getUTCDate()} ${month} ${year}`,
        `c. ${month} ${year}`,
        `${month} ${year}`,
        `3-9 ${month} ${year}`,
        String(year),
      ][i % 5];
      lines.push([when, pick(AGENCIES.slice(7, 10)), told(i), pick(LIVED), `H${i}`].join('\t'));
    }
    const body = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(lines.join('\n'), 'utf16le')]);
    return { name: 'health.txt.csv', agency: null, body, wrong: 0, rows: whole };
  }

  async function education(): Promise<CaseSheet> {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('Notes').addRow(['Kept by the school office']);
    const sheet = book.addWorksheet('Events');
    sheet.addRow(['Day', 'At', 'School', 'What happened', 'Impact on child']);
    const whole = rows(500);
    for (let i = 1; i <= whole; i += 1) {
      const at = day();
      const row = sheet.addRow([
        i % 7 === 0
          ? at.toLocaleDateString('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })
          : at,
        i % 3 === 0 ? '2.30pm' : '',
        pick(AGENCIES.slice(10)),
        told(i),
        pick(LIVED),
      ]);
      if (i % 7 !== 0) row.getCell(1).numFmt = 'd-mmm-yy';
    }
    return {
      name: 'education.xlsx',
      agency: null,
      body: Buffer.from(await book.xlsx.writeBuffer()),
      wrong: 0,
      rows: whole,
    };
  }

  const documents: RealSizedCase['documents'] = [];
  const whole = Math.max(8, Math.round(150 * share));
  for (let i = 1; i <= whole; i += 1) {
    const { extension, make } = KINDS[(i - 1) % KINDS.length] as (typeof KINDS)[number];
    const words = Array.from({ length: 12 }, () => `${pick(WHO)}: ${pick(WHAT).toLowerCase()}.`);
    words.unshift(`Paper number ${i}, mark ${markOf(i)}.`);
    documents.push({
      name: `paper ${String(i).padStart(3, '0')}.${extension}`,
      agency: pick(AGENCIES),
      body: await make(words),
    });
  }
  return { agencies: AGENCIES, spreadsheets, documents };
}

/** A word that stands in one document only. */
export const markOf = (serial: number): string =>
  `mark${createHash('sha256').update(String(serial)).digest('hex').replace(/\d/g, '').slice(0, 8)}`;

const KINDS: { extension: string; make(words: string[]): Promise<Buffer> }[] = [
  { extension: 'pdf', make: pdf },
  { extension: 'docx', make: async (words) => docx(words) },
  { extension: 'pdf', make: pdf },
  { extension: 'xlsx', make: xlsx },
  { extension: 'eml', make: async (words) => eml(words) },
  { extension: 'pdf', make: pdf },
  { extension: 'txt', make: async (words) => Buffer.from(words.join('\r\n')) },
  {
    extension: 'csv',
    make: async (words) => Buffer.from(`Line,Text\n${words.map((line, i) => `${i},"${line}"`).join('\n')}`),
  },
  { extension: 'png', make: async (words) => picture(words).png().toBuffer() },
  { extension: 'jpg', make: async (words) => picture(words).jpeg().toBuffer() },
];

function pdf(words: string[]): Promise<Buffer> {
  return new Promise((resolve) => {
    const paper = new PDFDocument({ size: 'A4', info: { CreationDate: new Date(0) } });
    const pieces: Buffer[] = [];
    paper.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => resolve(Buffer.concat(pieces)));
    words.forEach((line, i) => {
      if (i > 0 && i % 5 === 0) paper.addPage();
      paper.text(line).moveDown();
    });
    paper.end();
  });
}

function docx(words: string[]): Buffer {
  const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  return zipOf({
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${type}"/></Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relation}" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `${head}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${words.map((line) => `<w:p><w:r><w:t>${line}</w:t></w:r></w:p>`).join('')}</w:body></w:document>`,
  });
}

async function xlsx(words: string[]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('Log').addRows(words.map((line, i) => [i, line]));
  return Buffer.from(await book.xlsx.writeBuffer());
}

function eml(words: string[]): Buffer {
  return Buffer.from(
    [
      'From: School nurse 1 <nurse@agency.example>',
      'To: Duty team <duty@agency.example>',
      'Date: Wed, 1 Dec 2010 10:00:00 +0000',
      'Subject: The family',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      ...words,
    ].join('\r\n'),
  );
}

function picture(words: string[]): sharp.Sharp {
  const lines = words
    .map((line, i) => `<text x="20" y="${40 + i * 30}" font-size="18">${line}</text>`)
    .join('');
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="500"><rect width="900" height="500" fill="#fff"/>${lines}</svg>`,
    ),
  );
}
