/** What a column of a bundle holds, and so how it is written to a file, checked and read back. */
export type Column = { optional?: true } & (
  | { kind: 'id' }
  /** The id of a row of another list of the file. */
  | { kind: 'to'; list: string }
  /** An account, by its key among the file's people. */
  | { kind: 'person' }
  | { kind: 'text'; most: number; needed?: true }
  | { kind: 'texts'; most: number }
  | { kind: 'choice'; values: readonly string[] }
  /** A code of the workbench's own reference data, which must be known where the file is brought in. */
  | { kind: 'code'; of: CodeList }
  | { kind: 'whole'; least: number; most: number }
  | { kind: 'yes' }
  | { kind: 'day' }
  | { kind: 'hour' }
  | { kind: 'time' }
  | { kind: 'period' }
  | { kind: 'sha256' }
  | { kind: 'media_type' }
  | { kind: 'json' }
  /** A row as it was, by column: accounts are keys, and what is left out of the row is left out here. */
  | { kind: 'fields' }
  /** Frozen content: canonical JSON in a text. */
  | { kind: 'frozen' }
);

export type CodeList = 'method' | 'guidance' | 'agency_kind' | 'document_kind';

const MOST_WORDS = 200_000;
const MOST_LABEL = 2_000;
export const MOST_WHOLE = 2_000_000_000;

export const id: Column = { kind: 'id' };
export const to = (list: string): Column => ({ kind: 'to', list });
export const person: Column = { kind: 'person' };
export const words: Column = { kind: 'text', most: MOST_WORDS };
export const neededWords: Column = { kind: 'text', most: MOST_WORDS, needed: true };
export const label: Column = { kind: 'text', most: MOST_LABEL };
export const neededLabel: Column = { kind: 'text', most: MOST_LABEL, needed: true };
export const longText: Column = { kind: 'text', most: 5_000_000 };
export const texts: Column = { kind: 'texts', most: MOST_LABEL };
export const choice = (values: readonly string[]): Column => ({ kind: 'choice', values });
export const code = (of: CodeList): Column => ({ kind: 'code', of });
export const whole = (least = 0, most = MOST_WHOLE): Column => ({ kind: 'whole', least, most });
export const yes: Column = { kind: 'yes' };
export const day: Column = { kind: 'day' };
export const hour: Column = { kind: 'hour' };
export const time: Column = { kind: 'time' };
export const period: Column = { kind: 'period' };
export const sha256: Column = { kind: 'sha256' };
export const mediaType: Column = { kind: 'media_type' };
export const json: Column = { kind: 'json' };
export const fields: Column = { kind: 'fields' };
export const frozen: Column = { kind: 'frozen' };
export const maybe = (column: Column): Column => ({ ...column, optional: true });
