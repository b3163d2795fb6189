import { count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { dateBoxes, typedDate, typedText, type Typed } from '../http/typed';
import type { CaseFile } from './case-file-queries';
import { UNREADABLE } from './content';
import {
  PAGE_SIZE,
  type DocumentDetails,
  type DocumentEntry,
  type DocumentFilter,
  type DocumentKind,
  type DocumentList,
} from './document-queries';
import type { Outcome } from './documents';

export const documentsHref = (reviewId: string): string => `/reviews/${reviewId}/documents`;
export const documentHref = (reviewId: string, id: string): string => `${documentsHref(reviewId)}/${id}`;

/** views/evidence/documents */
export interface DocumentsPage {
  empty: boolean;
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

/** views/evidence/add-documents */
export interface AddDocumentsPage {
  action: string;
  agencies: Option[];
  kinds: Option[];
  form: { agency: string; agency_name: string; kind: string; dated: object };
  errors: Record<string, { text: string }>;
  mostBytes: number;
  documentsHref: string;
}

/** views/evidence/added-documents */
export interface AddedDocumentsPage {
  heading: string;
  refused: { name: string; why: string }[];
  kept: { name: string; words: string; href: string }[];
  addHref: string;
  documentsHref: string;
}

/** views/evidence/document-details */
export interface DocumentDetailsPage {
  title: string;
  action: string;
  facts: { key: { text: string }; value: { text: string } }[];
  agencies: Option[];
  kinds: Option[];
  form: { title: string; agency: string; agency_name: string; kind: string; dated: object; version: number };
  errors: Record<string, { text: string }>;
  withdrawn: { words: string; why: string; restoreAction: string } | null;
  withdrawHref: string;
}

/** views/evidence/withdraw-document */
export interface WithdrawDocumentPage {
  title: string;
  action: string;
  why: string;
  errors: Record<string, { text: string }>;
  href: string;
}

interface Option {
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

function stateWords({ scan, reading, withdrawn }: DocumentEntry): string {
  if (withdrawn) return 'Withdrawn';
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
  const filtered = Boolean(filter.agency || filter.kind || filter.q);
  const any = { value: '', text: 'All' };
  return {
    empty: file.all === 0,
    addHref: mayAdd ? `${here}/new` : null,
    filter: {
      action: here,
      label: 'Filter the documents',
      fields: [
        { id: 'q', name: 'q', value: filter.q, label: 'Words in the title' },
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
    pagination: paginationOf(here, file.left, filter),
  };
}

function paginationOf(here: string, left: number, filter: DocumentFilter): object | null {
  const last = Math.ceil(left / PAGE_SIZE);
  if (last <= 1) return null;
  const href = (page: number): string => {
    const { q, agency, kind } = filter;
    const kept = Object.entries({ q, agency, kind }).filter(([, value]) => value !== '');
    return `${here}?${new URLSearchParams([...kept, ['page', String(page)]]).toString()}`;
  };
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

const agenciesOf = ({ agencies }: CaseFile): Option[] =>
  agencies.map(({ id, name }) => ({ value: id, text: name }));
const kindsOf = (kinds: readonly DocumentKind[]): Option[] =>
  kinds.map(({ code, name }) => ({ value: code, text: name }));

/** The form that takes documents, with what was typed. */
export function addDocumentsPage(
  file: CaseFile & { kinds: DocumentKind[] },
  { typed, problems, mostBytes }: { typed: Typed; problems: readonly Problem[]; mostBytes: number },
): AddDocumentsPage {
  const ofFiles = problems.filter(({ field }) => field === 'files').length;
  const several = { text: `None of the ${ofFiles} files was kept: the reasons are at the top of the page` };
  return {
    action: `${documentsHref(file.id)}/new`,
    agencies: [{ value: '', text: 'Choose' }, ...agenciesOf(file)],
    kinds: [{ value: '', text: 'Not said' }, ...kindsOf(file.kinds)],
    form: {
      agency: typedText(typed, 'agency'),
      agency_name: typedText(typed, 'agency_name'),
      kind: typedText(typed, 'kind'),
      dated: typedDate(typed, 'dated'),
    },
    errors: { ...errorsByField(problems), ...(ofFiles > 1 ? { files: several } : {}) },
    mostBytes,
    documentsHref: documentsHref(file.id),
  };
}

const refusedOf = (outcomes: readonly Outcome[]): { name: string; why: string }[] =>
  outcomes.flatMap((outcome) => (outcome.is === 'refused' ? [{ name: outcome.name, why: outcome.why }] : []));

/** What became of the files of one form. */
export function addedDocumentsPage(file: CaseFile, outcomes: readonly Outcome[]): AddedDocumentsPage {
  const refused = refusedOf(outcomes);
  return {
    heading: headingOf(outcomes, refused.length),
    refused,
    kept: outcomes.flatMap((outcome) =>
      outcome.is === 'refused'
        ? []
        : [
            {
              name: outcome.name,
              words: outcomeWords(outcome),
              href: documentHref(file.id, outcome.documentId),
            },
          ],
    ),
    addHref: `${documentsHref(file.id)}/new`,
    documentsHref: documentsHref(file.id),
  };
}

function headingOf(outcomes: readonly Outcome[], refused: number): string {
  const added = outcomes.filter(({ is }) => is === 'added' || is === 'filled').length;
  const was = (number: number): string => (number === 1 ? 'was' : 'were');
  const first = `${count(added, 'document')} ${was(added)} added`;
  return refused > 0 ? `${first}, ${refused} ${was(refused)} not` : first;
}

/** What became of one file, in words. */
export function outcomeWords(outcome: Outcome): string {
  const held = 'held' in outcome && outcome.held ? ' It is held until the virus scanner answers.' : '';
  switch (outcome.is) {
    case 'added':
      return `Added.${held}`;
    case 'filled':
      return `This is the content that was missing of “${outcome.title}”. It was put there.${held}`;
    case 'same':
      return `The review has this document already: “${outcome.title}”.${outcome.withdrawn ? ' It is withdrawn; it can be restored.' : ''} Nothing was added.`;
    case 'refused':
      return outcome.why;
  }
}

/** What is said of one document, to change it. */
export function documentDetailsPage(
  file: CaseFile & { kinds: DocumentKind[] },
  document: DocumentDetails,
  typed: Typed | null,
  problems: readonly Problem[],
): DocumentDetailsPage {
  const here = documentHref(file.id, document.id);
  const { withdrawn } = document;
  return {
    title: document.title,
    action: `${here}/details`,
    facts: [
      { key: { text: 'File' }, value: { text: document.file_name } },
      { key: { text: 'Type and size' }, value: { text: fileWords(document) } },
      { key: { text: 'SHA-256' }, value: { text: document.sha256 } },
      ...(UNREADABLE[document.scan]
        ? [{ key: { text: 'State' }, value: { text: UNREADABLE[document.scan] } }]
        : []),
    ],
    agencies: [{ value: '', text: 'Choose' }, ...agenciesOf(file)],
    kinds: [{ value: '', text: 'Not said' }, ...kindsOf(file.kinds)],
    form: {
      title: typed ? typedText(typed, 'title') : document.title,
      agency: typed ? typedText(typed, 'agency') : document.agency_id,
      agency_name: typed ? typedText(typed, 'agency_name') : '',
      kind: typed ? typedText(typed, 'kind') : (document.kind ?? ''),
      dated: typed ? typedDate(typed, 'dated') : dateBoxes(document.dated),
      version: typed ? Number(typedText(typed, 'version')) || document.version : document.version,
    },
    errors: errorsByField(problems),
    withdrawn: withdrawn && {
      words: `Withdrawn on ${longDate(withdrawn.at)} by ${withdrawn.by}.`,
      why: withdrawn.why,
      restoreAction: `${here}/restoration`,
    },
    withdrawHref: `${here}/withdrawal`,
  };
}

/** Asks why a document is withdrawn. */
export function withdrawDocumentPage(
  file: CaseFile,
  document: DocumentDetails,
  typed: Typed,
  problems: readonly Problem[],
): WithdrawDocumentPage {
  const href = documentHref(file.id, document.id);
  return {
    title: document.title,
    action: `${href}/withdrawal`,
    why: typedText(typed, 'why'),
    errors: errorsByField(problems),
    href,
  };
}
