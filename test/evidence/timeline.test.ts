import fc from 'fast-check';
import { contactsOf, gapsOf } from '../../server/evidence/timeline-gaps';
import { LANE, type TimedEvent } from '../../server/evidence/timeline-lanes';
import { describe as inWords, pictureOf } from '../../server/evidence/timeline-picture';
import { textWidth } from '../../server/evidence/text-width';
import { axisOf, dayNumber, isoOf, stretchWords } from '../../server/evidence/timeline-scale';
import { wordsOf } from '../../server/reviews/method-words';
import { tableOf } from '../../server/evidence/timeline-table';

const agencies = [
  { id: 'h', name: 'Health visiting' },
  { id: 'p', name: 'Police' },
];
const shown = { from: dayNumber('2010-01-01'), until: dayNumber('2011-01-01') };

function event(from: string, until: string, more: Partial<TimedEvent> = {}): TimedEvent {
  const exactness = dayNumber(until) - dayNumber(from) === 1 ? 'day' : 'range';
  const days = { fromDay: dayNumber(from), untilDay: dayNumber(until) };
  return {
    id: 'e',
    agency_id: 'h',
    from,
    until,
    exactness,
    circa: false,
    said: 'Seen',
    child: false,
    ...days,
    ...more,
  };
}
const rows = (events: TimedEvent[], longerThan = 56) => ({
  agencies,
  events,
  term: wordsOf({}).key_practice_episode,
  episodes: [],
  shown,
  longerThan,
});

describe('the picture of a case', () => {
  it('has a lane for the child first, and one for each agency', () => {
    const { lanes } = pictureOf(rows([event('2010-03-01', '2010-03-02', { child: true })]));
    expect(lanes.map(({ name, count }) => [name, count])).toEqual([
      ['The child’s experience', 1],
      ['Health visiting', 1],
      ['Police', 0],
    ]);
    expect(lanes[0]?.marks[0]?.href).toBe('chronology/e');
  });

  it('keeps each lane to itself, its name and its bars, where many agencies stand close together', () => {
    const names = ['Children’s social care', 'Grandparents’ accommodation and support', 'Police'];
    const many = Array.from({ length: 12 }, (_, i) => ({ id: `a${i}`, name: names[i % 3] ?? '' }));
    const long = (agency_id: string) =>
      [3, 4, 5].map((month) =>
        event('2010-01-01', `2010-0${month}-01`, { agency_id, exactness: 'range', child: true }),
      );
    const { lanes } = pictureOf({ ...rows(many.flatMap(({ id }) => long(id))), agencies: many });
    lanes.forEach(({ top, lines, short, bars }, i) => {
      const end = lanes[i + 1]?.top ?? Infinity;
      for (const { y } of [...lines, ...short]) {
        expect(y - 12).toBeGreaterThan(top);
        expect(y + 4).toBeLessThan(end);
      }
      for (const { text } of lines) expect(textWidth(text, 15, i === 0)).toBeLessThan(165);
      for (const { y } of bars) expect(y + 4).toBeLessThan(end);
    });
  });

  it('draws what is not known to the day as long as it may have been, and about as dashes', () => {
    const { lanes } = pictureOf(
      rows([
        event('2010-03-01', '2010-04-01', { exactness: 'month' }),
        event('2010-01-01', '2011-01-01', { exactness: 'year', circa: true }),
        event('2010-05-05', '2010-05-06', { circa: true }),
      ]),
    );
    const lane = lanes[1];
    expect(lane?.marks).toEqual([]);
    const bars = lane?.bars ?? [];
    expect(bars.map(({ circa }) => circa)).toEqual([true, false, true]);
    expect(bars[0]?.width).toBeCloseTo((lane?.right ?? 0) - (lane?.left ?? 0));
    expect(bars[1]?.width).toBeCloseTo(((bars[0]?.width ?? 0) * 31) / 365, 0);
    expect(new Set(bars.map(({ y }) => y)).size).toBe(2);
    expect(bars[1]?.title).toBe('March 2010, Health visiting: Seen');
  });

  it('names gaps, which a year alone does not close and a month does', () => {
    const gaps = (events: TimedEvent[]) =>
      gapsOf(contactsOf(events), shown, 56).map(({ from, until }) => stretchWords(from, until));
    const day = event('2010-02-01', '2010-02-02');
    expect(gaps([day])).toEqual(['2 February 2010 to 31 December 2010']);
    const year = event('2010-01-01', '2011-01-01', { exactness: 'year' });
    expect(gaps([day, year])).toEqual(['2 February 2010 to 31 December 2010']);
    expect(gaps([day, event('2010-03-01', '2010-06-01')])).toEqual(['1 June 2010 to 31 December 2010']);
    expect(gaps([day, event('2010-03-01', '2010-06-01', { exactness: 'month', circa: true })])).toHaveLength(
      1,
    );
    expect(gaps([day, event('2010-07-01', '2010-08-01')])).toEqual([
      '2 February 2010 to 30 June 2010',
      '1 August 2010 to 31 December 2010',
    ]);
    const picture = pictureOf(rows([day]));
    expect(picture.gaps[0]).toMatchObject({ label: '47 weeks, no contact' });
    expect(picture.lanes[2]?.quiet).toHaveLength(1);
    expect(inWords(picture, wordsOf({}).key_practice_episode, '2010-01-01', '2010-12-31')).toBe(
      'From 1 January 2010 to 31 December 2010: 1 event of 2 agencies, most from Health visiting; the child’s experience in 0 entries; 0 key practice episodes; 1 gap without any contact. The table below says the same.',
    );
  });

  it('says of a gap that an event of that year may lie in it, in the picture and in the table', () => {
    const events = [
      event('2010-01-01', '2011-01-01', { exactness: 'year' }),
      event('2010-12-24', '2010-12-25', { id: 'f' }),
    ];
    const picture = pictureOf(rows(events));
    const words = '1 January 2010 to 23 December 2010 (1 event known only by the year may lie in it)';
    expect(picture.gaps.map(({ label, title }) => [label, title])).toEqual([
      ['51 weeks, no dated contact', `No contact recorded for 51 weeks, ${words}`],
    ]);
    const [january] = tableOf({ ...rows(events), gaps: picture.gaps }).rows;
    expect([january?.agencies[0]?.count, january?.gap]).toEqual([1, words]);
  });

  it('keeps every shape within the drawing, however many events there are and wherever', () => {
    const day = fc.integer({ min: dayNumber('2009-06-01'), max: dayNumber('2011-06-01') });
    const any = fc.record({
      day,
      days: fc.integer({ min: 1, max: 400 }),
      child: fc.boolean(),
      police: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (list) => {
        const events = list.map((one) =>
          event(isoOf(one.day), isoOf(one.day + one.days), {
            child: one.child,
            agency_id: one.police ? 'p' : 'h',
          }),
        );
        const { lanes, gaps, left, right } = pictureOf(rows(events, 28));
        for (const lane of lanes) {
          for (const { x, width, y } of lane.bars) {
            expect(x).toBeGreaterThanOrEqual(left);
            expect(x + width).toBeLessThanOrEqual(right + 6);
            expect(y).toBeLessThan(lane.top + LANE.height);
          }
          for (const { d } of lane.marks) {
            const [, x = '', height = ''] = /^M([\d.]+) \d+v-(\d+)/.exec(d) ?? [];
            expect(Number(x)).toBeGreaterThanOrEqual(left);
            expect(Number(x)).toBeLessThanOrEqual(right);
            expect(Number(height)).toBeLessThanOrEqual(LANE.column);
          }
        }
        for (const { x, width } of gaps) expect(x + width).toBeLessThanOrEqual(right + 0.1);
      }),
      { numRuns: 100 },
    );
  });

  it('draws at most so many marks, and the table counts every event once', () => {
    const events = Array.from({ length: 5000 }, (_, i) => {
      const from = isoOf(shown.from + ((i * 7919) % 365));
      return event(from, isoOf(dayNumber(from) + 1), { agency_id: i % 3 ? 'h' : 'p', child: i % 5 === 0 });
    });
    const picture = pictureOf(rows(events));
    const marks = picture.lanes.reduce((sum, lane) => sum + lane.marks.length, 0);
    expect(marks).toBeLessThanOrEqual(1300);
    const table = tableOf({ ...rows(events), gaps: picture.gaps });
    expect(table.rows.map(({ name }) => name).slice(0, 2)).toEqual(['January 2010', 'February 2010']);
    const sum = table.rows.flatMap((row) => row.agencies).reduce((all, { count }) => all + count, 0);
    expect(sum).toBe(5000);
    expect(table.rows.reduce((all, { child }) => all + child.count, 0)).toBe(1000);
  });

  it('has a table of quarters or years where months would be too many', () => {
    const of = (from: string, until: string) =>
      tableOf({ ...rows([]), gaps: [], shown: { from: dayNumber(from), until: dayNumber(until) } });
    expect(of('2000-02-01', '2011-01-01').step).toBe('quarter');
    expect(
      of('2000-02-01', '2011-01-01')
        .rows.slice(0, 3)
        .map(({ name }) => name),
    ).toEqual(['From February 2000', 'From April 2000', 'From July 2000']);
    expect(
      of('1980-05-01', '2011-01-01')
        .rows.slice(0, 2)
        .map(({ name }) => name),
    ).toEqual(['1980', '1981']);
  });

  it('says years apart and months as there is room', () => {
    const axis = (from: string, until: string) =>
      axisOf({ from: dayNumber(from), until: dayNumber(until), left: 0, width: 800 });
    expect(axis('2010-01-01', '2010-07-01').months.map(({ label }) => label)).toEqual([
      'Jan',
      'Feb',
      'Mar',
      'Apr',
      'May',
      'Jun',
    ]);
    expect(axis('2009-12-01', '2011-07-01').years.map(({ label }) => label)).toEqual([
      '2009',
      '2010',
      '2011',
    ]);
    expect(axis('1950-01-01', '2011-01-01').years.length).toBeLessThan(22);
  });
});
