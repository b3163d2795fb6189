import { shiftDates } from '../../seeds/demo-dates';

const shift = shiftDates('2012-05-12', '2026-11-21');

describe('moving the dates of the demo', () => {
  it('moves by whole weeks, so that a working day stays one', () => {
    expect(shift.date('2012-05-12')).toBe('2026-11-21');
    expect(shift.date('2012-05-14')).toBe('2026-11-23');
    expect(new Date(shift.date('2012-05-14')).getUTCDay()).toBe(new Date('2012-05-14').getUTCDay());
    expect(shiftDates('2012-05-12', '2012-05-18').date('2012-05-12')).toBe('2012-05-12');
  });

  it('moves dates in prose once, and leaves the years of books', () => {
    expect(shift.text('Conversation on 12 May 2012, after the audit of March 2012. Munro (2011).')).toBe(
      'Conversation on 21 November 2026, after the audit of September 2026. Munro (2011).',
    );
  });

  it('moves the year of a reference', () => {
    expect(shift.reference('COV 2012/03')).toBe('COV 2026/03');
  });
});
