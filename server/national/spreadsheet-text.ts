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

/** The same of a text column, in SQL. */
export const spreadsheetSql = (column: string): string =>
  `case when ${column} ~ '${FORMULA_LIKE}' then '''' || ${column} else ${column} end`;
