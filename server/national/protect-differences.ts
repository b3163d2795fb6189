/** Tables of a file that share figures and say different things of them. Pure. */
import type { TableInput } from './disclosure-control';

const MOST_TOLD = 10;

/**
 * Names the tables whose shared figures differ. They cannot count the same reviews, so they are protected apart: whoever
 * meant them to be one population is told, since nothing is hidden in one for the sake of the other.
 * @param tables complete and additive over each dimension
 * @returns a line for each pair, with the first figure that differs
 */
export function differencesOf(tables: readonly TableInput[]): string[] {
  const told: string[] = [];
  tables.forEach((table, n) => {
    tables.slice(0, n).forEach((other, m) => {
      const figure = firstDifference(other, table);
      if (figure) {
        told.push(
          `[${m}] and [${n}] are taken as counts of different reviews and protected apart: ${figure.name} is ${figure.one} in [${m}] and ${figure.other} in [${n}]`,
        );
      }
    });
  });
  const more = told.length - MOST_TOLD;
  return more > 0 ? [...told.slice(0, MOST_TOLD), `and ${more} more pairs of tables`] : told;
}

function firstDifference(
  one: TableInput,
  other: TableInput,
): { name: string; one: number; other: number } | undefined {
  const shared = one.by.filter((name) => other.by.includes(name));
  // From all labels to fewer dimensions, down to the grand total: the most telling one is named.
  for (const names of subsetsOf(shared)) {
    const sums = sumsOver(one, names);
    for (const [name, figure] of sumsOver(other, names)) {
      const known = sums.get(name);
      if (known !== undefined && known !== figure) return { name, one: known, other: figure };
    }
  }
  return undefined;
}

function subsetsOf(names: readonly string[]): string[][] {
  const subsets = Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.filter((_name, k) => bits & (1 << k)),
  );
  return subsets.sort((a, b) => b.length - a.length);
}

function sumsOver({ rows }: TableInput, names: readonly string[]): Map<string, number> {
  const sums = new Map<string, number>();
  if (names.length === 0) sums.set('the grand total', 0);
  for (const row of rows) {
    const name = names.map((one) => `${one} ${JSON.stringify(row[one])}`).join(' and ') || 'the grand total';
    sums.set(name, (sums.get(name) ?? 0) + row.reviews);
  }
  return sums;
}
