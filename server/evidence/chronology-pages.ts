import { JOURNEY_STAGES } from '../findings/finding-content';
import { itemsOf } from '../findings/fields';
import { count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import type { CaseFile } from './case-file-queries';
import { daysOf, type YearOfDays } from './chronology-days';
import { storyOf, type StoryYear } from './chronology-lens';
import type { EvidenceCan } from './evidence-policy';
import { addressOfFilter, narrows, type EventFilter } from './event-filter';
import type { Chronology } from './event-queries';

type Way = { text: string; current: boolean; href: string };

/** The chronology of a review. */
export interface ChronologyPage {
  action: string;
  can: EvidenceCan;
  /** Where one goes to put something into the chronology. */
  ways: { add: string; load: string; agencies: string };
  empty: boolean;
  /** All accounts, or the child's experience alone. */
  lenses: Way[];
  lens: boolean;
  filter: FilterModel;
  /** How many are shown, of how many. */
  said: string;
  jumps: Way[];
  pages: Way[];
  years: YearOfDays[];
  story: StoryYear[];
}

export interface FilterModel {
  open: boolean;
  summary: string;
  agencies: { value: string; text: string }[];
  chosen: string[];
  people: { value: string; text: string }[];
  person: string;
  stages: { value: string; text: string }[];
  stage: string;
  words: string;
  from: string;
  to: string;
  child: boolean;
  withdrawn: boolean;
  lens: boolean;
  load: string;
  clear: string | null;
  errors: Record<string, { text: string }>;
}

type Typed = Record<string, string | string[]>;

/** What the chronology shows for a filter; with problems, what was typed stands in the filter's form again. */
export function chronologyPage(
  file: CaseFile & { chronology: Chronology },
  filter: EventFilter,
  can: EvidenceCan,
  problems: Problem[] = [],
  typed: Typed | null = null,
): ChronologyPage {
  const { chronology, id } = file;
  const address = `/reviews/${id}/chronology`;
  const page = Math.min(filter.page, chronology.pages);
  const way = (text: string, to: number, current: boolean, anchor = ''): Way => ({
    text,
    current,
    href: addressOfFilter(address, { ...filter, page: to }) + anchor,
  });
  return {
    action: address,
    can,
    ways: { add: `${address}/new`, load: `${address}/loads`, agencies: `/reviews/${id}/agencies` },
    empty: chronology.all + chronology.withdrawn === 0,
    lenses: [false, true].map((lens) => ({
      text: lens ? 'The child’s experience' : 'All accounts',
      current: lens === filter.lens,
      href: addressOfFilter(address, { ...filter, lens, page: 1 }),
    })),
    lens: filter.lens,
    filter: filterModel(file, filter, problems, typed),
    said: saidOf(chronology, filter, page),
    jumps: chronology.years.map((year) => way(String(year.year), year.page, false, `#year-${year.year}`)),
    pages:
      chronology.pages > 1
        ? Array.from({ length: chronology.pages }, (_, i) => way(String(i + 1), i + 1, i + 1 === page))
        : [],
    years: filter.lens ? [] : daysOf(chronology.events, file),
    story: filter.lens ? storyOf(chronology.events, file) : [],
  };
}

function saidOf({ found, all, with_child, pages }: Chronology, filter: EventFilter, page: number): string {
  const part = pages > 1 ? `, page ${page} of ${pages}` : '';
  if (filter.lens)
    return narrows(filter)
      ? `${found.toLocaleString('en-GB')} of ${count(with_child, 'entry').replace(/entrys/, 'entries')} about the child’s experience${part}`
      : `The child’s experience is recorded in ${found.toLocaleString('en-GB')} of ${count(all, 'event')}${part}`;
  if (!narrows(filter)) return `${count(found, 'event')}, oldest first${part}`;
  return `${found.toLocaleString('en-GB')} of ${count(all, 'event')}, oldest first${part}`;
}

function filterModel(
  file: CaseFile & { chronology: Chronology },
  filter: EventFilter,
  problems: Problem[],
  typed: Typed | null,
): FilterModel {
  const first = (name: string): string | undefined => typed?.[name] && String([typed[name]].flat()[0]);
  return {
    open: problems.length > 0,
    summary: narrows(filter) ? `Filter: ${filterInWords(file, filter)}` : 'Filter the chronology',
    agencies: file.agencies.map((agency) => ({ value: agency.id, text: agency.name })),
    chosen: typed ? [typed.agency ?? []].flat() : filter.agencies,
    people: [
      { value: '', text: 'Anyone' },
      ...file.chronology.people.map((person) => ({ value: person, text: person })),
    ],
    person: first('person') ?? filter.person,
    stages: [{ value: '', text: 'Any stage' }, ...itemsOf(JOURNEY_STAGES)],
    stage: first('stage') ?? filter.stage ?? '',
    words: first('words') ?? filter.words,
    from: first('from') ?? (filter.from && longDate(filter.from)),
    to: first('to') ?? (filter.to && longDate(filter.to)),
    child: filter.child,
    withdrawn: filter.withdrawn,
    lens: filter.lens,
    load: filter.load,
    clear: narrows(filter) ? `/reviews/${file.id}/chronology${filter.lens ? '?lens=child' : ''}` : null,
    errors: errorsByField(problems),
  };
}

function filterInWords(file: CaseFile, filter: EventFilter): string {
  const names = file.agencies.filter(({ id }) => filter.agencies.includes(id)).map(({ name }) => name);
  const period =
    filter.from && filter.to
      ? `${longDate(filter.from)} to ${longDate(filter.to)}`
      : filter.from
        ? `from ${longDate(filter.from)}`
        : filter.to && `to ${longDate(filter.to)}`;
  return [
    names.join(' or '),
    filter.person,
    filter.stage && JOURNEY_STAGES[filter.stage as keyof typeof JOURNEY_STAGES],
    filter.words && `“${filter.words}”`,
    period,
    filter.child && 'with the child’s experience',
    filter.withdrawn && 'withdrawn too',
    filter.load && 'from one spreadsheet',
  ]
    .filter(Boolean)
    .join('; ');
}
