import { spawn } from 'node:child_process';
import fc from 'fast-check';
import { verifyAudit } from '../../server/audit/verify';
import { openDatabase } from '../../server/database/database';
import { asOwner } from '../../server/database/migrate';
import { withNational } from '../../server/database/with-actor';
import { countReviews, planCount, yearSpans, type CountRow } from '../../server/national/aggregates-queries';
import { countersSuffice } from '../../server/national/counter-cells';
import { DIMENSION_NAMES, type Dimension } from '../../server/national/dimensions';
import type { Question } from '../../server/national/question';
import { recountFacts } from '../../server/national/recount-queries';
import { makeFinding, makeReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { DEEDS, Doer, type Deed } from './counter-deeds';
import { loadNationalData } from './national-data';

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
  await loadNationalData(test, 40, 2);
  for (let n = 0; n < 3; n += 1) {
    const review = await makeReview(test);
    await makeFinding(test, review, { sufficient: true });
    await makeFinding(test, review, { sufficient: true });
  }
});
afterAll(() => test.close());

const differences = async () =>
  asOwner(test.urls.ownerUrl, async (owner) => (await recountFacts(owner, 5)).first);
const deed: fc.Arbitrary<Deed> = fc.record({ kind: fc.constantFrom(...DEEDS), lot: fc.nat(10_000) });

describe('the counters', () => {
  it('agree with the findings after each step of any sequence', async () => {
    const doer = new Doer(test);
    const done = new Set<string>();
    await asOwner(test.urls.ownerUrl, (owner) =>
      fc.assert(
        fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 6 }), async (deeds) => {
          for (const one of deeds) {
            if (await doer.do(one)) done.add(one.kind);
            const { first } = await recountFacts(owner, 3);
            expect({ after: one, first }).toEqual({ after: one, first: [] });
          }
        }),
        // What was done stays done: a sequence cannot be tried again, shorter.
        { numRuns: 18, endOnFailure: true, examples: [[DEEDS.map((kind, lot) => ({ kind, lot }))]] },
      ),
    );
    expect([...done].sort()).toEqual([...DEEDS].sort());
    expect(await test.owner('select from national.counter where reviews <= 0')).toEqual([]);
  });

  it('answer each question that they can as the facts do', async () => {
    const value: Record<string, readonly string[]> = {
      category: ['MGT', 'MGT.SUP', 'FAM'],
      region: ['London', 'North West', 'not stated'],
      year: ['2012', '2013', 'not stated'],
      kind: ['scr', 'cspr'],
      outcome: ['death', 'serious harm'],
      age_band: ['1-5', 'under 1'],
      method: ['silp', 'not stated'],
      origin: ['workbench', 'published'],
    };
    const names = Object.keys(value) as Dimension[];
    const filters = fc.subarray(names, { maxLength: 3 }).chain((chosen) =>
      fc.record(
        Object.fromEntries(
          chosen.map((name) => {
            const most = name === 'category' ? 1 : 2;
            return [name, fc.subarray([...(value[name] ?? [])], { minLength: 1, maxLength: most })];
          }),
        ),
      ),
    );
    const question = fc.record({
      edition: fc.constantFrom('2008', '2012', 'lot-1'),
      by: fc.shuffledSubarray(names, { minLength: 1, maxLength: 3 }),
      filters,
      from: fc.constantFrom(undefined, undefined, '2011-01-01', '2012-03-04'),
    });
    let rows = 0;
    await withNational(test.database, (tx) =>
      fc.assert(
        fc.asyncProperty(question, async (asked) => {
          const spans = asked.from ? await yearSpans(tx, asked.edition) : [];
          const plan = planCount(asked as Question, spans);
          expect(countersSuffice(plan)).toBe(true);
          const [counted, byFacts] = [
            await countReviews(tx, plan, true),
            await countReviews(tx, plan, false),
          ];
          rows += counted.cells.length;
          expect(inOrder(counted.cells)).toEqual(inOrder(byFacts.cells));
        }),
        { numRuns: 40 },
      ),
    );
    expect(rows).toBeGreaterThan(100);
    const facets = planCount({ by: ['category', 'extent'], filters: {} });
    expect(countersSuffice(facets)).toBe(false);
    expect(planCount({ by: ['region'], filters: { category: ['MGT', 'FAM'] } }).beyond).toBe(true);
    expect(DIMENSION_NAMES.filter((name) => !names.includes(name))).toEqual([
      'journey_stage',
      'extent',
      'polarity',
    ]);
  });

  it('lose nothing when eight write at once, and no one waits in a ring', async () => {
    const database = openDatabase(test.urls, 8);
    try {
      const lots = fc.sample(fc.array(deed, { minLength: 12, maxLength: 12 }), 8);
      const hasty = lots.map((deeds, n) => ({
        // One publishes an edition meanwhile; three approve what the others reopen.
        doer: new Doer(test, database, n === 0 ? 1 : 0),
        deeds: deeds.map((one, k): Deed =>
          k === 6
            ? { ...one, kind: n === 0 ? 'publish' : 'recode' }
            : k % 4 === 3 && n < 4
              ? { ...one, kind: 'approve' }
              : one,
        ),
      }));
      await Promise.all(
        hasty.map(async ({ doer, deeds }) => {
          for (const one of deeds) await doer.do(one);
        }),
      );
    } finally {
      await database.close();
    }
    expect(await differences()).toEqual([]);
    expect(await asOwner(test.urls.ownerUrl, verifyAudit)).toMatchObject({ sound: true });
  });

  it('are whole after a process that was writing is killed', async () => {
    const [editor] = await test.owner<{ id: string }>(
      `select id from account where email = 'editor@demo.example'`,
    );
    const child = spawn(process.execPath, ['-e', WRITER, test.urls.appUrl, String(editor?.id)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let written = 0;
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        written += chunk.length;
        if (written >= 40) child.kill('SIGKILL');
      });
      child.on('exit', (code, signal) =>
        signal === 'SIGKILL' ? resolve() : reject(new Error(`exit ${code}`)),
      );
    });
    expect(await differences()).toEqual([]);
    expect(await asOwner(test.urls.ownerUrl, verifyAudit)).toMatchObject({ sound: true });
  });
});

const inOrder = (cells: readonly CountRow[]): string[] => cells.map((cell) => JSON.stringify(cell)).sort();

/** Four connections that tag and untag findings as fast as they can, and say so by a point each time. */
const WRITER = `
const { Client } = require('pg');
const write = async (n) => {
  const client = new Client({ connectionString: process.argv[1] });
  await client.connect();
  for (let k = 0; ; k += 1) {
    await client.query('begin');
    await client.query("select app.enter($1, 'writer')", [process.argv[2]]);
    const { rows: [finding] } = await client.query(
      'select id, review_id from national.published_finding order by id offset $1 limit 1', [(n + 3 * k) % 30]);
    const { rowCount } = await client.query(
      "delete from national.published_tag where finding_id = $1 and edition = '2012' and category = 'TOOL.REC'", [finding.id]);
    if (rowCount === 0) await client.query(
      "insert into national.published_tag (finding_id, edition, category, coded_by) select $1, '2012', 'TOOL.REC', app.current_account_id() on conflict do nothing",
      [finding.id]);
    await client.query('select national.refresh_reviews(array[$1]::uuid[])', [finding.review_id]);
    await client.query("select audit.record(null, 'finding.coded', 'published_finding', $1, null)", [finding.id]);
    await client.query('commit');
    process.stdout.write('.');
  }
};
for (const n of [0, 1, 2, 3]) write(n);
`;
