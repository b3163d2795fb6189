import { z } from 'zod';
import {
  choice,
  errorsByField,
  isoDate,
  openChoice,
  readDate,
  readForm,
  text,
  withDates,
} from '../../server/http/forms';

const message = (schema: z.ZodType, value: unknown): string | null => {
  const read = readForm(z.object({ field: schema }), { field: value });
  return read.ok ? null : String(read.problems[0]?.message);
};
const value = (schema: z.ZodType, given: unknown): unknown => schema.parse(given);

describe('text', () => {
  it('keeps what was typed, with line feeds only and no space round it', () => {
    expect(value(text('Issue', { most: 100 }), '  one\r\ntwo\rthree\t\n ')).toBe('one\ntwo\nthree');
    expect(value(text('Issue'), undefined)).toBe('');
    expect(value(text('Issue'), ['first', 'second'])).toBe('first');
  });

  it('keeps writing from right to left, its marks, emoji and markup as they are', () => {
    const words = 'שלום \u202Eabc\u202C 👩‍👧 <img src=x onerror=alert(1)>';
    expect(value(text('Issue'), words)).toBe(words);
  });

  it.each([
    ['a NUL byte', 'a\u0000b'],
    ['an escape character', 'a\u001Bb'],
    ['half of a surrogate pair', 'a\uD800b'],
  ])('refuses %s in words', (_, given) => {
    expect(message(text('Issue'), given)).toBe(
      'Issue has characters that cannot be kept. Remove them and try again',
    );
  });

  it('refuses 200,000 characters and says how many it takes', () => {
    expect(message(text('Issue', { most: 20_000 }), 'a'.repeat(200_000))).toBe(
      'Issue must be 20,000 characters or fewer',
    );
    expect(message(text('Issue', { most: 5 }), 'abcde')).toBeNull();
  });

  it('asks for what is required, blank space not being an answer', () => {
    expect(message(text('Issue', { required: 'Say what the issue is' }), '  \n ')).toBe(
      'Say what the issue is',
    );
  });
});

describe('a choice', () => {
  it('takes known values only', () => {
    expect(value(choice(['a', 'b'], 'Choose one'), 'b')).toBe('b');
    expect(message(choice(['a', 'b'], 'Choose one'), '')).toBe('Choose one');
    expect(message(choice(['a', 'b'], 'Choose one'), 'constructor')).toBe('Choose one');
  });

  it('can be left open while work is in progress', () => {
    expect(value(openChoice(['a'], 'Choose one'), '')).toBeNull();
    expect(message(openChoice(['a'], 'Choose one'), 'z')).toBe('Choose one');
  });
});

describe('a date', () => {
  const read = (day: string, month: string, year: string): unknown =>
    readDate(
      { 'on-day': day, 'on-month': month, 'on-year': year },
      'on',
      'Date of the incident',
      'Enter the date',
    );

  it.each([
    ['29', '2', '2012', '2012-02-29'],
    ['1', '12', '1999', '1999-12-01'],
    ['07', '05', '2012', '2012-05-07'],
  ])('reads %s %s %s', (day, month, year, iso) => {
    expect(read(day, month, year)).toEqual({ value: iso });
  });

  it.each([
    ['31', '2', '2012', 'Date of the incident must be a real date, like 27 3 2012'],
    ['29', '2', '2011', 'Date of the incident must be a real date, like 27 3 2012'],
    ['0', '1', '2012', 'Date of the incident must be a real date, like 27 3 2012'],
    ['1', '13', '2012', 'Date of the incident must be a real date, like 27 3 2012'],
    ['1', '1', '12', 'Date of the incident must be a real date, like 27 3 2012'],
    ['x', '1', '2012', 'Date of the incident must be a real date, like 27 3 2012'],
    ['', '1', '2012', 'Date of the incident must include a day'],
    ['1', '', '', 'Date of the incident must include a month and a year'],
    ['', '', '', 'Enter the date'],
  ])('answers %s %s %s with words', (day, month, year, words) => {
    expect(read(day, month, year)).toEqual({ problem: { field: 'on', message: words } });
  });

  it('may be left out where it is not required, and is read from one value too', () => {
    expect(readDate({}, 'on', 'Date', null)).toEqual({ value: null });
    expect(readDate({ on: '2012-02-29' }, 'on', 'Date', null)).toEqual({ value: '2012-02-29' });
    expect(readDate({ on: 'soon' }, 'on', 'Date', null)).toEqual({
      problem: { field: 'on', message: 'Date must be a date, like 27 3 2012' },
    });
  });

  it('is told of together with the rest of the form', () => {
    const form = withDates(
      { on: { label: 'Date', required: 'Enter the date' } },
      z.object({ name: text('Name', { required: 'Enter a name' }), on: isoDate }),
    );
    const read = readForm(form, { name: '', 'on-day': '31', 'on-month': '2', 'on-year': '2012' });
    expect(read).toMatchObject({ ok: false });
    if (read.ok) return;
    expect(errorsByField(read.problems)).toEqual({
      name: { text: 'Enter a name' },
      on: { text: 'Date must be a real date, like 27 3 2012' },
    });
  });
});
