import { count, longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import { DOES_NOT_FIT } from '../typology/draft-model';
import { longList } from '../typology/draft-words';
import { categoryHref } from '../typology/typology-pages';
import { whereOf } from './queue-pages';
import { NONE } from './recoding-forms';
import type { AgainLine, AgainList, AgainScreen, Decision, Place } from './recoding-queries';
import { decidedWords, standsWords } from './recoding-words';

export const AGAIN = '/coding/again';
export const againHref = ({ edition, code, findingId }: Place): string =>
  `${AGAIN}/${encodeURIComponent(edition)}/${encodeURIComponent(code)}/${findingId}`;

/** views/coding/again-list */
export interface AgainListPage {
  intro: string;
  lines: { text: string; href: string; detail: string; since: string }[];
  latest: { statement: string; words: string; reason: string; removal: string; href: string }[];
  latestNote: string;
}

/** views/coding/again */
export interface AgainPage {
  caption: string;
  statement: string[];
  more: { heading: string; paragraphs: string[] }[];
  where: { text: string; href: string };
  stated: string;
  old: CategoryShown & { caption: string };
  /** The reason of the old tag. */
  said: string;
  /** What was decided; the form is then not shown. */
  decided: { words: string; reason: string; removal: string; unsent: string } | null;
  last: { words: string; removal: string } | null;
  next: string | null;
  progress: string;
  action: string;
  form: { candidates: object; other: object; reason: object } | null;
}
/** views/coding/category-words */
export interface CategoryShown {
  name: string;
  href: string;
  definition: string;
  includes: string;
  excludes: string;
}

/** What waits to be coded again, by category, and what was decided lately. */
export function againListPage({ lines, latest, decided }: AgainList): AgainListPage {
  const findings = lines.reduce((sum, line) => sum + line.findings, 0);
  return {
    intro: `${count(findings, 'finding')} to decide.`,
    lines: lines.map((line) => ({
      text: lineWords(line),
      href: againHref({ edition: line.to_edition, code: line.from_code, findingId: line.first }),
      detail: lineDetail(line),
      since: count(line.findings, 'finding'),
    })),
    latest: latest.map((decision) => ({
      statement: decision.statement ?? 'This finding is not there to read at present.',
      words: `From “${decision.from_name}”. ${decidedWords(decision)}.`,
      reason: decision.reason,
      removal: `${hrefOf(decision)}/removal`,
      href: hrefOf(decision),
    })),
    latestNote: decided > latest.length ? `The latest ${latest.length} of ${decided}.` : '',
  };
}

const hrefOf = ({ to_edition, from_code, finding_id }: Decision): string =>
  againHref({ edition: to_edition, code: from_code, findingId: finding_id });

const lineWords = ({ from_name, from_code }: Pick<AgainLine, 'from_name' | 'from_code'>): string =>
  from_code === DOES_NOT_FIT ? 'Did not fit, and now may' : `${from_name} (${from_code})`;

function lineDetail(line: AgainLine): string {
  const names = longList(line.candidates.map(({ name }) => `“${name}”`));
  const what =
    line.from_code === DOES_NOT_FIT
      ? `Edition ${line.to_edition} has ${names}`
      : `Split in edition ${line.to_edition} into ${names}`;
  const when = line.to_status === 'to_come' ? `, in force from ${longDate(line.in_force_from)}` : '';
  return `${what}${when}. In ${count(line.reviews, 'review')}; ${line.decided} decided.`;
}

/** One finding beside the categories that it may stand in; undefined when it neither waits nor was decided. */
export function againPage(
  place: Place,
  screen: AgainScreen,
  typed: Typed | null = null,
  problems: readonly Problem[] = [],
): AgainPage | undefined {
  const { row, decision, text, old, said, last, next } = screen;
  if (!old || !text || (!row && !decision)) return undefined;
  const fitsNone = old.code === DOES_NOT_FIT;
  return {
    caption: `From edition ${old.edition} to edition ${place.edition}`,
    statement: paragraphs(text.statement),
    more: [
      { heading: 'What is the issue?', paragraphs: paragraphs(text.issue) },
      { heading: 'Why does it matter?', paragraphs: paragraphs(text.matters) },
    ].filter((part) => part.paragraphs.length > 0),
    where: { text: whereOf(text), href: text.origin === 'published' ? `/published/${text.review_id}` : '' },
    stated: text.stated_as && `Stated as: ${text.stated_as}`,
    old: {
      caption: fitsNone
        ? `Fitted no category of edition ${old.edition}`
        : `Coded in edition ${old.edition} as`,
      ...categoryShown(old, old.edition),
    },
    said: said ?? '',
    decided: row || !decision ? null : decidedShown(decision, typed),
    last: last && {
      words: `Decided: ${standsWords(last)}.`,
      removal: `${hrefOf(last)}/removal`,
    },
    next: next && againHref({ edition: next.to_edition, code: next.from_code, findingId: next.finding_id }),
    progress: `${screen.decided} of ${screen.decided + screen.waiting} decided in this category.`,
    action: againHref(place),
    form: row && formOf(place, screen, row.candidates, typed, errorsByField(problems)),
  };
}

const paragraphs = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

function categoryShown(
  {
    code,
    name,
    definition,
    includes,
    excludes,
  }: AgainScreen['categories'][number] | NonNullable<AgainScreen['old']>,
  edition: string,
): CategoryShown {
  return { name: `${name} (${code})`, href: categoryHref(edition, code), definition, includes, excludes };
}

function decidedShown(decision: Decision, typed: Typed | null): AgainPage['decided'] {
  return {
    words: `${decidedWords(decision)}.`,
    reason: decision.reason,
    removal: `${hrefOf(decision)}/removal`,
    unsent: typed ? typedText(typed, 'reason') : '',
  };
}

function formOf(
  { edition }: Place,
  { categories, old }: AgainScreen,
  candidates: readonly string[],
  typed: Typed | null,
  errors: Record<string, { text: string }>,
): NonNullable<AgainPage['form']> {
  const fitsNone = old?.code === DOES_NOT_FIT;
  const offered = categories.filter(({ code }) => candidates.includes(code));
  const others = categories.filter(({ code }) => !candidates.includes(code) && code !== DOES_NOT_FIT);
  return {
    candidates: {
      name: 'to',
      idPrefix: 'to',
      values: typed ? [typed.to ?? []].flat() : [],
      errorMessage: errors.to,
      fieldset: {
        legend: { text: `Where does it stand in edition ${edition}?`, classes: 'govuk-fieldset__legend--s' },
      },
      items: [
        ...offered.map((category, index) => ({
          value: category.code,
          text: `${category.name} (${category.code})`,
          label: { classes: 'app-coding__part' },
          hint: { content: { view: 'coding/category-words', page: categoryShown(category, edition) } },
          ...(index < 9 ? { attributes: { 'data-coding-key': String(index + 1) } } : {}),
        })),
        { divider: 'or' },
        {
          value: NONE,
          text: fitsNone ? 'It still fits none' : 'None of these',
          hint: {
            text: fitsNone
              ? 'It keeps its suggested name and waits for the next edition.'
              : 'It is counted in no category of this edition for that tag.',
          },
          behaviour: 'exclusive',
          attributes: { 'data-coding-key': '0' },
        },
      ],
    },
    other: {
      id: 'other',
      name: 'other',
      value: typed ? typedText(typed, 'other') : '',
      label: { text: 'Another category', classes: 'govuk-label--s' },
      hint: { text: 'Beside those chosen above, or in place of them.' },
      items: [
        { value: '', text: 'No other' },
        ...others.map(({ code, name, parent }) => ({
          value: code,
          text: `${parent === null ? '' : '– '}${name} (${code})`,
        })),
      ],
    },
    reason: {
      id: 'reason',
      name: 'reason',
      rows: 3,
      value: typed ? typedText(typed, 'reason') : '',
      errorMessage: errors.reason,
      label: { text: 'Why does it stand there?', classes: 'govuk-label--s' },
      hint: {
        text: 'Optional for one of the categories offered: the reason of the old tag stays. Needed for several, another or none.',
      },
    },
  };
}
