import { Refused } from '../http/errors';
import { added, recoded, refuseDoesNotFit, tidied } from './draft-changes';
import {
  baseIn,
  categoryIn,
  childrenOf,
  DOES_NOT_FIT,
  originOf,
  stepsTo,
  type CategoryWords,
  type Draft,
  type DraftStep,
} from './draft-model';

/** A category that is made for a merger or a split, and where it stands. */
export interface NewCategory {
  words: CategoryWords;
  parent: string | null;
}

/**
 * Several categories become one, which is there or is made for it. What leads to them leads to it from here on, and
 * what stands in them stands in it.
 * @param into the code of a category of the draft, or a new one
 * @throws Refused in words
 */
export function merged(draft: Draft, sources: readonly string[], into: string | NewCategory): Draft {
  const made = typeof into === 'string' ? draft : added(draft, into.words, into.parent, 'merger');
  const target = categoryIn(made, typeof into === 'string' ? into : into.words.code);
  const going = [...new Set(sources)].filter((code) => code !== target.code);
  if (target.code === DOES_NOT_FIT)
    throw new Refused(
      'Nothing is merged into “Does not fit”. Retire what no category takes the place of',
      'into',
    );
  if (going.length === 0) throw new Refused('Choose the category that it is merged into', 'into');
  return tidied(going.reduce((walked, code) => without(walked, code, target.code), made));
}

function without(draft: Draft, code: string, target: string): Draft {
  const own = categoryIn(draft, code);
  refuseDoesNotFit(code, 'merged', 'sources');
  const to = categoryIn(draft, target);
  const inside = childrenOf(draft.categories, code);
  if (inside.some((one) => one.code === target))
    throw new Refused(`“${to.name}” stands in “${own.name}”. Make it a part first`, 'into');
  if (inside.length > 0 && to.parent !== null)
    throw new Refused(
      `“${own.name}” has categories in it, and only a part can take them. Move those first`,
      'into',
    );
  const steps = draft.steps.map((step): DraftStep =>
    step.to.includes(code) && step.change !== 'split_into' ? { ...step, change: 'merged_into' } : step,
  );
  const categories = draft.categories.filter((one) => one.code !== code);
  return recoded({ ...draft, steps, categories }, code, target);
}

/**
 * One category becomes several: its findings are coded again by a person (METHOD section 6).
 * @param kept whether the category itself stays as one of them
 * @param others codes of categories that are there
 * @throws Refused in words
 */
export function split(
  draft: Draft,
  code: string,
  { kept, others, made }: { kept: boolean; others: readonly string[]; made: readonly NewCategory[] },
): Draft {
  const own = categoryIn(draft, code);
  refuseDoesNotFit(code, 'split', 'others');
  if (stepsTo(draft, code).length === 0)
    throw new Refused(
      'This category is new in the draft and holds no findings. Add another category instead',
      'others',
    );
  if (!kept && childrenOf(draft.categories, code).length > 0)
    throw new Refused(
      `“${own.name}” has categories in it. Let it stay as one of them, or move those first`,
      'kept',
    );
  const more = made.reduce((walked, one, index) => addedAs(walked, one, index), draft);
  const targets = [
    ...new Set([...(kept ? [code] : []), ...others, ...made.map(({ words }) => words.code)]),
  ].filter((one) => kept || one !== code);
  for (const target of targets) refuseTarget(more, target);
  if (targets.length < 2)
    throw new Refused('A split leads to two categories or more. Choose or name another', 'others');
  const steps = more.steps.map((step): DraftStep =>
    step.to.includes(code)
      ? {
          ...step,
          change: 'split_into',
          to: [...new Set(step.to.flatMap((one) => (one === code ? targets : [one])))],
        }
      : step,
  );
  const categories = kept ? more.categories : more.categories.filter((one) => one.code !== code);
  return tidied({ ...more, steps, categories });
}

/** What is wrong with the second or third new category is said beside its own fields. */
function addedAs(draft: Draft, { words, parent }: NewCategory, index: number): Draft {
  try {
    return added(draft, words, parent, 'split');
  } catch (error) {
    if (!(error instanceof Refused) || index === 0) throw error;
    throw new Refused(error.message, `${error.field}_${index + 1}`);
  }
}

function refuseTarget(draft: Draft, code: string): void {
  if (!draft.categories.some((one) => one.code === code))
    throw new Refused('Choose categories of the draft', 'others');
  if (code === DOES_NOT_FIT)
    throw new Refused(
      'Nothing is split into “Does not fit”. Whoever codes a finding again may find that none fits',
      'others',
    );
}

/**
 * Says what became of a category of the older edition where no change of the draft says it: after an import, or to
 * mend a gap. None: retired.
 * @throws Refused in words
 */
export function steppedTo(draft: Draft, from: string, to: readonly string[], reason: string): Draft {
  const base = baseIn(draft, from);
  refuseDoesNotFit(base.code, 'anything else', 'to');
  const targets = [...new Set(to)];
  for (const target of targets) refuseTarget(draft, target);
  const own = draft.steps.find((step) => step.from === from);
  const left = own?.to.find((code) => originOf(draft, code)?.code === from && !targets.includes(code));
  const change = changeTo(draft, from, targets);
  const steps = draft.steps.filter((step) => step.from !== from);
  // What it lived on in goes with it, unless something stands in it or leads to it.
  const goes =
    left !== undefined &&
    childrenOf(draft.categories, left).length === 0 &&
    !steps.some((step) => step.to.includes(left));
  return tidied({
    ...draft,
    categories: goes ? draft.categories.filter(({ code }) => code !== left) : draft.categories,
    steps: [...steps, { from, change, to: targets, reason: targets.length === 0 ? reason : '' }],
  });
}

function changeTo(draft: Draft, from: string, targets: readonly string[]): DraftStep['change'] {
  if (targets.length !== 1) return targets.length === 0 ? 'retired' : 'split_into';
  const origin = originOf(draft, targets[0] ?? '');
  return origin && origin.code !== from ? 'merged_into' : 'same';
}
