import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { exportReview, type ReadyBundle } from '../bundle/bundle-export';
import { reviewsCalled } from '../bundle/bundle-queries';
import { rowsInWords } from '../bundle/bundle-words';
import { bundlePieces } from '../bundle/bundle-writing';
import { asOwner } from '../database/migrate';
import { actAsCommand, type Tx } from '../database/with-actor';
import { openHouse } from '../house';
import { count } from '../http/dates';
import { oneLine } from '../one-line';
import { withConnection } from './with-connection';

const USAGE = 'Usage: npm run export -- REFERENCE FILE [--with-content] [--board NAME]';

/**
 * `npm run export -- REFERENCE FILE [--with-content] [--board NAME]` (CONTRACT, Commands): writes a review as
 * `review-bundle/1`. The reference may be the review's id; the Board is only needed where two have the same reference.
 */
export async function main(argv: string[]): Promise<number> {
  try {
    const { reference, file, withContent, board } = readArguments(argv);
    return await withConnection(async ({ ownerUrl, database }, config) => {
      const house = openHouse(config, database);
      await asOwner(ownerUrl, (owner) =>
        owner.transaction(async (tx) => {
          await actAsCommand(tx);
          const id = await reviewCalled(tx, reference, board);
          const ready = await exportReview(tx, house, id, withContent);
          await writeFileWhole(file, ready);
          const { lists } = ready.bundle;
          const said = ['findings', 'events', 'documents'].map((list) =>
            rowsInWords(list, lists[list]?.length ?? 0),
          );
          const contents = ready.contents
            ? ` and the content of ${count(ready.contents.length, 'document')}`
            : '';
          console.log(
            `Wrote review ${String(ready.bundle.review.reference)} to ${file}: ${said.join(', ')}${contents}.`,
          );
        }),
      );
      return 0;
    });
  } catch (error) {
    console.error(oneLine(error));
    return 1;
  }
}

function readArguments(argv: string[]): {
  reference: string;
  file: string;
  withContent: boolean;
  board?: string;
} {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { 'with-content': { type: 'boolean', default: false }, board: { type: 'string' } },
    allowPositionals: true,
  });
  const [reference, file, ...others] = positionals;
  if (!reference || !file || others.length > 0) throw new Error(USAGE);
  return { reference, file, withContent: values['with-content'], board: values.board };
}

async function reviewCalled(tx: Tx, reference: string, board: string | undefined): Promise<string> {
  const found = (await reviewsCalled(tx, reference)).filter(
    (one) => board === undefined || one.board === board,
  );
  const [review, ...others] = found;
  if (!review)
    throw new Error(`There is no review ${reference}${board === undefined ? '' : ` of ${board}`}.`);
  if (others.length > 0) {
    const boards = found.map((one) => one.board).join(', ');
    throw new Error(`Several Boards have a review ${reference}: say which with --board NAME (${boards}).`);
  }
  return review.id;
}

/** The file appears whole or not at all, and is its owner's alone to read. */
async function writeFileWhole(file: string, { bundle, contents }: ReadyBundle): Promise<void> {
  const aside = `${file}.part`;
  const out = createWriteStream(aside, { mode: 0o600 });
  try {
    await once(out, 'open');
    for await (const piece of bundlePieces(bundle, contents)) if (!out.write(piece)) await once(out, 'drain');
    out.end();
    await once(out, 'close');
    await rename(aside, file);
  } catch (error) {
    out.destroy();
    await rm(aside, { force: true });
    throw error;
  }
}
