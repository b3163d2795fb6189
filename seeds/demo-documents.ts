import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import PDFDocument from 'pdfkit';
import sharp from 'sharp';
import type { DemoDocument, DemoEvidence } from './demo-evidence-file';
import type { Shift } from './demo-dates';

/** The content of a document of the demo, of the kind that its file's name says, with its dates moved. */
export async function contentOf(
  document: DemoDocument,
  evidence: DemoEvidence,
  shift: Shift,
): Promise<Readable> {
  return Readable.from([await bodyOf(document, evidence, shift)]);
}

async function bodyOf(document: DemoDocument, evidence: DemoEvidence, shift: Shift): Promise<Buffer> {
  if (document.pages) return pdf(document.pages.map((lines) => lines.map(shift.text)));
  if (document.events_of) return sheetOf(document.events_of, evidence, shift);
  if (document.drawing) return drawing();
  const lines = (document.text ?? []).map(shift.text);
  if (document.file.endsWith('.eml')) return mail(lines, shift.date(document.dated));
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

function pdf(pages: string[][]): Promise<Buffer> {
  return new Promise((resolve) => {
    const paper = new PDFDocument({
      size: 'A4',
      margin: 72,
      autoFirstPage: false,
      info: { CreationDate: new Date(0) },
    });
    const pieces: Buffer[] = [];
    paper.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => resolve(Buffer.concat(pieces)));
    for (const [heading = '', ...lines] of pages) {
      paper.addPage().fontSize(16).text(heading).moveDown().fontSize(11);
      for (const line of lines) paper.text(line).moveDown();
    }
    paper.end();
  });
}

async function sheetOf(agency: string, { events }: DemoEvidence, shift: Shift): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Chronology');
  sheet.addRow(['Date', 'What happened', 'Child’s presentation', 'Source']);
  for (const event of events.filter((one) => one.agency === agency))
    sheet.addRow([
      shift.text(event.when),
      shift.text(event.description),
      event.child_experience,
      event.source,
    ]);
  return Buffer.from(await book.xlsx.writeBuffer());
}

function mail(lines: string[], sent: string): Buffer {
  const head = [
    'From: School nurse 1 <school.nurse.1@agency.example>',
    'To: Duty team <duty@agency.example>',
    'Subject: The two forms about Sibling 1',
    `Date: ${new Date(`${sent}T15:40:00Z`).toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
  ];
  return Buffer.from([...head, '', ...lines, ''].join('\r\n'));
}

/** Two children and a baby’s cot, as a child of seven might draw them. */
function drawing(): Promise<Buffer> {
  const child = (x: number, size: number): string => `
    <circle cx="${x}" cy="${250 - size}" r="${size / 2}" fill="none"/>
    <path d="M${x} ${250 - size / 2} v${size * 1.2} m0 0 l${-size / 2} ${size * 0.8} m${size / 2} ${-size * 0.8} l${size / 2} ${size * 0.8}
             M${x - size * 0.7} ${250 + size * 0.2} h${size * 1.4}" fill="none"/>`;
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="560" viewBox="0 0 800 560">
    <rect width="800" height="560" fill="#fdfbf4"/>
    <g stroke="#2c4d8f" stroke-width="6" stroke-linecap="round">${child(230, 90)}</g>
    <g stroke="#b4502a" stroke-width="6" stroke-linecap="round">${child(420, 46)}</g>
    <path d="M540 420 v-120 h160 v120 M540 360 h160" stroke="#555" stroke-width="6" fill="none"/>
    <circle cx="690" cy="90" r="46" fill="#f2c230"/>
    <path d="M90 300 C 130 250, 150 330, 185 282" stroke="#c2185b" stroke-width="5" fill="none"/>
  </svg>`;
  return sharp(Buffer.from(picture)).png().toBuffer();
}
