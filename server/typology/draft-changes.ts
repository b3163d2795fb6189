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
  isCarried,
  MOST_CATEGORIES,
  originOf,
  stepFrom,
  stepsTo,
  type CategoryWords,
  type Draft,
  type DraftCategory,
  type DraftStep,
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
export function added(draft: Draft, words: CategoryWords, parent: string | null): Draft {
  refuseCode(draft, words.code, null);
  refusePlace(draft, parent, null);
  if (draft.categories.length >= MOST_CATEGORIES)
    throw new Refused(`An edition has at most ${MOST_CATEGORIES} categories`, 'code');
  const made = { ...words, parent, version: 1 };
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

/** A category of the older edition as it was, in its words and its place. */
export function broughtBack(draft: Draft, from: string): Draft {
  const base = baseIn(draft, from);
  const parent = base.parent === null ? null : placeOf(draft, base.parent);
  const step = stepFrom(draft, from);
  // What it lives on in becomes it again, together with what stands in it and what leads to it.
  const now = step && originOf(draft, step.to[0] ?? '')?.code === from ? (step.to[0] ?? null) : null;
  const kept = now ?? (step?.to.includes(from) ? from : null);
  refuseCode(draft, base.code, kept, '');
  if (kept !== null) refusePlace(draft, parent, kept, '');
  const own = kept === null ? undefined : draft.categories.find(({ code }) => code === kept);
  const back: DraftCategory = { ...base, parent, version: (own?.version ?? 0) + 1 };
  const others = draft.categories.filter(({ code }) => code !== kept);
  const followed = recoded({ ...draft, categories: others }, kept ?? base.code, base.code);
  // Another that had come to live on in it is merged into it now: one alone lives on.
  const steps = followed.steps
    .filter((one) => one.from !== from)
    .map((one): DraftStep =>
      isCarried(one.change) && one.to.includes(base.code) ? { ...one, change: 'merged_into' } : one,
    );
  return tidied({
    ...followed,
    categories: put(draft, followed.categories, back),
    steps: [...steps, { from, change: 'same', to: [base.code], reason: '' }],
  });
}

/** Where a part of the older edition is now. */
function placeOf(draft: Draft, part: string): string {
  const step = stepFrom(draft, part);
  const place = step?.to.includes(part) ? part : step?.to[0];
  const found = draft.categories.find(({ code }) => code === place);
  if (!found)
    throw new Refused(
      `It stood in “${baseIn(draft, part).name}”, which is not in the draft. Bring that back first`,
    );
  if (found.parent !== null)
    throw new Refused(
      `It stood in “${baseIn(draft, part).name}”, which is no part any more. Bring that back first`,
    );
  return found.code;
}

/** Puts a category behind the one that it followed in the older edition, as far as that is there. */
function put(draft: Draft, categories: readonly DraftCategory[], back: DraftCategory): DraftCategory[] {
  const before = draft.baseCategories
    .slice(
      0,
      draft.baseCategories.findIndex(({ code }) => code === back.code),
    )
    .flatMap(({ code }) => stepFrom(draft, code)?.to ?? [])
    .filter((code) => categories.some((one) => one.code === code && one.parent === back.parent))
    .at(-1);
  const at = before === undefined ? 0 : categories.findIndex(({ code }) => code === before) + 1;
  return categories.toSpliced(at, 0, back);
}
