import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { PassThrough, Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { recordAudit } from '../audit/audit';
import { AS_CSV, AS_LINES, copyOut } from '../database/copy-out';
import { NoActor, withActor, type Acting, type Tx } from '../database/with-actor';
import { incomingFolder, receive } from '../evidence/incoming-folder';
import type { Incoming } from '../evidence/incoming';
import { contentKey } from '../evidence/store/document-store';
import { Refused } from '../http/errors';
import type { House } from '../http/route';
import type { JobData } from '../jobs/jobs';
import { askNational } from './ask';
import { DAYS_KEPT } from './export';
import { aboutExport, writeBook } from './export-book';
import { findingsOf } from './export-filter';
import { endExport, moveOn, ownExport, takeExport, type Taken } from './export-queries';
import { findingArrays, findingCells, findingObjects, type WhichFindings } from './findings-file';

const TICK_MS = 700;
/** Before the job's own time is over and another begins it. */
const MOST_MS = 240_000;
const MOST_ATTEMPTS = 3;

/** The attempt is not wanted any more: cancelled, or taken over by another. */
class Stopped extends Error {}

interface Attempt {
  acting: Acting;
  id: string;
  run: string;
  rows: number;
}

/**
 * The job: makes an export in the name of who asked for it. The file is sealed as it is written and put into the store
 * whole, at the end: an attempt that is cancelled, killed or fails leaves nothing there. Done twice, the second does
 * nothing. Of an export whose time is over it removes the file.
 */
export async function makeExport(house: House, data: JobData): Promise<void> {
  const attempt: Attempt = {
    acting: { accountId: String(data.account), address: 'job' },
    id: String(data.export),
    run: randomUUID(),
    rows: 0,
  };
  const taken = await acting(house, attempt, (tx) => takeExport(tx, attempt.id, attempt.run));
  if (!taken) return removeOver(house, attempt);
  try {
    // One that ended its process each time is not begun without end.
    if (taken.attempts > MOST_ATTEMPTS) throw new Refused(GIVEN_UP);
    await make(house, attempt, taken);
  } catch (error) {
    if (error instanceof Stopped) return;
    // What has no room now has none in five seconds, and each attempt would fill the disk again.
    const isOver = error instanceof Refused || hasNoRoom(error) || taken.attempts >= MOST_ATTEMPTS;
    if (!isOver) throw error;
    const problem = error instanceof Refused ? error.message : hasNoRoom(error) ? NO_ROOM : GIVEN_UP;
    await acting(house, attempt, (tx) => giveUp(tx, house, attempt, problem));
    if (!(error instanceof Refused)) throw error;
  }
}

const GIVEN_UP = 'It could not be made, though it was tried several times. Ask for it again';
const NO_ROOM =
  'There is no room left where files are kept. Remove exports that you no longer need, or narrow the filter; if it stays so, tell the people who run the workbench';

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Whether a disk is full: the one that takes what is being made, or the store's. */
function hasNoRoom(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && FULL.includes(String(error.code))) || hasNoRoom(error.cause);
}

async function removeOver(house: House, attempt: Attempt): Promise<void> {
  const found = await acting(house, attempt, (tx) => ownExport(tx, attempt.acting.accountId, attempt.id));
  if (found?.state === 'expired' && found.sha256)
    await house.documents.remove(contentKey(attempt.id, found.sha256));
}

/** Works in the name of who asked; undefined when they may not act any more: nothing is made in their name. */
async function acting<Result>(
  house: House,
  { acting }: Attempt,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result | undefined> {
  return withActor(house.database, acting, work).catch((error: unknown) => {
    if (error instanceof NoActor) return undefined;
    throw error;
  });
}

async function make(house: House, attempt: Attempt, taken: Taken): Promise<void> {
  const { which, auditHead } = await askNational(house, async (tx, settings) => {
    const head = await tx.raw<{ rows: { head: string }[] }>('select audit.head_of_all() as head');
    return { which: await findingsOf(tx, taken.filter, settings), auditHead: head.rows[0]?.head ?? '' };
  });
  const content = contentOf(house, attempt, taken, which, auditHead);
  const ticking = ticks(house, attempt, content);
  let incoming: Incoming;
  try {
    incoming = await receive(content, 'export', incomingFolder(house.config));
  } finally {
    ticking.stop();
  }
  try {
    if (!(await acting(house, attempt, (tx) => keep(tx, house, attempt, incoming, auditHead))))
      throw new Stopped();
  } finally {
    await rm(incoming.sealed.file, { force: true });
  }
}

/** The file as it is made, its rows counted as they pass. */
function contentOf(
  house: House,
  attempt: Attempt,
  { filter, format }: Taken,
  which: WhichFindings,
  auditHead: string,
): Readable {
  const { database } = house;
  const out = new PassThrough();
  const counted = rowCounter(attempt, format === 'csv');
  const [asked, options] =
    format === 'csv'
      ? [findingCells(which), AS_CSV]
      : [format === 'xlsx' ? findingArrays(which) : findingObjects(which), AS_LINES];
  const rows = copyOut(database, asked, options);
  // Whatever ends one of them ends all.
  const made =
    format === 'xlsx'
      ? pipeline(rows, counted, (lines: AsyncIterable<Buffer>) =>
          writeBook(lines, out, () =>
            aboutExport(filter, { rows: attempt.rows, at: house.now(), auditHead }),
          ),
        )
      : pipeline(rows, counted, out);
  made.catch((error: unknown) => out.destroy(error as Error));
  out.once('close', () => rows.destroy());
  return out;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Counts rows: line feeds outside quotes. The header of CSV is none. */
function rowCounter(attempt: Attempt, isCsv: boolean): Transform {
  let quoted = false;
  attempt.rows = isCsv ? -1 : 0;
  return new Transform({
    transform(data: Buffer, _encoding, done) {
      for (const byte of data) {
        if (isCsv && byte === QUOTE) quoted = !quoted;
        else if (byte === LINE_FEED && !quoted) attempt.rows += 1;
      }
      done(null, data);
    },
  });
}

/** Tells how far it is, and ends the content when the attempt is not wanted any more or takes too long. */
function ticks(house: House, attempt: Attempt, content: Readable): { stop(): void } {
  const until = Date.now() + MOST_MS;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const tick = async (): Promise<void> => {
    const goesOn = await acting(house, attempt, (tx) =>
      moveOn(tx, attempt, { rows_done: Math.max(0, attempt.rows) }),
    );
    if (!goesOn) content.destroy(new Stopped());
    else if (Date.now() > until)
      content.destroy(new Refused('It took too long. Narrow the filter and ask again'));
    else if (!stopped) timer = again();
  };
  const again = (): NodeJS.Timeout =>
    setTimeout(() => {
      tick().catch((error: unknown) => content.destroy(error as Error));
    }, TICK_MS);
  timer = again();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Puts the file into the store and says so, both or neither: what no row stands for is removed by the sweep. */
async function keep(
  tx: Tx,
  house: House,
  attempt: Attempt,
  { bytes, sha256, sealed }: Incoming,
  auditHead: string,
): Promise<boolean> {
  const place = contentKey(attempt.id, sha256);
  const now = house.now();
  const kept = await moveOn(tx, attempt, {
    state: 'done',
    rows_done: attempt.rows,
    bytes,
    sha256,
    sealed_key: house.documentKey.wrap(sealed.key, place),
    key_id: house.documentKey.id,
    audit_head: auditHead,
    finished_at: now,
    expires_at: new Date(now.getTime() + DAYS_KEPT * 24 * 3_600_000),
  });
  if (!kept) return false;
  await recordAudit(tx, {
    board: null,
    action: 'export.made',
    kind: 'export',
    subject: attempt.id,
    detail: { findings: attempt.rows, bytes, sha256 },
  });
  await house.documents.put(place, sealed.file, sealed.bytes);
  return true;
}

async function giveUp(tx: Tx, house: House, attempt: Attempt, problem: string): Promise<void> {
  const { acting, id } = attempt;
  if (!(await endExport(tx, acting.accountId, id, { state: 'failed', problem, finished_at: house.now() })))
    return;
  await recordAudit(tx, {
    board: null,
    action: 'export.failed',
    kind: 'export',
    subject: id,
    detail: { problem },
  });
}
