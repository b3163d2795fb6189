/** What every printed table must satisfy, whatever is in it. */
import { ALL, type ProtectedTable, type TableInput } from '../../server/national/disclosure-control';
import { boundsBySolver } from './attacker';

/** All rows of a protected table, totals last. */
export const printed = (table: ProtectedTable) => [...table.rows, ...table.totals];

/** A protected table as an outsider sees it. */
export const asPrint = (table: ProtectedTable) => ({ by: table.by, rows: printed(table) });

export const hiddenIn = (table: ProtectedTable) => printed(table).filter((row) => row.reviews === 'c').length;

/** Shown figures are true, zeros are shown, counts from 1 to the threshold are not. */
export function expectHonest(given: TableInput, table: ProtectedTable, limit: number): void {
  for (const row of printed(table)) {
    const parts = [...given.rows, ...(given.totals ?? [])].filter((part) =>
      given.by.every((name) => {
        if (given.additive?.[name] === false) return row[name] === part[name];
        return row[name] === part[name] || (row[name] === ALL && part[name] !== ALL);
      }),
    );
    const truth = parts.reduce((sum, part) => sum + part.reviews, 0);
    if (truth === 0 || row.reviews !== 'c') expect(row.reviews).toBe(truth);
    if (truth >= 1 && truth <= limit) expect(row.reviews).toBe('c');
  }
}

/** An outsider with an integer solver cannot narrow any hidden figure below `limit`. */
export async function expectWide(tables: Parameters<typeof boundsBySolver>[0], limit: number): Promise<void> {
  const bounds = await boundsBySolver(tables, limit);
  expect(bounds.filter(({ low, high }) => high !== null && high - low < limit)).toEqual([]);
}
