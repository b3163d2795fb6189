/** What was typed in a form, as the components of a page take it when the form is shown again. */
export type Typed = Readonly<Record<string, string | string[]>>;

/** One field as it was typed; the first value when it came more than once. */
export function typedText(typed: Typed, name: string): string {
  const value = typed[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** The three boxes of a date as they were typed, or as one `YYYY-MM-DD` value splits into them. */
export function typedDate(typed: Typed, name: string): DateBoxes {
  const whole = typedText(typed, name);
  if (whole !== '') return dateBoxes(whole);
  return {
    day: typedText(typed, `${name}-day`),
    month: typedText(typed, `${name}-month`),
    year: typedText(typed, `${name}-year`),
  };
}

export interface DateBoxes {
  day: string;
  month: string;
  year: string;
}

/** A stored date in the three boxes of a form; empty boxes for none. */
export function dateBoxes(iso: string | null): DateBoxes {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso ?? '') ?? [];
  return { day: day.replace(/^0/, ''), month: month.replace(/^0/, ''), year };
}
