/**
 * Keeps the tables of different questions in accord: a total that two of them print is shown or hidden in both,
 * and no hidden figure of either is the one unknown in a sum. Pure.
 */
import { ALL, HIDDEN } from './disclosure-control';

/** Figures by place: the labels of all dimensions as JSON, `(all)` for one that is summed. `x` is withheld. */
export type Printed = Map<string, number | 'c' | 'x'>;

export const place = (labels: readonly string[]): string => JSON.stringify(labels);

/**
 * Gives `table` the totals of the smaller tables that have them as figures of their own, and hides more of what
 * is within until that tells nothing new.
 * @param smaller each table by all but one of the dimensions, with the position of that one
 * @param additive positions of the dimensions whose figures add up
 */
export function bringIntoAccord(
  table: Printed,
  smaller: readonly { table: Printed; summed: number }[],
  additive: readonly number[],
): void {
  let differs = false;
  const exposed = new Set<string>();
  for (const { table: totals } of smaller) {
    for (const [name, figure] of totals) {
      const before = table.get(name);
      if (before === figure) continue;
      differs = true;
      if (before === HIDDEN && typeof figure === 'number') exposed.add(name);
      table.set(name, figure);
    }
  }
  if (!differs) return;
  const sums = sumsWithin(
    table,
    smaller.map(({ summed }) => summed).filter((k) => additive.includes(k)),
  );
  // What a hidden total protected and a shown one does not.
  for (const { total, parts } of sums) {
    if (!exposed.has(total)) continue;
    for (const part of parts) if (Number(table.get(part)) > 0) table.set(part, HIDDEN);
  }
  hideLoneUnknowns(table, sums);
}

interface Sum {
  total: string;
  parts: string[];
}

/** The sums of figures that are no totals themselves: only these can still be hidden. */
function sumsWithin(table: Printed, additive: readonly number[]): Sum[] {
  const sums = new Map<string, Sum>();
  const depth = Math.min(...[...table.keys()].map((name) => totalsIn(name)));
  for (const name of table.keys()) {
    if (totalsIn(name) !== depth) continue;
    const labels = JSON.parse(name) as string[];
    for (const k of additive) {
      if (labels[k] === ALL) continue;
      const total = place(labels.with(k, ALL));
      const sum = sums.get(total + k) ?? { total, parts: [] };
      sum.parts.push(name);
      sums.set(total + k, sum);
    }
  }
  return [...sums.values()];
}

function totalsIn(name: string): number {
  return (JSON.parse(name) as string[]).filter((label) => label === ALL).length;
}

/** While a hidden figure is the only unknown of a sum, hides the least of the others in it. */
function hideLoneUnknowns(table: Printed, sums: readonly Sum[]): void {
  const lost = new Set<string>();
  for (;;) {
    const sum = firstTold(table, sums, lost);
    if (!sum) return;
    const shown = sum.parts.filter((part) => Number(table.get(part)) > 0);
    shown.sort((a, b) => Number(table.get(a)) - Number(table.get(b)));
    const [least] = shown;
    if (least === undefined) lost.add(sum.total + sum.parts.join());
    else table.set(least, HIDDEN);
  }
}

/** The first sum that gives a hidden figure away, following what each gives away on to the others. */
function firstTold(table: Printed, sums: readonly Sum[], lost: ReadonlySet<string>): Sum | undefined {
  const told = new Set<string>();
  for (let more = true; more;) {
    more = false;
    for (const sum of sums) {
      const unknown = [sum.total, ...sum.parts].filter(
        (name) => typeof table.get(name) === 'string' && !told.has(name),
      );
      if (unknown.length !== 1) continue;
      if (!lost.has(sum.total + sum.parts.join())) return sum;
      told.add(unknown[0] ?? '');
      more = true;
    }
  }
  return undefined;
}
