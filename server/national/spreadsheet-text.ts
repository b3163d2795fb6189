/**
 * A cell that no spreadsheet takes for a formula: text that begins like one, also after blanks or a byte order
 * mark, gets an apostrophe before it. Numbers stay numbers.
 */
export function spreadsheetCell(value: string | number | null): string | number {
  if (value === null) return '';
  if (typeof value === 'number') return value;
  return /^[\s\uFEFF\u200B]*[=+\-@\t\r＝＋－＠]/.test(value) || /^[\t\r]/.test(value) ? `'${value}` : value;
}
