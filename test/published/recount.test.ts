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
    expect(printed).toEqual(['No difference in 40 facts']);
  });

  it('names what is missing, too many or changed, mends it, and says so by its exit', async () => {
    await test.owner(`delete from national.fact where category = 'MGT.SUP'`);
    await test.owner(`update national.fact set region = 'Mars' where category = 'LTW.INF'`);
    await test.owner(
      `insert into national.fact select origin, review_id, finding_id, edition, 'X', direct, region, year, kind, outcome,
              age_band, method, journey_stage, extent, polarity, dated from national.fact where category = 'FAM.CHI'`,
    );
    expect(await recount(test.urls.ownerUrl, false)).toBe(1);
    expect(printed.some((line) => line.startsWith('missing: MGT.SUP of edition 2012'))).toBe(true);
    expect(printed.some((line) => line.startsWith('too many: X of edition 2012'))).toBe(true);
    expect(await recount(test.urls.ownerUrl, true)).toBe(1);
    expect(printed.at(-1)).toContain('mended');
    expect(await recount(test.urls.ownerUrl, true)).toBe(0);
  });

  it('counts approved findings of the workbench, and no others', async () => {
    const review = await makeReview(test);
    await makeFinding(test, review, { sufficient: true });
    expect(await recount(test.urls.ownerUrl, true)).toBe(0);
    expect(printed).toEqual(['No difference in 40 facts']);
  });
});
