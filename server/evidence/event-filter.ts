import { z } from 'zod';
import { JOURNEY_STAGES, type JourneyStage } from '../findings/finding-content';
import { Missing } from '../http/errors';
import { openChoice, text } from '../http/forms';
import { isUuid } from '../http/ids';
import type { Visit } from '../http/route';
import type { AskedWords } from './asked-queries';
import { dayBeside, parseWhen } from './when';

/** Which events of a chronology are shown. */
export interface EventFilter {
  agencies: string[];
  person: string;
  stage: string | null;
  /** Words in what happened, the child's experience, the source or the people. */
  words: string;
  /** The id under which the words and the person are kept; empty without them. */
  asked: string;
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
 * The filter as an address holds it: ids, codes and days only. Words about the case and people are posted and kept, so
 * that they stand in no address and no log; the address has their id. What cannot be read is left out.
 * @throws Missing when the id of the words is not even one
 */
export function filterOfAddress({
  query,
  queryAll,
}: Pick<Visit<unknown>, 'query' | 'queryAll'>): EventFilter {
  const day = (value: string | undefined): string => (value && isDay(value) ? value : '');
  const { asked = '' } = query;
  if (asked !== '' && !isUuid(asked)) throw new Missing();
  return {
    agencies: queryAll('agency').filter(isUuid),
    person: '',
    stage: STAGE_CODES.find((code) => code === query.stage) ?? null,
    words: '',
    asked,
    from: day(query.from),
    to: day(query.to),
    child: query.child === 'yes',
    withdrawn: query.withdrawn === 'yes',
    load: isUuid(query.load ?? '') ? String(query.load) : '',
    lens: query.lens === 'child',
    page: pageOf(query.page),
  };
}

/** A filter as an address, with the id of its words and people. */
export function addressOfFilter(address: string, filter: EventFilter): string {
  const pairs: [string, string][] = [
    ...filter.agencies.map((id): [string, string] => ['agency', id]),
    ['asked', filter.asked],
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

/** The filter with the words that its id stands for: without any when there are none, or no longer. */
export const withAsked = (filter: EventFilter, kept: AskedWords | null): EventFilter =>
  kept ? { ...filter, ...kept } : { ...filter, asked: '' };

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
});

export const filterOfForm = ({ agency, ...rest }: z.output<typeof filterForm>): EventFilter => ({
  ...rest,
  asked: '',
  agencies: agency,
  page: 1,
});
