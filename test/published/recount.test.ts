import { recount } from '../../server/commands/recount';
import { importPublished } from '../../server/published/import-published';
import { samplePublished } from '../../seeds/sample-published';
import { makeFinding, makeReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let printed: string[];
beforeEach(async () => {
  test = await openHouse();
  printed = [];
  const print = (line: unknown): void => void printed.push(String(line));
  jest.spyOn(console, 'log').mockImplementation(print);
  jest.spyOn(console, 'error').mockImplementation(print);
  await test.as('editor@demo.example', (tx, actor) =>
    importPublished(tx, actor, new Date(), { fileName: 'sample.json', text: samplePublished(40) }),
  );
});
afterEach(async () => {
  jest.restoreAllMocks();
  await test.close();
});

describe('the recount', () => {
  it('finds no difference when there is none', async () => {
    expect(await recount(test.urls.ownerUrl, true)).toBe(0);
    expect(printed).toEqual(['No difference in 40 facts and 50 counters']);
  });

  it('names what is missing, too many or changed, mends it, and says so by its exit', async () => {
    await test.owner(`delete from national.fact where category = 'MGT.SUP'`);
    await test.owner(`update national.fact set region = 'Mars' where category = 'LTW.INF'`);
    await test.owner(
      `insert into national.fact select origin, review_id, finding_id, edition, 'X', direct, region, year, kind, outcome,
              age_band, method, journey_stage, extent, polarity, dated from national.fact where category = 'FAM.CHI'`,
    );
    await test.owner(
      `update national.counter set reviews = reviews + 1 where category = '(all)' and year = '2009'`,
    );
    await test.owner(
      `insert into national.undecided select origin, review_id, finding_id, '2008', 'L5', '2012', '{LTW.INF,LTW.CHA}', '{2012}', region, year,
              kind, outcome, age_band, method, journey_stage, extent, polarity, dated from national.fact where category = 'FAM.CHI' limit 1`,
    );
    expect(await recount(test.urls.ownerUrl, false)).toBe(1);
    expect(printed[0]).toMatch(/^too many: L5 of edition 2008, still to be coded again, finding /);
    expect(printed.some((line) => line.startsWith('missing: MGT.SUP of edition 2012'))).toBe(true);
    expect(printed.some((line) => line.startsWith('too many: X of edition 2012'))).toBe(true);
    printed.length = 0;
    expect(await recount(test.urls.ownerUrl, true)).toBe(1);
    expect(printed.at(-1)).toContain('mended');
    expect(await recount(test.urls.ownerUrl, true)).toBe(0);
    await test.owner(
      `update national.counter set reviews = reviews + 1 where category = '(all)' and year = '2009'`,
    );
    printed.length = 0;
    expect(await recount(test.urls.ownerUrl, true)).toBe(1);
    expect(printed).toContainEqual(
      expect.stringMatching(/^missing: a counter of published reviews at \d, \(all\) of edition 2012$/),
    );
    expect(await recount(test.urls.ownerUrl, true)).toBe(0);
  });

  it('counts approved findings of the workbench, and no others', async () => {
    const review = await makeReview(test);
    await makeFinding(test, review, { sufficient: true });
    expect(await recount(test.urls.ownerUrl, true)).toBe(0);
    expect(printed).toEqual(['No difference in 40 facts and 50 counters']);
  });
});
