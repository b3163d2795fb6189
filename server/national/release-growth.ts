/** What became of figures between two states of the data: what was added, and which differ too little. Pure. */
import type { FigureCell, FigureSystem, LinearRelation } from './disclosure-system';
import { trueRelations } from './release-relations';
import { countIn, sharedIds, type State } from './release-states';

/** What holds of the reviews that were added. */
export interface Growth {
  ids: string[];
  relations: LinearRelation[];
}

/** What was added since, where nothing else can have been done: each figure grew, and what was added is a count too. */
export function growthBetween(old: State, now: State): Growth | null {
  const ids = sharedIds(old, now).filter((id) => !id.startsWith('["undecided"'));
  const { parts, held } = now.relations;
  const added = parts.map(
    (part) =>
      (id: string): number =>
        part(countIn(now, id)) - part(countIn(old, id)),
  );
  if (!added.every((addedTo) => ids.every((id) => addedTo(id) >= 0))) return null;
  const within = new Set(ids);
  const relations = trueRelations(
    held.filter(({ more, less, equal }) => !equal && [...more, ...less].every((id) => within.has(id))),
    added,
    (id) => countIn(now, id).reviews > 0,
  );
  const sum = (addedTo: (id: string) => number, list: readonly string[]): number =>
    list.reduce((total, id) => total + addedTo(id), 0);
  const holds = added.every((addedTo) =>
    relations.every(({ more, less }) => sum(addedTo, more) >= sum(addedTo, less)),
  );
  return holds ? { ids, relations } : null;
}

/** What was added, as cells between those of the two states: shown where both are. */
export function layerOfGrowth(
  [old, oldName]: readonly [State, string],
  [now, nowName]: readonly [State, string],
  { ids, relations }: Growth,
  threshold: number,
): Pick<FigureSystem, 'cells' | 'others'> {
  const { parts } = now.relations;
  const cells: FigureCell[] = [];
  const others: LinearRelation[] = [];
  parts.forEach((part, layer) => {
    const named = (name: string, id: string): string => `${name}${layer} ${id}`;
    const added = `${oldName}to ${nowName}`;
    const growth = (one: string, of = part): number => of(countIn(now, one)) - of(countIn(old, one));
    for (const id of ids) {
      if (countIn(now, id).reviews === 0) continue;
      const value = growth(id);
      const isKnown = old.shown.has(id);
      cells.push({
        id: named(added, id),
        value,
        weight: 0,
        least: 0,
        // It tells of someone where it is known to be about as small as the threshold; and what can be said of the
        // workbench's part can be said of it.
        proved: value >= 2 * threshold || (layer === 0 && parts.slice(1).some((of) => growth(id, of) > 0)),
        ...(!isKnown || now.hidden.has(id) ? { hidden: true } : {}),
        ...(isKnown && now.shown.has(id) ? { fixed: true } : {}),
        ...(isKnown && !now.shown.has(id) ? { with: named(nowName, id) } : {}),
      });
      others.push({ more: [named(oldName, id), named(added, id)], less: [named(nowName, id)], equal: true });
    }
    for (const { more, less, equal } of relations) {
      const name = (id: string): string => named(added, id);
      others.push({ more: more.map(name), less: less.map(name), equal });
    }
  });
  return { cells, others };
}

/** Figures of the later state that differ from a shown one by 1 to the threshold, in any part that is known by itself. */
export function smallDifferences(old: State, now: State, threshold: number): string[] {
  return sharedIds(old, now).filter(
    (id) =>
      old.shown.has(id) &&
      now.relations.parts.some((part) =>
        isSmall(Math.abs(part(countIn(now, id)) - part(countIn(old, id))), threshold),
      ),
  );
}

/**
 * Figures that the older state hides and that changed by no more than the threshold: who takes them for unchanged would
 * otherwise read them there, and those beside them with them.
 */
export function hiddenAndAlike(old: State, now: State, threshold: number): string[] {
  return sharedIds(old, now).filter(
    (id) => old.hidden.has(id) && Math.abs(countIn(now, id).reviews - countIn(old, id).reviews) <= threshold,
  );
}

/** It would be hidden for its size. */
export const isSmall = (count: number, threshold: number): boolean => count >= 1 && count <= threshold;
