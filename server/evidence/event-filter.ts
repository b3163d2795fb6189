import { z } from 'zod';
import { JOURNEY_STAGES, type JourneyStage } from '../findings/finding-content';
import { openChoice, text } from '../http/forms';
import { isUuid } from '../http/ids';
import type { Visit } from '../http/route';
import { dayBeside, parseWhen } from './when';

/** Which events of a chronology are shown. */
export interface EventFilter {
  agencies: string[];
  person: string;
  stage: string | null;
  /** Words in what happened, the child's experience, the source or the people. */
  words: string;
  /** First and last day, ISO; empty is open. */
  from: string;
  to: string;
  /** Only with the child's experience. */
  child: boolean;
  withdrawn: boolean;
  /** The spreadsheet that they were loaded from: an id, or empty for all. */
  load: string;
  /** The child's lens: their experience alone, as a narrative. */
  lens: boolean;
  page: number;
}

const STAGE_CODES = Object.keys(JOURNEY_STAGES) as JourneyStage[];
const isDay = (value: string): boolean =>
  /^(?:19|20)\d\d-\d\d-\d\d$/.test(value) && isoAgain(value) === value;
const isoAgain = (value: string): string => {
  const date = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
};
const pageOf = (value: unknown): number => {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 && number < 100_000 ? number : 1;
};

/**
 * The filter as an address holds it: ids, codes and days only. Words about the case come by a form that is posted,
 * so that they stand in no address and no log. What cannot be read is left out.
 */
export function filterOfAddress({
  query,
  queryAll,
}: Pick<Visit<unknown>, 'query' | 'queryAll'>): EventFilter {
  const day = (value: string | undefined): string => (value && isDay(value) ? value : '');
  return {
    agencies: queryAll('agency').filter(isUuid),
    person: '',
    stage: STAGE_CODES.find((code) => code === query.stage) ?? null,
    words: '',
    from: day(query.from),
    to: day(query.to),
    child: query.child === 'yes',
    withdrawn: query.withdrawn === 'yes',
    load: isUuid(query.load ?? '') ? String(query.load) : '',
    lens: query.lens === 'child',
    page: pageOf(query.page),
  };
}

/** A filter as an address, without words and people: those are posted. */
export function addressOfFilter(address: string, filter: EventFilter): string {
  const pairs: [string, string][] = [
    ...filter.agencies.map((id): [string, string] => ['agency', id]),
    ['stage', filter.stage ?? ''],
    ['from', filter.from],
    ['to', filter.to],
    ['child', filter.child ? 'yes' : ''],
    ['withdrawn', filter.withdrawn ? 'yes' : ''],
    ['load', filter.load],
    ['lens', filter.lens ? 'child' : ''],
    ['page', filter.page > 1 ? String(filter.page) : ''],
  ];
  const query = new URLSearchParams(pairs.filter(([, value]) => value !== '')).toString();
  return query ? `${address}?${query}` : address;
}

/** Whether a filter holds words of the case, which stand in no address. */
export const hasWords = ({ words, person }: EventFilter): boolean => words !== '' || person !== '';

/** Whether it leaves anything out, apart from the page and the lens. */
export const narrows = (filter: EventFilter): boolean =>
  hasWords(filter) ||
  filter.agencies.length > 0 ||
  Boolean(filter.stage || filter.from || filter.to || filter.child || filter.withdrawn || filter.load);

const tick = text('Answer').transform((value) => value === 'yes');

const edge = (end: 'from' | 'to') =>
  text('Date', { most: 120 }).transform((value, context): string => {
    if (value === '') return '';
    const read = parseWhen(value);
    if ('problem' in read) {
      context.addIssue({ code: 'custom', message: read.problem });
      return z.NEVER;
    }
    return end === 'from' ? read.when.from : dayBeside(read.when.until, -1);
  });

/** The filter's form. */
export const filterForm = z.object({
  agency: z
    .preprocess((value) => [value ?? []].flat(), z.array(z.string()))
    .transform((ids) => ids.filter(isUuid).slice(0, 100)),
  person: text('Person'),
  stage: openChoice(STAGE_CODES, 'Choose one of the stages, or leave it open'),
  words: text('Words', { most: 200 }),
  from: edge('from'),
  to: edge('to'),
  child: tick,
  withdrawn: tick,
  load: text('Spreadsheet').transform((id) => (isUuid(id) ? id : '')),
  lens: text('Answer').transform((value) => value === 'child'),
  page: text('Page').transform(pageOf),
});

export const filterOfForm = ({ agency, ...rest }: z.output<typeof filterForm>): EventFilter => ({
  ...rest,
  agencies: agency,
});

/** The same as the hidden fields of a form that shows another page of what was found. */
export function fieldsOfFilter(filter: EventFilter): { name: string; value: string }[] {
  return [
    ...filter.agencies.map((value) => ({ name: 'agency', value })),
    { name: 'person', value: filter.person },
    { name: 'stage', value: filter.stage ?? '' },
    { name: 'words', value: filter.words },
    { name: 'from', value: filter.from },
    { name: 'to', value: filter.to },
    { name: 'child', value: filter.child ? 'yes' : '' },
    { name: 'withdrawn', value: filter.withdrawn ? 'yes' : '' },
    { name: 'load', value: filter.load },
    { name: 'lens', value: filter.lens ? 'child' : '' },
  ].filter(({ value }) => value !== '');
}
