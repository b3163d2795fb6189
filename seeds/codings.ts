import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../server/database/database';
import { withActor } from '../server/database/with-actor';
import { codeMany, type CodingsFile } from '../server/published/code-many';
import { importPublished, type Summary } from '../server/published/import-published';
import { projectRoot } from '../server/root';

const PUBLISHED = 'published-reviews.json';
const CODINGS = 'codings-2012.json';

const read = (name: string): string => readFileSync(path.join(projectRoot, 'seeds', 'data', name), 'utf8');

/**
 * Loads the real published reviews and codes them as one careful reader did, in one transaction and by the same
 * verbs as the pages and the command.
 * @param editor the account of a national typology editor, in whose name it is done
 * @returns what was loaded, with the tags of the coding
 */
export async function loadPublished(
  { database }: { database: Database },
  editor: string,
  now: Date = new Date(),
): Promise<Summary> {
  return withActor(database, { accountId: editor, address: 'demo' }, async (tx, actor) => {
    const summary = await importPublished(tx, actor, now, { fileName: PUBLISHED, text: read(PUBLISHED) });
    const tags = await codeMany(tx, actor, now, JSON.parse(read(CODINGS)) as CodingsFile);
    return { ...summary, tags };
  });
}
