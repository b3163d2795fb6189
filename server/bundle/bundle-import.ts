import { createHash } from 'node:crypto';
import { recordAudit } from '../audit/audit';
import type { Tx } from '../database/with-actor';
import { ImportProblem } from '../published/import-problem';
import { jsonOf } from '../published/published-file';
import { addReview, heldElsewhere } from './bundle-adding';
import { checkBundle, unknownHere } from './bundle-check';
import { unfitContents } from './bundle-inspection';
import { differencesBetween } from './bundle-compare';
import { keepContents, type ContentHouse } from './bundle-contents';
import { readReviewBundle } from './bundle-export';
import { BUNDLE_FORMAT, readBundle, type Bundle } from './bundle-format';
import { knownForBundle, lockReview, makeBoard, type Known } from './bundle-queries';
import { partBundle, type BundleSource } from './bundle-reading';
import { ALL_TABLES, REVIEW } from './bundle-tables';
import { listOf } from './bundle-writing';

/** A file that was read and is sound in itself. */
export interface SoundBundle {
  bundle: Bundle;
  sha256: string;
  /** SHA-256 of the documents whose content is in the file. */
  contents: ReadonlySet<string>;
  source: BundleSource;
}

/** Who brings a review in: a coordinator into a Board of theirs, or a command into the Board that the file names. */
export type Bringer = { accountId: string; board: { id: string; name: string } } | { accountId: null };

/** What bringing a review in did. */
export interface Brought {
  reviewId: string;
  reference: string;
  board: { id: string; name: string };
  /** `left` when the review was here already, as it is in the file. */
  review: 'added' | 'left';
  /** Rows by list; of a review that was here, those of the file. */
  counts: { list: string; rows: number }[];
  contentsAdded: number;
  /** Documents of the file whose content is not here. */
  contentsMissing: number;
  peopleMade: number;
  /** Findings that were approved elsewhere and count only when the chair accepts them. */
  toAccept: number;
  boardMade: boolean;
  /** True when the file is another Board's: its team must be chosen anew. */
  teamEnded: boolean;
  sha256: string;
}

/**
 * Reads a file and holds it to all that can be told from the file alone, the content of its documents too, which is
 * inspected as that of an upload is. Nothing is asked of the database.
 * @throws ImportProblem with where in the file and why
 */
export async function readSoundBundle(source: BundleSource): Promise<SoundBundle> {
  const found = new Map<string, { sha256: string; bytes: number }>();
  let hash = createHash('sha256');
  let bytes = 0;
  let current = '';
  const repeated: string[] = [];
  const { text, sha256 } = await partBundle(source, {
    begin(key) {
      if (found.has(key)) repeated.push(key);
      current = key;
      hash = createHash('sha256');
      bytes = 0;
    },
    write(piece) {
      hash.update(piece);
      bytes += piece.length;
    },
    end() {
      found.set(current, { sha256: hash.digest('hex'), bytes });
    },
  });
  const bundle = readBundle(jsonOf(text));
  const problems = checkBundle(bundle);
  const documents = new Map((bundle.lists.documents ?? []).map((row) => [row.sha256, row]));
  for (const key of repeated)
    problems.push({ path: `contents[${JSON.stringify(key)}]`, reason: 'stands twice' });
  for (const [key, content] of found) {
    const path = `contents[${JSON.stringify(key)}]`;
    const document = documents.get(key);
    if (content.sha256 !== key) problems.push({ path, reason: 'is not the content of that SHA-256' });
    if (!document) problems.push({ path, reason: 'is the content of no document of the file' });
    else if (document.infected) problems.push({ path, reason: 'is the content of a document with a virus' });
    else if (document.bytes !== content.bytes)
      problems.push({ path, reason: 'is not as long as its document says' });
  }
  if (problems.length === 0) problems.push(...(await unfitContents(source, documents)));
  if (problems.length > 0) throw new ImportProblem(problems);
  return { bundle, sha256, contents: new Set(found.keys()), source };
}

/**
 * Brings a whole review in: all of it or, when anything is wrong, nothing. The same file again changes nothing, but
 * that the content of documents is added where it was missing.
 * @throws ImportProblem with where in the file and why
 */
export async function bringIn(
  tx: Tx,
  house: ContentHouse,
  now: Date,
  by: Bringer,
  file: SoundBundle,
): Promise<Brought> {
  const { bundle } = file;
  const reviewId = String(bundle.review.id);
  await lockReview(tx, reviewId);
  const known = await knownForBundle(tx, reviewId);
  const unknown = unknownHere(bundle, known);
  if (unknown.length > 0) throw new ImportProblem(unknown);
  const { board, made: boardMade } = await boardFor(tx, by, bundle, known);
  const moved = board.name !== bundle.board.name;
  if (known.owner && known.owner.id !== board.id) throw new ImportProblem([heldElsewhere(known.owner.name)]);
  const { peopleMade, toAccept } = known.owner
    ? { peopleMade: 0, toAccept: 0 }
    : await addReview(tx, { bundle, sha256: file.sha256, board, moved, now, by });
  if (known.owner) await refuseOther(tx, bundle, reviewId);
  const place = { boardId: board.id, reviewId };
  const { added, missing } = await keepContents(tx, house, place, file);
  const brought: Brought = {
    reviewId,
    reference: String(bundle.review.reference),
    board,
    review: known.owner ? 'left' : 'added',
    counts: ALL_TABLES.filter((table) => table !== REVIEW).map((table) => ({
      list: table.list,
      rows: listOf(bundle, table).length,
    })),
    contentsAdded: added,
    contentsMissing: missing,
    peopleMade,
    toAccept,
    boardMade,
    teamEnded: moved && !known.owner,
    sha256: file.sha256,
  };
  await recordAudit(tx, {
    board: board.id,
    action: 'review.imported',
    kind: 'review',
    subject: reviewId,
    detail: {
      format: BUNDLE_FORMAT,
      sha256: file.sha256,
      review: brought.review,
      from: bundle.board.name,
      contents: added,
      people_made: peopleMade,
      board_made: boardMade,
    },
  });
  return brought;
}

async function boardFor(
  tx: Tx,
  by: Bringer,
  { board }: Bundle,
  known: Known,
): Promise<{ board: { id: string; name: string }; made: boolean }> {
  if (by.accountId !== null) return { board: by.board, made: false };
  const here = known.boards.find(({ name }) => name === board.name);
  if (here && here.area !== board.area)
    throw new ImportProblem([
      { path: 'board.area', reason: `${board.name} is the Board of ${here.area} here` },
    ]);
  if (here) return { board: { id: here.id, name: here.name }, made: false };
  return { board: { id: await makeBoard(tx, board), name: board.name }, made: true };
}

async function refuseOther(tx: Tx, bundle: Bundle, reviewId: string): Promise<void> {
  const { bundle: here } = await readReviewBundle(tx, reviewId);
  const differences = differencesBetween(here, bundle);
  if (differences.length === 0) return;
  const reason = `is here already and is not as in the file: ${differences.join('; ')}. Nothing was changed`;
  throw new ImportProblem([{ path: 'review', reason }]);
}
