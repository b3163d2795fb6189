/** Which tables of a release count the same population: only those may be set against each other. */
import { ALL, figureKey, type CompleteTable } from './disclosure-grid';

/**
 * Puts tables together that agree in every figure they share (the same labels in the same dimensions, summed over
 * all others; the grand total at least). Tables that disagree count different reviews: nobody can subtract one
 * from the other, and no whole numbers would satisfy both.
 *
 * @returns the indexes of the tables of each population, in the order given.
 */
export function groupByPopulation(tables: readonly CompleteTable[]): number[][] {
  const identities = tables.map(figuresByIdentity);
  const groups: { members: number[]; figures: Map<string, number> }[] = [];
  tables.forEach((table, index) => {
    const own = identities[index]!;
    const group = groups.find(
      ({ members, figures }) =>
        agree(own, figures) && members.every((member) => sameDimensions(table, tables[member]!)),
    );
    if (!group) {
      groups.push({ members: [index], figures: new Map(own) });
      return;
    }
    group.members.push(index);
    for (const [identity, value] of own) group.figures.set(identity, value);
  });
  return groups.map((group) => group.members);
}

function figuresByIdentity(table: CompleteTable): Map<string, number> {
  const found = new Map<string, number>();
  for (const { coordinates, value } of table.figures.values()) {
    const named = table.by.map((name, k) => [name, coordinates[k]!]).filter(([, label]) => label !== ALL);
    found.set(figureKey(named.map((pair) => figureKey(pair as string[])).sort()), value);
  }
  return found;
}

function agree(own: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): boolean {
  for (const [identity, value] of own) if ((others.get(identity) ?? value) !== value) return false;
  return true;
}

function sameDimensions(table: CompleteTable, other: CompleteTable): boolean {
  return table.by.every((name, k) => {
    const at = other.by.indexOf(name);
    return at < 0 || other.additive[at] === table.additive[k];
  });
}
