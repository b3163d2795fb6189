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
        .filter((step) => step.change === change && step.from !== category.code)
        .map(({ from }) => `“${base(from)?.name ?? from}”`),
    );
  const origin = originOf(draft, category.code);
  const [takesIn, partOf] = [names('merged_into'), names('split_into')];
  const stays = stepFrom(draft, category.code);
  const split = stays?.change === 'split_into' && stays.to.includes(category.code);
  return [
    ...(origin ? livedOn(draft, origin, category) : []),
    ...(split ? ['split: it keeps a part'] : []),
    ...(takesIn ? [`takes in ${takesIn}`] : []),
    ...(partOf ? [`takes a part of ${partOf}`] : []),
    ...(!origin && !takesIn && !partOf && !split ? ['new'] : []),
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

const BECAME: Partial<Record<string, string>> = { merged_into: 'merged into', split_into: 'split into' };

/** The same seen from the older category: what it is called now. */
function becameOf(draft: Draft, from: PlacedCategory, to: DraftCategory): string {
  const renamed = from.name !== to.name || from.code !== to.code;
  const rest = livedOn(draft, from, to).filter((words) => !/^(renamed|new code)/.test(words));
  return [...rest, ...(renamed ? [`renamed: now ${named(to)}`] : [])].join('; ');
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
    const words =
      step.change === 'retired'
        ? 'retired'
        : own && isCarried(step.change)
          ? becameOf(draft, from, own)
          : `${BECAME[step.change]} ${to}`;
    if (words === '') return [];
    const kind = step.change === 'split_into' ? 'again' : step.change === 'retired' ? 'behind' : 'follow';
    return [{ from, words, kind, reason: step.reason }];
  });
}
