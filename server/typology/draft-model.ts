import { Missing } from '../http/errors';
import type { Change } from './typology-queries';

/** The category of what fits nowhere. Every edition has it, as a part of its own (METHOD section 6). */
export const DOES_NOT_FIT = 'X';
/** Capitals and digits; a category's own code after its part's: `MGT.SUP`. Short, since it stands in addresses. */
export const CODE_SHAPE = /^[A-Z][A-Z0-9]{0,11}(\.[A-Z0-9]{1,12})?$/;
export const EDITION_SHAPE = /^[0-9][A-Za-z0-9.-]{0,19}$/;
/** A code that the edition after this one may have: the next year. */
export function codeAfter(base: string): string {
  const year = /^[0-9]{4}/.exec(base)?.[0];
  return year ? String(Number(year) + 1) : `${base}.2`;
}

/** More than any typology that people could code by; it keeps a page and a file within bounds. */
export const MOST_CATEGORIES = 500;

export interface CategoryWords {
  code: string;
  name: string;
  definition: string;
  includes: string;
  excludes: string;
  examples: string[];
}

/** A category of a part, or a part when it has no parent: an edition has these two levels. */
export interface PlacedCategory extends CategoryWords {
  parent: string | null;
}

export interface DraftCategory extends PlacedCategory {
  version: number;
  /** What it was made for, when that was not for its own sake: it goes again when that is undone. */
  made_for?: 'merger' | 'split' | null;
  /** Who changed it last, when anyone did. */
  updated_by?: string | null;
}

/** What became of one category of the edition in force. */
export interface DraftStep {
  from: string;
  change: Change;
  to: string[];
  reason: string;
}

/** A draft with the edition that it is based on. Every change of it is a pure function from one to the next. */
export interface Draft {
  code: string;
  base: string;
  baseCategories: PlacedCategory[];
  /** In the order of the edition: each part, then what is in it. */
  categories: DraftCategory[];
  steps: DraftStep[];
}

/** @throws Missing when the draft has no such category */
export function categoryIn(draft: Draft, code: string): DraftCategory {
  const found = draft.categories.find((one) => one.code === code);
  if (!found) throw new Missing();
  return found;
}

/** @throws Missing when the edition that the draft is based on has no such category */
export function baseIn(draft: Draft, code: string): PlacedCategory {
  const found = draft.baseCategories.find((one) => one.code === code);
  if (!found) throw new Missing();
  return found;
}

export const stepFrom = ({ steps }: Pick<Draft, 'steps'>, code: string): DraftStep | undefined =>
  steps.find(({ from }) => from === code);

export const isCarried = (change: Change): boolean =>
  change === 'same' || change === 'renamed' || change === 'moved';

/** Steps that lead to a category. */
export const stepsTo = ({ steps }: Pick<Draft, 'steps'>, code: string): DraftStep[] =>
  steps.filter(({ to }) => to.includes(code));

/** The category of the older edition that lives on in this one, the same, renamed or moved. */
export function originOf(draft: Draft, code: string): PlacedCategory | undefined {
  const step = draft.steps.find(({ change, to }) => isCarried(change) && to[0] === code);
  return step && draft.baseCategories.find((one) => one.code === step.from);
}

export const childrenOf = <One extends PlacedCategory>(categories: readonly One[], code: string): One[] =>
  categories.filter(({ parent }) => parent === code);

/** The same categories, each part followed by what is in it. What belongs to no part that is there comes last. */
export function inOrder<One extends PlacedCategory>(categories: readonly One[]): One[] {
  const placed = categories
    .filter(({ parent }) => parent === null)
    .flatMap((part) => [part, ...childrenOf(categories, part.code)]);
  return [...placed, ...categories.filter((one) => !placed.includes(one))];
}

const WORDS = ['code', 'name', 'definition', 'includes', 'excludes'] as const;

/** Whether two categories read the same, wherever they stand. */
export const sameWords = (a: CategoryWords, b: CategoryWords): boolean =>
  WORDS.every((field) => a[field] === b[field]) && JSON.stringify(a.examples) === JSON.stringify(b.examples);
