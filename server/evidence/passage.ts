/** A stretch of text, marked when it is what was looked for. */
export interface Stretch {
  text: string;
  marked: boolean;
}

const SAME: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '\u00a0': ' ',
};

/**
 * Finds quoted words in a text and marks the first place where they stand. Capitals, kinds of quotation marks and
 * dashes, and where lines end make no difference: a quote is typed or copied from elsewhere.
 * @returns the text in stretches, in order; null when the words are not in it
 */
export function markPassage(text: string, quote: string): Stretch[] | null {
  const wanted = folded(quote).text.trim();
  if (wanted === '') return null;
  const whole = folded(text);
  const at = whole.text.indexOf(wanted);
  if (at < 0) return null;
  const from = whole.places[at] ?? 0;
  const last = whole.places[at + wanted.length - 1] ?? from;
  const until = last + (text.codePointAt(last)! > 0xffff ? 2 : 1);
  return [
    { text: text.slice(0, from), marked: false },
    { text: text.slice(from, until), marked: true },
    { text: text.slice(until), marked: false },
  ].filter((stretch) => stretch.text !== '');
}

/** Whether quoted words stand in a text, compared as they are marked in it. */
export const standsIn = (text: string, quote: string): boolean => markPassage(text, quote) !== null;

/** A text as it is compared, and where in the original each of its characters stands. */
function folded(text: string): { text: string; places: number[] } {
  const letters: string[] = [];
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = SAME[character] ?? character;
    const isSpace = /\s/.test(plain);
    if (!isSpace || letters.at(-1) !== ' ') {
      const lower = isSpace ? ' ' : plain.toLowerCase();
      for (const unit of lower.length === plain.length ? lower : plain) {
        letters.push(unit);
        for (let n = 0; n < unit.length; n += 1) places.push(at);
      }
    }
    at += character.length;
  }
  return { text: letters.join(''), places };
}
