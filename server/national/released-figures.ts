/**
 * What releases that are out print of the figures that a free question counts. Both are read side by side, so a free
 * question shows what a release of the same figures shows and hides what it hides, and no figure that differs from a
 * printed one by a small number (METHOD section 8: differencing).
 */
import type { Tx } from '../database/with-actor';
import type { Dimension } from './dimensions';
import { ALL } from './disclosure-grid';
import type { ReleaseCounts } from './release-counts';
import { figureId, pairId, treeOf } from './release-figure-ids';
import { countedForRelease, releasesPrinted } from './release-queries';
import { printedFigures } from './release-states';

/** A release that is out: what it prints of each figure, and what was counted for it, by the figures' ids. */
export interface Released {
  edition: string;
  origin: 'published' | 'workbench' | 'both';
  printed: ReadonlyMap<string, number | 'c'>;
  /** Without those of which that is not known. */
  counted: ReadonlyMap<string, number>;
}

/** Whether a figure is printed by a release, or has to be hidden because of one. */
export type Standing = 'fixed' | 'hidden';

// A release never changes, so each is read once. By id: releases of different databases have numbers in common.
const read = new Map<string, Released>();
const MOST_READ = 200;

/**
 * Every release that is out.
 * @param tx of the national role
 */
export async function releasesOutFor(tx: Tx): Promise<Released[]> {
  const ids = (await releasesPrinted(tx)).map(({ id }) => id);
  const missing = ids.filter((id) => !read.has(id));
  for (const { id, print, counts } of missing.length > 0 ? await countedForRelease(tx, missing) : []) {
    if (read.size >= MOST_READ) read.clear();
    read.set(id, {
      edition: print.edition,
      origin: print.origin,
      printed: printedFigures(print),
      counted: counts === null ? new Map() : countedIn(counts),
    });
  }
  return ids.flatMap((id) => read.get(id) ?? []);
}

function countedIn(counts: ReleaseCounts): Map<string, number> {
  const tree = treeOf(counts);
  return new Map([
    ...counts.tables.flatMap(({ by, rows }) =>
      rows.map((row) => [figureId(by.map((name) => [name, row[name] ?? ALL])), row.reviews] as const),
    ),
    ...(counts.map?.rows ?? []).map(
      ({ one, other, reviews }) => [pairId(tree, one, other), reviews] as const,
    ),
  ]);
}

/** A figure of a free question: its labels, `(all)` among them, and how many reviews it counts now. */
export interface FreeFigure {
  edition: string;
  labels: readonly (readonly [Dimension, string])[];
  reviews: number;
  /** Its id in a release, where its labels are not its own. */
  id?: string;
}

/** How a figure of a free question stands to the releases. */
export function standingOf(
  released: readonly Released[],
  { edition, labels, reviews, id: given }: FreeFigure,
  threshold: number,
): Standing | undefined {
  const isNear = (other: number): boolean => other !== reviews && Math.abs(other - reviews) <= threshold;
  const origin = labels.find(([name]) => name === 'origin')?.[1] ?? ALL;
  const id = given ?? figureId(labels.filter(([name]) => name !== 'origin'));
  let standing: Standing | undefined;
  for (const one of released) {
    if (origin !== (one.origin === 'both' ? ALL : one.origin)) continue;
    const printed = one.printed.get(id);
    if (printed === undefined) continue;
    if (printed === 'c') {
      if (one.edition !== edition) continue;
      const counted = one.counted.get(id) ?? reviews;
      if (counted === reviews || isNear(counted)) standing ??= 'hidden';
    } else if (printed !== reviews) {
      if (isNear(printed)) return 'hidden';
    } else if (one.edition === edition) standing = 'fixed';
  }
  return standing;
}
