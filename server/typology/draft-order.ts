import { Refused } from '../http/errors';
import { refuseDoesNotFit, tidied } from './draft-changes';
import { categoryIn, DOES_NOT_FIT, originOf, stepFrom, type Draft, type DraftCategory } from './draft-model';

/** Categories among which one has its place: those of the same part, or the parts. What fits nowhere stays last. */
export const beside = (draft: Draft, own: DraftCategory): DraftCategory[] =>
  draft.categories.filter(
    ({ code, parent }) => parent === own.parent && code !== own.code && code !== DOES_NOT_FIT,
  );

/** The category that one stands after now; null when it is the first. */
export function standsAfter(draft: Draft, own: DraftCategory): string | null {
  const all = draft.categories.filter(({ parent }) => parent === own.parent);
  return all[all.indexOf(own) - 1]?.code ?? null;
}

/**
 * A category first among those that stand beside it, or after one of them; a part with all that is in it. The
 * crosswalk stays as it is: the order says nothing of what was coded.
 * @throws Refused in words
 */
export function putAfter(draft: Draft, code: string, after: string | null): Draft {
  const own = categoryIn(draft, code);
  refuseDoesNotFit(code, 'put elsewhere', 'after');
  const others = beside(draft, own);
  if (after !== null && !others.some((one) => one.code === after))
    throw new Refused('Choose a category that stands beside it', 'after');
  if (standsAfter(draft, own) === after)
    throw new Refused('It stands there already. Choose another place', 'after');
  const rest = draft.categories.filter((one) => one !== own);
  const at = rest.findIndex((one) => one.code === (after ?? others[0]?.code)) + (after === null ? 0 : 1);
  return tidied({ ...draft, categories: rest.toSpliced(at, 0, own) });
}

/** Where what lived on stands in another order than in the edition in force: names of parts, or “the parts”. */
export function otherOrder(draft: Draft): string[] {
  const parts = [null, ...draft.categories.filter(({ parent }) => parent === null).map(({ code }) => code)];
  return parts.flatMap((part) => {
    const before = draft.categories
      .filter(({ parent }) => parent === part)
      .map(({ code }) => originOf(draft, code))
      .filter((origin) => origin && stepFrom(draft, origin.code)?.change !== 'moved')
      .map((origin) => draft.baseCategories.findIndex((one) => one === origin));
    const kept = before.every((place, index) => index === 0 || place > (before[index - 1] ?? -1));
    if (kept) return [];
    return [part === null ? 'the parts' : `“${categoryIn(draft, part).name}”`];
  });
}
