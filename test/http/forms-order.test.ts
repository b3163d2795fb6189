import { z } from 'zod';
import { isoDate, readForm, text, withDates } from '../../server/http/forms';

describe('problems of a form with dates', () => {
  const form = withDates(
    { when: { label: 'Date', required: 'Enter the date' } },
    z.object({
      first: text('First', { required: 'Enter the first' }),
      when: isoDate,
      last: text('Last', { required: 'Enter the last' }),
    }),
  );
  it('come in the order in which the form asks', () => {
    const read = readForm(form, {});
    expect(read.ok ? [] : read.problems.map(({ field }) => field)).toEqual(['first', 'when', 'last']);
  });
  it('are one a field, the date’s own first', () => {
    const read = readForm(form, {
      first: 'a',
      'when-day': '31',
      'when-month': '2',
      'when-year': '2012',
      last: 'b',
    });
    expect(read.ok ? [] : read.problems).toEqual([
      { field: 'when', message: 'Date must be a real date, like 27 3 2012' },
    ]);
  });
});
