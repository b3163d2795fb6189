import { longList } from './draft-words';
import { DOES_NOT_FIT, isCarried, stepFrom, stepsTo, type Draft, type DraftStep } from './draft-model';
import type { PlacedCategory } from './draft-model';
import type { Change } from './typology-queries';

/** What keeps a draft from being published, and where it is mended. */
export interface Gap {
  /** What is missing: a step that says what became of a category, or words of a category. */
  lacks: 'step' | 'definition' | 'named';
  words: string;
  /** A step of the crosswalk, by the older category; or a category of the draft. */
  mend: { step: string } | { category: string } | null;
}

type Walk = Pick<Draft, 'baseCategories' | 'categories' | 'steps'>;

/**
 * Whether a category stands in another part than before: its own part is the one that its part lives on in, or that
 * stayed when its part was split. What a merger of parts took along is moved (METHOD section 6).
 */
function standsElsewhere(walk: Walk, from: PlacedCategory, to: PlacedCategory): boolean {
  if (from.parent === null || to.parent === null) return from.parent !== to.parent;
  return placeAfter(walk, from.parent) !== to.parent;
}

/** The part that a part of the older edition is now; undefined when it is merged, retired or split away. */
export function placeAfter(walk: Pick<Draft, 'steps'>, part: string): string | undefined {
  const step = stepFrom(walk, part);
  if (step?.change === 'split_into') return step.to.find((code) => code === part);
  return step && isCarried(step.change) ? step.to[0] : undefined;
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
  const isPart = (code: string): boolean =>
    draft.baseCategories.some((one) => one.code === code && one.parent === null);
  // Where a part is now says whether what stands in it has moved: parts come first.
  return settledWhere(settledWhere(draft, isPart), (code) => !isPart(code));
}

function settledWhere(draft: Draft, takes: (from: string) => boolean): Draft {
  const steps = draft.steps.map((step): DraftStep => {
    if (!takes(step.from)) return step;
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

const NAMED = /\bsee ([A-Z][A-Z0-9]{1,11}(?:\.[A-Z0-9]{1,12})?)(?![A-Za-z0-9])/g;

/**
 * Words that send a reader to a category that the draft does not have, like “see FAM.ZZZ”: often one that was recoded,
 * merged or retired. They may be something else in capitals, so they keep nothing from being published.
 */
export function namedInVain({ categories }: Pick<Draft, 'categories'>): Gap[] {
  const there = new Set(categories.map(({ code }) => code));
  return categories.flatMap(({ code, name, definition, includes, excludes, examples }) => {
    const words = [definition, includes, excludes, ...examples].join('\n');
    const named = [...words.matchAll(NAMED)].map(([, one]) => one ?? '').filter((one) => !there.has(one));
    if (named.length === 0) return [];
    const which = longList([...new Set(named)]);
    return [
      {
        lacks: 'named',
        words: `“${name}” (${code}) says to see ${which}, which the draft does not have.`,
        mend: { category: code },
      },
    ];
  });
}
