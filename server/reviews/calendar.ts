/** The day after, before (negative) or so many days away, as ISO dates. */
export function addDays(date: string, days: number): string {
  const day = new Date(`${date}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

/** The same day so many months on; where that month is shorter, its last day. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** So many working days on. Weekends and the given holidays do not count, nor does the first day itself. */
export function addWorkingDays(date: string, days: number, holidays: ReadonlySet<string>): string {
  let reached = date;
  for (let left = days; left > 0;) {
    reached = addDays(reached, 1);
    const weekday = new Date(`${reached}T12:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !holidays.has(reached)) left -= 1;
  }
  return reached;
}
