import { between, figure } from '../coding/agreement-pages';
import { isWeak, LEAST_ALPHA, type Reliability } from '../coding/reliability-queries';
import { count } from '../http/dates';
import { categoryHref } from './typology-pages';
import type { Category, Change, CrosswalkStep } from './typology-queries';

/** views/typology/category */
export interface CategoryPage {
  name: string;
  caption: string;
  definition: string;
  includes: string[];
  excludes: string[];
  examples: string[];
  children: { text: string; href: string; definition: string }[];
  /** From the older edition, or on to the newer one. */
  history: { heading: string; lines: HistoryLine[] } | null;
  supersededBy: { text: string; href: string } | null;
  /** How reliable its coding is; null while no sample of the edition was coded a second time. */
  reliability: { words: string; weak: boolean } | null;
}
export interface HistoryLine {
  words: string;
  links: { text: string; href: string }[];
}

/** Everything about one category: `undefined` when the edition has no such code. */
export function categoryPage(
  categories: readonly Category[],
  code: string,
  steps: readonly CrosswalkStep[],
  reliability?: Reliability,
): CategoryPage | undefined {
  const category = categories.find((one) => one.code === code);
  if (!category) return undefined;
  const { edition } = category;
  const onward = steps.filter((step) => step.from_edition === edition && step.from.code === code);
  return {
    name: category.name,
    caption: `${category.code} · edition ${edition}`,
    definition: category.definition,
    includes: clauses(category.includes),
    excludes: clauses(category.excludes),
    examples: category.examples,
    children: categories
      .filter((one) => one.parent === code)
      .map((one) => ({ text: one.name, href: categoryHref(edition, one.code), definition: one.definition })),
    history: onward.length > 0 ? onwardFrom(onward) : cameFrom(steps, edition, code),
    supersededBy:
      onward[0] && onward[0].change !== 'split_into' && onward[0].to[0]
        ? {
            text: onward[0].to[0].name,
            href: categoryHref(onward[0].to_edition, onward[0].to[0].code),
          }
        : null,
    reliability: reliability
      ? { words: reliabilityWords(reliability, edition), weak: isWeak(reliability) }
      : null,
  };
}

/** On how many findings it rests, alpha and its interval, in a sentence. */
function reliabilityWords({ alpha, low, high, units, edition }: Reliability, asked: string): string {
  const measured = edition === asked ? '' : `Measured in edition ${edition}: `;
  const were = units === 1 ? 'was' : 'were';
  const of = `${measured}${count(units, 'finding')} ${were} coded a second time by someone who had not seen the first coding.`;
  if (alpha === null) {
    return `${of} For this category the agreement is not known: nobody, or everybody, gave it in all of them.`;
  }
  const range = low === null || high === null ? '' : ` (95% interval ${between([low, high])})`;
  const weak =
    alpha < LEAST_ALPHA ? ` That is below ${LEAST_ALPHA}, the least for even tentative conclusions.` : '';
  return `${of} For this category Krippendorff’s alpha is ${figure(alpha)}${range}.${weak}`;
}

function onwardFrom(steps: readonly CrosswalkStep[]): CategoryPage['history'] {
  const [first] = steps;
  return {
    heading: `In edition ${first?.to_edition ?? ''}`,
    lines: steps.map(({ change, to, to_edition }) => ({
      words: ONWARD[change],
      links: to.map((one) => ({ text: one.name, href: categoryHref(to_edition, one.code) })),
    })),
  };
}

const ONWARD: Record<Change, string> = {
  same: 'Stayed the same:',
  renamed: 'Was renamed:',
  moved: 'Was moved to:',
  merged_into: 'Was merged into:',
  split_into:
    'Was split. Findings coded here are coded again by a person, and until then are counted as undecided. It became:',
  retired:
    'Was retired: no category took its place. Findings coded here stay in this edition and are not carried over.',
};

function cameFrom(steps: readonly CrosswalkStep[], edition: string, code: string): CategoryPage['history'] {
  const from = steps.filter((step) => step.to_edition === edition && step.to.some((to) => to.code === code));
  const [first] = from;
  if (!first) return null;
  return {
    heading: `In edition ${first.from_edition}`,
    lines: from.map((step) => ({
      words: CAME[step.change],
      links: [{ text: step.from.name, href: categoryHref(step.from_edition, step.from.code) }],
    })),
  };
}

const CAME: Record<Change, string> = {
  same: 'The same as:',
  renamed: 'Was called:',
  moved: 'Stood elsewhere as:',
  merged_into: 'Takes in:',
  split_into: 'Takes a part of:',
  retired: '',
};

/** A list that is written as one line with semicolons. */
function clauses(text: string): string[] {
  return text
    .split(';')
    .map((clause) => clause.trim())
    .filter(Boolean);
}
