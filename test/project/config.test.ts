import { readConfig } from '../../server/config';
import { oneLine } from '../../server/one-line';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://app@db/workbench',
  DATABASE_OWNER_URL: 'postgres://owner@db/workbench',
  SESSION_SECRET: 'x'.repeat(32),
  DOCUMENT_KEY: Buffer.alloc(32).toString('base64'),
  PUBLIC_URL: 'https://reviews.example.org',
};

describe('the environment', () => {
  it('needs nothing for the demo', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.data',
      disclosureThreshold: 5,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', DATA_DIR: '' })).toMatchObject({ port: 3000, dataDir: '.data' });
  });

  it('is complete for production', () => {
    expect(readConfig(production)).toMatchObject({
      production: true,
      publicUrl: 'https://reviews.example.org',
    });
  });

  it('names everything that production lacks at once', () => {
    expect(() => readConfig({ NODE_ENV: 'production' })).toThrow(
      'The environment needs attention: not set: DATABASE_URL, DATABASE_OWNER_URL, SESSION_SECRET, DOCUMENT_KEY, PUBLIC_URL',
    );
  });

  it.each([
    [{ PORT: 'http' }, /PORT/],
    [{ PORT: '70000' }, /PORT/],
    [{ DISCLOSURE_THRESHOLD: '0' }, /DISCLOSURE_THRESHOLD/],
    [{ ...production, DISCLOSURE_THRESHOLD: '2' }, /never below 3/],
    [{ ...production, SESSION_SECRET: 'short' }, /SESSION_SECRET/],
    [{ ...production, DOCUMENT_KEY: 'short' }, /DOCUMENT_KEY must be 32 bytes/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
  ])('says what is wrong with %j', (env, words) => {
    expect(() => readConfig(env)).toThrow(words);
  });
});

describe('an error as one line', () => {
  const coded = (code: string, more: object = {}): Error =>
    Object.assign(new Error('long\n  story'), { code, ...more });

  it.each([
    [
      coded('EADDRINUSE', { port: 3000 }),
      'Port 3000 is taken: stop what uses it, or start with PORT set to another.',
    ],
    [
      coded('ECONNREFUSED'),
      'The database does not answer: check DATABASE_URL and that PostgreSQL runs there.',
    ],
    [coded('28P01'), 'The database refuses the password in DATABASE_URL: check it.'],
    [new Error('one\n two'), 'one two'],
    ['just words', 'just words'],
  ])('%s', (error, line) => {
    expect(oneLine(error)).toBe(line);
  });
});
