import type { DateBoxes, Typed } from '../http/typed';
import { typedDate, typedText } from '../http/typed';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import type { Edition } from '../typology/typology-queries';
import { DIMENSION_NAMES } from './dimensions';
import type { SmallShare } from './release-small-queries';
import { CATEGORY_CHOICES, EXTRA_BOXES, ORIGIN_CHOICES } from './release-forms';
import { CATEGORY_WORDS, OFFERED_TABLES, ORIGIN_WORDS, columnHead, tableTitle } from './release-settings';

interface Item {
  value: string;
  text: string;
  hint?: { text: string };
  selected?: boolean;
}

/** views/national/release-new */
export interface ReleaseFormPage {
  title: string;
  edition: { items: Item[] };
  origin: { value: string; items: Item[] };
  before: DateBoxes;
  tables: { values: string[]; items: Item[] };
  map: string[];
  categories: { value: string; items: Item[] };
  own: {
    open: boolean;
    rows: {
      number: number;
      problem: { text: string } | undefined;
      boxes: { id: string; label: string; items: Item[] }[];
    }[];
  };
  /** Null while no release is out. */
  corrects: { items: Item[] } | null;
  whatChanged: string;
  errors: Record<string, { text: string }>;
}

/** What a table would hide at least: its small figures, of all categories and of the main ones alone. */
function smallHint(share: SmallShare | undefined): Pick<Item, 'hint'> {
  if (!share || share.all.figures === 0) return {};
  const per = ({ figures, small }: SmallShare['all']): string =>
    `${small} of ${figures} figures (${Math.round((small / figures) * 100)}%)`;
  const main = share.main && `, ${per(share.main)} with the main categories alone`;
  return { hint: { text: `Small now: ${per(share.all)}${main ?? ''}.` } };
}

/** The form that builds a release, with what was typed when it is refused. */
export function releaseFormPage(
  editions: readonly Edition[],
  out: readonly { id: string; number: number; title: string }[],
  today: string,
  small: readonly SmallShare[],
  typed: Typed,
  problems: readonly Problem[],
): ReleaseFormPage {
  const fresh = problems.length === 0;
  const errors = errorsByField(problems);
  const edition = typedText(typed, 'edition') || editions.find(({ status }) => status === 'in_force')?.code;
  const corrects = typedText(typed, 'corrects');
  const [year = '', month = '', day = ''] = today.split('-').map((part) => String(Number(part)));
  return {
    title: typedText(typed, 'title'),
    edition: { items: editions.map(({ code }) => ({ value: code, text: code, selected: code === edition })) },
    origin: {
      value: typedText(typed, 'origin') || 'both',
      items: ORIGIN_CHOICES.map((value) => ({ value, text: ORIGIN_WORDS[value] })),
    },
    before: fresh ? { day, month, year } : typedDate(typed, 'before'),
    tables: {
      values: fresh
        ? OFFERED_TABLES.filter(({ standard }) => standard).map(({ by }) => by.join(','))
        : [typed.tables ?? []].flat().map(String),
      items: OFFERED_TABLES.map(({ by }, n) => ({
        value: by.join(','),
        text: tableTitle(by),
        ...smallHint(small[n]),
      })),
    },
    categories: {
      value: typedText(typed, 'categories') || 'main',
      items: CATEGORY_CHOICES.map((value) => ({ value, text: CATEGORY_WORDS[value] })),
    },
    map: fresh ? ['yes'] : [typed.map ?? []].flat().map(String),
    own: {
      open: EXTRA_BOXES.flat().some((name) => typedText(typed, name) !== '' || name in errors),
      rows: EXTRA_BOXES.map((names, n) => ({
        number: n + 1,
        problem: names.map((name) => errors[name]).find(Boolean),
        boxes: names.map((name, k) => ({
          id: name,
          label: `Table ${n + 1}, ${['first', 'second', 'third'][k]} dimension`,
          items: [
            { value: '', text: k === 0 ? 'No table' : 'Nothing further' },
            ...DIMENSION_NAMES.map((value) => ({
              value,
              text: columnHead(value),
              selected: typedText(typed, name) === value,
            })),
          ],
        })),
      })),
    },
    corrects:
      out.length === 0
        ? null
        : {
            items: [
              { value: '', text: 'No release: this is a new one' },
              ...out.map(({ id, number, title }) => ({
                value: id,
                text: `Release ${number}: ${title}`,
                selected: id === corrects,
              })),
            ],
          },
    whatChanged: typedText(typed, 'what_changed'),
    errors,
  };
}
