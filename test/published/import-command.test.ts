import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '../../server/commands/import';
import { projectRoot } from '../../server/root';
import { openHouse, type TestHouse } from '../support/house';

const real = path.join(projectRoot, 'seeds/data/published-reviews.json');
const before = { ...process.env };

let test: TestHouse;
let folder: string;
let out: string[];
let errors: string[];
beforeAll(async () => {
  test = await openHouse();
  folder = mkdtempSync(path.join(tmpdir(), 'workbench-import-'));
  process.env.DATABASE_URL = test.urls.appUrl;
  process.env.DATABASE_OWNER_URL = test.urls.ownerUrl;
});
afterAll(async () => {
  process.env = before;
  rmSync(folder, { recursive: true });
  await test.close();
});
beforeEach(() => {
  out = [];
  errors = [];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void out.push(String(line)));
  jest.spyOn(console, 'error').mockImplementation((line: unknown) => void errors.push(String(line)));
});
afterEach(() => jest.restoreAllMocks());

describe('npm run import', () => {
  it.each<[string, string | Buffer, string]>([
    [
      'wrong.json',
      '{"format":"published-reviews/1","reviews":[{"id":"a","findings":[{"id":"b"}]}]}',
      'reviews[0].findings[0].text: is missing',
    ],
    [
      'syntax.json',
      '{\n "format": \n}',
      'line 3, column 1: a value is wanted here: text in quotes, a number, true, false, null, { or [',
    ],
    ['bundle.json', '{"format":"review-bundle/1"}', 'board: is missing'],
    ['utf16.json', Buffer.from('\ufeff{}', 'utf16le'), 'file: is in UTF-16: save it as UTF-8'],
  ])('says in one line what is wrong with %s, and loads nothing', async (name, body, words) => {
    const file = path.join(folder, name);
    writeFileSync(file, body);
    expect(await main([file])).toBe(1);
    expect([out, errors]).toEqual([[], [words]]);
    expect(await test.owner('select id from national.published_review')).toEqual([]);
  });

  it.each([
    [[], /^Usage/],
    [['a', 'b'], /^Usage/],
    [['/no/such/file.json'], /^There is no file/],
    [[tmpdir()], /is a folder/],
    [[real, '--as', 'nobody@demo.example'], /^There is no active account/],
    [[real, '--as', 'chair@demo.example'], /^Only a national typology editor/],
  ])('says what to do about %j', async (argv, words) => {
    expect(await main(argv)).toBe(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(words);
  });

  it('loads in the name of an editor, and again changes nothing', async () => {
    expect(await main([real])).toBe(0);
    expect(await main([real, '--as', 'editor@demo.example'])).toBe(0);
    expect(out).toEqual([
      'Added 60 reviews and 222 findings; changed 0; left 0 as they were.',
      'Added 0; changed 0; left 60 reviews and 222 findings as they were.',
    ]);
  });
});
