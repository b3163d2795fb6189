import { firstJsonError } from '../../server/published/json-place';
import { ImportProblem } from '../../server/published/import-problem';
import { methodOf, misfits, type Known } from '../../server/published/published-check';
import { jsonOf, pathOf, readPublished, textOfFile } from '../../server/published/published-file';

type Json = Record<string, unknown>;
const finding = (more: Json = {}): Json => ({ id: 'f1', text: 'A pattern', ...more });
const review = (more: Json = {}): Json => ({ id: 'r1', kind: 'scr', findings: [finding()], ...more });
const file = (more: Json = {}): Json => ({ format: 'published-reviews/1', reviews: [review()], ...more });
const withReview = (more: Json): Json => file({ reviews: [review(more)] });
const withFinding = (more: Json): Json => withReview({ findings: [finding(more)] });

function problemsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ImportProblem) return error.found.map(({ path, reason }) => `${path}: ${reason}`);
    throw error;
  }
  return [];
}

describe('a file that can be read', () => {
  it.each<[string, Json]>([
    ['the least', file()],
    ['no reviews', file({ reviews: [] })],
    [
      'nulls',
      withReview({
        kind: null,
        outcome: null,
        age_band: null,
        year_published: null,
        source: null,
        region: null,
      }),
    ],
    [
      'tags',
      withFinding({
        tags: [{ category: 'MGT.SUP', rationale: 'Because' }],
        extent: 'wider',
        polarity: 'safer',
        journey_stage: 'assessment',
      }),
    ],
    ['right-to-left marks and HTML, as text', withFinding({ text: '\u200f<script>alert(1)</script>' })],
  ])('%s', (_name, value) => {
    expect(problemsOf(() => readPublished(value))).toEqual([]);
  });

  it('takes text as it would be stored', () => {
    const read = readPublished(withFinding({ text: '  one\r\ntwo ', stated_as: ' ' }));
    expect(read.reviews[0]?.findings[0]).toMatchObject({ text: 'one\ntwo', stated_as: null, tags: [] });
  });
});

describe('a file that is not as the format has it', () => {
  it.each<[unknown, string]>([
    [[], 'file: must be an object with "format": "published-reviews/1"'],
    [null, 'file: must be an object with "format": "published-reviews/1"'],
    ['text', 'file: must be an object with "format": "published-reviews/1"'],
    [{}, 'format: must be "published-reviews/1"'],
    [file({ format: 'published-reviews/2' }), 'format: must be "published-reviews/1"'],
    [file({ reviews: undefined }), 'reviews: is missing'],
    [file({ reviews: {} }), 'reviews: must be a list of reviews'],
    [file({ reviews: [7] }), 'reviews[0]: must be an object'],
    [file({ editon: '2012' }), 'editon: is not a field of published-reviews/1'],
    [withReview({ id: undefined }), 'reviews[0].id: is missing'],
    [withReview({ id: '' }), 'reviews[0].id: is empty: it needs words'],
    [withReview({ id: 3 }), 'reviews[0].id: must be text'],
    [withReview({ kind: 'SCR' }), 'reviews[0].kind: must be scr, cspr, near_miss, other or null'],
    [
      withReview({ outcome: 'hurt' }),
      'reviews[0].outcome: must be death, serious harm, near miss, other or null',
    ],
    [withReview({ age_band: '2' }), 'reviews[0].age_band: must be under 1, 1-5, 6-10, 11-15, 16-17 or null'],
    [
      withReview({ year_published: 1899 }),
      'reviews[0].year_published: must be a whole year from 1945 to 2100, or null',
    ],
    [
      withReview({ year_published: '2012' }),
      'reviews[0].year_published: must be a whole year from 1945 to 2100, or null',
    ],
    [
      withReview({ year_published: 2012.5 }),
      'reviews[0].year_published: must be a whole year from 1945 to 2100, or null',
    ],
    [withReview({ agencies: 'police' }), 'reviews[0].agencies: must be a list of texts'],
    [withReview({ agencies: ['police', 4] }), 'reviews[0].agencies[1]: must be text'],
    [withReview({ findings: undefined }), 'reviews[0].findings: is missing'],
    [withReview({ title: 'x'.repeat(501) }), 'reviews[0].title: must have 500 characters or fewer'],
    [
      withReview({ source: { title: 'x', address: 'javascript:alert(1)' } }),
      'reviews[0].source.address: must be a web address that begins with http:// or https://',
    ],
    [withFinding({ text: undefined }), 'reviews[0].findings[0].text: is missing'],
    [withFinding({ text: ' ' }), 'reviews[0].findings[0].text: is empty: it needs words'],
    [
      withFinding({ text: 'x'.repeat(200_000) }),
      'reviews[0].findings[0].text: must have 20,000 characters or fewer',
    ],
    [
      withFinding({ text: 'a\u0000b' }),
      'reviews[0].findings[0].text: has characters that cannot be kept, such as NUL or half of a pair: take them out',
    ],
    [
      withFinding({ text: 'a\ud800b' }),
      'reviews[0].findings[0].text: has characters that cannot be kept, such as NUL or half of a pair: take them out',
    ],
    [
      withFinding({ extent: 'often' }),
      'reviews[0].findings[0].extent: must be case_specific, wider, not_known or null',
    ],
    [withFinding({ polarity: 'bad' }), 'reviews[0].findings[0].polarity: must be less_safe, safer or null'],
    [
      withFinding({ journey_stage: 'later' }),
      'reviews[0].findings[0].journey_stage: must be universal_services, early_help, contact_referral, strategy_investigation, assessment, child_in_need, cp_conference_plan, court_care, leaving_care or null',
    ],
    [withFinding({ tags: {} }), 'reviews[0].findings[0].tags: must be a list of tags'],
    [withFinding({ tags: [{ rationale: 'x' }] }), 'reviews[0].findings[0].tags[0].category: is missing'],
    [
      withFinding({ 'a key\n': 1 }),
      'reviews[0].findings[0]["a key\\n"]: is not a field of published-reviews/1',
    ],
    [
      JSON.parse('{"format":"published-reviews/1","reviews":[],"__proto__":{}}'),
      '__proto__: is not a field of published-reviews/1',
    ],
    [
      file({ reviews: [review(), review({ findings: [] })] }),
      'reviews[1].id: “r1” is the id of reviews[0] too',
    ],
    [
      file({ reviews: [review(), review({ id: 'r2' })] }),
      'reviews[1].findings[0].id: “f1” is the id of reviews[0].findings[0] too',
    ],
  ])('%#', (value, problem) => {
    expect(problemsOf(() => readPublished(value))[0]).toBe(problem);
  });

  it('names every problem, and lists the first twenty', () => {
    const many = file({ reviews: Array.from({ length: 30 }, () => review({ kind: 1 })) });
    expect(problemsOf(() => readPublished(many))).toHaveLength(30);
    try {
      readPublished(many);
    } catch (error) {
      expect((error as ImportProblem).problems).toHaveLength(21);
      expect((error as ImportProblem).problems[20]?.message).toBe('and 10 more like these');
    }
  });
});

describe('a file that does not fit what the workbench knows', () => {
  const known: Known = {
    editionInForce: '2012',
    categories: { '2008': ['T'], '2012': ['MGT.SUP', 'X'] },
    regions: ['London', 'Yorkshire and The Humber'],
  };
  const check = (value: Json): string[] =>
    misfits(readPublished(value), known).map(({ path, reason }) => `${path}: ${reason}`);

  it('passes what fits, in another case too', () => {
    expect(check(withReview({ region: 'yorkshire and the  humber' }))).toEqual([]);
    expect(check({ ...withFinding({ tags: [{ category: 'T' }] }), typology_edition: '2008' })).toEqual([]);
    expect(check(withFinding({ tags: [{ category: 'X', extract: 'pattern' }] }))).toEqual([]);
  });
  it.each<[Json, string]>([
    [
      withReview({ region: 'Wales' }),
      'reviews[0].region: “Wales” is not one of the regions: London, Yorkshire and The Humber',
    ],
    [
      file({ typology_edition: '1999' }),
      'typology_edition: “1999” is not an edition of the typology: 2008, 2012',
    ],
    [
      withFinding({ tags: [{ category: 'T' }] }),
      'reviews[0].findings[0].tags[0].category: “T” is not a category of edition 2012 of the typology',
    ],
    [
      withFinding({ tags: [{ category: 'X' }, { category: 'X' }] }),
      'reviews[0].findings[0].tags[1].category: “X” stands twice on this finding',
    ],
    [
      withFinding({ tags: [{ category: 'X', extract: 'Pattern' }] }),
      'reviews[0].findings[0].tags[0].extract: must be words of this finding, exactly as they stand',
    ],
  ])('%#', (value, problem) => {
    expect(check(value)).toEqual([problem]);
  });
});

describe('the bytes of a file', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  it('may begin with a byte-order mark', () => {
    expect(jsonOf(textOfFile(bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d)))).toEqual({});
    expect(jsonOf('\ufeff{}')).toEqual({});
  });
  it.each<[string, Uint8Array, string]>([
    ['UTF-16', bytes(0xff, 0xfe, 0x7b, 0x00), 'file: is in UTF-16: save it as UTF-8'],
    ['UTF-16, the other way', bytes(0xfe, 0xff, 0x00, 0x7b), 'file: is in UTF-16: save it as UTF-8'],
    ['Latin 1', bytes(0x22, 0xe9, 0x22), 'file: is not UTF-8 text: save it as UTF-8'],
    ['nothing', bytes(), 'file: is empty'],
  ])('are refused as %s', (_name, given, problem) => {
    expect(problemsOf(() => jsonOf(textOfFile(given)))).toEqual([problem]);
  });
});

describe('the place where a text stops being JSON', () => {
  it.each([
    ['{"a": 1,}', 1, 9, 'the name of a field in quotes is wanted here'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or a closing bracket is wanted here'],
    ['[1, 2', 1, 6, 'the file ends too early: a comma or a closing bracket is wanted here'],
    ['{"a" 1}', 1, 6, 'a colon is wanted here, after the name of the field'],
    ['[1,]', 1, 4, 'a value is wanted here'],
    ['[01]', 1, 2, 'a value or ] is wanted here'],
    ['{"a": tru}', 1, 7, 'a value is wanted here'],
    ['{a: 1}', 1, 2, 'the name of a field in quotes, or }, is wanted here'],
    ['["a]', 1, 2, 'this text is never closed with a quotation mark'],
    ['["a\nb"]', 1, 4, 'the line ends inside a text'],
    ['["a\tb"]', 1, 4, 'this text holds a control character'],
    ['["\\x"]', 1, 3, 'the character after this backslash has no meaning'],
    ['{} {}', 1, 4, 'nothing more may follow'],
    ['[1}', 1, 3, 'a comma or a closing bracket is wanted here'],
  ])('%j', (text, line, column, reason) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    const found = firstJsonError(text);
    expect(found).toMatchObject({ line, column });
    expect(found?.reason).toContain(reason);
    expect(problemsOf(() => jsonOf(text))[0]).toContain(`line ${line}, column ${column}: `);
  });

  it.each(['{}', ' [1, -2.5e+3, "a\\u00e9\\n", true, false, null, {"b": []}] ', '"\u007f\u2028"', '0'])(
    'is nowhere in %j',
    (text) => {
      expect(JSON.parse(text)).toBeDefined();
      expect(firstJsonError(text)).toBeUndefined();
    },
  );

  it('is found at any depth', () => {
    const deep = '['.repeat(300_000);
    expect(firstJsonError(deep)).toMatchObject({ line: 1, column: 300_001 });
    expect(
      problemsOf(() =>
        readPublished(jsonOf(`{"format":"published-reviews/1","reviews":${deep}${']'.repeat(300_000)}}`)),
      ),
    ).toEqual(['reviews[0]: must be an object']);
  });
});

describe('words', () => {
  it('write a path as a program would', () => {
    expect(pathOf(['reviews', 3, 'findings', 0, 'text'])).toBe('reviews[3].findings[0].text');
    expect(pathOf([])).toBe('file');
  });
  it.each([
    [null, null],
    ['SCIE Learning Together', 'learning_together'],
    ['Learning Together (as the briefing is titled)', 'learning_together'],
    ['SILP', 'silp'],
    ['Appreciative Inquiry', 'other'],
    ['systems-based approach', 'other'],
    ['Child Practice Review', 'child_practice_review'],
    ['child safeguarding practice review', 'other'],
  ])('name the method of %j', (stated, code) => {
    expect(methodOf(stated)).toBe(code);
  });
});
