import { clockTime, longDate } from '../http/dates';
import { wordsOf } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import { fileWords } from './document-pages';
import { clipped } from './evidence-labels';
import { placeHref, POINTING } from './pointing-parts';
import type { ReadDocument } from './reader-queries';

/** views/evidence/document-aside */
export interface DocumentAside {
  facts: { key: string; text: string }[];
  findings: { text: string; href: string; detail: string }[];
  events: { text: string; href: string }[];
  rests: boolean;
  /** Said when nothing rests on it. */
  nothing: string;
}

/** What is known of a document, and what rests on it. */
export function documentAside(file: CaseFile, document: ReadDocument): DocumentAside {
  const fact = (key: string, text: string | null): { key: string; text: string }[] =>
    text ? [{ key, text }] : [];
  const added = `${longDate(document.added_at)}, ${clockTime(document.added_at)}`;
  const review = `/reviews/${file.id}`;
  const called = wordsOf(file.words).finding;
  return {
    facts: [
      ...fact('Agency', document.agency),
      ...fact('Kind', document.kind),
      ...fact('Date', document.dated && longDate(document.dated)),
      ...fact('File', document.file_name),
      ...fact('Type and size', fileWords(document)),
      ...fact('Added', document.added_by ? `${added}, by ${document.added_by}` : added),
      ...fact('SHA-256', `${document.sha256.slice(0, 12)}…`),
    ],
    findings: document.findings.map((finding) => ({
      text: `${called.One} ${finding.number}${finding.statement ? `: ${clipped(finding.statement, 120)}` : ''}`,
      href: placeHref(`${review}/findings/${finding.id}`, { part: finding.from_part, row: null }),
      detail: [POINTING[finding.from_part].noun, finding.page && `page ${finding.page}`]
        .filter(Boolean)
        .join(', '),
    })),
    events: document.events.map((event) => ({
      text: clipped(event.description, 100),
      href: `${review}/chronology/${event.id}`,
    })),
    nothing: `No ${called.one} and no event rests on this document yet.`,
    rests: document.findings.length + document.events.length > 0,
  };
}
