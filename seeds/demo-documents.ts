import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import PDFDocument from 'pdfkit';
import { projectRoot } from '../server/root';
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
  return readFile(path.join(projectRoot, 'seeds', 'data', 'drawing-by-sibling-1.png'));
}
