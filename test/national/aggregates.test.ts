import { withNational } from '../../server/database/with-actor';
import { aggregate, type Aggregate } from '../../server/national/aggregates';
import { DIMENSION_NAMES, type Dimension } from '../../server/national/dimensions';
import { QuestionRefused, readQuestion, type Question } from '../../server/national/question';
import { boundsBySolver } from '../support/attacker';
import { openHouse, type TestHouse } from '../support/house';
import { loadNationalData } from './national-data';

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
  await loadNationalData(test);
});
afterAll(() => test.close());

const settings = { threshold: 5, today: '2026-11-21' };
async function ask(question: Partial<Question> & { by: Dimension[] }): Promise<Aggregate> {
  const answer = await withNational(test.database, (tx) =>
    aggregate(tx, { filters: {}, ...question }, settings),
  );
  return answer.aggregate;
}

/** What each finding says, straight from the published reviews and the approved versions, one row a tag. */
const BY_HAND = `
  with tagged as (
    select p.id as review, t.category, coalesce(p.region, 'not stated') as region, coalesce(p.year_published::text, 'not stated') as year,
           coalesce(p.kind, 'not stated') as kind, coalesce(p.outcome, 'not stated') as outcome, coalesce(p.age_band, 'not stated') as age_band,
           coalesce(p.method, 'not stated') as method, coalesce(f.journey_stage, 'not stated') as journey_stage,
           coalesce(f.extent, 'not stated') as extent, coalesce(f.polarity, 'not stated') as polarity, 'published' as origin,
           p.year_published || '-01-01' as dated
      from national.published_review p join national.published_finding f on f.review_id = p.id
      join national.published_tag t on t.finding_id = f.id and t.edition = '2012'
    union all
    select r.id, t->>'category', 'West Midlands', '2012', r.kind, r.outcome, r.age_band, r.method,
           v.content::jsonb->>'stage', v.content::jsonb->>'extent', v.content::jsonb->>'polarity', 'workbench', '2012-03-04'
      from finding_version v join review r on r.id = v.review_id, jsonb_array_elements(v.content::jsonb->'tags') t
     where v.state = 'approved')
  select count(distinct review)::integer as n from tagged where true`;

/** A cell counted by hand: a category is itself or begins with its code and a point. */
async function countByHand(cell: Record<string, string>, more = ''): Promise<number> {
  const conditions = Object.entries(cell).filter(([, value]) => value !== '(all)');
  const sql = conditions.map(([name], k) =>
    name === 'category'
      ? ` and (category = $${k + 1} or category like $${k + 1} || '.%')`
      : ` and ${name} = $${k + 1}`,
  );
  const [row] = await test.owner<{ n: number }>(
    BY_HAND + sql.join('') + more,
    conditions.map(([, value]) => value),
  );
  return row?.n ?? -1;
}

/** What is shown, zeros left out, what is hidden, and how much of that without need: above the threshold. */
async function expectByHand(
  answer: Aggregate,
  more = '',
): Promise<{ shown: number; hidden: number; large: number }> {
  const seen = { shown: 0, hidden: 0, large: 0 };
  for (const { reviews, ...cell } of [...answer.rows, ...answer.totals.rows]) {
    const byHand = await countByHand(cell as Record<string, string>, more);
    if (typeof reviews === 'string') {
      // Of a figure that is withheld nothing is said, not even that there is one.
      if (reviews === 'c') expect(byHand).toBeGreaterThan(0);
      seen.hidden += 1;
      seen.large += byHand > settings.threshold ? 1 : 0;
    } else {
      expect({ cell, reviews }).toEqual({ cell, reviews: byHand });
      expect(byHand === 0 || byHand > settings.threshold).toBe(true);
      seen.shown += byHand > 0 ? 1 : 0;
    }
  }
  return seen;
}

describe('figures agree with a count by hand', () => {
  it.each(DIMENSION_NAMES)('by %s', async (name) => {
    const seen = await expectByHand(await ask({ by: [name] }));
    expect(seen.shown).toBeGreaterThan(2);
    expect(seen.large).toBe(0);
  });

  // How many figures are shown at least, and how many above the threshold are hidden for others’ sake at most.
  it.each<[Dimension, Dimension, number, number]>([
    ['category', 'region', 100, 6],
    ['region', 'year', 25, 4],
    ['category', 'journey_stage', 70, 0],
    ['origin', 'category', 39, 0],
    ['extent', 'polarity', 16, 0],
  ])('by %s and %s', async (one, other, shown, large) => {
    const seen = await expectByHand(await ask({ by: [one, other] }));
    expect(seen.shown).toBeGreaterThanOrEqual(shown);
    expect(seen.large).toBeLessThanOrEqual(large);
  });

  it('by three dimensions', async () => {
    const seen = await expectByHand(await ask({ by: ['kind', 'outcome', 'origin'] }));
    expect(seen.shown).toBeGreaterThanOrEqual(25);
    expect(seen.hidden).toBeGreaterThan(0);
  });

  it('under filters on what is counted by and on what is not', async () => {
    await expectByHand(
      await ask({ by: ['category'], filters: { region: ['London', 'North West'] } }),
      ` and region in ('London', 'North West')`,
    );
    await expectByHand(await ask({ by: ['category'], filters: { kind: ['scr'] } }), ` and kind = 'scr'`);
    await expectByHand(
      await ask({ by: ['region'], filters: { journey_stage: ['assessment'], extent: ['wider'] } }),
      ` and journey_stage = 'assessment' and extent = 'wider'`,
    );
    const some = await ask({ by: ['category', 'origin'], filters: { category: ['MGT.SUP', 'BIAS'] } });
    expect([...new Set(some.rows.map((row) => row.category))]).toEqual(['BIAS', 'MGT.SUP']);
    await expectByHand(some, ` and (category like 'BIAS%' or category = 'MGT.SUP')`);
  });

  it('in a period that begins on its first date and ends before its last', async () => {
    await expectByHand(
      await ask({ by: ['category'], from: '2010-01-01', to: '2013-01-01' }),
      ` and dated >= '2010-01-01' and dated < '2013-01-01'`,
    );
    const ends = await ask({ by: ['year'], from: '2009-01-01', to: '2012-01-01' });
    expect(ends.rows.map((row) => row.year)).toEqual(['2009', '2010', '2011']);
    await expectByHand(ends, ` and dated < '2012-01-01'`);
  });
});

describe('what is counted', () => {
  it('counts a review once in a parent, however many of its findings stand below it', async () => {
    const answer = await ask({ by: ['category'], filters: { origin: ['workbench'] } });
    const at = (code: string) => answer.rows.find((row) => row.category === code)?.reviews;
    expect([at('MGT'), at('MGT.SUP'), at('MGT.CAP'), answer.totals.reviews]).toEqual([7, 7, 7, 7]);
  });

  it('lists every value, so that a true zero is a zero', async () => {
    const answer = await ask({ by: ['category', 'region'] });
    expect(answer.rows).toHaveLength(26 * 10);
    expect(answer.rows.find((row) => row.category === 'TOOL.REC' && row.region === 'London')?.reviews).toBe(
      0,
    );
    expect(answer.rows.slice(0, 11).map((row) => row.region)).toContain('not stated');
    expect([...new Set(answer.rows.map((row) => row.category))].slice(0, 4)).toEqual([
      'BIAS',
      'BIAS.COG',
      'BIAS.EMO',
      'FAM',
    ]);
  });

  it('says x for a year or category that the edition has no figure for', async () => {
    const years = await ask({ by: ['year'], filters: { year: ['2012', '2040'] } });
    expect(years.rows.map((row) => row.reviews)).toEqual([expect.anything(), 'x']);
    const codes = await ask({ by: ['category'], filters: { category: ['MGT', 'M1'] } });
    expect(codes.rows.find((row) => row.category === 'M1')?.reviews).toBe('x');
  });

  it('gives nothing of a population that is small itself', async () => {
    const [small] = await test.owner<{ region: string }>(
      `select region from national.fact where origin = 'published' group by region having count(distinct review_id) between 1 and 5 limit 1`,
    );
    const region = small?.region ?? 'not stated';
    const answer = await ask({ by: ['kind'], filters: { region: [region], year: ['2016', '2015', '2014'] } });
    const figures = [...answer.rows, ...answer.totals.rows].map((row) => row.reviews);
    expect(figures.every((figure) => figure === 0 || typeof figure === 'string')).toBe(true);
  });

  it('answers as the contract says', async () => {
    const answer = await ask({ by: ['origin'] });
    expect(answer).toMatchObject({
      edition: '2012',
      by: ['origin'],
      unit: 'reviews',
      threshold: 5,
      as_of: '2026-11-21',
    });
    expect(answer.audit_head).toMatch(/^[0-9a-f]{64}$/);
    expect(answer.caution).toContain('not a measure of performance');
    expect(answer.totals.rows.at(-1)).toEqual({ origin: '(all)', reviews: answer.totals.reviews });
  });
});

describe('two questions set against each other', () => {
  const figuresOf = (answer: Aggregate): Map<string, number | string> =>
    new Map(
      [...answer.rows, ...answer.totals.rows].map(({ reviews, ...cell }) => [JSON.stringify(cell), reviews]),
    );

  it('shows a filtered row or slice hidden wherever the whole table hides it', async () => {
    const whole = await ask({ by: ['category', 'region'] });
    const figures = figuresOf(whole);
    const rows = await ask({ by: ['category', 'region'], filters: { region: ['London'] } });
    for (const { reviews, ...cell } of rows.rows) expect(reviews).toBe(figures.get(JSON.stringify(cell)));
    const slice = await ask({ by: ['category'], filters: { region: ['London'] } });
    for (const { reviews, category } of slice.rows) {
      expect(reviews).toBe(figures.get(JSON.stringify({ category, region: 'London' })));
    }
  });

  it.each<[string, Partial<Question>]>([
    ['several values of a filter', { filters: { region: ['London', 'North West', 'South East'] } }],
    ['a period', { from: '2009-01-01', to: '2014-01-01' }],
    ['a long period', { from: '2009-01-01', to: '2016-01-01' }],
  ])('gives no small difference between the whole table and %s', async (_name, narrower) => {
    for (const by of [['category'], ['kind'], ['category', 'outcome'], ['region', 'kind']] as Dimension[][]) {
      const whole = figuresOf(await ask({ by }));
      for (const [cell, part] of figuresOf(await ask({ by, ...narrower }))) {
        const all = whole.get(cell);
        if (typeof part !== 'number' || typeof all !== 'number') continue;
        const difference = all - part;
        expect({ by, cell, small: difference > 0 && difference <= 5 }).toEqual({ by, cell, small: false });
      }
    }
  });
});

describe('a small national level, where nearly every figure is small', () => {
  let small: TestHouse;
  beforeAll(async () => {
    small = await openHouse();
    await loadNationalData(small, 50, 2);
  });
  afterAll(() => small.close());

  /** Everything that tells less of the same: each question by fewer dimensions, and the question itself. */
  async function printedTables(by: readonly Dimension[], more: Partial<Question>) {
    const printed = [];
    for (let subset = 1; subset < 2 ** by.length; subset += 1) {
      const asked = by.filter((_, k) => subset & (2 ** k));
      const { aggregate: answer } = await withNational(small.database, (tx) =>
        aggregate(tx, { by: asked, filters: {}, ...more }, settings),
      );
      printed.push({
        by: asked,
        rows: [...answer.rows, ...answer.totals.rows],
        distinct: ['category', 'extent'],
      });
    }
    return printed;
  }

  it.each<[Dimension[], Partial<Question>]>([
    [['category', 'region'], {}],
    [['region', 'kind'], {}],
    [['region', 'year'], {}],
    [['outcome', 'age_band'], {}],
    [['kind', 'outcome', 'age_band'], {}],
    [['kind', 'outcome', 'origin'], { from: '2009-01-01', to: '2013-01-01' }],
    [['region', 'kind'], { filters: { outcome: ['death', 'serious harm'] } }],
    [['extent', 'kind'], { filters: { region: ['London'] } }],
  ])('tells no small figure by %j with %j, asked together and apart', async (by, more) => {
    // The reading of the tables throws when one shows what another hides.
    const bounds = await boundsBySolver(await printedTables(by, more), settings.threshold);
    expect(bounds.length).toBeGreaterThan(0);
    expect(bounds.filter(({ low, high }) => low === high && high > 0 && high <= settings.threshold)).toEqual(
      [],
    );
  });
});

describe('a question that cannot be answered', () => {
  it.each<[Record<string, string>, string]>([
    [{}, 'by'],
    [{ by: '' }, 'by'],
    [{ by: 'colour' }, 'by'],
    [{ by: 'region,region' }, 'by'],
    [{ by: 'region,year,kind,origin' }, 'by'],
    [{ by: 'region', from: '2012-02-31' }, 'from'],
    [{ by: 'region', to: 'soon' }, 'to'],
    [{ by: 'region', from: '2012-01-01', to: '2012-01-01' }, 'to'],
    [{ by: 'region', kind: 'scr,inquiry' }, 'kind'],
    [{ by: 'region', colour: 'red' }, 'colour'],
    [{ by: 'region', edition: '2012; drop' }, 'edition'],
    [{ by: 'region', year: 'MMXII' }, 'year'],
  ])('%j names %s', (given, field) => {
    let refused: unknown;
    try {
      readQuestion(given);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(QuestionRefused);
    expect((refused as QuestionRefused).problems.map((problem) => problem.field)).toContain(field);
  });

  it.each<[Partial<Question>, string]>([
    [{ edition: '1999' }, 'edition'],
    [{ filters: { region: ['Atlantis'] } }, 'region'],
    [{ filters: { category: ['NOPE'] } }, 'category'],
    [{ filters: { method: ['guessing'] } }, 'method'],
  ])('%j names %s', async (question, field) => {
    await expect(ask({ by: ['region'], ...question })).rejects.toMatchObject({ problems: [{ field }] });
  });
});
