import fc from 'fast-check';
import { protectTable, protectTables } from '../../server/national/disclosure-control';
import { boundsBySolver, boundsByTrying } from '../support/attacker';
import { asPrint, expectHonest, expectWide, hiddenIn } from '../support/expect-protected';
import { additiveTable, categoryTable, linkedPair, PARENTS } from '../support/random-tables';

const threshold = fc.integer({ min: 1, max: 10 });

describe('an outsider with an integer solver', () => {
  it.each([
    ['one dimension', additiveTable([6]), 40],
    ['two dimensions', additiveTable([5, 5]), 50],
    ['three dimensions', additiveTable([3, 3, 3]), 25],
  ])('cannot narrow a hidden figure of %s below the threshold', async (_, tables, numRuns) => {
    await fc.assert(
      fc.asyncProperty(tables, threshold, async (given, limit) => {
        const table = protectTable(given, limit);
        expectHonest(given, table, limit);
        expect(protectTable(given, limit)).toEqual(table);
        await expectWide([asPrint(table)], limit);
      }),
      { numRuns, seed: 2012 },
    );
  });

  it('cannot set two tables of the same reviews against each other', async () => {
    await fc.assert(
      fc.asyncProperty(linkedPair, threshold, async (given, limit) => {
        const tables = await protectTables(given, limit);
        tables.forEach((table, n) => expectHonest(given[n]!, table, limit));
        await expectWide(tables.map(asPrint), limit);
      }),
      { numRuns: 30, seed: 2012 },
    );
  });

  it('cannot use what is known of categories that overlap', async () => {
    await fc.assert(
      fc.asyncProperty(categoryTable, threshold, async (given, limit) => {
        const table = protectTable(given, limit);
        expectHonest(given, table, limit);
        await expectWide([{ ...asPrint(table), distinct: ['category'], parents: PARENTS }], limit);
      }),
      { numRuns: 40, seed: 2012 },
    );
  });

  it('finds the same by trying every possibility', async () => {
    const few = additiveTable([2, 3]);
    await fc.assert(
      fc.asyncProperty(few, fc.integer({ min: 1, max: 3 }), async (given, limit) => {
        const table = protectTable(given, limit);
        fc.pre(hiddenIn(table) > 0 && hiddenIn(table) <= 6);
        const largest = Math.max(...given.rows.map((row) => row.reviews));
        fc.pre(largest <= 12);
        const tried = boundsByTrying([asPrint(table)], 6 * largest + limit + 1);
        const solved = await boundsBySolver([asPrint(table)], limit);
        tried.forEach(({ low, high }, n) => {
          expect(high - low).toBeGreaterThanOrEqual(limit);
          expect(solved[n]!.low).toBe(low);
        });
      }),
      { numRuns: 15, seed: 2012 },
    );
  });
});
