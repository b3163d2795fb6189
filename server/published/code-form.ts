import type { z } from 'zod';
import { EXTENTS, JOURNEY_STAGES, POLARITIES } from '../findings/finding-content';
import { Refused } from '../http/errors';
import { errorsByField, LONG_TEXT, openChoice, text, version } from '../http/forms';
import type { Problem } from '../http/route';
import { DOES_NOT_FIT } from '../typology/draft-model';
import type { Facets } from './coding-queries';

/** In the order and the words of the page. */
export const FACETS: readonly { name: keyof Facets; label: string; words: Record<string, string> }[] = [
  { name: 'polarity', label: 'What it does to practice', words: POLARITIES },
  { name: 'extent', label: 'How far it reaches', words: EXTENTS },
  { name: 'journey_stage', label: 'Stage of the child’s journey', words: JOURNEY_STAGES },
];

const facet = <Code extends string>(words: Record<Code, string>) =>
  openChoice(Object.keys(words) as Code[], 'Choose one of these, or leave it as not said');

export const facetFields = {
  polarity: facet(POLARITIES),
  extent: facet(EXTENTS),
  journey_stage: facet(JOURNEY_STAGES),
};

/** What both screens on which a finding is coded send: the first coder's and the second's. `action` is the button. */
export const codeFields = {
  version,
  category: text('Category', { most: 100 }).transform((code) => (code === '' ? null : code)),
  rationale: text('The reason', { most: 5_000 }),
  extract: text('The words', { most: LONG_TEXT }),
  suggested_name: text('The suggested name'),
  ...facetFields,
  action: text('Action'),
} satisfies z.ZodRawShape;

export interface CodeWords {
  category: string;
  rationale: string;
  extract: string;
  suggested_name: string;
}

/** What views/coding/code-words, code-categories and code-reason show. */
export interface CodeForm {
  form: CodeWords;
  facets: { name: string; label: string; value: string; items: { value: string; text: string }[] }[];
  categories: {
    value: string;
    text: string;
    label: { classes: string };
    hint: { text: string };
    attributes?: Record<string, string>;
  }[];
  errors: Record<string, { text: string }>;
}

export interface CodableCategory {
  code: string;
  parent: string | null;
  name: string;
  definition: string;
  includes: string;
  excludes: string;
}

/**
 * The form for one code.
 * @param filled what a field holds: what was typed, else what is stored
 * @param keys two signs that choose a category, where there are keys
 */
export function codeForm(
  { categories, ...stored }: { categories: readonly CodableCategory[] } & CodeWords & Facets,
  filled: (name: string, stored: string) => string,
  problems: readonly Problem[],
  keys?: ReadonlyMap<string, string>,
): CodeForm {
  const word = (name: keyof CodeWords): string => filled(name, stored[name]);
  return {
    form: {
      category: word('category'),
      rationale: word('rationale'),
      extract: word('extract'),
      suggested_name: word('suggested_name'),
    },
    facets: FACETS.map(({ name, label, words }) => ({
      name,
      label,
      value: filled(name, stored[name] ?? ''),
      items: [
        { value: '', text: 'Not said' },
        ...Object.entries(words).map(([value, text]) => ({ value, text })),
      ],
    })),
    categories: categories.map((category) => itemOf(category, keys?.get(category.code))),
    errors: errorsByField(problems),
  };
}

function itemOf(
  { code, parent, name, definition, includes, excludes }: CodableCategory,
  key: string | undefined,
): CodeForm['categories'][number] {
  const top = code === DOES_NOT_FIT ? '' : 'app-coding__part';
  return {
    value: code,
    text: name,
    label: { classes: parent === null ? top : 'app-coding__leaf' },
    hint: {
      text: [definition, includes && `In: ${includes}.`, excludes && `Out: ${excludes}.`]
        .filter(Boolean)
        .join(' '),
    },
    ...(key === undefined ? {} : { attributes: { 'data-category-key': key } }),
  };
}

export const NO_WORDS: CodeWords = { category: '', rationale: '', extract: '', suggested_name: '' };

/**
 * Holds one code to what every code needs: a category of the edition, a reason, words that stand in the text, and a
 * suggested name for what does not fit and for nothing else.
 * @throws Refused at the field that lacks it
 */
export function refuseUnfitCode(
  { category, rationale, extract, suggested_name }: CodeWords,
  categories: readonly string[],
  texts: readonly string[],
): void {
  if (!categories.includes(category)) throw new Refused('Choose one of the categories', 'category');
  if (rationale === '') throw new Refused('Say why this category fits', 'rationale');
  if (extract !== '' && !texts.some((text) => text.includes(extract))) {
    throw new Refused(
      'The words must stand in the finding exactly as you give them. Copy them from the text',
      'extract',
    );
  }
  if (category === DOES_NOT_FIT && suggested_name === '') {
    throw new Refused('Suggest a name for the pattern: it is how the typology grows', 'suggested_name');
  }
  if (category !== DOES_NOT_FIT && suggested_name !== '') {
    throw new Refused(
      'Only “Does not fit” takes a suggested name. Remove it, or choose that',
      'suggested_name',
    );
  }
}

/** Words without the category that they are for. @throws Refused */
export function refuseStrayWords({ rationale, extract, suggested_name }: Omit<CodeWords, 'category'>): void {
  if (rationale !== '' || extract !== '' || suggested_name !== '') {
    throw new Refused('Choose the category that these words are for', 'category');
  }
}

const SHORT = 80;
/** The beginning of a text, to know it by. */
export const shortened = (text: string): string =>
  text.length <= SHORT ? text : `${text.slice(0, SHORT).replace(/\s+\S*$/, '')} …`;
