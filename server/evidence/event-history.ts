import { JOURNEY_STAGES, type JourneyStage } from '../findings/finding-content';
import { clockTime, longDate } from '../http/dates';
import type { CaseFile } from './case-file-queries';
import { BASES } from './event-forms';
import type { ChildBasis, EventVersion, WholeEvent } from './event-queries';
import { dayBeside, whenWords, type When } from './when';

/** One step in the history of an event. */
export interface VersionItem {
  text: string;
  changes: { label: string; before: string; after: string }[];
}

type Said = Record<string, string>;

/** What was done to an event, newest first: who, when, and what it said before and after. */
export function versionsOf(
  event: WholeEvent,
  file: CaseFile & { documents: { id: string; title: string }[] },
) {
  const says = [...event.earlier.map(({ fields }) => saidBy(fields, file)), saidNow(event, file)];
  const steps: Pick<EventVersion, 'at' | 'by'>[] = [
    ...event.earlier,
    { at: event.updated_at, by: event.updated_by },
  ];
  return steps
    .map(({ at, by }, i): VersionItem => {
      const [before, after] = [says[i - 1], says[i] ?? {}];
      const changes = before ? changesOf(before, after) : [];
      const what = !before ? 'Added' : verbOf(before, after);
      return { text: `${what} by ${by ?? 'someone'} at ${clockTime(at)} on ${longDate(at)}`, changes };
    })
    .reverse();
}

function verbOf(before: Said, after: Said): string {
  if (!before.Withdrawn && after.Withdrawn) return 'Withdrawn';
  return before.Withdrawn && !after.Withdrawn ? 'Put back' : 'Changed';
}

function changesOf(before: Said, after: Said): VersionItem['changes'] {
  return Object.keys(after)
    .filter((label) => before[label] !== after[label])
    .map((label) => ({ label, before: before[label] || 'Empty', after: after[label] || 'Empty' }));
}

function saidNow(event: WholeEvent, file: CaseFile & { documents: { id: string; title: string }[] }): Said {
  return saidBy(
    {
      ...event,
      period: `[${event.from},${event.until})`,
      time_of_day: event.time,
      document_id: event.document?.id ?? null,
    },
    file,
  );
}

function saidBy(
  fields: Record<string, unknown>,
  file: CaseFile & { documents: { id: string; title: string }[] },
): Said {
  const text = (name: string): string => (typeof fields[name] === 'string' ? (fields[name] as string) : '');
  const named = (list: readonly { id: string }[], id: string): string => {
    const known = list.find((one) => one.id === id) as { name?: string; title?: string } | undefined;
    return id && (known?.name ?? known?.title ?? 'One that is not in the list any more');
  };
  const people = Array.isArray(fields.people) ? (fields.people as string[]) : [];
  const stage = text('stage') as JourneyStage | '';
  const basis = text('child_basis') as ChildBasis | '';
  return {
    Date: dateOf(fields),
    Time: text('time_of_day').slice(0, 5),
    Agency: named(file.agencies, text('agency_id')),
    'What happened': text('description'),
    People: people.join(', '),
    'The child’s experience': text('child_experience'),
    'How it is known': basis && BASES[basis],
    'Stage of the child’s journey': stage && JOURNEY_STAGES[stage],
    Source: text('source'),
    Document: named(file.documents, text('document_id')),
    Withdrawn: fields.withdrawn_at ? text('withdrawn_why') || 'Yes' : '',
  };
}

function dateOf(fields: Record<string, unknown>): string {
  const m = /^([[(])(\d{4}-\d\d-\d\d),(\d{4}-\d\d-\d\d)([\])])$/.exec(String(fields.period));
  if (!m) return '';
  const from = m[1] === '(' ? dayBeside(String(m[2]), 1) : String(m[2]);
  const until = m[4] === ']' ? dayBeside(String(m[3]), 1) : String(m[3]);
  return whenWords({
    from,
    until,
    exactness: fields.exactness as When['exactness'],
    circa: fields.circa === true,
  });
}
