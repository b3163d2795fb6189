import { clockTime, longDate } from '../http/dates';
import type { Problem } from '../http/route';
import type { Counts } from './import-queries';
import { changedAnything, loadWords } from './import-words';
import type { ImportRow } from './published-queries';

/** views/published/import */
export interface ImportPage {
  error: { text: string } | undefined;
  /** Every problem, when there are several. */
  problems: string[];
  latest: { text: string; href: string; detail: string }[];
}

/** views/published/imported */
export interface ImportedPage {
  title: string;
  words: string;
  rows: { what: string; added: string; changed: string; left: string }[];
  facts: { key: { text: string }; value: { text: string } }[];
  changed: boolean;
}

/** The form that takes a file, with what was wrong with the last one. */
export function importPage(latest: readonly ImportRow[], problems: readonly Problem[] = []): ImportPage {
  const [first] = problems;
  return {
    error: first && { text: first.message },
    problems: problems.slice(1).map(({ message }) => message),
    latest: latest.map((row) => ({
      text: row.file_name,
      href: `/published/imports/${row.id}`,
      detail: `${longDate(row.at)}, ${row.by_name}. ${loadWords(row.counts)}`,
    })),
  };
}

/** What one load did. */
export function importedPage({ file_name, sha256, counts, by_name, at }: ImportRow): ImportedPage {
  const row = (what: string, { added, changed, left }: Counts) => ({
    what,
    added: added.toLocaleString('en-GB'),
    changed: changed.toLocaleString('en-GB'),
    left: left.toLocaleString('en-GB'),
  });
  const changed = changedAnything(counts);
  return {
    title: changed ? 'The file was loaded' : 'Nothing was new in this file',
    words: loadWords(counts),
    rows: [row('Reviews', counts.reviews), row('Findings', counts.findings), row('Tags', counts.tags)],
    facts: [
      { key: { text: 'File' }, value: { text: file_name } },
      { key: { text: 'Loaded' }, value: { text: `${longDate(at)} at ${clockTime(at)}` } },
      { key: { text: 'By' }, value: { text: by_name } },
      { key: { text: 'SHA-256 of the file' }, value: { text: sha256 } },
    ],
    changed,
  };
}
