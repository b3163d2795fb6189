import { count } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedDate, typedText, type Typed } from '../http/typed';
import type { CaseFile } from './case-file-queries';
import { agenciesOf, documentHref, documentsHref, kindsOf, type Option } from './document-pages';
import type { DocumentKind } from './document-queries';
import type { Outcome } from './documents';

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
  const same = outcomes.filter(({ is }) => is === 'same').length;
  return [
    first,
    same > 0 && `${same} ${was(same)} here already`,
    refused > 0 && `${refused} ${was(refused)} not${same > 0 ? ' kept' : ''}`,
  ]
    .filter(Boolean)
    .join(', ');
}

const HELD = {
  away: ' It is held until the virus scanner answers.',
  beyond: ' It is held: the virus scanner does not take files of this size.',
};

/** What became of one file, in words. */
export function outcomeWords(outcome: Outcome): string {
  const held = 'held' in outcome && outcome.held ? HELD[outcome.held] : '';
  switch (outcome.is) {
    case 'added':
      return `Added.${held}`;
    case 'filled':
      return `This is the content that was missing of “${outcome.title}”. It was put there.${held}`;
    case 'same':
      return `The review has this document already: “${outcome.title}”.${outcome.withdrawn ? ' It is withdrawn; it can be restored.' : ''}`;
    case 'refused':
      return outcome.why;
  }
}
