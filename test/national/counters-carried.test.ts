import { withNational, withNobody } from '../../server/database/with-actor';
import { aggregate } from '../../server/national/aggregates';
import type { Figure } from '../../server/national/aggregates-protection';
import { aggregateSchema } from '../../server/national/api-forms';
import { attackRelease } from '../../server/national/attack';
import { figuresCsv } from '../../server/national/figures-files';
import { bringIntoForce, refreshFacts } from '../../server/national/facts-queries';
import type { ReleaseCounts } from '../../server/national/release-counts';
import { countRelease } from '../../server/national/release-counts-queries';
import { protectRelease } from '../../server/national/release-protection';
import type { ReleaseOrigin } from '../../server/national/release-settings';
import type { Dimension } from '../../server/national/dimensions';
import { countUndecided } from '../../server/national/release-undecided-queries';
import { undecidedFigure } from '../../server/national/undecided';
import { protectYears } from '../../server/national/undecided-years';
import { importPublished } from '../../server/published/import-published';
import { visit } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';
import { publishNext } from './counter-deeds';

const EDITOR = 'editor@demo.example';
const now = new Date('2014-05-06T10:00:00Z');
let test: TestHouse;
beforeAll(async () => {
  test = await openHouse(() => now);
  await load('2008', [
    { id: 'r1', tags: { a: ['M8', 'M4'], b: ['L5', 'T3'], c: ['L5'] } },
    ...Array.from({ length: 13 }, (_, n) => ({ id: `s${n}`, tags: { a: ['L5'] } })),
  ]);
  await load('2012', [{ id: 'r1', tags: { a: [], b: [], c: ['FAM.CHI'] } }]);
});
afterAll(() => test.close());

/** Published reviews with a finding for each letter. */
async function load(
  edition: string,
  reviews: { id: string; tags: Record<string, string[]> }[],
): Promise<void> {
  const text = JSON.stringify({
    format: 'published-reviews/1',
    typology_edition: edition,
    reviews: reviews.map(({ id, tags }) => ({
      id,
      publishing_body: 'A Board',
      region: 'London',
      year_published: 2012,
      title: id,
      method: null,
      kind: 'scr',
      outcome: 'death',
      age_band: '1-5',
      agencies: [],
      context_factors: [],
      findings: Object.entries(tags).map(([letter, codes]) => ({
        id: `${id}-${letter}`,
        text: 'Reasoning is not heard',
        stated_as: 'finding',
        prevalence_stated: null,
        tags: codes.map((category) => ({ category, rationale: 'It fits.' })),
      })),
      source: { title: 'Made up', address: 'https://example.org/' },
      notes: null,
    })),
  });
  await test.as(EDITOR, (tx, actor) => importPublished(tx, actor, now, { fileName: 'f.json', text }));
}

const standing = async (finding: string, edition: string): Promise<string[]> =>
  (
    await test.owner<{ said: string }>(
      `select k.category || case when k.direct then '' else ' above' end || ' ' || k.how as said from national.fact k
         join national.published_finding f on f.id = k.finding_id where f.external_id = $1 and k.edition = $2 order by k.category`,
      [finding, edition],
    )
  ).map(({ said }) => said);
const waiting = (finding: string) =>
  test.owner(
    `select u.from_code, u.to_edition, u.candidates, u.missing_in from national.undecided u
       join national.published_finding f on f.id = u.finding_id where f.external_id = $1 order by u.from_code`,
    [finding],
  );
/** Decides on a tag of a split category, as an editor does. */
const decide = (finding: string, from: string, to: string[]) =>
  test.as(EDITOR, async (tx, actor) => {
    const answer = await tx.raw<{ rows: { review_id: string }[] }>(
      `insert into national.recoded (origin, review_id, finding_id, from_edition, from_code, to_edition, to_codes, reason, decided_by, decided_at)
       select u.origin, u.review_id, u.finding_id, u.from_edition, u.from_code, u.to_edition, ?::text[], 'Read again.', ?, ? from national.undecided u
         join national.published_finding f on f.id = u.finding_id where f.external_id = ? and u.from_code = ? returning review_id`,
      [to, actor.accountId, now, finding, from],
    );
    await refreshFacts(
      tx,
      answer.rows.map(({ review_id }) => review_id),
    );
  });
const figures = async (edition: string) =>
  (
    await withNational(test.database, (tx) =>
      aggregate(
        tx,
        { edition, by: ['category'], filters: { region: ['London'] } },
        { threshold: 5, today: '2014-05-06' },
      ),
    )
  ).aggregate;

describe('a tag of an older edition', () => {
  it('stands in the next one where the crosswalk has one answer, with what is above it there', async () => {
    expect(await standing('r1-a', '2008')).toEqual(['M above coded', 'M4 coded', 'M8 coded']);
    expect(await standing('r1-a', '2012')).toEqual(['MGT above carried', 'MGT.SUP carried']);
    expect(await waiting('r1-a')).toEqual([]);
  });

  it('gives way to what the finding was coded afresh with', async () => {
    expect(await standing('r1-c', '2012')).toEqual(['FAM above coded', 'FAM.CHI coded']);
    expect(await waiting('r1-c')).toEqual([]);
  });

  it('is not followed through a split, and is listed as undecided with its candidates', async () => {
    expect(await standing('r1-b', '2012')).toEqual([]);
    expect(await waiting('r1-b')).toEqual([
      { from_code: 'L5', to_edition: '2012', candidates: ['LTW.INF', 'LTW.CHA'], missing_in: ['2012'] },
      { from_code: 'T3', to_edition: '2012', candidates: ['TOOL.FRM', 'TOOL.REC'], missing_in: ['2012'] },
    ]);
    const read = 'select count(*)::integer as n from national.undecided';
    const asRead = (email: string) =>
      test.as(email, async (tx) => (await tx.raw<{ rows: { n: number }[] }>(read)).rows[0]?.n);
    expect([
      await asRead(EDITOR),
      await asRead('reviewer@demo.example'),
      await asRead('analyst@demo.example'),
    ]).toEqual([15, 0, 0]);
    await expect(test.as(EDITOR, (tx) => tx.raw('select national.remake_facts()'))).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('how many are undecided', () => {
  it('is said with the figures of the edition, whatever the filters, and hidden where it is small', async () => {
    const { undecided, rows } = await figures('2012');
    expect(undecided).toEqual([
      {
        ...{ from_edition: '2008', category: 'T3', name: 'Case-management framework' },
        ...{ candidates: ['TOOL.FRM', 'TOOL.REC'], lacking: ['TOOL', 'TOOL.FRM', 'TOOL.REC'], reviews: 'c' },
      },
      {
        ...{ from_edition: '2008', category: 'L5', name: 'What to share, and how much' },
        ...{ candidates: ['LTW.INF', 'LTW.CHA'], lacking: ['LTW', 'LTW.CHA', 'LTW.INF'], reviews: 14 },
      },
    ]);
    expect(rows.find(({ category }) => category === 'LTW.INF')?.reviews).toBe(0);
    expect((await figures('2008')).undecided).toEqual([]);
  });

  it('is in a release, for its reviews alone, and nothing hidden of it can be worked out', async () => {
    const settings = { edition: '2012', before: '2014-05-06', tables: [['category' as const]], map: false };
    const counted = (
      origin: ReleaseOrigin,
      before = settings.before,
      tables: Dimension[][] = settings.tables,
    ) =>
      withNational(test.database, (tx) =>
        countRelease(tx, { ...settings, origin, before, tables }, { threshold: 5, today: '2014-05-06' }),
      );
    const counts = await counted('both');
    expect(counts?.undecided).toEqual([
      {
        from_edition: '2008',
        category: 'T3',
        reviews: 1,
        published: 1,
        held: true,
        lacking: expect.any(Array),
      },
      {
        ...{ from_edition: '2008', category: 'L5', reviews: 14, published: 14, held: false },
        lacking: ['LTW', 'LTW.CHA', 'LTW.INF'],
      },
    ]);
    const { dimensions = [], ...rest } = counts ?? {};
    const printed = await protectRelease({ dimensions, ...rest } as ReleaseCounts, 5);
    expect(printed.undecided).toEqual([
      { from_edition: '2008', category: 'T3', reviews: 'c', lacking: expect.any(Array) },
      { from_edition: '2008', category: 'L5', reviews: 14, lacking: ['LTW', 'LTW.CHA', 'LTW.INF'] },
    ]);
    const series = await counted('both', settings.before, [['category', 'year']]);
    const inYears = await protectRelease(series!, 5);
    expect(inYears.undecided.map(({ reviews, by_year }) => [reviews, by_year])).toEqual([
      ['c', [{ year: '2012', reviews: 'c' }]],
      [14, expect.arrayContaining([{ year: '2012', reviews: 14 }])],
    ]);
    const ofYears = await attackRelease({ threshold: 5, dimensions, ...inYears });
    expect(ofYears.found).toEqual([]);
    expect(ofYears.bounds.map(({ figure }) => figure)).toContain('undecided "T3" of 2008 in year "2012"');
    const { found, bounds } = await attackRelease({ threshold: 5, dimensions, ...printed });
    expect(found).toEqual([]);
    expect(bounds.map(({ figure }) => figure)).toContain('undecided "T3" of 2008');
    expect((await counted('workbench'))?.undecided).toEqual([]);
    expect((await counted('published', '2012-01-01'))?.undecided).toEqual([]);
  });

  it('is said by year in a series, in the table, its chart, its files and the API, and never as a plain zero', async () => {
    const byYear = (edition: string) =>
      withNational(test.database, (tx) =>
        aggregate(
          tx,
          { edition, by: ['category', 'year'], filters: {} },
          { threshold: 5, today: '2014-05-06' },
        ),
      );
    const answer = await byYear('2012');
    const { undecided } = answer.aggregate;
    const [, split] = undecided;
    expect(split).toMatchObject({ category: 'L5', reviews: 14 });
    expect(split?.by_year).toEqual([
      { year: '2012', reviews: 14 },
      { year: 'not stated', reviews: 0 },
    ]);
    expect(undecided[0]?.by_year?.map(({ reviews }) => reviews)).toEqual(['c', 0]);
    expect(aggregateSchema.parse(answer.aggregate).undecided).toEqual(undecided);
    const csv = figuresCsv(answer);
    expect(csv).toMatch(/\nLTW.INF,2012,0,[^\n]*,L5 \(2008\): 14\n/);
    expect(csv).toMatch(/\nLTW.INF,not stated,0,[^\n]*,\n/);
    expect(csv).toMatch(/\n\(all\),2012,[^\n]*,T3 \(2008\): c; L5 \(2008\): 14\n/);
    expect(csv).toContain(
      '# To be coded again: 14 reviews of “What to share, and how much” (L5, edition 2008) are still to be coded again, and are not counted by that in LTW.INF or LTW.CHA. By year: 2012 14, not stated 0. Of all reviews',
    );
    const analyst = await visit(test.app, 'analyst@demo.example');
    const page = (await analyst.get('/national?edition=2012&by=category&by=year')).text;
    const rowOf = (html: string, name: string): string =>
      new RegExp(`<th scope="row"[^>]*>(<a [^>]*>)?${name}[\\s\\S]*?</tr>`).exec(html)?.[0] ?? '';
    const row = rowOf(page, 'Information and its meaning');
    const grows = /<td>0<span class="app-grows"/g;
    // 2012, and the total of all years; not the reviews of no year, of which none is undecided.
    expect(row.match(grows)).toHaveLength(2);
    expect(rowOf(page, 'Emotional')).not.toMatch(grows);
    expect(page).toMatch(
      /What to share, and how much \(L5, edition 2008\)<\/th>\s*<td>14<\/td>\s*<td>0<\/td>\s*<td>14</,
    );
    expect(page).toContain(
      'are still to be coded again, and are not counted by that in “Information and its meaning”',
    );
    const alone = (await analyst.get('/national?edition=2012&by=category')).text;
    expect(rowOf(alone, 'Information and its meaning')).toMatch(grows);
    expect((await analyst.get('/national/map?edition=2012')).text).toContain('LTW+');
  });

  type Year = [undecided: number, coded: number, printed: Figure];
  it.each<[string, Year[], [undecided: Figure, coded: Figure], (Figure | null)[]]>([
    [
      'all are large',
      [
        [9, 9, 9],
        [8, 8, 8],
      ],
      [17, 17],
      [9, 8],
    ],
    // A small one would be what the total leaves.
    [
      'one is small',
      [
        [9, 9, 9],
        [3, 3, 'c'],
        [8, 8, 'c'],
      ],
      [20, 20],
      [9, 'c', 'c'],
    ],
    [
      'few are decided',
      [
        [9, 9, 9],
        [9, 11, 11],
        [10, 20, 20],
        [0, 7, 7],
      ],
      [28, 47],
      [9, 'c', 'c', 0],
    ],
    [
      'few are decided and the total is hidden',
      [
        [9, 11, 11],
        [10, 10, 10],
      ],
      ['c', 21],
      ['c', 10],
    ],
    [
      'its own figures are withheld by year',
      [
        [9, 9, 'x'],
        [8, 8, 'x'],
      ],
      [17, 17],
      [null, null],
    ],
    [
      'nothing can be hidden',
      [
        [1, 6, 6],
        [9, 9, 9],
      ],
      [10, 15],
      [null, null],
    ],
  ])('%s of the years', async (_name, counts, [undecided, all], expected) => {
    const layer = (number: number) => ({ all: number, published: number });
    const years = counts.map(([reviews, coded], k) => ({
      year: String(2009 + k),
      reviews: layer(reviews),
      waiting: layer(reviews),
      coded: layer(coded),
    }));
    const coded = (year: string): Figure => counts[Number(year) - 2009]?.[2] ?? all;
    const printed = await protectYears(years, { coded, undecided }, 5);
    expect(years.map(({ year }) => printed?.get(year) ?? null)).toEqual(expected);
  });

  it.each<[{ reviews: number; waiting: number; coded: number }, boolean, number | 'c']>([
    [{ reviews: 0, waiting: 0, coded: 3 }, false, 0],
    [{ reviews: 5, waiting: 5, coded: 5 }, true, 'c'],
    [{ reviews: 6, waiting: 6, coded: 6 }, true, 6],
    [{ reviews: 6, waiting: 6, coded: 6 }, false, 'c'],
    [{ reviews: 9, waiting: 9, coded: 12 }, true, 'c'],
    [{ reviews: 9, waiting: 10, coded: 20 }, true, 'c'],
    [{ reviews: 9, waiting: 15, coded: 21 }, true, 9],
  ])('%j, its own figure shown: %s, is %s', (count, isShown, figure) => {
    expect(undecidedFigure(count, 5, isShown)).toBe(figure);
  });

  it('follows each decision, for several categories, or for none', async () => {
    await decide('r1-b', 'L5', ['LTW.INF', 'LTW.CHA']);
    expect(await standing('r1-b', '2012')).toEqual([
      'LTW above recoded',
      'LTW.CHA recoded',
      'LTW.INF recoded',
    ]);
    await decide('r1-b', 'T3', []);
    expect(await waiting('r1-b')).toEqual([]);
    const { undecided } = await figures('2012');
    expect(undecided.map(({ reviews }) => reviews)).toEqual([0, 'c']);
    // The one review that is decided would be the difference.
    const settings = { edition: '2012', origin: 'published', before: '2014-05-06' } as const;
    const inRelease = await withNational(test.database, (tx) =>
      countUndecided(tx, { ...settings, tables: [], map: false }, 5, '2014-05-06'),
    );
    expect(inRelease).toEqual([
      {
        ...{ from_edition: '2008', category: 'L5', reviews: 13, published: 13, held: true },
        lacking: ['LTW', 'LTW.CHA', 'LTW.INF'],
      },
    ]);
  });
});

describe('the edition after the next', () => {
  it('has what came through both, and lacks what waits at the first, until it is coded afresh', async () => {
    const leaves = await test.owner<{ code: string }>(
      `select code from typology.category where edition = '2012' and parent is not null order by position`,
    );
    // The edition that is made here splits the category that it is told.
    const lot = leaves.findIndex(({ code }) => code === 'MGT.SUP');
    await test.as(EDITOR, (tx) => publishNext(tx, '2014', lot));
    expect(await standing('r1-b', '2014')).toEqual([
      'LTW above recoded',
      'LTW.CHA recoded',
      'LTW.INF recoded',
    ]);
    expect(await waiting('r1-a')).toEqual([
      {
        from_code: 'MGT.SUP',
        to_edition: '2014',
        candidates: ['MGT.SUPa', 'MGT.SUPb'],
        missing_in: ['2014'],
      },
    ]);
    await decide('r1-a', 'MGT.SUP', ['MGT.SUPb']);
    expect(await standing('r1-a', '2014')).toEqual(['MGT above recoded', 'MGT.SUPb recoded']);
    expect(await waiting('s0-a')).toMatchObject([{ from_code: 'L5', missing_in: ['2012', '2014'] }]);
    await load('2014', [{ id: 's0', tags: { a: ['LTW.INF'] } }]);
    expect(await standing('s0-a', '2014')).toEqual(['LTW above coded', 'LTW.INF coded']);
    expect(await waiting('s0-a')).toMatchObject([{ from_code: 'L5', missing_in: ['2012'] }]);
    expect((await figures('2014')).undecided.map(({ category }) => category)).toEqual([
      'T3',
      'L5',
      'MGT.SUP',
    ]);
  });

  it('is counted from its publication, and comes into force on its day, once, whoever looks', async () => {
    await test.as(EDITOR, (tx) => publishNext(tx, '2015', 0, '2015-01-01'));
    expect(await standing('s0-a', '2015')).not.toEqual([]);
    const look = (today: string) => withNobody(test.database, (tx) => bringIntoForce(tx, today));
    expect(await look('2014-12-31')).toBeNull();
    const looked = await Promise.all(['2015-01-01', '2015-01-01', '2015-01-02'].map(look));
    expect(looked.filter((edition) => edition === '2015')).toHaveLength(1);
    expect(looked.filter((edition) => edition === null)).toHaveLength(2);
    expect(
      await test.owner(`select code, status from typology.edition where status <> 'superseded'`),
    ).toEqual([{ code: '2015', status: 'in_force' }]);
    const told = await test.owner(
      `select subject_id from audit.entry where action = 'edition.in_force' order by seq`,
    );
    expect(told).toEqual([{ subject_id: '2014' }, { subject_id: '2015' }]);
  });
});
