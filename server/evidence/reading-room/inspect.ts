import path from 'node:path';
import { inspectArchive } from './inspect-archive';
import { inspectImage } from './inspect-image';
import { inspectMail } from './inspect-mail';
import { inspectPdf } from './inspect-pdf';
import { inspectText } from './inspect-text';
import { MEDIA_TYPES, Unreadable, type Inspected, type MediaType } from './jobs';
import { refuseTestVirus } from './signs';

const OTHERS: Record<string, string> = {
  doc: 'Open it in Word and save it as DOCX or PDF.',
  docm: 'Save it as DOCX, without macros.',
  dotx: 'Save it as DOCX.',
  rtf: 'Open it in Word and save it as DOCX or PDF.',
  odt: 'Save it as DOCX or PDF.',
  pages: 'Export it as DOCX or PDF.',
  xls: 'Open it in Excel and save it as XLSX.',
  xlsm: 'Save it as XLSX, without macros.',
  xlsb: 'Save it as XLSX.',
  ods: 'Save it as XLSX.',
  ppt: 'Save it as PDF.',
  pptx: 'Save it as PDF.',
  msg: 'Save the message as EML, or print it to PDF.',
  zip: 'Unpack it and upload the files in it.',
  '7z': 'Unpack it and upload the files in it.',
  rar: 'Unpack it and upload the files in it.',
  html: 'Print it to PDF.',
  htm: 'Print it to PDF.',
  gif: 'Save it as PNG.',
  bmp: 'Save it as PNG.',
  webp: 'Save it as PNG or JPEG.',
};
const TAKEN = 'PDF, DOCX, XLSX, CSV, TXT, EML, PNG, JPEG, TIFF and HEIC files can be added.';

/**
 * Tells what a file is by its content and holds its name to it.
 * @param macros whether a workbook may hold macros: one that is read and not kept
 * @returns its type and size, or the problem in words that say how to mend it; never throws for what a file holds
 */
export async function inspect(
  { name, bytes, macros = false }: { name: string; bytes: number; macros?: boolean },
  content: Buffer,
): Promise<Inspected> {
  try {
    const extension = path.extname(name).slice(1).toLowerCase();
    const claimed = (Object.keys(MEDIA_TYPES) as MediaType[]).find((type) =>
      (MEDIA_TYPES[type] as readonly string[]).includes(extension),
    );
    if (content.length === 0)
      throw new Unreadable('This file is empty. Look at the original and send it again.');
    if (content.length !== bytes) throw new Unreadable('Only a part of this file arrived. Send it again.');
    if (!claimed) throw new Unreadable(notTaken(extension));
    refuseTestVirus(content);
    return await look(claimed, content, macros);
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message };
    throw error;
  }
}

function look(claimed: MediaType, content: Buffer, macros: boolean): Promise<Inspected> | Inspected {
  switch (claimed) {
    case 'application/pdf':
      return inspectPdf(content);
    case 'text/csv':
    case 'text/plain':
      return inspectText(claimed, content);
    case 'message/rfc822':
      return inspectMail(content);
    case 'image/png':
    case 'image/jpeg':
    case 'image/tiff':
    case 'image/heic':
      return inspectImage(claimed, content);
    default:
      return inspectArchive(claimed, content, macros);
  }
}

function notTaken(extension: string): string {
  const mend = OTHERS[extension];
  if (mend) return `${extension.toUpperCase()} files cannot be read here. ${mend}`;
  return extension
    ? `Files that end in .${extension.slice(0, 12)} cannot be read here. ${TAKEN}`
    : `The name of this file does not say what it is. ${TAKEN}`;
}
