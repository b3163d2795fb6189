import type { PlacesRead } from './places';
import { openParts, type Parts } from './spreadsheet-zip';

/** The parts of a Word document beside its body, in the order in which they are read. */
const BESIDE = [
  ['Headers', 'header'],
  ['Footers', 'footer'],
  ['Footnotes', 'footnotes'],
  ['Endnotes', 'endnotes'],
  ['Comments', 'comments'],
] as const;
const MOST_OF_A_KIND = 20;
/** What stands for text without being any, and text that was taken out or is given a second time for older programs. */
const PASSED_OVER = new Set(['instrText', 'delText', 'del', 'moveFrom', 'Fallback', 'pPr', 'rPr']);

/** Reads a Word document: its body, then headers, footers, notes and comments; rows of tables as lines. */
export async function readDocx(content: Buffer, read: PlacesRead): Promise<void> {
  const parts = await openParts(content);
  const bodies = ['word/document.xml', 'word/document1.xml', 'word/document2.xml'];
  const body = bodies.find((name) => parts.has(name));
  if (body) read.addAll('', await textOf(parts, body));
  for (const [heading, name] of BESIDE) {
    const texts = new Set<string>();
    for (const number of ['', ...Array.from({ length: MOST_OF_A_KIND }, (_, n) => String(n + 1))]) {
      const part = `word/${name}${number}.xml`;
      if (parts.has(part)) texts.add((await textOf(parts, part)).trim());
    }
    read.addAll(heading, [...texts].filter(Boolean).join('\n'));
  }
}

async function textOf(parts: Parts, part: string): Promise<string> {
  const lines: string[] = [];
  // A table within a cell adds to that cell's row: only the outermost makes lines.
  let cells: string[] | null = null;
  let depth = 0;
  let line = '';
  let taking = false;
  let over = 0;
  await parts.read(part, {
    open(tag) {
      if (PASSED_OVER.has(tag)) over += 1;
      else if (over > 0) return;
      else if (tag === 't') taking = true;
      else if (tag === 'tab' || tag === 'ptab') line += '\t';
      else if (tag === 'br' || tag === 'cr') line += cells ? ' ' : '\n';
      else if (tag === 'noBreakHyphen') line += '-';
      else if (tag === 'tbl') depth += 1;
      else if (tag === 'tr' && depth === 1) cells = [];
      else if (tag === 'tc' && depth === 1) line = '';
    },
    text(text) {
      if (taking && over === 0) line += text;
    },
    close(tag) {
      if (PASSED_OVER.has(tag)) over -= 1;
      else if (over > 0) return;
      else if (tag === 't') taking = false;
      else if (tag === 'p') {
        if (cells) line += ' ';
        else {
          lines.push(line);
          line = '';
        }
      } else if (tag === 'tc' && depth === 1) {
        cells?.push(line.trim());
        line = '';
      } else if (tag === 'tr' && depth === 1) {
        lines.push((cells ?? []).join('\t'));
        cells = null;
      } else if (tag === 'tbl') depth -= 1;
    },
  });
  return [...lines, line].join('\n');
}
