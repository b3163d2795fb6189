// Widths of Helvetica and Arial in thousandths of the type size, from the space to the tilde.
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const FIRST = 32;
// Letters with accents and most others; and those of East Asia and pictures, which are as wide as they are high.
const OTHER = 667;
const WIDE = 1000;
const WIDE_FROM = 0x2e80;
// The same words set bold, and where another face stands in for these two.
const BOLD = 1.09;
const SPARE = 1.03;

/** How wide a line of text is in the type that pages use, in the unit of the type size; rather too wide than too narrow. */
export function textWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    sum += WIDTHS[code - FIRST] ?? (code >= WIDE_FROM ? WIDE : OTHER);
  }
  return (sum / 1000) * size * (bold ? BOLD : 1) * SPARE;
}

/**
 * Breaks a text into lines no wider than `width`, between words where it can and inside a word that is wider than a
 * line. What does not fit into `most` lines is cut, with an ellipsis.
 */
export function wrapText(
  text: string,
  { width, size, most, bold = false }: { width: number; size: number; most: number; bold?: boolean },
): string[] {
  const fits = (line: string): boolean => textWidth(line, size, bold) <= width;
  const lines: string[] = [];
  let line = '';
  // Of a very long text only what could fit is looked at.
  const words = text
    .slice(0, most * 200)
    .split(/\s+/)
    .filter(Boolean);
  for (const word of words) {
    if (line !== '' && fits(`${line} ${word}`)) {
      line = `${line} ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (line !== '' && !fits(line + character)) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
    if (lines.length >= most) break;
  }
  if (line !== '') lines.push(line);
  if (lines.length <= most && text.length <= most * 200) return lines;
  const kept = lines.slice(0, most);
  let last = [...(kept[most - 1] ?? '')];
  while (last.length > 0 && !fits(`${last.join('')}…`)) last = last.slice(0, -1);
  return [...kept.slice(0, most - 1), `${last.join('').trimEnd()}…`];
}
