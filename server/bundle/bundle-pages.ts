import { count } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { sizeWords } from '../evidence/document-pages';
import { rowsInWords } from './bundle-words';

/** What a review holds, counted for the page that takes it out. */
export interface BundleCounts {
  counts: Record<string, number>;
  /** Documents whose content is here and may be read, and how large they are together. */
  readable: { documents: number; bytes: number };
}

/** views/bundle/export */
export interface ExportPage {
  action: string;
  rows: { key: { text: string }; value: { text: string } }[];
  contents: { value: string; items: { value: string; text: string; hint?: { text: string } }[] };
  errors: Record<string, { text: string }>;
}

/** views/bundle/import */
export interface ImportBundlePage {
  boards: { value: string; items: { value: string; text: string }[] } | null;
  boardName: string;
  mostBytes: number;
  error: { text: string } | undefined;
  /** Every further problem of the file. */
  problems: string[];
  errors: Record<string, { text: string }>;
}

export const MOST_UPLOADED = 200 * 1024 * 1024;

const SHOWN = [
  'documents',
  'events',
  'conversations',
  'episodes',
  'findings',
  'versions',
  'comments',
  'revisions',
];

/** What is in the file, what is not, and the one thing to choose. */
export function exportPage(
  reviewId: string,
  { counts, readable }: BundleCounts,
  typed: Record<string, string | string[]>,
  problems: readonly Problem[],
): ExportPage {
  const without = (counts.documents ?? 0) - readable.documents;
  const left =
    without > 0
      ? ` The content of ${without.toLocaleString('en-GB')} more is not here or may not be read.`
      : '';
  return {
    action: `/reviews/${reviewId}/bundle`,
    rows: [
      {
        key: { text: 'The review' },
        value: { text: 'Its details, questions, team, declarations, clocks and stage.' },
      },
      { key: { text: 'The evidence' }, value: { text: inWords(['agencies', ...SHOWN.slice(0, 4)], counts) } },
      { key: { text: 'The findings' }, value: { text: inWords(SHOWN.slice(4, 7), counts) } },
      {
        key: { text: 'The history' },
        value: { text: `${inWords(['revisions'], counts)} Who wrote what, with names and e-mail addresses.` },
      },
      { key: { text: 'What was withdrawn' }, value: { text: 'It is in the file as such, with the reason.' } },
    ],
    contents: {
      value: typeof typed.content === 'string' ? typed.content : 'no',
      items: [
        {
          value: 'no',
          text: 'Without the content of the documents',
          hint: { text: 'Their names, what was read from them, and the SHA-256 by which each can be told.' },
        },
        {
          value: 'yes',
          text: 'With the content of the documents',
          hint: { text: `${count(readable.documents, 'document')}, ${sizeWords(readable.bytes)}.${left}` },
        },
      ],
    },
    errors: errorsByField(problems),
  };
}

function inWords(lists: readonly string[], counts: Record<string, number>): string {
  const there = lists.filter((list) => (counts[list] ?? 0) > 0);
  return there.length === 0
    ? 'Nothing yet.'
    : `${there.map((list) => rowsInWords(list, counts[list] ?? 0)).join(', ')}.`;
}

/** The form that brings a review in, with what was wrong with the last file. */
export function importBundlePage(
  boards: readonly { id: string; name: string }[],
  typed: Record<string, string | string[]>,
  problems: readonly Problem[],
): ImportBundlePage {
  const ofFile = problems.filter(({ field }) => field !== 'board');
  const [first] = ofFile;
  return {
    boards:
      boards.length > 1
        ? {
            value: typeof typed.board === 'string' ? typed.board : '',
            items: boards.map(({ id, name }) => ({ value: id, text: name })),
          }
        : null,
    boardName: boards[0]?.name ?? '',
    mostBytes: MOST_UPLOADED,
    error: first && { text: first.message },
    problems: ofFile.slice(1).map(({ message }) => message),
    errors: errorsByField(problems),
  };
}
