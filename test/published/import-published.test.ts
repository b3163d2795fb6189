import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ImportProblem } from '../../server/published/import-problem';
import { importPublished, type Summary } from '../../server/published/import-published';
import { loadWords } from '../../server/published/import-words';
import { projectRoot } from '../../server/root';
import { samplePublished } from '../../seeds/sample-published';
import { openHouse, type TestHouse } from '../support/house';

const sample = readFileSync(path.join(projectRoot, 'seeds/data/published-reviews.json'), 'utf8');
const now = new Date('2012-10-01T09:00:00Z');

let test: TestHouse;
beforeEach(async () => {
  test = await openHouse();
});
afterEach(() => test.close());

const load = (text: string, email = 'editor@demo.example'): Promise<Summary> =>
  test.as(email, (tx, actor) => importPublished(tx, actor, now, { fileName: 'reviews.json', text }));

async function countOf(table: string): Promise<number> {
  const [row] = await test.owner<{ n: number }>(`select count(*)::integer as n from ${table}`);
  return row?.n ?? -1;
}

const small = (more: object = {}, findingMore: object = {}): string =>
  JSON.stringify({
    format: 'published-reviews/1',
    ...more,
    reviews: [
      {
        id: 'one',
        title: 'Child One',
        region: 'Yorkshire and the Humber',
        year_published: 2013,
        kind: 'scr',
        findings: [{ id: 'one-1', text: 'Supervision left reasoning alone', ...findingMore }],
      },
    ],
  });

describe('loading the real file', () => {
  it('adds 60 reviews and 222 findings in under two seconds, and a second time changes nothing', async () => {
    const begun = Date.now();
    const first = await load(sample);
    expect(Date.now() - begun).toBeLessThan(2000);
    expect(loadWords(first)).toBe('Added 60 reviews and 222 findings; changed 0; left 0 as they were.');
    expect([await countOf('national.published_review'), await countOf('national.published_finding')]).toEqual(
      [60, 222],
    );
    const before = await test.owner(`select * from national.published_finding order by id`);
    const second = await load(sample);
    expect(loadWords(second)).toBe('Added 0; changed 0; left 60 reviews and 222 findings as they were.');
    expect(await test.owner(`select * from national.published_finding order by id`)).toEqual(before);
    const entries = await test.owner<{ detail: { sha256: string; reviews: { added: number } } }>(
      `select payload::jsonb -> 'detail' as detail from audit.entry where action = 'published.imported' order by seq`,
    );
    expect(entries.map(({ detail }) => detail.reviews.added)).toEqual([60, 0]);
    expect(entries[0]?.detail.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps what the source did not state as null, and methods and regions as the workbench knows them', async () => {
    await load(sample);
    const methods = await test.owner(
      `select method, count(*)::integer as n from national.published_review group by method order by method`,
    );
    expect(methods).toEqual([
      { method: 'learning_together', n: 4 },
      { method: 'other', n: 3 },
      { method: null, n: 53 },
    ]);
    const [humber] = await test.owner<{ n: number }>(
      `select count(*)::integer as n from national.published_review where region = 'Yorkshire and The Humber'`,
    );
    expect(humber?.n).toBe(1);
  });
});

describe('loading a file again that has changed', () => {
  it('changes what differs and leaves the rest', async () => {
    await load(small());
    const changed = JSON.parse(small()) as { reviews: { findings: object[] }[] };
    changed.reviews[0]?.findings.push({ id: 'one-2', text: 'Another' });
    const summary = await load(JSON.stringify(changed));
    expect(summary).toMatchObject({
      reviews: { added: 0, changed: 0, left: 1 },
      findings: { added: 1, changed: 0, left: 1 },
    });
    const retold = await load(
      small().replace('Child One', 'Child 1').replace('left reasoning', 'passed reasoning'),
    );
    expect(retold).toMatchObject({ reviews: { changed: 1 }, findings: { changed: 1 } });
    expect(loadWords(retold)).toContain('changed 1 review and 1 finding; left 0 as they were');
    expect(await countOf('national.published_finding')).toBe(2);
  });

  it('does not take a finding from one review to another', async () => {
    await load(small());
    await expect(load(small().replace('"id":"one"', '"id":"two"'))).rejects.toMatchObject({
      path: 'reviews[0].findings[0].id',
      reason: '“one-1” is already the id of a finding of review “one”',
    });
  });
});

describe('tags in a file', () => {
  const tagged = (tag: object = {}, edition?: string): string =>
    small(edition ? { typology_edition: edition } : {}, {
      extent: 'wider',
      tags: [{ category: 'MGT.SUP', rationale: 'It is about supervision', ...tag }],
    });

  it('code the findings and count in the facts, with everything above the category', async () => {
    const summary = await load(tagged());
    expect(summary.tags).toEqual({ added: 1, changed: 0, left: 0 });
    const facts = await test.owner(
      `select category, direct, region, year, kind, extent, origin from national.fact order by category`,
    );
    const shared = {
      region: 'Yorkshire and The Humber',
      year: '2013',
      kind: 'scr',
      extent: 'wider',
      origin: 'published',
    };
    expect(facts).toEqual([
      { category: 'MGT', direct: false, ...shared },
      { category: 'MGT.SUP', direct: true, ...shared },
    ]);
    expect(await test.owner('select * from national.fact_due')).toHaveLength(2);
  });

  it('stay when the same file comes again, with or without them', async () => {
    await load(tagged());
    expect((await load(tagged())).tags).toEqual({ added: 0, changed: 0, left: 1 });
    const without = await load(small());
    expect(without.findings).toEqual({ added: 0, changed: 0, left: 1 });
    expect(await countOf('national.published_tag')).toBe(1);
    const [finding] = await test.owner(`select extent, version from national.published_finding`);
    expect(finding).toEqual({ extent: 'wider', version: 1 });
  });

  it('replace a rationale and leave the extract and other codings alone', async () => {
    await load(tagged({ extract: 'left reasoning' }));
    await load(small({}, { tags: [{ category: 'BIAS.COG', rationale: 'Other' }] }));
    const summary = await load(tagged({ rationale: 'Better words' }));
    expect(summary.tags).toEqual({ added: 0, changed: 1, left: 0 });
    const tags = await test.owner(
      `select category, rationale, extract from national.published_tag order by category`,
    );
    expect(tags).toEqual([
      { category: 'BIAS.COG', rationale: 'Other', extract: '' },
      { category: 'MGT.SUP', rationale: 'Better words', extract: 'left reasoning' },
    ]);
  });

  it('may be of an older edition', async () => {
    await load(tagged({ category: 'M8' }, '2008'));
    expect(await test.owner('select edition, category from national.published_tag')).toEqual([
      { edition: '2008', category: 'M8' },
    ]);
  });

  it('change the facts when the review changes', async () => {
    await load(tagged());
    await load(tagged().replace('2013', '2014'));
    expect(await test.owner(`select distinct year from national.fact`)).toEqual([{ year: '2014' }]);
  });
});

describe('all or nothing', () => {
  it('loads nothing of a file with one thing wrong', async () => {
    const file = JSON.parse(sample) as { reviews: { findings: { tags?: object[] }[] }[] };
    const last = file.reviews.at(-1)?.findings.at(-1);
    if (last) last.tags = [{ category: 'NONE', rationale: '' }];
    await expect(load(JSON.stringify(file))).rejects.toBeInstanceOf(ImportProblem);
    for (const table of ['national.published_review', 'national.import'])
      expect(await countOf(table)).toBe(0);
  });

  it('is refused to those who are not national editors', async () => {
    await expect(load(small(), 'analyst@demo.example')).rejects.toThrow('Only a national typology editor');
  });

  it('lets two loads of the same reviews through, one after the other', async () => {
    const both = await Promise.all([load(sample), load(sample)]);
    expect(both.map(({ findings }) => findings.added).sort((a, b) => a - b)).toEqual([0, 222]);
  });
});

describe('the time it takes', () => {
  it('does not grow per finding from 200 to 4,000', async () => {
    const perFinding = async (findings: number): Promise<number> => {
      const text = samplePublished(findings, `s${findings}`);
      const begun = performance.now();
      await load(text);
      return (performance.now() - begun) / findings;
    };
    await load(small());
    const few = await perFinding(200);
    const many = await perFinding(4000);
    // Generous, for a machine that is doing other things: growth with the square would be twenty-fold.
    expect(many).toBeLessThan(few * 2 + 0.5);
  });
});
