import { clockTime, count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import type { CaseFile } from './case-file-queries';
import { wantingIn } from './load-mapping';
import type { Counts, LoadRow } from './load-rows';
import type { Standing } from './load-withdrawal-queries';

type Typed = Record<string, string | string[]>;
const number = (value: number): string => value.toLocaleString('en-GB');

/** views/evidence/load-record */
export interface LoadRecordPage {
  title: string;
  said: string;
  facts: { key: { text: string }; value: { text: string } }[];
  /** Its events in the chronology. */
  events: { text: string; href: string } | null;
  chronology: string;
  withdrawn: { text: string; restore: string | null } | null;
  withdrawal: {
    action: string;
    open: boolean;
    intro: string;
    button: string;
    why: string;
    error: { text: string } | undefined;
  } | null;
  again: string | null;
}

/** What became of a spreadsheet that is a draft no longer. */
export function loadRecordPage(
  file: CaseFile,
  load: LoadRow,
  {
    standing,
    gather,
    problems,
    typed,
  }: { standing: Standing; gather: boolean; problems: readonly Problem[]; typed: Typed | null },
): LoadRecordPage {
  const fact = (key: string, text: string) => ({ key: { text: key }, value: { text } });
  const loaded = load.state === 'loaded';
  const here = `/reviews/${file.id}/chronology/loads/${load.id}`;
  const chronology = `/reviews/${file.id}/chronology`;
  const { withdrawn } = load.found;
  return {
    title: load.sheet ? `${load.file_name}, sheet “${load.sheet}”` : load.file_name,
    said: loaded
      ? `${addedWords(load.rows_added, load.rows_same, load.rows_left_out)}`
      : 'This sheet was dropped before its rows were added. Nothing of it is in the chronology.',
    facts: [
      fact(
        'Brought by',
        `${load.added_by ?? 'Someone'}, ${longDate(load.added_at)} at ${clockTime(load.added_at)}`,
      ),
      ...(loaded && load.loaded_at
        ? [
            fact(
              'Added by',
              `${load.loaded_by ?? 'Someone'}, ${longDate(load.loaded_at)} at ${clockTime(load.loaded_at)}`,
            ),
          ]
        : [fact('Dropped by', `${load.updated_by ?? 'Someone'}, ${longDate(load.updated_at)}`)]),
      fact('Rows in the sheet', number(load.rows_read)),
      fact('SHA-256 of the file', load.sha256),
    ],
    events:
      loaded && standing.all > 0
        ? {
            text: `See ${standing.all === 1 ? 'its event' : `its ${number(standing.all)} events`} in the chronology`,
            href: `${chronology}?load=${load.id}${standing.withdrawn > 0 ? '&withdrawn=yes' : ''}`,
          }
        : null,
    chronology,
    withdrawn: withdrawn
      ? {
          text: `${count(withdrawn.events, 'event')} ${withdrawn.events === 1 ? 'was' : 'were'} withdrawn together on ${longDate(withdrawn.at)}: ${withdrawn.why}`,
          restore: gather ? `${here}/restoration` : null,
        }
      : null,
    withdrawal:
      loaded && gather && !withdrawn
        ? withdrawalOf(standing, `${here}/withdrawal`, errorsByField(problems), typed)
        : null,
    again: gather ? `/reviews/${file.id}/chronology/loads` : null,
  };
}

function withdrawalOf(
  { all, withdrawn, changed }: Standing,
  action: string,
  { why: error }: Record<string, { text: string }>,
  typed: Typed | null,
): LoadRecordPage['withdrawal'] {
  const left = all - withdrawn - changed;
  if (left <= 0) return null;
  const stay = [
    withdrawn > 0 && `${count(withdrawn, 'event')} withdrawn already`,
    changed > 0 && `${count(changed, 'event')} changed since`,
  ].filter(Boolean);
  return {
    action,
    open: error !== undefined,
    intro: `What rests on them will say that they are withdrawn, and why. They can be put back.${stay.length > 0 ? ` ${stay.join(' and ')} ${withdrawn + changed === 1 ? 'stays as it is' : 'stay as they are'}.` : ''}`,
    button: `Withdraw ${count(left, 'event')}`,
    why: String([typed?.why ?? ''].flat()[0]),
    error,
  };
}

/** What a load did, in one or two sentences. */
export function addedWords(added: number, same: number, leftOut: number): string {
  const rest = [
    same > 0 && `${count(same, 'row')} ${same === 1 ? 'was' : 'were'} there already`,
    leftOut > 0 && `${count(leftOut, 'row')} ${leftOut === 1 ? 'was' : 'were'} left out`,
  ].filter(Boolean);
  const first =
    added > 0
      ? `${count(added, 'event')} ${added === 1 ? 'was' : 'were'} added to the chronology.`
      : 'Nothing was added.';
  return rest.length > 0 ? `${first} ${sentence(rest.join(' and '))}.` : first;
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** views/evidence/loads */
export interface LoadsPage {
  can: { gather: boolean };
  form: {
    action: string;
    errors: Record<string, { text: string }>;
    agency: string;
    new_agency: string;
    agencies: { value: string; text: string }[];
  };
  drafts: { text: string; href: string; detail: string; state: string }[];
  loaded: { text: string; href: string; detail: string }[];
}

/** The page that takes a spreadsheet, with those that wait and those that were loaded. */
export function loadsPage(
  file: CaseFile,
  loads: readonly (LoadRow & { counts: Pick<Counts, 'rows' | 'unreadable'> | null })[],
  gather: boolean,
  { problems, typed }: { problems: readonly Problem[]; typed: Typed },
): LoadsPage {
  const here = `/reviews/${file.id}/chronology/loads`;
  const name = ({ sheet, file_name }: LoadRow): string =>
    sheet ? `${file_name}, sheet “${sheet}”` : file_name;
  return {
    can: { gather },
    form: {
      action: here,
      errors: errorsByField(problems),
      agency: [typed.agency].flat()[0] ?? '',
      new_agency: [typed.new_agency].flat()[0] ?? '',
      agencies: file.agencies.map(({ id, name: text }) => ({ value: id, text })),
    },
    drafts: gather
      ? loads
          .filter(({ state }) => state === 'draft')
          .map((load) => ({
            text: name(load),
            href: `${here}/${load.id}`,
            detail: `${count(load.rows_read, 'row')}, brought by ${load.added_by ?? 'someone'} on ${longDate(load.added_at)}`,
            state: draftWords(load, load.counts?.unreadable ?? 0),
          }))
      : [],
    loaded: loads
      .filter(({ state }) => state === 'loaded')
      .map((load) => ({
        text: name(load),
        href: `${here}/${load.id}`,
        detail: `${load.loaded_by ?? 'Someone'}, ${longDate(load.loaded_at ?? load.added_at)}. ${addedWords(load.rows_added, load.rows_same, load.rows_left_out)}`,
      })),
  };
}

function draftWords({ mapping }: LoadRow, unreadable: number): string {
  if (wantingIn(mapping).length > 0) return 'Say how it is read';
  return unreadable > 0 ? `${count(unreadable, 'row')} to mend` : 'Ready to add';
}
