import { longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { dateBoxes, typedDate, typedText, type Typed } from '../http/typed';
import { wordsOf } from '../reviews/method-words';
import type { CaseFile } from './case-file-queries';
import { whyUnreadable } from './content';
import { agenciesOf, documentHref, fileWords, kindsOf, type Option } from './document-pages';
import type { DocumentDetails, DocumentKind } from './document-queries';

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
  /** What the method calls a finding. */
  finding: string;
  action: string;
  why: string;
  errors: Record<string, { text: string }>;
  href: string;
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
      ...(whyUnreadable(document)
        ? [{ key: { text: 'State' }, value: { text: whyUnreadable(document) } }]
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
    finding: wordsOf(file.words).finding.one,
    action: `${href}/withdrawal`,
    why: typedText(typed, 'why'),
    errors: errorsByField(problems),
    href,
  };
}
