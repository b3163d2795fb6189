import { Refused } from '../http/errors';
import { settled } from './crosswalk-gaps';
import { longList } from './draft-words';
import {
  baseIn,
  categoryIn,
  childrenOf,
  CODE_SHAPE,
  DOES_NOT_FIT,
  inOrder,
  MOST_CATEGORIES,
  originOf,
  stepsTo,
  type CategoryWords,
  type Draft,
  type DraftCategory,
} from './draft-model';

/** A change is judged as a whole: the edition in order, each step called what it is. */
export const tidied = (draft: Draft): Draft => settled({ ...draft, categories: inOrder(draft.categories) });

/** @throws Refused when the code is of another shape, or another category has it */
export function refuseCode(draft: Draft, code: string, own: string | null, field = 'code'): void {
  if (!CODE_SHAPE.test(code))
    throw new Refused(
      'A code has capitals and digits, and one point between a part and what is in it, like MGT.SUP: at most 12 each',
      field,
    );
  const taken = draft.categories.find((one) => one.code === code && one.code !== own);
  if (taken) throw new Refused(`“${taken.name}” has the code ${code} already. Choose another`, field);
}

/** @throws Refused when a new category's code is not its part's own, a point, and more; or a new part's has a point */
function refuseForeignCode(draft: Draft, code: string, parent: string | null): void {
  if (parent === null) {
    if (code.includes('.'))
      throw new Refused('The code of a part has no point: that stands before what is in a part', 'code');
    return;
  }
  // A category that became a part has a point in its code already.
  const [own] = parent.split('.');
  if (!code.startsWith(`${own}.`))
    throw new Refused(
      `What is new in “${categoryIn(draft, parent).name}” has a code that begins with ${own}. like ${own}.${code.split('.').at(-1) ?? ''}`,
      'code',
    );
}

/** @throws Refused when the place is no part, or is no place for this category */
export function refusePlace(draft: Draft, parent: string | null, own: string | null, field = 'parent'): void {
  if (parent === null) return;
  const part = draft.categories.find(({ code }) => code === parent);
  if (!part || part.parent !== null) throw new Refused('Choose a part of the edition', field);
  if (parent === DOES_NOT_FIT)
    throw new Refused('Nothing stands under “Does not fit”. Choose another part', field);
  if (parent === own) throw new Refused('A category cannot stand in itself. Choose another part', field);
  if (own !== null && childrenOf(draft.categories, own).length > 0)
    throw new Refused(
      'This is a part with categories in it. Move those first: an edition has two levels',
      field,
    );
}

/** @throws Refused for “Does not fit”, which stays as it is in every edition */
export function refuseDoesNotFit(code: string, what: string, field = ''): void {
  if (code === DOES_NOT_FIT)
    throw new Refused(
      `“Does not fit” cannot be ${what}: every edition has it, so that the typology can grow`,
      field,
    );
}

/** A category with other words. Its code is followed by what stands in it and by what leads to it. */
export function reworded(draft: Draft, code: string, words: CategoryWords): Draft {
  const own = categoryIn(draft, code);
  if (words.code !== code) {
    refuseDoesNotFit(code, 'given another code', 'code');
    refuseCode(draft, words.code, code);
    // What was in the older edition may keep a code that people know.
    if (stepsTo(draft, code).length === 0) refuseForeignCode(draft, words.code, own.parent);
  }
  const changed = { ...own, ...words, version: own.version + 1 };
  return tidied(recoded(replaced(draft, code, changed), code, words.code));
}

function replaced(draft: Draft, code: string, by: DraftCategory): Draft {
  return { ...draft, categories: draft.categories.map((one) => (one.code === code ? by : one)) };
}

/** Everything that named a category by one code names it by another. */
export function recoded(draft: Draft, from: string, to: string): Draft {
  const renamed = (code: string): string => (code === from ? to : code);
  return {
    ...draft,
    categories: draft.categories.map((one) => (one.parent === from ? { ...one, parent: to } : one)),
    steps: draft.steps.map((step) => ({ ...step, to: [...new Set(step.to.map(renamed))] })),
  };
}

/** A new category under a part, or a new part, at the end of where it stands. */
export function added(
  draft: Draft,
  words: CategoryWords,
  parent: string | null,
  madeFor: DraftCategory['made_for'] = null,
): Draft {
  refuseCode(draft, words.code, null);
  refusePlace(draft, parent, null);
  refuseForeignCode(draft, words.code, parent);
  if (draft.categories.length >= MOST_CATEGORIES)
    throw new Refused(`An edition has at most ${MOST_CATEGORIES} categories`, 'code');
  const made = { ...words, parent, version: 1, ...(madeFor && { made_for: madeFor }) };
  // What fits nowhere stays last.
  const last = parent === null ? draft.categories.findIndex(({ code }) => code === DOES_NOT_FIT) : -1;
  const categories = last < 0 ? [...draft.categories, made] : draft.categories.toSpliced(last, 0, made);
  return tidied({ ...draft, categories });
}

/** A category in another part, or as a part of its own. */
export function moved(draft: Draft, code: string, parent: string | null): Draft {
  const own = categoryIn(draft, code);
  refuseDoesNotFit(code, 'moved', 'parent');
  refusePlace(draft, parent, code);
  if (own.parent === parent) throw new Refused('It stands there already. Choose another part', 'parent');
  const rest = draft.categories.filter((one) => one.code !== code);
  return tidied({ ...draft, categories: [...rest, { ...own, parent, version: own.version + 1 }] });
}

/** A category of the older edition goes, and nothing takes its place: its findings stay behind. */
export function retired(draft: Draft, code: string, reason: string): Draft {
  const own = categoryIn(draft, code);
  const origin = originOf(draft, code);
  refuseDoesNotFit(code, 'retired');
  if (!origin) throw new Refused('This category is new in the draft. Remove it instead');
  refuseEmptying(draft, own);
  const others = stepsTo(draft, code).filter(({ from }) => from !== origin.code);
  if (others.length > 0)
    throw new Refused(
      `${longList(others.map(({ from }) => baseIn(draft, from).name))} also leads here. Say first what becomes of it`,
    );
  return tidied({
    ...draft,
    categories: draft.categories.filter((one) => one.code !== code),
    steps: draft.steps.map((step) =>
      step.from === origin.code ? { ...step, change: 'retired', to: [], reason } : step,
    ),
  });
}

/** A category that is new in the draft goes again. */
export function removed(draft: Draft, code: string): Draft {
  const own = categoryIn(draft, code);
  refuseDoesNotFit(code, 'removed');
  refuseEmptying(draft, own);
  const sources = stepsTo(draft, code);
  if (sources.length > 0)
    throw new Refused(
      `${longList(sources.map(({ from }) => baseIn(draft, from).name))} of edition ${draft.base} leads here. Say first what else becomes of it`,
    );
  return tidied({ ...draft, categories: draft.categories.filter((one) => one.code !== code) });
}

function refuseEmptying(draft: Draft, { code, name }: DraftCategory): void {
  const inside = childrenOf(draft.categories, code);
  if (inside.length > 0)
    throw new Refused(
      `“${name}” has ${inside.length === 1 ? 'a category' : `${inside.length} categories`} in it. Move or retire ${inside.length === 1 ? 'it' : 'those'} first`,
    );
}
