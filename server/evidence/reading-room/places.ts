import type { TextPlace } from './jobs';

/** A place is small enough for PostgreSQL to index; the whole, for a person to search. */
export const MOST_OF_PLACE = 200_000;
export const MOST_OF_WHOLE = 5_000_000;

/** Gathers a document's text by place, within bounds, without what can be neither stored nor shown. */
export class PlacesRead {
  readonly places: TextPlace[] = [];
  cut = false;
  /** How many characters are still taken. */
  left = MOST_OF_WHOLE;

  /** True when nothing more is taken. */
  get full(): boolean {
    return this.left <= 0;
  }

  /** What may still be added to a place. */
  get most(): number {
    return Math.min(this.left, MOST_OF_PLACE);
  }

  /** Adds a page or a sheet under its own number, also when it has no text; what is too long is cut. */
  add(place: number, heading: string, raw: string): void {
    const text = clean(raw);
    const kept = text.slice(0, this.most).toWellFormed();
    if (kept.length < text.length) this.cut = true;
    this.left -= kept.length;
    if (kept) this.places.push({ place, heading: clean(heading).slice(0, 200), text: kept });
  }

  /** Adds text that has no pages, as one place or, when it is long, as several that follow each other. */
  addAll(heading: string, raw: string): void {
    const text = clean(raw);
    for (let at = 0; at < text.length;) {
      if (this.full) {
        this.cut = true;
        return;
      }
      const end = endOfPlace(text, at, this.most);
      this.add(this.places.length + 1, heading, text.slice(at, end));
      at = end;
    }
  }
}

/** Where a place that begins here ends: after a line, or a word, if there is one near enough. */
function endOfPlace(text: string, from: number, most: number): number {
  const end = from + most;
  if (end >= text.length) return text.length;
  for (const between of ['\n', ' ']) {
    const at = text.lastIndexOf(between, end - 1);
    if (at > from + most / 2) return at + 1;
  }
  return end;
}

/** Text without control characters and halves of characters, with line ends as line feeds. */
export function clean(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
      // PDFium gives a hyphen at the end of a line as one of these and no line end: the word goes on.
      .replaceAll('\u0002', '\ufffe')
      .replace(/\ufffe\n?/g, '')
      .replace(/(?![\t\n])\p{Cc}|[\ufeff\uffff]/gu, '')
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .replace(/\n{4,}/g, '\n\n\n')
      .trim()
  );
}
