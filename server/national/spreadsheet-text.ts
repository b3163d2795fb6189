// What a spreadsheet passes over before it looks for a formula, or does not show: blanks and control characters of any
// kind, byte-order marks, joiners, fillers, variation selectors. Marks that combine with what is before them come first.
const PASSED_OVER =
  '\\u034f\\u17b4\\u17b5\\u180b-\\u180f\\ufe00-\\ufe0f\\u0001-\\u0020\\u007f-\\u00a0\\u00ad\\u061c\\u115f\\u1160\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb';
// What a formula or a command (DDE) begins with, also in the small and the full-width forms and as the sign for minus.
const BEGINS = '=+@|%\\u2212\\ufe62\\ufe63\\ufe66\\ufe6a\\ufe6b\\uff05\\uff0b\\uff0d\\uff1d\\uff20\\uff5c-';

/**
 * Text that a spreadsheet might take for a formula: the one rule, written so that JavaScript and PostgreSQL read it
 * alike.
 */
export const FORMULA_LIKE = `^([\\u0009\\u000d]|[${PASSED_OVER}]*[${BEGINS}])`;
const formulaLike = new RegExp(FORMULA_LIKE);

/**
 * A cell that no spreadsheet takes for a formula: text that begins like one, also after blanks, control characters or a
 * byte-order mark, gets an apostrophe before it. Numbers stay numbers.
 */
export function spreadsheetCell(value: string | number | null): string | number {
  if (value === null) return '';
  if (typeof value === 'number') return value;
  return formulaLike.test(value) ? `'${value}` : value;
}

// A line that a spreadsheet splits into cells: what stands after one of its separators begins a cell.
const cellBegins = new RegExp(`([,;|"\\t])(?=[${PASSED_OVER}]*[${BEGINS}])`, 'g');

/**
 * A line of words before the rows of a CSV file. A spreadsheet splits it into cells like any other line: it is one line
 * whatever the words, and no cell of it is taken for a formula.
 */
export const spreadsheetLine = (words: string): string =>
  words.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(cellBegins, `$1'`);

/** What a cell of an Excel book holds. */
export const MOST_IN_CELL = 32_767;
/** The end of a text that was longer. */
export const CUT = ' […cut: a cell of Excel holds no more]';
// What XML does not hold.
const UNWRITABLE = /(?![\t\n\r\u0080-\u009f])[\p{Cc}\ufffe\uffff]/gu;

/** Whether a text is longer than a cell of an Excel book. */
export const isTooLong = (value: unknown): boolean =>
  typeof value === 'string' && value.length > MOST_IN_CELL;

/**
 * A cell as a book of Excel can hold it: a text that is too long is cut, and says so at its end; a character that its
 * XML cannot hold is marked (U+FFFD). Guarded before, by `spreadsheetCell` or its like in SQL.
 */
export function bookCell(value: string | number | null): string | number | null {
  if (typeof value !== 'string') return value;
  const whole = value.toWellFormed();
  const kept = isTooLong(whole) ? whole.slice(0, MOST_IN_CELL - CUT.length).toWellFormed() + CUT : whole;
  return kept.replace(UNWRITABLE, '\uFFFD');
}

/** The guard of `spreadsheetCell` for a text column, in SQL. */
export const spreadsheetSql = (column: string): string =>
  `case when ${column} ~ '${FORMULA_LIKE}' then '''' || ${column} else ${column} end`;
