import { LONG_TEXT, SHORT_TEXT } from '../http/forms';
import { fingerprintOf } from './event-fingerprint';
import type { Role } from './load-headings';
import { valueKey, type Mapping } from './load-mapping';
import { parseWhen, type When } from './when';

/** What a row says, as an event of the chronology would. */
export interface RowSays {
  agency: string;
  when: When;
  time: string | null;
  description: string;
  experience: string;
  people: string[];
  source: string;
}

/** Why a row cannot be read, beside the cells to mend. */
export interface Wrong {
  columns: number[];
  message: string;
}

/** What a row says, or why it cannot be read. */
export interface RowRead {
  says: RowSays | null;
  fingerprint: string | null;
  wrong: Wrong[];
}

export interface Reader {
  mapping: Mapping;
  headings: readonly string[];
  /** What bare numbers in a column of dates are counted from. */
  epoch: 1900 | 1904;
  /** Two digits of a year are read against this year. */
  thisYear: number;
}

const MOST_PEOPLE = 40;
const MOST_LABEL = 100;

/** Makes the reader of the rows of one sheet; dates are read day first, always. */
export function rowReader({
  mapping,
  headings,
  epoch,
  thisYear,
}: Reader): (cells: readonly string[]) => RowRead {
  const of = (role: Role): number[] =>
    mapping.columns.flatMap((held, column) => (held === role ? [column] : []));
  const at = { date: of('date'), until: of('until'), time: of('time'), agency: of('agency') };
  const told = { description: of('description'), experience: of('experience') };
  const [people, source] = [of('people'), of('source')];
  const agencies = new Map(mapping.values.map(({ value, name }) => [valueKey(value), name]));

  return (cells) => {
    const wrong: Wrong[] = [];
    const filled = (columns: readonly number[]): string[] =>
      columns.map((c) => cells[c] ?? '').filter(Boolean);
    const date = readDate(filled(at.date).join(' '), epoch, thisYear);
    if ('problem' in date) wrong.push({ columns: at.date, message: date.problem });
    const end = filled(at.until).join(' ');
    const until = end === '' ? null : readDate(end, epoch, thisYear);
    if (until && 'problem' in until)
      wrong.push({ columns: at.until, message: `When it ended: ${until.problem}` });
    let when = 'problem' in date ? null : date.when;
    if (when && until && !('problem' in until)) {
      when = stretch(when, until.when);
      if (!when)
        wrong.push({
          columns: [...at.date, ...at.until],
          message: 'It ends before it begins. Check both dates',
        });
    }
    const cell = filled(at.agency).join(' ');
    const agency = cell === '' ? mapping.agency : (agencies.get(valueKey(cell)) ?? cell);
    if (agency === '')
      wrong.push({ columns: at.agency, message: 'No agency is named. Write whose account this is' });
    else if (agency.length > 120)
      wrong.push({
        columns: at.agency,
        message: 'The name of the agency is longer than 120 characters. Shorten it',
      });
    const clock = timeOf(filled(at.time).join(' '), 'problem' in date ? null : date.time, when);
    const words = labelled(told.description, cells, headings);
    if (words === '')
      wrong.push({
        columns: told.description.slice(0, 1),
        message: 'Nothing is said of what happened. Write it, or leave the row out',
      });
    const record = filled(source).join(', ');
    const present = peopleOf(filled(people));
    const description = [
      words,
      clock.rest && `Time given: ${clock.rest}`,
      record.length > SHORT_TEXT && `Source: ${record}`,
      present.rest && `People: ${present.rest}`,
    ]
      .filter(Boolean)
      .join('\n');
    const experience = labelled(told.experience, cells, headings);
    if (description.length > LONG_TEXT) wrong.push({ columns: told.description, message: tooLong });
    if (experience.length > LONG_TEXT) wrong.push({ columns: told.experience, message: tooLong });
    if (wrong.length > 0 || !when)
      return {
        says: null,
        fingerprint: null,
        wrong: cells.filter(Boolean).length > 1 ? wrong : alone(wrong),
      };
    const says: RowSays = {
      agency,
      when,
      time: clock.time,
      description,
      experience,
      people: present.labels,
      source: record.length > SHORT_TEXT ? `${record.slice(0, SHORT_TEXT - 1).toWellFormed()}…` : record,
    };
    return { says, fingerprint: fingerprintOf(says), wrong };
  };
}

const tooLong = `This is longer than ${LONG_TEXT.toLocaleString('en-GB')} characters. Shorten it, or part it into two rows in the sheet`;

function readDate(text: string, epoch: 1900 | 1904, thisYear: number) {
  if (text === '')
    return {
      problem: 'There is no date. A month or a year will do, like “March 2010”; or leave the row out',
    };
  const from1904 = epoch === 1904 && /^\d{5}(?:\.\d+)?$/.test(text);
  return parseWhen(from1904 ? String(Number(text) + 1462) : text, { serials: true, thisYear });
}

/** A row with one cell filled is a note, more often than not: that is said in place of everything that it lacks. */
function alone(wrong: readonly Wrong[]): Wrong[] {
  const columns = [...new Set(wrong.flatMap((one) => one.columns))];
  const message = 'Only one cell of this row is filled. If it is a note and no event, leave the row out';
  return wrong.length > 1 ? [{ columns, message }] : [...wrong];
}

/** From the beginning of the one to the end of the other; null when that is before. */
function stretch(first: When, last: When): When | null {
  if (last.until < first.until || last.from < first.from)
    return last.until >= first.until && last.from <= first.from && last.exactness !== 'day' ? first : null;
  if (first.from === last.from && first.until === last.until)
    return { ...first, circa: first.circa || last.circa };
  return { from: first.from, until: last.until, exactness: 'range', circa: first.circa || last.circa };
}

/** A time of day belongs to a whole day; what is no time of the clock is kept in words. */
function timeOf(
  given: string,
  ofDate: string | null,
  when: When | null,
): { time: string | null; rest: string } {
  if (given === '') return { time: ofDate, rest: '' };
  const time = when?.exactness === 'day' ? clockOf(given) : null;
  return time === null ? { time: ofDate, rest: given } : { time, rest: '' };
}

function clockOf(given: string): string | null {
  const bare = given.replace(/^.*\dT(?=\d\d:\d\d)/, '').trim();
  if (/^0?\.\d+$/.test(bare)) {
    const minutes = Math.round(Number(bare) * 1440) % 1440;
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  }
  const run = /^\d{3,4}$/.test(bare) ? `${bare.padStart(4, '0')}hrs` : bare;
  if (/^0?0[:.]00(?::00)?$/.test(bare)) return '00:00';
  const read = parseWhen(`1 January 2000 ${run}`);
  return 'problem' in read ? null : read.time;
}

function labelled(columns: readonly number[], cells: readonly string[], headings: readonly string[]): string {
  const [first, ...more] = columns.filter((column) => cells[column]);
  if (first === undefined) return '';
  // A further column says what it is: “Outcome: no access”.
  return [cells[first], ...more.map((column) => `${headings[column]}: ${cells[column]}`)].join('\n');
}

function peopleOf(cells: readonly string[]): { labels: string[]; rest: string } {
  const labels = cells
    .flatMap((cell) => cell.split(/[,;\n]|\s\/\s/))
    .map((label) => label.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
  const once = labels.filter((label, i) => labels.indexOf(label) === i);
  return once.length > MOST_PEOPLE || once.some((label) => label.length > MOST_LABEL)
    ? { labels: [], rest: cells.join(', ') }
    : { labels: once, rest: '' };
}
