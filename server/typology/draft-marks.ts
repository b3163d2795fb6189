import { longList } from './draft-words';
import {
  isCarried,
  originOf,
  sameWords,
  stepFrom,
  stepsTo,
  type Draft,
  type DraftCategory,
  type PlacedCategory,
} from './draft-model';

const named = ({ name, code }: PlacedCategory): string => `“${name}” (${code})`;

/** What changed in a category against the edition in force, in words: `moved from “Tools”`. None: it is the same. */
export function marksOf(draft: Draft, category: DraftCategory): string[] {
  const base = (code: string): PlacedCategory | undefined =>
    draft.baseCategories.find((one) => one.code === code);
  const names = (change: string): string =>
    longList(
      stepsTo(draft, category.code)
        .filter((step) => step.change === change)
        .map(({ from }) => `“${base(from)?.name ?? from}”`),
    );
  const origin = originOf(draft, category.code);
  const [takesIn, partOf] = [names('merged_into'), names('split_into')];
  return [
    ...(origin ? livedOn(draft, origin, category) : []),
    ...(takesIn ? [`takes in ${takesIn}`] : []),
    ...(partOf ? [`takes a part of ${partOf}`] : []),
    ...(!origin && !takesIn && !partOf ? ['new'] : []),
  ];
}

function livedOn(draft: Draft, from: PlacedCategory, to: DraftCategory): string[] {
  const change = stepFrom(draft, from.code)?.change;
  const part = draft.baseCategories.find(({ code }) => code === from.parent);
  const asItWas = { ...to, code: from.code, name: from.name };
  return [
    ...(change === 'moved' ? [part ? `moved from “${part.name}”` : 'moved: it was a part'] : []),
    ...(from.name !== to.name ? [`renamed from “${from.name}”`] : []),
    ...(from.code !== to.code ? [`new code, was ${from.code}`] : []),
    ...(sameWords(from, asItWas) ? [] : ['reworded']),
  ];
}

/** One change of the draft against the edition in force. */
export interface DraftChange {
  from: PlacedCategory;
  words: string;
  kind: 'follow' | 'again' | 'behind';
  reason: string;
}

/** Every category of the edition in force that is not as it was, in its order. */
export function changesOf(draft: Draft): DraftChange[] {
  return draft.baseCategories.flatMap((from) => {
    const step = stepFrom(draft, from.code);
    if (!step) return [];
    const targets = draft.categories.filter(({ code }) => step.to.includes(code));
    const to = longList(targets.map(named));
    const own = targets[0];
    const words = isCarried(step.change)
      ? own
        ? [
            ...livedOn(draft, from, own),
            ...(own.code !== from.code || own.name !== from.name ? [`now ${to}`] : []),
          ].join('; ')
        : ''
      : step.change === 'merged_into'
        ? `merged into ${to}`
        : step.change === 'split_into'
          ? `split into ${to}`
          : 'retired';
    if (words === '') return [];
    const kind = step.change === 'split_into' ? 'again' : step.change === 'retired' ? 'behind' : 'follow';
    return [{ from, words, kind, reason: step.reason }];
  });
}
