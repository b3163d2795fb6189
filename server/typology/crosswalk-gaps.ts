import { longList } from './draft-words';
import { DOES_NOT_FIT, isCarried, stepFrom, stepsTo, type Draft, type DraftStep } from './draft-model';
import type { PlacedCategory } from './draft-model';
import type { Change } from './typology-queries';

/** What keeps a draft from being published, and where it is mended. */
export interface Gap {
  /** What is missing: a step that says what became of a category, or words of a category. */
  lacks: 'step' | 'definition';
  words: string;
  /** A step of the crosswalk, by the older category; or a category of the draft. */
  mend: { step: string } | { category: string } | null;
}

type Walk = Pick<Draft, 'baseCategories' | 'categories' | 'steps'>;

/** Where the place of a category of the older edition is in the newer one: any part that its part became. */
function standsElsewhere(walk: Walk, from: PlacedCategory, to: PlacedCategory): boolean {
  if (from.parent === null) return to.parent !== null;
  return to.parent === null || !(stepFrom(walk, from.parent)?.to ?? []).includes(to.parent);
}

/** What a category that lives on in one other is called: moved before renamed, since a new place says more. */
export function carriedChange(walk: Walk, from: PlacedCategory, to: PlacedCategory): Change {
  if (standsElsewhere(walk, from, to)) return 'moved';
  return from.code === to.code && from.name === to.name ? 'same' : 'renamed';
}

/**
 * The draft with each step called what it is: after a change, what lived on may be renamed or moved, a merger of one
 * is none, and a split into one is a merger. Splits, mergers and retirements stay what an editor made them.
 */
export function settled(draft: Draft): Draft {
  const steps = draft.steps.map((step): DraftStep => {
    const target = step.to.length === 1 ? step.to[0] : undefined;
    if (step.change === 'retired' || target === undefined) return step;
    const from = draft.baseCategories.find(({ code }) => code === step.from);
    const to = draft.categories.find(({ code }) => code === target);
    if (!from || !to) return step;
    const livesOn = isCarried(step.change) || stepsTo(draft, target).length === 1;
    return { ...step, change: livesOn ? carriedChange(draft, from, to) : 'merged_into' };
  });
  return { ...draft, steps };
}

/**
 * What is missing or wrong in a crosswalk: every category of the older edition has exactly one step, its targets are
 * in the newer edition, and the step is what it says it is (METHOD section 6). Pure.
 * @returns in the order of the older edition; none when it is complete
 */
export function crosswalkGaps(walk: Walk): Gap[] {
  const gaps = walk.baseCategories.flatMap((from) => gapsOf(walk, from));
  for (const { from } of walk.steps) {
    if (!walk.baseCategories.some(({ code }) => code === from))
      gaps.push({
        lacks: 'step',
        words: `A step leads from ${from}, which the older edition does not have.`,
        mend: null,
      });
  }
  for (const { code, name } of walk.categories) {
    const carried = walk.steps.filter(({ change, to }) => isCarried(change) && to.includes(code));
    if (carried.length > 1)
      gaps.push({
        lacks: 'step',
        words: `${longList(carried.map(({ from }) => from))} each live on in “${name}” (${code}). One may; the others are merged into it.`,
        mend: { step: carried[1]?.from ?? '' },
      });
  }
  if (!walk.categories.some(({ code, parent }) => code === DOES_NOT_FIT && parent === null))
    gaps.push({
      lacks: 'step',
      words: 'The edition has no “Does not fit” (X), which every edition needs.',
      mend: { step: DOES_NOT_FIT },
    });
  return gaps;
}

function gapsOf(walk: Walk, from: PlacedCategory): Gap[] {
  const named = `“${from.name}” (${from.code})`;
  const gap = (words: string): Gap => ({
    lacks: 'step',
    words: `${named} ${words}`,
    mend: { step: from.code },
  });
  const steps = walk.steps.filter((step) => step.from === from.code);
  const [step] = steps;
  if (!step) return [gap('has no step: nothing says what became of it.')];
  if (steps.length > 1) return [gap(`has ${steps.length} steps. It may have one.`)];
  const gone = step.to.filter((code) => !walk.categories.some((one) => one.code === code));
  if (gone.length > 0) return [gap(`leads to ${longList(gone)}, which the draft does not have.`)];
  if (new Set(step.to).size < step.to.length) return [gap('leads to the same category twice.')];
  if (from.code === DOES_NOT_FIT && step.to.join(' ') !== DOES_NOT_FIT)
    return [gap('must stay: every edition has it.')];
  return misnamed(walk, from, step).map(gap);
}

/** What contradicts the name of the step. */
function misnamed(walk: Walk, from: PlacedCategory, { change, to: codes }: DraftStep): string[] {
  if (change === 'retired') return codes.length === 0 ? [] : ['is retired, and still leads somewhere.'];
  if (change === 'split_into')
    return codes.length > 1 ? [] : ['is split, and that takes two categories or more.'];
  const to = walk.categories.find(({ code }) => code === codes[0]);
  if (codes.length !== 1 || !to)
    return [
      `${WORDS[change]}, and leads to ${codes.length === 0 ? 'no category' : 'several'}. It needs one.`,
    ];
  if (change === 'same' && (to.code !== from.code || to.name !== from.name))
    return [`is called the same, and is now “${to.name}” (${to.code}).`];
  if (change === 'same' && standsElsewhere(walk, from, to))
    return ['is called the same, and stands in another part.'];
  if (change === 'moved' && !standsElsewhere(walk, from, to))
    return ['is called moved, and stands where it stood.'];
  return [];
}

const WORDS: Record<Change, string> = {
  same: 'is called the same',
  renamed: 'is renamed',
  moved: 'is moved',
  merged_into: 'is merged',
  split_into: 'is split',
  retired: 'is retired',
};

/** Everything that keeps a draft from being published: its crosswalk, and categories that say too little. */
export function publicationGaps(draft: Draft): Gap[] {
  const wordless = draft.categories.filter(({ definition }) => definition.trim() === '');
  return [
    ...crosswalkGaps(draft),
    ...wordless.map(({ code, name }): Gap => ({
      lacks: 'definition',
      words: `“${name}” (${code}) has no definition.`,
      mend: { category: code },
    })),
  ];
}
