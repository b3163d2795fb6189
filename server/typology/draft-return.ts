import { Refused } from '../http/errors';
import { placeAfter } from './crosswalk-gaps';
import { recoded, refuseCode, refusePlace, tidied } from './draft-changes';
import {
  baseIn,
  childrenOf,
  isCarried,
  originOf,
  sameWords,
  stepFrom,
  stepsTo,
  type Draft,
  type DraftCategory,
  type DraftStep,
  type PlacedCategory,
} from './draft-model';

/** A category of the older edition as it was, with what went with the step that took it away. */
export interface Returned {
  draft: Draft;
  /** Categories that its merger took along, and that stand in it again. */
  followed: DraftCategory[];
  /** Categories that were made for its split or merger, and that nothing else lives in: gone again. */
  removed: DraftCategory[];
  /** Such categories that stay, and why. */
  stays: { category: DraftCategory; because: string }[];
  /** The part that it stands in, when its own is not there. */
  elsewhere: DraftCategory | null;
}

/**
 * Undoes what became of a category of the older edition: it is as it was in its words and its place, what a merger of
 * its part took along stands in it again, and what was made for its split goes.
 * @param answered codes of the draft that findings were answered with: something lives in those
 * @throws Refused in words
 */
export function broughtBack(draft: Draft, from: string, answered: readonly string[] = []): Returned {
  const base = baseIn(draft, from);
  const parent = base.parent === null ? null : placeOf(draft, base.parent);
  const step = stepFrom(draft, from);
  // What it lives on in becomes it again, together with what stands in it and what leads to it.
  const now = step && originOf(draft, step.to[0] ?? '')?.code === from ? (step.to[0] ?? null) : null;
  const kept = now ?? (step?.to.includes(from) ? from : null);
  refuseCode(draft, base.code, kept, '');
  if (kept !== null) refusePlace(draft, parent, kept, '');
  const own = kept === null ? undefined : draft.categories.find(({ code }) => code === kept);
  if (own) refuseAsItIs(draft, base, own, parent);
  const followed = step?.change === 'merged_into' ? takenAlong(draft, base, step) : [];
  const back: DraftCategory = { ...base, parent, version: (own?.version ?? 0) + 1 };
  const others = draft.categories
    .filter(({ code }) => code !== kept)
    .map((one) => (followed.includes(one) ? { ...one, parent: from, version: one.version + 1 } : one));
  const renamed = recoded({ ...draft, categories: others }, kept ?? base.code, base.code);
  // Another that had come to live on in it is merged into it now: one alone lives on.
  const steps = renamed.steps
    .filter((one) => one.from !== from)
    .map((one): DraftStep =>
      isCarried(one.change) && one.to.includes(base.code) ? { ...one, change: 'merged_into' } : one,
    );
  const whole: Draft = {
    ...renamed,
    categories: put(draft, renamed.categories, back),
    steps: [...steps, { from, change: 'same', to: [base.code], reason: '' }],
  };
  const made = whole.categories.filter(
    ({ code, made_for }) => made_for && code !== base.code && step?.to.includes(code),
  );
  const judged = made.map((category) => ({ category, because: whyItStays(whole, category, answered) }));
  const removed = judged.filter(({ because }) => because === '').map(({ category }) => category);
  return {
    draft: tidied({ ...whole, categories: whole.categories.filter((one) => !removed.includes(one)) }),
    followed,
    removed,
    stays: judged.filter(({ because }) => because !== ''),
    elsewhere:
      base.parent === null || placeAfter(draft, base.parent) === parent
        ? null
        : (draft.categories.find(({ code }) => code === parent) ?? null),
  };
}

/** What stood in a part of the older edition and came with it to where it was merged. */
function takenAlong(draft: Draft, part: PlacedCategory, { to }: DraftStep): DraftCategory[] {
  return childrenOf(draft.baseCategories, part.code).flatMap(({ code }) => {
    const step = stepFrom(draft, code);
    return draft.categories.filter(
      (one) => step && isCarried(step.change) && step.to.includes(one.code) && one.parent === to[0],
    );
  });
}

/** Empty when nothing lives in a category that was made for a step. */
function whyItStays(draft: Draft, { code }: DraftCategory, answered: readonly string[]): string {
  const [source] = stepsTo(draft, code);
  if (source) return `“${baseIn(draft, source.from).name}” leads there too`;
  if (childrenOf(draft.categories, code).length > 0) return 'it has categories in it';
  return answered.includes(code) ? 'findings that fitted nowhere were answered with it' : '';
}

function refuseAsItIs(draft: Draft, base: PlacedCategory, own: DraftCategory, parent: string | null): void {
  if (base.parent === null || placeAfter(draft, base.parent) === parent) return;
  if (own.parent !== parent || !sameWords(base, own)) return;
  const place = draft.categories.find(({ code }) => code === parent);
  throw new Refused(
    `It stands in “${place?.name ?? ''}” because “${baseIn(draft, base.parent).name}” is not in the draft as it was. Bring that back, and this goes with it`,
  );
}

/** Where a part of the older edition is now, or what was merged or split with it. */
function placeOf(draft: Draft, part: string): string {
  const place = placeAfter(draft, part) ?? stepFrom(draft, part)?.to[0];
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
