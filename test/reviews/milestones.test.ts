import { readFileSync } from 'node:fs';
import path from 'node:path';
import { addMonths, addWorkingDays } from '../../server/reviews/calendar';
import { countedFrom, milestonesFor, type EditionMilestone } from '../../server/reviews/milestones';

const seed = <Value>(name: string): Value =>
  JSON.parse(readFileSync(path.join('seeds', 'data', name), 'utf8')) as Value;
const holidays = new Set(seed<{ date: string }[]>('bank-holidays.json').map(({ date }) => date));
const editions = seed<{ code: string; milestones: Omit<EditionMilestone, 'position'>[] }[]>('guidance.json');
const edition = (code: string): EditionMilestone[] =>
  (editions.find((one) => one.code === code)?.milestones ?? []).map((one, position) => ({
    ...one,
    position,
  }));

/** Due dates by code, of an edition as it is delivered. */
const due = (
  code: string,
  dates: { incidentOn: string; openedOn: string; decidedOn: string | null },
  chosen?: Record<string, string>,
) =>
  Object.fromEntries(
    milestonesFor(edition(code), dates, holidays, chosen).map(({ code: name, dueOn }) => [name, dueOn]),
  );

describe('working days', () => {
  // Counted on a calendar: each line says which days did not count.
  it.each([
    ['2015-04-01', 5, '2015-04-10'], // Good Friday, Easter weekend and Easter Monday
    ['2015-12-23', 5, '2016-01-04'], // Christmas, the weekend, Boxing Day kept on the 28th, New Year, a weekend
    ['2012-05-31', 5, '2012-06-11'], // 2 and 3 June, two days of holiday for the jubilee, 9 and 10 June
    ['2015-06-06', 5, '2015-06-12'], // begun on a Saturday
    ['2015-06-05', 1, '2015-06-08'],
    ['2015-06-05', 0, '2015-06-05'],
  ])('%s and %i is %s', (date, days, expected) => {
    expect(addWorkingDays(date, days, holidays)).toBe(expected);
  });
});

describe('months', () => {
  it.each([
    ['2012-01-31', 1, '2012-02-29'],
    ['2011-01-31', 1, '2011-02-28'],
    ['2011-08-31', 6, '2012-02-29'],
    ['2012-08-31', 6, '2013-02-28'],
    ['2012-10-31', 6, '2013-04-30'],
    ['2012-02-06', 6, '2012-08-06'],
    ['2012-12-15', 1, '2013-01-15'],
  ])('%s and %i is %s', (date, months, expected) => expect(addMonths(date, months)).toBe(expected));
});

describe('the clocks of an edition', () => {
  const dates = { incidentOn: '2012-01-14', openedOn: '2012-02-13', decidedOn: '2012-02-06' };

  it('2010: a month to decide, six months from the decision', () => {
    expect(due('2010', dates)).toEqual({
      notify: null,
      decide: '2012-02-14',
      complete: '2012-08-06',
      publish: null,
    });
  });
  it('2010: completion has no date until there is a decision', () => {
    expect(due('2010', { ...dates, decidedOn: null }).complete).toBeNull();
  });
  it('2013: six months from opening', () => {
    const opened = { incidentOn: '2013-07-31', openedOn: '2013-08-31', decidedOn: null };
    expect(due('2013', opened)).toEqual({
      notify: null,
      decide: '2013-08-31',
      complete: '2014-02-28',
      panel: null,
      publish: null,
    });
  });
  // By hand: six months after 1 April is 1 October, after 31 August the end of February.
  it.each([
    ['2013', { incidentOn: '2026-03-10', openedOn: '2026-11-22', decidedOn: '2026-04-01' }, '2026-10-01'],
    ['2015', { incidentOn: '2026-03-10', openedOn: '2026-11-22', decidedOn: '2026-04-01' }, '2026-10-01'],
    ['2015', { incidentOn: '2015-07-31', openedOn: '2015-10-05', decidedOn: '2015-08-31' }, '2016-02-29'],
    ['2015', { incidentOn: '2026-03-10', openedOn: '2026-11-22', decidedOn: null }, '2027-05-22'],
  ])('%s: initiating is the decision, else the opening: %j', (code, given, expected) => {
    expect(due(code, given).complete).toBe(expected);
  });
  it('says from which day a date was counted, and nothing of one that was not', () => {
    const given = { incidentOn: '2026-03-10', openedOn: '2026-11-22', decidedOn: '2026-04-01' };
    const opened = { months: 6, after: 'opened' } as const;
    expect(countedFrom(opened, given, '2026-10-01')).toBe('the decision on 1 April 2026');
    expect(countedFrom(opened, { ...given, decidedOn: null }, '2027-05-22')).toBe(
      'opening the review on 22 November 2026',
    );
    expect(countedFrom({ months: 1, after: 'incident' }, given, '2026-04-10')).toBe(
      'the incident on 10 March 2026',
    );
    expect(countedFrom(opened, given, '2026-12-01')).toBeNull();
    expect(countedFrom(null, given, '2026-10-01')).toBeNull();
  });
  it('2013: a week before the day that the Board chose to publish', () => {
    expect(due('2013', dates, { publish: '2014-03-10' }).panel).toBe('2014-03-03');
  });
  it('2015: five working days to notify', () => {
    expect(due('2015', { incidentOn: '2015-04-01', openedOn: '2015-05-11', decidedOn: null }).notify).toBe(
      '2015-04-10',
    );
  });
  it('a near miss has no statutory date', () => {
    expect(due('near_miss', dates)).toEqual({ complete: null, publish: null });
  });
  it('ends when two milestones count back from each other', () => {
    const circle: EditionMilestone[] = [
      { code: 'a', position: 0, name: 'A', wording: '', rule: { weeks_before: 1, before: 'b' } },
      { code: 'b', position: 1, name: 'B', wording: '', rule: { weeks_before: 1, before: 'a' } },
    ];
    expect(milestonesFor(circle, dates, holidays).map(({ dueOn }) => dueOn)).toEqual([null, null]);
  });
});
