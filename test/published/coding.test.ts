import { loadPublished } from '../../seeds/codings';
import { asOwner } from '../../server/database/migrate';
import { Missing, Refused } from '../../server/http/errors';
import { recountFacts } from '../../server/national/recount-queries';
import { codeFinding, FacetConflict, removeTag, type Coding } from '../../server/published/coding';
import { importPublished } from '../../server/published/import-published';
import { firstEditor } from '../../server/published/import-queries';
import { openHouse, type TestHouse } from '../support/house';

const now = new Date('2012-10-01T09:00:00Z');
const EDITOR = 'editor@demo.example';
const none = { polarity: null, extent: null, journey_stage: null };
const coding = (more: Partial<Coding> = {}): Coding => ({
  version: 1,
  before: none,
  ...none,
  category: 'MGT.SUP',
  rationale: 'It is about supervision',
  extract: '',
  suggested_name: '',
  ...more,
});

let test: TestHouse;
let findingId: string;
beforeEach(async () => {
  test = await openHouse();
  const text = JSON.stringify({
    format: 'published-reviews/1',
    reviews: [{ id: 'one', findings: [{ id: 'one-1', text: 'Supervision left reasoning alone' }] }],
  });
  await test.as(EDITOR, (tx, actor) => importPublished(tx, actor, now, { fileName: 'x.json', text }));
  const [row] = await test.owner<{ id: string }>('select id from national.published_finding');
  findingId = String(row?.id);
});
afterEach(() => test.close());

const code = (more: Partial<Coding> = {}): Promise<string[]> =>
  test.as(EDITOR, (tx, actor) => codeFinding(tx, actor, now, findingId, coding(more)));
const facts = () => test.owner('select category, polarity from national.fact order by category');

describe('coding a finding', () => {
  it('keeps the tag, moves the figures and is recorded', async () => {
    await code({ extract: 'left reasoning', polarity: 'less_safe' });
    expect(await test.owner('select category, extract, coded_at from national.published_tag')).toEqual([
      { category: 'MGT.SUP', extract: 'left reasoning', coded_at: now },
    ]);
    expect(await facts()).toEqual([
      { category: 'MGT', polarity: 'less_safe' },
      { category: 'MGT.SUP', polarity: 'less_safe' },
    ]);
    const [entry] = await test.owner<{ payload: string }>(
      `select payload from audit.entry where action = 'finding.coded'`,
    );
    expect(JSON.parse(String(entry?.payload))).toMatchObject({
      subject: findingId,
      detail: { category: 'MGT.SUP' },
    });
  });

  it('takes the same category again as new words for it', async () => {
    await code({ extract: 'left reasoning' });
    await code({ rationale: 'Better said', extract: 'Supervision' });
    expect(await test.owner('select rationale, extract from national.published_tag')).toEqual([
      { rationale: 'Better said', extract: 'Supervision' },
    ]);
  });

  it('may leave the category and change only how the finding reads', async () => {
    await code({ category: null, rationale: '', extent: 'wider' });
    expect(await test.owner('select extent, version from national.published_finding')).toEqual([
      { extent: 'wider', version: 2 },
    ]);
  });

  it.each<[string, Partial<Coding>, string]>([
    ['without a reason', { rationale: '' }, 'rationale'],
    ['with words that are not in the text', { extract: 'Left reasoning' }, 'extract'],
    ['as “does not fit” without a name', { category: 'X' }, 'suggested_name'],
    ['with a suggested name for a category', { suggested_name: 'Names' }, 'suggested_name'],
    ['with a category of another edition', { category: 'M8' }, 'category'],
    ['with words and no category', { category: null }, 'category'],
    ['with nothing', { category: null, rationale: '' }, 'category'],
  ])('is refused %s, and nothing is kept', async (_name, more, field) => {
    const refused = await code(more).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).field).toBe(field);
    expect(await facts()).toEqual([]);
  });

  it('takes “does not fit” with a suggested name', async () => {
    await code({ category: 'X', suggested_name: 'The market for care' });
    expect(await test.owner('select category, suggested_name from national.published_tag')).toEqual([
      { category: 'X', suggested_name: 'The market for care' },
    ]);
  });

  it('asks where two coders changed the same thing, and nothing where they did not', async () => {
    await code({ polarity: 'safer' });
    await code({ category: 'MGT.CAP', extent: 'wider' });
    expect(await test.owner('select polarity, extent from national.published_finding')).toEqual([
      { polarity: 'safer', extent: 'wider' },
    ]);
    const conflict = await code({ polarity: 'less_safe' }).catch((error: unknown) => error);
    expect(conflict).toBeInstanceOf(FacetConflict);
    expect((conflict as FacetConflict).problems).toEqual([
      { field: 'polarity', message: expect.stringContaining('“Makes practice safer”') as string },
    ]);
  });

  it('is not there for a finding that is not', async () => {
    findingId = '01900000-0000-7000-8000-000000000000';
    await expect(code()).rejects.toBeInstanceOf(Missing);
  });

  it('counts both of two coders at once', async () => {
    await Promise.all([code(), code({ category: 'LTW.INF' }), code({ category: 'FAM.CHI' })]);
    expect((await facts()).length).toBe(6);
    expect(await asOwner(test.urls.ownerUrl, (owner) => recountFacts(owner, 5))).toMatchObject({
      differences: 0,
    });
  });
});

describe('taking a tag off', () => {
  it('takes its facts with it and keeps what was written in the audit', async () => {
    await code();
    const [tag] = await test.owner<{ id: string }>('select id from national.published_tag');
    const remove = () => test.as(EDITOR, (tx) => removeTag(tx, findingId, String(tag?.id)));
    await remove();
    expect(await facts()).toEqual([]);
    const [entry] = await test.owner<{ payload: string }>(
      `select payload from audit.entry where action = 'finding.coding_removed'`,
    );
    expect(entry?.payload).toContain('It is about supervision');
    await expect(remove()).rejects.toBeInstanceOf(Missing);
  });
});

describe('the coding of the real findings', () => {
  it('is loaded with them in under three seconds, at least 100 of them, and agrees with the recount', async () => {
    const editor = await asOwner(test.urls.ownerUrl, firstEditor);
    const begun = Date.now();
    const { findings, tags } = await loadPublished(test, String(editor?.id), now);
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(findings.added).toBe(222);
    expect(tags.added).toBeGreaterThanOrEqual(100);
    const [coded] = await test.owner<{ n: number }>(
      'select count(distinct finding_id)::integer as n from national.published_tag',
    );
    expect(coded?.n).toBeGreaterThanOrEqual(100);
    const [unfit] = await test.owner<{ n: number }>(
      `select count(*)::integer as n from national.published_tag t join national.published_finding f on f.id = t.finding_id
        where position(t.extract in f.text) = 0`,
    );
    expect(unfit?.n).toBe(0);
    expect(await asOwner(test.urls.ownerUrl, (owner) => recountFacts(owner, 5))).toMatchObject({
      differences: 0,
    });
    const again = await loadPublished(test, String(editor?.id), now);
    expect(again.tags).toMatchObject({ added: 0, changed: 0 });
  });
});
