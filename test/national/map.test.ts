import { withNational } from '../../server/database/with-actor';
import type { Figure } from '../../server/national/aggregates-protection';
import { mapOf } from '../../server/national/map';
import { gridDrawing } from '../../server/national/map-drawing';
import type { Question } from '../../server/national/question';
import { visit, type Visitor } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';
import { loadNationalData } from './national-data';

let test: TestHouse;
let analyst: Visitor;
beforeAll(async () => {
  test = await openHouse(() => new Date('2026-11-21T10:00:00Z'));
  await loadNationalData(test);
  analyst = await visit(test.app, 'analyst@demo.example');
});
afterAll(() => test.close());

const THRESHOLD = 5;
const askMap = (filters: Question['filters'] = {}, period: { from?: string; to?: string } = {}) =>
  withNational(test.database, (tx) =>
    mapOf(tx, { by: ['category'], filters, ...period }, { threshold: THRESHOLD, today: '2026-11-21' }),
  );

/** Every pair with its true number, counted by hand. */
async function trueNumbers(where = 'true'): Promise<Map<string, number>> {
  const rows = await test.owner<{ one: string; other: string; n: number }>(
    `with h as (select distinct review_id, category from national.fact where edition = '2012' and ${where})
     select a.category as one, b.category as other, count(*)::integer as n
       from h a join h b using (review_id) group by 1, 2`,
  );
  return new Map(rows.map(({ one, other, n }) => [`${one} ${other}`, n]));
}

async function expectMap(
  filters: Question['filters'],
  where: string,
): Promise<{ shown: number; hidden: number }> {
  const map = await askMap(filters);
  const numbers = await trueNumbers(where);
  const codes = map.answer.choices.category.map(({ code }) => code);
  const seen = { shown: 0, hidden: 0 };
  for (const one of codes) {
    for (const other of codes) {
      const figure: Figure = map.figureAt(one, other);
      const number = numbers.get(`${one} ${other}`) ?? 0;
      if (figure === 'c') expect(number).toBeGreaterThan(0);
      else expect(figure).toBe(number);
      if (number > 0 && number <= THRESHOLD) expect(figure).toBe('c');
      if (number > 0 && !map.isWithin(one, other)) seen[figure === 'c' ? 'hidden' : 'shown'] += 1;
    }
  }
  // A category's own figure is what the national page shows.
  for (const { category = '', reviews } of map.answer.aggregate.rows)
    expect(map.figureAt(category, category)).toBe(reviews);
  return seen;
}

describe('what occurs together', () => {
  it('counts reviews with both, hides what is small, and agrees with the figures of single categories', async () => {
    const seen = await expectMap({}, 'true');
    expect(seen.shown).toBeGreaterThan(40);
    await expectMap({ region: ['London'] }, `region = 'London'`);
    await expectMap(
      { kind: ['scr', 'cspr'], journey_stage: ['assessment'] },
      `kind in ('scr', 'cspr') and journey_stage = 'assessment'`,
    );
  });

  it('leaves at least the threshold between the bounds of a hidden pair, by what is shown of its neighbours', async () => {
    const map = await askMap();
    const codes = map.answer.choices.category.map(({ code }) => code);
    const all = map.answer.aggregate.totals.reviews;
    const number = (figure: Figure, otherwise: number): number =>
      typeof figure === 'number' ? figure : otherwise;
    for (const one of codes) {
      for (const other of codes) {
        if (map.isWithin(one, other) || map.figureAt(one, other) !== 'c') continue;
        const [a, b] = [map.figureAt(one, one), map.figureAt(other, other)];
        const above = codes.filter((code) => code !== one && map.isWithin(code, one) && one.startsWith(code));
        const below = codes.filter((code) => code !== one && map.isWithin(code, one) && code.startsWith(one));
        const most = Math.min(
          number(a, 999),
          number(b, 999),
          ...above.map((up) => (map.isWithin(up, other) ? 999 : number(map.figureAt(up, other), 999))),
        );
        const least = Math.max(
          1,
          number(a, 0) + number(b, 0) - number(all, 999),
          ...below.map((down) => number(map.figureAt(down, other), 0)),
        );
        expect(most - least).toBeGreaterThanOrEqual(THRESHOLD);
      }
    }
  });

  it('shows a pair of one region only where the other regions do not give it away', async () => {
    const regions = [
      'London',
      'North West',
      'South East',
      'West Midlands',
      'Yorkshire and The Humber',
      'not stated',
    ];
    const whole = await askMap();
    const parts = [];
    for (const region of regions) parts.push(await askMap({ region: [region] }));
    const codes = whole.answer.choices.category.map(({ code }) => code);
    for (const one of codes) {
      for (const other of codes) {
        if (whole.isWithin(one, other) || whole.figureAt(one, other) === 'c') continue;
        const hidden = parts.filter((part) => part.figureAt(one, other) === 'c').length;
        expect([one, other, hidden]).not.toEqual([one, other, 1]);
      }
    }
  });

  it('is a page with a drawing, a table, what is most often together, and its findings', async () => {
    const parts = (await analyst.get('/national/map')).text;
    expect(parts.match(/<th scope="row">/g)).toHaveLength(7);
    expect(parts).toContain('Most often together');
    expect(parts).toContain('aria-labelledby="together-title together-desc"');
    const [, href = '', figure = ''] =
      /<td><a class="app-figures__link" href="([^"]*)">(\d+)/.exec(parts) ?? [];
    const published = (await analyst.get('/national/map?origin=published')).text;
    const same = new RegExp(`pair=${/pair=([^&]*)/.exec(href)?.[1] ?? 'none'}[^"]*">(\\d+)`).exec(published);
    const behind = await analyst.get(href.replaceAll('&amp;', '&'));
    expect(behind.text).toMatch(new RegExp(`published findings of ${same?.[1] ?? figure} reviews`));
    const all = (await analyst.get('/national/map?of=all&first_year=2009')).text;
    expect(all.match(/<th scope="row">/g)?.length).toBeGreaterThan(15);
    expect((await analyst.get('/national/map?of=FAM')).text).toMatch(/<option value="FAM" selected>/);
    expect((await analyst.get('/national/map?edition=2008')).text).toContain('Nothing to count yet');
    expect((await analyst.get('/national/map?outcome=near%20miss')).text).toContain('Ask for all reviews');
    const wrong = await analyst.get('/national/map?first_year=2014&last_year=2011');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('href="#last_year"');
    for (const pair of [
      '',
      'FAM',
      'FAM,FAM',
      'FAM,FAM.CHI',
      'FAM,NOPE',
      'FAM,MGT,X',
      'FAM,MGT&kind=inquiry',
      'FAM,MGT&origin=workbench',
    ]) {
      expect((await analyst.get(`/national/map/findings?pair=${pair}`)).status).toBe(404);
    }
    const chair = await visit(test.app, 'chair@demo.example');
    expect((await chair.get('/national/map')).status).toBe(404);
  });
});

it('draws a square by area, a hidden pair with one mark, and nothing where one is within the other', () => {
  const labels = ['A', 'B', 'C'].map((code) => ({ code, text: code, weak: code === 'C' }));
  const grid = gridDrawing('g', 'Together', labels, (r, c) =>
    r === c ? null : { figure: r + c === 1 ? 20 : r + c === 2 ? 5 : 'c' },
  );
  const sides = grid.shapes.flatMap((shape) => (shape.shape === 'bar' ? [shape.width] : []));
  expect(sides[0]).toBeCloseTo((sides[1] ?? 0) * 2, 0);
  expect(grid.shapes.filter(({ shape }) => shape === 'hatch')).toHaveLength(2);
  const marked = 'C (marked: the coding is not reliable enough, or not measured)';
  expect(grid.description).toBe(
    `A with B: 20 reviews; A with ${marked}: 5 reviews; B with ${marked}: hidden`,
  );
  const words = grid.shapes.flatMap((shape) => (shape.shape === 'words' ? [shape.text] : []));
  expect(words).toEqual(['A', 'A', 'B', 'B', 'C▽', 'C▽']);
});
