import { Unreadable } from './jobs';
import { LAST_ROW } from './spreadsheet';

/** Rows of a sheet in which nothing stands, between others or after them. Some hundred that are only formatted are common. */
export const MOST_EMPTY_ROWS = 10_000;
/** Of a workbook, all sheets together: more than a chronology, and less than would take minutes to read. */
const MOST_ROWS = 100_000;
const MOST_CELLS = 3_000_000;
const MOST_SHARED = 1_000_000;
/** LibreOffice ends each sheet with a few of Excel's last rows, without a cell in them. */
const LAST_ROWS = LAST_ROW - 16;
/** A tag that is longer than this is told by its beginning. */
const MOST_CARRIED = 4096;
/** The tags that are counted, whatever their prefix: name, attributes, and whether something follows. */
const TAGS = /<(?:[^\s<>/:]+:)?(worksheet|sst|row|c|si|v|t|f)(?=[\s/>])([^<>]*)(>\s*(?:<!|[^\s<]))?/g;
const NUMBER = /\sr\s*=\s*["']([1-9]\d{0,6})["']/;

export const TOO_EMPTY = `A sheet of this workbook has more than ${count(MOST_EMPTY_ROWS)} rows without anything in them. Delete the empty rows below the last one and between the others, save it, and send it again.`;

/** Whether a cell-less row is one of those that LibreOffice ends a sheet with. */
export const isLastOfSheet = (number: number): boolean => number > LAST_ROWS;

/** What a workbook has had so far. */
export class WorkbookCounted {
  rows = 0;
  cells = 0;
  shared = 0;
}

/**
 * Counts the rows, cells and strings of one part of a workbook as it unpacks, without parsing it: a part that is made
 * to take long is refused before anything reads it. Parts that are no sheet and no list of strings count nothing.
 */
export class PartCounted {
  private counts = false;
  private carried = '';
  /** The row that the reading is in, the last that counts, and how many up to that have something in them. */
  private row = 0;
  private reached = 0;
  private filled = 0;
  private isFilled = false;

  constructor(private readonly book: WorkbookCounted) {}

  /** @throws Unreadable when there is more than is taken */
  take(piece: Buffer): void {
    const text = this.carried + piece.toString('latin1');
    const end = text.lastIndexOf('<');
    const carries = end >= 0 && text.length - end <= MOST_CARRIED;
    this.count(carries ? text.slice(0, end) : text);
    this.carried = carries ? text.slice(end) : '';
  }

  /** @throws Unreadable when there is more than is taken */
  end(): void {
    this.count(this.carried);
    this.leaveRow();
  }

  private count(text: string): void {
    for (const [, tag, attributes = '', content] of text.matchAll(TAGS)) {
      if (tag === 'worksheet' || tag === 'sst') this.counts = true;
      else if (!this.counts) continue;
      else if (tag === 'row') this.enterRow(Number(NUMBER.exec(attributes)?.[1] ?? 0));
      else if (tag === 'c') this.cell();
      else if (tag === 'si') this.string();
      else if (content && !attributes.endsWith('/')) this.fill();
    }
  }

  private enterRow(number: number): void {
    this.leaveRow();
    this.row = number > this.row && number <= LAST_ROW ? number : this.row + 1;
    this.isFilled = false;
    this.book.rows += 1;
    if (this.book.rows > MOST_ROWS)
      throw new Unreadable(
        `This workbook has more than ${count(MOST_ROWS)} rows. Delete those that are empty or not of this case, or split it, and send it again.`,
      );
  }

  private leaveRow(): void {
    if (!isLastOfSheet(this.row)) this.reach();
  }

  private reach(): void {
    this.reached = this.row;
    if (this.reached - this.filled > MOST_EMPTY_ROWS) throw new Unreadable(TOO_EMPTY);
  }

  private cell(): void {
    this.book.cells += 1;
    if (this.book.cells > MOST_CELLS)
      throw new Unreadable(
        `This workbook has more than ${count(MOST_CELLS)} cells. Delete the rows and columns that are empty or not of this case, and send it again.`,
      );
    if (this.row > this.reached) this.reach();
  }

  private string(): void {
    this.book.shared += 1;
    if (this.book.shared > MOST_SHARED)
      throw new Unreadable(
        'This workbook holds more text than is taken. Keep the sheets that are needed, save it as a new file, and send that.',
      );
  }

  private fill(): void {
    if (this.isFilled || this.row === 0) return;
    this.isFilled = true;
    this.filled += 1;
  }
}

function count(most: number): string {
  return most.toLocaleString('en-GB');
}
