import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { closeSample } from '../server/coding/sample-closing';
import { drawForSecondCoding, giveToCoder } from '../server/coding/samples';
import { codeManySecond } from '../server/coding/second-coding';
import type { Database } from '../server/database/database';
import { enter, type Actor } from '../server/database/with-actor';
import { projectRoot } from '../server/root';

/** One reader's second coding of a sample, made without seeing the first (`second-coding/1`). */
export interface SecondCodingFile {
  format: 'second-coding/1';
  typology_edition: string;
  sample_seed: string;
  codings: {
    /** The finding's id in its file. */
    finding: string;
    /** None: the text states no pattern. */
    tags: { category: string; rationale: string; extract: string; suggested_name: string }[];
    polarity: string | null;
    extent: string | null;
    journey_stage: string | null;
  }[];
}

const FILE = path.join(projectRoot, 'seeds', 'data', 'second-coding-2012.json');
export const readSecondCoding = (): SecondCodingFile =>
  JSON.parse(readFileSync(FILE, 'utf8')) as SecondCodingFile;

const NOTHING = { category: null, rationale: '', extract: '', suggested_name: '' };
const CODER = 'reviewer-b@demo.example';

/**
 * Draws the demo's sample of published findings, gives it to a reviewer, codes it as one reader did who had not seen the
 * first coding, and closes it: by the verbs of the pages, in one transaction. Nothing is settled and no coding altered.
 * @returns the sample, or null where its findings were not loaded
 */
export async function loadSecondCoding(
  { database }: { database: Database },
  owner: Knex,
  now: Date,
): Promise<string | null> {
  const file = readSecondCoding();
  const ids = new Map(
    (await owner('account').select<{ id: string; email: string }[]>('id', 'email')).map(({ id, email }) => [
      email,
      id,
    ]),
  );
  const findings = new Map(
    (
      await owner('national.published_finding').select<{ id: string; external_id: string }[]>(
        'id',
        'external_id',
      )
    ).map(({ id, external_id }) => [external_id, id]),
  );
  // Other reviews were loaded before the demo: this reading is not of them.
  if (file.codings.some(({ finding }) => !findings.has(finding))) return null;
  return database.app.transaction(async (tx) => {
    const as = (email: string): Promise<Actor> =>
      enter(tx, { accountId: ids.get(email) ?? '', address: 'demo' });
    const editor = await as('editor@demo.example');
    const sampleId = await drawForSecondCoding(tx, editor, now, {
      size: file.codings.length,
      seed: file.sample_seed,
      origin: 'published',
    });
    await giveToCoder(tx, editor, now, sampleId, { coder: ids.get(CODER) ?? '', which: 'all', most: null });
    await as(CODER);
    const codings = file.codings.map(({ finding, tags, ...facets }) => {
      const said =
        tags.length === 0 ? [{ ...NOTHING, none: true }] : tags.map((tag) => ({ ...tag, none: false }));
      return {
        findingId: findings.get(finding) ?? '',
        said: said.map((one, n) => ({ version: n + 1, ...facets, ...one })),
      };
    });
    await codeManySecond(tx, now, sampleId, codings);
    await closeSample(tx, await as('editor@demo.example'), now, sampleId);
    return sampleId;
  });
}
