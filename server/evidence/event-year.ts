import type { CaseFile } from './case-file-queries';
import type { When } from './when';

const FAR_YEARS = 20;

/** Asked of a date after today, or far outside of the period under review: a note that stops no one. */
export function yearQuestion(
  when: When,
  file: Pick<CaseFile, 'period_from' | 'period_to'>,
  today: string,
): string {
  if (when.from > today) return 'This is after today: is the year right?';
  const years = (iso: string, by: number): string => `${Number(iso.slice(0, 4)) + by}${iso.slice(4)}`;
  return when.until <= years(file.period_from, -FAR_YEARS) || when.from > years(file.period_to, FAR_YEARS)
    ? `This is more than ${FAR_YEARS} years outside of the period under review: is the year right?`
    : '';
}
