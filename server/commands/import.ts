import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { accountByEmail } from '../accounts/accounts-queries';
import type { Connection } from '../database/connect';
import { asOwner } from '../database/migrate';
import { withActor } from '../database/with-actor';
import { oneLine } from '../one-line';
import { importPublished } from '../published/import-published';
import { firstEditor } from '../published/import-queries';
import { loadWords } from '../published/import-words';
import { FORMAT, formatOf, jsonOf, textOfFile } from '../published/published-file';
import { withConnection } from './with-connection';

const USAGE = 'Usage: npm run import -- FILE [--as EMAIL]';

/**
 * `npm run import -- FILE [--as EMAIL]` (CONTRACT, Commands): loads a `published-reviews/1` file in the name of a
 * national editor, all or nothing, and prints what was added, changed and left.
 */
export async function main(argv: string[]): Promise<number> {
  try {
    const { file, email } = readArguments(argv);
    const text = textOfFile(await readFile(file).catch(unreadable(file)));
    // Nothing is connected for a file that could not be loaded anyway.
    refuseOtherFormats(formatOf(jsonOf(text)));
    return await withConnection(async (connection) => {
      const accountId = await accountToActAs(connection, email);
      const summary = await withActor(connection.database, { accountId, address: 'command' }, (tx, actor) =>
        importPublished(tx, actor, new Date(), { fileName: path.basename(file), text }),
      );
      console.log(loadWords(summary));
      return 0;
    });
  } catch (error) {
    console.error(oneLine(error));
    return 1;
  }
}

function readArguments(argv: string[]): { file: string; email?: string } {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { as: { type: 'string' } },
    allowPositionals: true,
  });
  const [file, ...others] = positionals;
  if (!file || others.length > 0) throw new Error(USAGE);
  return { file, email: values.as };
}

const unreadable =
  (file: string) =>
  (error: NodeJS.ErrnoException): never => {
    if (error.code === 'ENOENT') throw new Error(`There is no file ${file}.`);
    if (error.code === 'EISDIR') throw new Error(`${file} is a folder: name a file.`);
    throw error;
  };

function refuseOtherFormats(format: string | undefined): void {
  if (format === 'review-bundle/1') {
    throw new Error(`format: review-bundle/1 cannot be loaded by this version yet; it loads ${FORMAT}.`);
  }
}

async function accountToActAs({ database, ownerUrl }: Connection, email?: string): Promise<string> {
  if (email !== undefined) {
    const id = await accountByEmail(database.plain, email);
    if (!id) throw new Error(`There is no active account ${email}.`);
    return id;
  }
  const editor = await asOwner(ownerUrl, firstEditor);
  if (!editor)
    throw new Error('There is no active account of a national typology editor: say whose with --as EMAIL.');
  return editor.id;
}
