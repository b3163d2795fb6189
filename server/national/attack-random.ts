/** Releases made by lot, small and awkward, to be protected and then attacked. The same seed gives the same one. */
import { countPopulation, type MadeFinding, type MadeRelease, type MadeReview } from './count-population';
import type { Dimension } from './dimensions';

/** Numbers below `below`, drawn by lot from a seed (mulberry32). */
export function lots(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The shapes that reviews are spread in: the hard ones for disclosure control among them. */
export const SHAPES = ['even', 'skewed', 'few', 'one value', 'all small', 'many zeros', 'dense'] as const;

const OTHERS: readonly Dimension[] = ['region', 'year', 'outcome', 'journey_stage', 'age_band', 'polarity'];

/** One release by lot: two to four dimensions, tables that share margins, most with the map. */
export function releaseByLot(seed: number): MadeRelease & { shape: string; threshold: number } {
  const lot = lots(seed * 7919 + 17);
  const shape = SHAPES[lot(SHAPES.length)]!;
  const categories = treeByLot(lot);
  const chosen = OTHERS.filter(() => lot(2) === 0).slice(0, 3);
  if (chosen.length === 0) chosen.push('region');
  const labels = Object.fromEntries(
    chosen.map((name) => [
      name,
      Array.from({ length: shape === 'one value' ? 1 : 1 + lot(4) }, (_, n) => `${name} ${n}`),
    ]),
  ) as Partial<Record<Dimension, string[]>>;
  const reviews = reviewsByLot(lot, shape, categories, labels);
  const tables: Dimension[][] = [['category'], ...chosen.map((name): Dimension[] => ['category', name])];
  const [first, second] = chosen;
  if (first && second && lot(2) === 0) tables.push([first, second]);
  if (first && second && lot(4) === 0) tables.push(['category', first, second]);
  return {
    shape,
    threshold: 3 + lot(4),
    reviews,
    categories,
    labels,
    tables: tables.filter(() => lot(6) > 0),
    map: lot(4) > 0,
    origin: lot(4) === 0 ? 'both' : 'published',
  };
}

function treeByLot(lot: (below: number) => number): MadeRelease['categories'] {
  const parts = Array.from({ length: 1 + lot(3) }, (_, n) => `P${n}`);
  return parts.flatMap((code) => [
    { code, parent: null },
    ...Array.from({ length: lot(4) }, (_, n) => ({ code: `${code}.${n}`, parent: code })),
  ]);
}

function reviewsByLot(
  lot: (below: number) => number,
  shape: string,
  categories: MadeRelease['categories'],
  labels: Partial<Record<Dimension, readonly string[]>>,
): MadeReview[] {
  const number = shape === 'few' ? 1 + lot(5) : shape === 'dense' ? 80 + lot(120) : 8 + lot(50);
  const pick = (below: number): number => {
    if (shape === 'skewed' || shape === 'many zeros') return Math.floor((lot(1000) / 1000) ** 3 * below);
    return shape === 'all small' ? lot(below) % Math.max(1, below) : lot(below);
  };
  const labelsOf = (): MadeReview['labels'] =>
    Object.fromEntries(
      Object.entries(labels).map(([name, list]) => [name, list[pick(list.length)]]),
    ) as MadeReview['labels'];
  // Coded to the lowest level only, as coders are asked to; in some releases to any.
  const leaves = categories.filter(({ code }) => !categories.some(({ parent }) => parent === code));
  const open = lot(3) === 0 ? categories : leaves;
  return Array.from({ length: number }, (): MadeReview => ({
    published: lot(10) < 6,
    labels: labelsOf(),
    findings: Array.from({ length: 1 + lot(3) }, (): MadeFinding => {
      const codes = Array.from({ length: 1 + lot(2) }, () => open[pick(open.length)]!.code);
      return { categories: [...new Set(codes)], labels: onlyOfFindings(labelsOf()) };
    }),
  }));
}

function onlyOfFindings(labels: MadeReview['labels']): MadeReview['labels'] {
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => name === 'journey_stage' || name === 'polarity'),
  ) as MadeReview['labels'];
}

export { countPopulation };
