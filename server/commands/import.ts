import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { accountByEmail } from '../accounts/accounts-queries';
import { BUNDLE_FORMAT } from '../bundle/bundle-format';
import { bringIn, readSoundBundle, type Brought, type SoundBundle } from '../bundle/bundle-import';
import { broughtWords } from '../bundle/bundle-words';
import type { Connection } from '../database/connect';
import { asOwner } from '../database/migrate';
import { actAsCommand, boardsAs, COMMAND, withActor } from '../database/with-actor';
import { openHouse } from '../house';
import type { House } from '../http/route';
import { oneLine } from '../one-line';
import { importPublished } from '../published/import-published';
import { firstEditor } from '../published/import-queries';
import { loadWords } from '../published/import-words';
import { formatOf, jsonOf, MOST_BYTES, textOfFile } from '../published/published-file';
import { withConnection } from './with-connection';

const USAGE = 'Usage: npm run import -- FILE [--as EMAIL]';

/**
 * `npm run import -- FILE [--as EMAIL]` (CONTRACT, Commands): loads a `published-reviews/1` file in the name of a
 * national editor, or brings in a review as `review-bundle/1`; all or nothing. Prints what was added, changed and left.
 */
export async function main(argv: string[]): Promise<number> {
  try {
    const { file, email } = readArguments(argv);
    // Nothing is connected for a file that could not be loaded anyway.
    const { text, bundle } = await readFirst(file);
    return await withConnection(async (connection, config) => {
      if (bundle) {
        const house = openHouse(config, connection.database);
        for (const words of broughtWords(await bring(connection, house, bundle, email))) console.log(words);
        return 0;
      }
      const accountId = await accountToActAs(connection, email);
      const summary = await withActor(connection.database, { accountId, address: COMMAND }, (tx, actor) =>
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

/** A bundle is of any size, and is read as a stream; the other format is held in memory and has a limit. */
async function readFirst(file: string): Promise<{ text: string; bundle?: SoundBundle }> {
  const { size } = await stat(file).catch(unreadable(file));
  const source = { open: () => createReadStream(file) };
  if (size > MOST_BYTES) return { text: '', bundle: await readSoundBundle(source) };
  const text = textOfFile(await readFile(file).catch(unreadable(file)));
  if (formatOf(jsonOf(text)) !== BUNDLE_FORMAT) return { text };
  return { text: '', bundle: await readSoundBundle(source) };
}

/** Without an account it is the command's own doing: as the owner, who alone makes Boards. */
async function bring(
  { database, ownerUrl }: Connection,
  house: House,
  file: SoundBundle,
  email: string | undefined,
): Promise<Brought> {
  const now = new Date();
  if (email === undefined) {
    return asOwner(ownerUrl, (owner) =>
      owner.transaction(async (tx) => {
        await actAsCommand(tx);
        return bringIn(tx, house, now, { accountId: null }, file);
      }),
    );
  }
  const accountId = await accountByEmail(database.plain, email);
  if (!accountId) throw new Error(`There is no active account ${email}.`);
  return withActor(database, { accountId, address: COMMAND }, (tx, actor) => {
    const { name } = file.bundle.board;
    const board = boardsAs(actor, 'coordinator').find((one) => one.name === name);
    if (!board) throw new Error(`${email} is not a coordinator of ${name}, whose review this is.`);
    return bringIn(tx, house, now, { accountId, board }, file);
  });
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
