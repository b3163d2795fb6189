import { clockTime, count, longDate } from '../http/dates';
import { CAUTION } from './aggregates';
import { filterWords, FORMATS, type Format } from './export-filter';
import type { ExportRow } from './export-queries';

/** views/national/export-form: what is asked for, and by which hidden fields. */
export interface ExportForm {
  hidden: { name: string; value: string }[];
  what: string;
  formats: { value: string; text: string }[];
}

/**
 * The form below a list, which says what the file will have; null when that is nothing.
 * @param what its words: by default how many findings, of how many reviews
 */
export function exportForm(
  what: { findings: number; reviews: number; words?: string },
  fields: Readonly<Record<string, string>>,
): ExportForm | null {
  if (what.findings === 0) return null;
  return {
    hidden: Object.entries(fields)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => ({ name, value })),
    what: what.words ?? `${count(what.findings, 'finding')} of ${count(what.reviews, 'review')}`,
    formats: Object.entries(FORMATS).map(([value, text]) => ({ value, text })),
  };
}

/** views/national/exports */
export interface ExportsPage {
  everyone: boolean;
  /** The two lists. */
  places: { text: string; href: string; current: boolean }[];
  exports: ExportEntry[];
  /** Where to look again while something is being made. */
  again: string | null;
  caution: string;
}

interface ExportEntry {
  id: string;
  title: string;
  filter: string[];
  state: string;
  done: boolean;
  progress: { value: number; max: number } | null;
  facts: string[];
  sha256: string | null;
  auditHead: string | null;
  downloads: string[];
  download: { href: string; text: string } | null;
  cancel: string | null;
  remove: string | null;
}

const SHORT: Record<Format, string> = { csv: 'CSV', xlsx: 'XLSX', jsonl: 'JSON Lines' };
const MINE = '/national/exports';

/** Exports, the newest first; of one's own those that can be downloaded or cancelled. */
export function exportsPage(
  rows: readonly ExportRow[],
  accountId: string,
  everyone: boolean,
  now: Date,
): ExportsPage {
  const again = everyone ? `${MINE}?of=everyone` : MINE;
  return {
    everyone,
    places: [
      { text: 'Your exports', href: MINE, current: !everyone },
      { text: 'Everyone’s exports', href: `${MINE}?of=everyone`, current: everyone },
    ],
    exports: rows.map((row) => entryOf(row, row.account_id === accountId, everyone, now)),
    again: rows.some(isGoingOn) ? again : null,
    caution: CAUTION,
  };
}

/** Whether an export is still to be made. */
export const isGoingOn = ({ state }: Pick<ExportRow, 'state'>): boolean =>
  state === 'waiting' || state === 'running';

function entryOf(row: ExportRow, own: boolean, everyone: boolean, now: Date): ExportEntry {
  const over = row.state === 'done' && row.expires_at <= now;
  const there = row.state === 'done' && !over;
  return {
    id: row.id,
    title: `${count(row.state === 'done' ? row.rows_done : row.rows_all, 'finding')} as ${SHORT[row.format]}`,
    filter: filterWords(row.filter),
    state: over ? stateWords({ ...row, state: 'expired' }) : stateWords(row),
    done: there,
    progress: isGoingOn(row) ? { value: row.rows_done, max: row.rows_all } : null,
    facts: [
      `Asked for ${everyone ? `by ${row.by_name} ` : ''}on ${longDate(row.asked_at)} at ${clockTime(row.asked_at)}. Counted in edition ${row.filter.edition} of the typology.`,
      ...(there ? [`${bytesInWords(Number(row.bytes))}. Kept until ${longDate(row.expires_at)}.`] : []),
    ],
    sha256: row.state === 'done' || row.state === 'expired' ? row.sha256 : null,
    auditHead: row.state === 'done' || row.state === 'expired' ? row.audit_head : null,
    downloads: row.downloads.map(
      ({ by_name, at }) => `Downloaded by ${by_name} on ${longDate(at)} at ${clockTime(at)}`,
    ),
    download:
      there && own ? { href: `${MINE}/${row.id}/file`, text: `Download the ${SHORT[row.format]}` } : null,
    cancel: isGoingOn(row) && own ? `${MINE}/${row.id}/cancellation` : null,
    remove: there && own ? `${MINE}/${row.id}/removal` : null,
  };
}

function stateWords(row: Pick<ExportRow, 'state' | 'rows_all' | 'rows_done' | 'problem'>): string {
  switch (row.state) {
    case 'waiting':
      return 'Waits to be made';
    case 'running':
      return `Being made: ${row.rows_done.toLocaleString('en-GB')} of ${row.rows_all.toLocaleString('en-GB')}`;
    case 'done':
      return 'Ready';
    case 'cancelled':
      return 'Cancelled. Nothing of it was kept';
    case 'expired':
      return 'Expired or removed. Ask for it again if you need it';
    case 'failed':
      return `Failed. ${row.problem}`;
  }
}

/** “512 bytes”, “81 KB”, “2.4 MB”, “1.2 GB” */
export function bytesInWords(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte');
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} KB`;
  if (bytes < 999_950_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
