import { Unreadable } from './jobs';
import { cellText, MOST_OF_CELL } from './spreadsheet';
import { showsOf, type Shows } from './spreadsheet-dates';
import type { Parts } from './spreadsheet-zip';

/** Excel writes some characters as seven; more than this is too long however it is written. */
export const MOST_WRITTEN = 7 * MOST_OF_CELL + 1;
const MOST_SHARED = 1_000_000;
const MOST_OF_SHARED = 60_000_000;
const MOST_STYLES = 70_000;
/** More than Excel takes in a cell, and than is taken of a spreadsheet, which tells it at the cell. */
const MOST_OF_ONE = 40_000;

/** What an XLSX file says of itself: its sheets in order, and where the rest lies. */
export interface Book {
  epoch: 1900 | 1904;
  sheets: { name: string; part: string; hidden: boolean }[];
  sharedStrings: string;
  styles: string;
}

/** Reads the workbook and where its parts are. */
export async function bookOf(parts: Parts): Promise<Book> {
  const workbook = (await targetOf(parts, '_rels/.rels', '', /\/officeDocument$/)) ?? 'xl/workbook.xml';
  const folder = workbook.replace(/[^/]*$/, '');
  const links = await linksOf(parts, `${folder}_rels/${workbook.slice(folder.length)}.rels`, folder);
  const book: Book = {
    epoch: 1900,
    sheets: [],
    sharedStrings: links.find(({ type }) => /\/sharedStrings$/.test(type))?.target ?? '',
    styles: links.find(({ type }) => /\/styles$/.test(type))?.target ?? '',
  };
  await parts.read(workbook, {
    open(tag, attribute) {
      if (tag === 'workbookPr' && /^(?:1|true)$/.test(attribute('date1904') ?? '')) book.epoch = 1904;
      if (tag !== 'sheet') return;
      const link = links.find(({ id }) => id === attribute('r:id'));
      if (link && /\/worksheet$/.test(link.type))
        book.sheets.push({
          name: attribute('name') ?? '',
          part: link.target,
          hidden: /hidden$/i.test(attribute('state') ?? ''),
        });
    },
  });
  return book;
}

interface Link {
  id: string;
  type: string;
  target: string;
}

async function linksOf(parts: Parts, part: string, folder: string): Promise<Link[]> {
  const links: Link[] = [];
  await parts.read(part, {
    open(tag, attribute) {
      const target = attribute('Target') ?? '';
      // What lies outside the file is never gone to.
      if (tag !== 'Relationship' || attribute('TargetMode') === 'External') return;
      links.push({
        id: attribute('Id') ?? '',
        type: attribute('Type') ?? '',
        target: target.startsWith('/') ? target.slice(1) : folder + target.replace(/^\.\//, ''),
      });
    },
  });
  return links;
}

async function targetOf(
  parts: Parts,
  part: string,
  folder: string,
  type: RegExp,
): Promise<string | undefined> {
  return (await linksOf(parts, part, folder)).find((link) => type.test(link.type))?.target;
}

/** Gathers the text of rich or plain strings, without the reading aids of Japanese. */
export function texts() {
  let gathered = '';
  let taking = false;
  let aside = 0;
  return {
    open(tag: string): void {
      if (tag === 'rPh') aside += 1;
      if (tag === 't') taking = aside === 0;
    },
    text(text: string): void {
      if (taking && gathered.length < MOST_WRITTEN) gathered += text.slice(0, MOST_WRITTEN);
    },
    close(tag: string): void {
      if (tag === 'rPh') aside -= 1;
      if (tag === 't') taking = false;
    },
    take(): string {
      const taken = gathered;
      gathered = '';
      return taken;
    },
  };
}

/** The strings that cells refer to by number. */
export async function sharedTexts(parts: Parts, part: string): Promise<string[]> {
  const shared: string[] = [];
  let characters = 0;
  const text = texts();
  await parts.read(part, {
    open: (tag) => text.open(tag),
    text: (more) => text.text(more),
    close(tag) {
      text.close(tag);
      if (tag !== 'si') return;
      const one = cellText(unescaped(text.take())).slice(0, MOST_OF_ONE);
      characters += one.length;
      if (shared.push(one) > MOST_SHARED || characters > MOST_OF_SHARED)
        throw new Unreadable(
          'The file holds more text than is taken. Keep the sheet of the chronology alone, and choose it again',
        );
    },
  });
  return shared;
}

/** What each style of cell shows of a date; null for those that are no dates. */
export async function stylesOf(parts: Parts, part: string): Promise<(Shows | null)[]> {
  const custom = new Map<number, string>();
  const styles: (Shows | null)[] = [];
  let inCells = false;
  await parts.read(part, {
    open(tag, attribute) {
      if (tag === 'numFmt')
        custom.set(Number(attribute('numFmtId')), (attribute('formatCode') ?? '').slice(0, 255));
      else if (tag === 'cellXfs') inCells = true;
      else if (tag === 'xf' && inCells && styles.length < MOST_STYLES) {
        const id = Number(attribute('numFmtId') ?? 0);
        styles.push(showsOf(id, custom.get(id)));
      }
    },
    close(tag) {
      if (tag === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

/** Excel writes what XML cannot hold as `_x000D_`. */
export function unescaped(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;
}
