import { count, longDate } from '../http/dates';
import { wordsOf } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import {
  PAGE_SIZE,
  type DocumentEntry,
  type DocumentFilter,
  type DocumentKind,
  type DocumentList,
} from './document-queries';

export const documentsHref = (reviewId: string): string => `/reviews/${reviewId}/documents`;
export const documentHref = (reviewId: string, id: string): string => `${documentsHref(reviewId)}/${id}`;

/** views/evidence/documents */
export interface DocumentsPage {
  empty: boolean;
  /** What the method calls findings, as the first word of a sentence. */
  findings: string;
  addHref: string | null;
  filter: object;
  rows: {
    title: string;
    href: string;
    agency: string;
    kind: string;
    dated: string;
    file: string;
    added: string;
    /** Held, waits to be read, withdrawn …; empty when there is nothing to say. */
    state: string;
    quiet: boolean;
  }[];
  nothingLeft: boolean;
  pagination: object | null;
}

export interface Option {
  value: string;
  text: string;
}

const TYPES: Record<string, string> = {
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'text/csv': 'CSV',
  'text/plain': 'TXT',
  'message/rfc822': 'EML',
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/tiff': 'TIFF',
  'image/heic': 'HEIC',
};

/** `PDF, 2.3 MB, 14 pages`. */
export function fileWords({
  media_type,
  bytes,
  pages,
}: Pick<DocumentEntry, 'media_type' | 'bytes' | 'pages'>): string {
  const long = pages === null ? '' : `, ${count(pages, 'page')}`;
  return `${TYPES[media_type] ?? media_type}, ${sizeWords(bytes)}${long}`;
}

/** `312 bytes`, `14 KB`, `2.3 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  const megabytes = bytes / 1024 / 1024;
  return `${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`;
}

function stateWords({ scan, beyond_scanner, reading, withdrawn }: DocumentEntry): string {
  if (withdrawn) return 'Withdrawn';
  if (scan === 'held' && beyond_scanner) return 'Held: too large for the virus scanner';
  if (scan === 'held') return 'Held for the virus scan';
  if (scan === 'infected') return 'Infected: the content was removed';
  if (scan === 'absent') return 'Came without its content';
  if (reading === 'waiting') return 'Waits to be read for search';
  return reading === 'failed' ? 'Its text could not be read for search' : '';
}

/** The documents of a review, as the filter leaves them. */
export function documentsPage(
  file: CaseFile & DocumentList,
  filter: DocumentFilter,
  mayAdd: boolean,
): DocumentsPage {
  const here = documentsHref(file.id);
  const words = file.words ?? '';
  const filtered = Boolean(filter.agency || filter.kind || words);
  const any = { value: '', text: 'All' };
  return {
    empty: file.all === 0,
    findings: wordsOf(file.words).finding.Many,
    addHref: mayAdd ? `${here}/new` : null,
    filter: {
      action: here,
      posted: true,
      label: 'Filter the documents',
      fields: [
        { id: 'q', name: 'q', value: words, label: 'Words in the title' },
        {
          id: 'agency',
          name: 'agency',
          value: filter.agency,
          label: 'Agency',
          items: [any, ...agenciesOf(file)],
        },
        { id: 'kind', name: 'kind', value: filter.kind, label: 'Kind', items: [any, ...kindsOf(file.kinds)] },
      ],
      clearHref: filtered ? here : undefined,
      count: filtered ? `${file.left} of ${count(file.all, 'document')}` : count(file.all, 'document'),
    },
    rows: file.documents.map((row) => ({
      title: row.title,
      href: documentHref(file.id, row.id),
      agency: row.agency,
      kind: row.kind ?? '',
      dated: row.dated ? longDate(row.dated) : '',
      file: fileWords(row),
      added: `${longDate(row.added_at)}${row.added_by ? `, ${row.added_by}` : ''}`,
      state: stateWords(row),
      quiet: !row.withdrawn && row.scan !== 'held' && row.scan !== 'infected',
    })),
    nothingLeft: file.all > 0 && file.documents.length === 0,
    pagination: paginationOf(here, file.left, { ...filter, asked: words && filter.asked }),
  };
}

/** A filter as an address: ids and codes only, words by the id under which they are kept. */
export function addressOfDocuments(here: string, { asked, agency, kind, page }: DocumentFilter): string {
  const given = { asked, agency, kind, page: page > 1 ? String(page) : '' };
  const kept = Object.entries(given).filter(([, value]) => value !== '');
  return kept.length > 0 ? `${here}?${new URLSearchParams(kept).toString()}` : here;
}

function paginationOf(here: string, left: number, filter: DocumentFilter): object | null {
  const last = Math.ceil(left / PAGE_SIZE);
  if (last <= 1) return null;
  const href = (page: number): string => addressOfDocuments(here, { ...filter, page });
  return {
    landmarkLabel: 'Pages of documents',
    previous: filter.page > 1 ? { href: href(filter.page - 1) } : undefined,
    next: filter.page < last ? { href: href(filter.page + 1) } : undefined,
    items: Array.from({ length: last }, (_, n) => n + 1).map((number) => ({
      number,
      href: href(number),
      current: number === filter.page,
    })),
  };
}

export const agenciesOf = ({ agencies }: CaseFile): Option[] =>
  agencies.map(({ id, name }) => ({ value: id, text: name }));
export const kindsOf = (kinds: readonly DocumentKind[]): Option[] =>
  kinds.map(({ code, name }) => ({ value: code, text: name }));
