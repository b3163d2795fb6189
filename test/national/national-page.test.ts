import ExcelJS from 'exceljs';
import { withNational } from '../../server/database/with-actor';
import { aggregate } from '../../server/national/aggregates';
import { figuresBook } from '../../server/national/figures-files';
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

/** The figures in the first table of a page, row by row. */
function figuresOn(html: string): { label: string; linked: boolean; cells: string[] }[] {
  const [body = ''] = /<tbody>[\s\S]*?<\/tbody>/.exec(html) ?? [];
  return [...body.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) => ({
    label: textOf(/<th[^>]*>([\s\S]*?)<\/th>/.exec(row)?.[1] ?? ''),
    linked: /<th[^>]*><a /.test(row),
    cells: [...row.matchAll(/<td>(?:<a [^>]*>)?(\w+)/g)].map(([, cell]) => cell ?? ''),
  }));
}
const textOf = (html: string): string =>
  html
    .replace(/<[^>]+>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .trim();

describe('the national table', () => {
  it('begins with reviews by category, their total, a chart and what must be said with them, and leads on to regions', async () => {
    const answer = await analyst.get('/national');
    expect(answer.status).toBe(200);
    const rows = figuresOn(answer.text);
    expect(rows).toHaveLength(27);
    expect(rows[0]?.label).toBe('Innate human biases');
    expect(rows.every(({ cells }) => cells.length === 1)).toBe(true);
    expect(answer.text).toContain('href="/national?edition=2012&amp;by=category%2Cregion"');
    expect(answer.text).toContain('Where there is no link, its published findings alone are too few');
    const byRegion = figuresOn((await analyst.get('/national?by=category,region')).text);
    expect(byRegion.every(({ cells }) => cells.length === 11)).toBe(true);
    expect(answer.text).toContain('class="app-bars"');
    for (const words of [
      'c: between 1 and 5 reviews',
      'not a measure of performance',
      'Data of 21 November 2026, typology edition 2012, threshold 5',
      'The coding of this edition has not been tested',
    ]) {
      expect(answer.text).toContain(words);
    }
  });

  it('shows the same figures as its files, and none that is small', async () => {
    const query = 'by=category&by=region&by=';
    const page = (await analyst.get(`/national?${query}`)).text;
    const rows = figuresOn(page);
    const cells = rows.flatMap((row) => row.cells);
    expect(cells).toContain('c');
    expect(cells.filter((cell) => Number(cell) >= 1 && Number(cell) <= 5)).toEqual([]);
    expect(cells.filter((cell) => Number(cell) > 5).length).toBeGreaterThan(95);
    const bars = [...page.matchAll(/text-anchor="start">(\w+)/g)].map(([, number]) => Number(number));
    expect(bars.length).toBeGreaterThan(5);
    expect(bars.filter((number) => number >= 1 && number <= 5)).toEqual([]);
    expect(page.match(/role="(group|img)" aria-labelledby="chart-/g)).toHaveLength(7);
    expect(page).toContain('says nothing of how many');
    const [, csvAddress = ''] = /href="(\/national\/figures\.csv[^"]*)"/.exec(page) ?? [];
    const csv = (await analyst.get(csvAddress.replaceAll('&#38;', '&').replaceAll('&amp;', '&'))).text;
    const lines = csv
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .slice(1);
    const figures = new Map(
      lines.map((line) => {
        const [category, region, reviews] = line.split(',');
        return [`${category} ${region}`, reviews];
      }),
    );
    const { values } = await withNational(test.database, (tx) =>
      aggregate(tx, { by: ['category', 'region'], filters: {} }, { threshold: 5, today: '2026-11-21' }),
    );
    const codes = [...(values.category ?? []).map(({ code }) => code), '(all)'];
    const regions = [...(values.region ?? []).map(({ code }) => code), '(all)'];
    codes.forEach((code, r) =>
      regions.forEach((region, k) => expect(rows[r]?.cells[k]).toBe(figures.get(`${code} ${region}`))),
    );
    expect(csv).toContain('# Period: all dates');
  });

  it('shows no small difference between two periods, in its files', async () => {
    const figures = async (question: string): Promise<string[]> => {
      const csv = (await analyst.get(`/national/figures.csv?by=category${question}`)).text;
      return csv.split('\n').flatMap((line) => /^(?!#)[^,]*,(c|\d+),/.exec(line)?.[1] ?? []);
    };
    const questions = ['', ...[2010, 2011, 2012, 2013, 2014, 2015, 2016].map((year) => `&to=${year}-01-01`)];
    questions.push('&year=2009,2010,2011', '&year=2009,2010,2011,2012', '&from=2010-01-01&to=2016-01-01');
    const answers = [];
    for (const question of questions) answers.push(await figures(question));
    let compared = 0;
    for (const one of answers.slice(0, -1)) {
      for (const other of answers.slice(0, -1)) {
        one.forEach((figure, k) => {
          const difference = Math.abs(Number(figure) - Number(other[k]));
          if (difference > 0) compared += 1;
          expect(difference > 0 && difference <= 5).toBe(false);
        });
      }
    }
    expect(compared).toBeGreaterThan(10);
  });

  it('marks the categories whose coding is weak wherever their figures are shown', async () => {
    // What a sample came to is written by its closing alone.
    await test.owner(`alter table national.reliability disable trigger user;
      insert into national.sample (number, edition, seed, size, origin, drawn_by, drawn_at)
        select 1, '2012', 'a', 80, 'both', id, now() from account where email = 'editor@demo.example';
      insert into national.reliability (edition, category, sample_id, alpha, low, high, units)
        select '2012', c.code, s.id, c.alpha, 0.5, 0.9, 80
          from national.sample s, (values ('(all)', 0.71), ('FAM', 0.8), ('MGT', 0.64)) as c(code, alpha);
      alter table national.reliability enable trigger user`);
    const page = (await analyst.get('/national?by=category')).text;
    expect(page).toMatch(/<td class="app-figures__agreement">\.80<\/td>/);
    expect(page).toMatch(/<td class="app-figures__agreement">\.64 <span class="app-weak"/);
    expect(page).toContain('<td class="app-figures__agreement">not measured <span');
    expect(page).toMatch(/Marked ▽ as not reliable enough, because alpha is below 0.667: [^.]*MGT/);
    const columns = (await analyst.get('/national?by=origin&by=category')).text;
    expect(columns).toMatch(/<th scope="col">Management systems[^<]* <span class="app-weak"/);
    expect((await analyst.get('/national?by=kind&category=MGT')).text).toContain(
      '▽ These figures count Management',
    );
    const csv = (await analyst.get('/national/figures.csv?by=category')).text;
    expect(csv).toMatch(/\nMGT,\d+,[^,]*,0.64,weak,\n/);
    expect(csv).toMatch(/# Coding: .*Marked ▽ as not reliable enough[^.]*[.]667: .*MGT/);
    // Charts, the map, and the findings behind.
    expect(page).toMatch(
      /app-bars__label">(<a [^>]*>)?Management systems(<\/a>)? <span aria-hidden="true">▽/,
    );
    const panels = (await analyst.get('/national?by=category&by=origin')).text;
    expect(panels).toMatch(/app-panels__title" aria-hidden="true">Management systems[^<]* ▽/);
    const map = (await analyst.get('/national/map')).text;
    expect(map).toMatch(/text-anchor="end">MGT▽</);
    expect(map).toMatch(
      /<span class="app-map__code">MGT<\/span> Management systems[^<]* <span class="app-weak"/,
    );
    expect(map).not.toMatch(/<span class="app-map__code">FAM<\/span>[^<]*<span class="app-weak"/);
    for (const path of ['findings?by=category&category=MGT', 'map/findings?pair=FAM,MGT']) {
      expect((await analyst.get(`/national/${path}`)).text).toContain('▽ These figures count Management');
    }
    expect((await analyst.get('/national/findings?by=category&category=FAM')).text).not.toContain('▽');
    const book = new ExcelJS.Workbook();
    const answer = await withNational(test.database, (tx) =>
      aggregate(tx, { by: ['category'], filters: {} }, { threshold: 5, today: '2026-11-21' }),
    );
    expect(answer.aggregate.reliability.find(({ category }) => category === 'MGT')?.weak).toBe(true);
    const bytes = await figuresBook(answer);
    await book.xlsx.load(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
    );
    const cells = JSON.stringify(book.getWorksheet('Figures')?.getSheetValues());
    expect(cells).toMatch(/"MGT","Management[^"]*",[^,]+,0.64,"weak"/);
    expect(JSON.stringify(book.getWorksheet('About these figures')?.getSheetValues())).toContain(
      'Marked ▽ as',
    );
    await test.owner(`alter table national.reliability disable trigger user;
      delete from national.reliability;
      alter table national.reliability enable trigger user`);
  });

  it('asks for less where there are too many figures for a page', async () => {
    const answer = await analyst.get('/national?by=category&by=year&by=region');
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/Ask for less: this question has [\d,]+ figures/);
  });

  it('downloads a book', async () => {
    const answer = await analyst.get('/national/figures.xlsx?by=kind&origin=published');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-disposition']).toContain('reviews-by-kind-2012.xlsx');
    expect(answer.headers['content-type']).toContain('spreadsheetml');
  });

  it('asks of three dimensions with one table for each value of the third', async () => {
    const answer = await analyst.get('/national?by=kind&by=outcome&by=origin');
    expect(answer.text.match(/<table/g)).toHaveLength(3);
  });

  it('keeps what was typed when the question cannot be answered, and says how to mend it', async () => {
    const answer = await analyst.get('/national?by=region&by=kind&by=&first_year=2013&last_year=2011');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('href="#last_year"');
    expect(answer.text).toContain('The last year must be the first year or a later one');
    expect(answer.text).toMatch(/<option value="2013" selected>/);
    expect(answer.text).toMatch(/<option value="kind" selected>/);
    expect(answer.text).not.toContain('<table');
    for (const query of [
      'by=region&by=region',
      'by=&by=',
      'by=colour',
      'region=Atlantis',
      'edition=1999',
      'first_year=x',
    ]) {
      expect((await analyst.get(`/national?${query}`)).status).toBe(422);
    }
    const script = await analyst.get('/national?by=%3Cscript%3Ealert(1)%3C/script%3E');
    expect(script.status).toBe(422);
    expect(script.text).not.toContain('<script>alert');
  });

  it('says what belongs there while nothing is counted', async () => {
    const other = await analyst.get('/national?edition=2008');
    expect(other.text).toContain('Nothing to count yet');
    expect(other.text).not.toContain('<table');
    const narrowed = await analyst.get('/national?by=region&outcome=near%20miss');
    expect(narrowed.text).toContain('Ask for all reviews');
  });

  it('is for analysts and editors', async () => {
    const editor = await visit(test.app, 'editor@demo.example');
    expect((await editor.get('/national')).status).toBe(200);
    const chair = await visit(test.app, 'chair@demo.example');
    for (const path of ['/national', '/national/figures.csv?by=kind', '/national/findings?category=FAM']) {
      expect((await chair.get(path)).status).toBe(404);
    }
  });

  it('writes the question to the national audit', async () => {
    await analyst.get('/national?by=extent&by=polarity&kind=scr');
    const [entry] = await test.owner<{ payload: string }>(
      `select payload from audit.entry where chain = 'national' and action = 'national.queried' order by seq desc limit 1`,
    );
    expect(JSON.parse(entry?.payload ?? '{}')).toMatchObject({
      detail: { by: 'extent,polarity', kind: 'scr', edition: '2012', form: 'page' },
    });
  });
});

describe('the findings behind a figure', () => {
  it('are listed from a category whose figure is shown, and only published ones', async () => {
    const page = await analyst.get('/national?by=category');
    const [, href = ''] =
      /<a class="govuk-link" href="(\/national\/findings\?[^"]*category=FAM)"/.exec(page.text) ?? [];
    const behind = await analyst.get(href.replaceAll('&amp;', '&').replaceAll('&#38;', '&'));
    expect(behind.status).toBe(200);
    const [stored] = await test.owner<{ n: number }>(
      `select count(*)::integer as n from national.fact where edition = '2012' and category = 'FAM' and origin = 'published'`,
    );
    expect(behind.text).toContain(`${stored?.n} published findings of`);
    expect(behind.text.match(/app-behind__finding/g)).toHaveLength(25);
    expect(behind.text).toContain('page=2');
    expect(
      (await analyst.get('/national/findings?category=FAM&page=2')).text.match(/app-behind__text/g),
    ).toHaveLength(25);
  });

  it('are not listed, nor linked, where a list could be counted', async () => {
    // The figure of all is shown; that of published reviews alone is nothing.
    const page = await analyst.get('/national?by=category');
    const row = figuresOn(page.text).find(({ label }) => label === 'Capacity and gaps');
    expect(row).toMatchObject({ cells: ['7'], linked: false });
    const behind = await analyst.get('/national/findings?category=MGT.CAP');
    expect(behind.text).toContain('so the findings are not listed');
    const narrow = '/national?by=category&region=not%20stated&year=2014';
    const rows = figuresOn((await analyst.get(narrow)).text);
    const hidden = ['c', 'x', '0'];
    expect(rows.some(({ cells }) => cells[0] === 'c' || cells[0] === 'x')).toBe(true);
    expect(rows.filter(({ cells, linked }) => linked && hidden.includes(cells[0] ?? ''))).toEqual([]);
  });

  it('are listed from each figure of any table whose published reviews may be counted, and count as the figure does', async () => {
    const table = await analyst.get('/national?by=kind&by=outcome&origin=published');
    const links = [...table.text.matchAll(/<td><a class="app-figures__link" href="([^"]*)">(\d+)</g)];
    expect(links.length).toBeGreaterThan(8);
    for (const [, href = '', figure = ''] of [links[0], links.at(-1)].map((found) => found ?? [])) {
      const behind = await analyst.get(href.replaceAll('&amp;', '&').replaceAll('&#38;', '&'));
      expect(behind.text).toMatch(new RegExp(`\\d+ published findings of ${figure} reviews`));
      expect(behind.text).toContain('href="/national?edition=2012&amp;by=kind%2Coutcome');
    }
    expect(table.text).toMatch(/Choose a figure to read the published findings/);
    // The table with the workbench's reviews leads to the published part, where that is a figure.
    const all = await analyst.get('/national?by=kind&by=outcome');
    const cells = [...all.text.matchAll(/<td>(<a [^>]*>)?(\d+|c)/g)];
    expect(cells.some(([, link, figure]) => !link && figure !== '0')).toBe(true);
    expect(cells.filter(([, link, figure]) => link && figure === 'c')).toEqual([]);
  });

  it('are not there for what is no category', async () => {
    for (const query of [
      '',
      '?category=NOPE',
      '?category=FAM&kind=inquiry',
      '?category=FAM&origin=workbench',
    ]) {
      expect((await analyst.get(`/national/findings${query}`)).status).toBe(404);
    }
  });
});
