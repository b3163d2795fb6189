import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { accountByEmail } from '../accounts/accounts-queries';
import type { Database } from '../database/database';
import { boardsAs, withActor, type Actor, type Tx } from '../database/with-actor';
import { readCase } from '../evidence/case-file-queries';
import { mapDraft } from '../evidence/load-draft';
import { stageFile } from '../evidence/load-staging';
import { loadDraft } from '../evidence/loading';
import { askRoom, closeRooms } from '../evidence/reading-room/room';
import { openReview } from '../reviews/review';
import type { Figure } from './benchmarks';
import { madeUpChronology } from './made-up-chronology';

const ROWS = 20_000;
const MOST_SECONDS = 15;
const MOST_MEGABYTES = 150;
const NOW = new Date('2012-05-04T10:00:00Z');

/**
 * Measures an agency's large spreadsheet from its bytes to the chronology: read in the reading room, staged with a first
 * guess, mapped by a person once more, added. Time, and the most memory that the server and the room took meanwhile.
 */
export async function chronologyLoad(database: Database): Promise<Figure[]> {
  const accountId = await accountByEmail(database.plain, 'coordinator@demo.example');
  if (!accountId) throw new Error('The benchmark needs the demo cast');
  const act = <Result>(work: (tx: Tx, actor: Actor) => Promise<Result>): Promise<Result> =>
    withActor(database, { accountId, address: 'bench' }, work);
  const reviewId = await act(openOne);
  const body = madeUpChronology(ROWS);
  const memory = watchMemory();
  const began = performance.now();
  const added = await load(act, reviewId, body);
  const seconds = (performance.now() - began) / 1000;
  const { grown, room } = memory.stop();
  closeRooms();
  if (added !== ROWS) throw new Error(`${added} of ${ROWS} rows were added`);
  const named = '20,000 chronology rows from XLSX';
  return [
    { name: named, value: seconds, unit: 's', limit: MOST_SECONDS },
    { name: `${named}: growth of the server`, value: grown, unit: 'MB', limit: MOST_MEGABYTES },
    { name: `${named}: the reading room at most`, value: room, unit: 'MB' },
  ];
}

async function load(
  act: <Result>(work: (tx: Tx, actor: Actor) => Promise<Result>) => Promise<Result>,
  reviewId: string,
  body: Buffer,
): Promise<number> {
  const id = await act(async (tx, actor) => {
    const spreadsheet = await askRoom(
      'rows',
      { name: 'all.xlsx', bytes: body.length },
      Readable.from([body]),
    );
    const read = { name: 'all.xlsx', bytes: body.length, sha256: '0'.repeat(64), spreadsheet };
    return stageFile(tx, actor, NOW, await readCase(tx, reviewId), read, null);
  });
  await act(async (tx, actor) => {
    const columns = ['date', 'time', 'agency', 'description', 'experience', 'source'] as const;
    const form = { columns: [...columns], agency: '', values: [], keep: false, version: 1 };
    await mapDraft(tx, actor, NOW, await readCase(tx, reviewId), id, form);
  });
  return act(async (tx, actor) => {
    const { added } = await loadDraft(tx, actor, NOW, await readCase(tx, reviewId), id, 2);
    return added;
  });
}

function openOne(tx: Tx, actor: Actor): Promise<string> {
  return openReview(tx, actor, NOW, {
    boardId: boardsAs(actor, 'coordinator')[0]?.id ?? '',
    reference: 'Benchmark',
    kind: 'scr',
    method: 'learning_together',
    guidance: null,
    childLabel: 'Child 1',
    ageBand: '1-5',
    outcome: 'serious harm',
    incidentOn: '2012-01-14',
    decidedOn: '2012-02-01',
    periodFrom: '2006-01-01',
    periodTo: '2012-01-14',
    questions: ['What hindered, and what helped?'],
  });
}

/** Watches how far this process grows beyond what it has now, and the most that a reading room takes. */
function watchMemory(): { stop(): { grown: number; room: number } } {
  const before = process.memoryUsage.rss();
  let most = before;
  let room = 0;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
    room = Math.max(room, ...roomsNow());
  };
  const timer = setInterval(look, 20);
  return {
    stop() {
      clearInterval(timer);
      look();
      return { grown: (most - before) / 1024 / 1024, room: room / 1024 };
    },
  };
}

/** Kilobytes at most of each reading room of this process; nothing where the system does not say. */
function roomsNow(): number[] {
  try {
    const children = readdirSync('/proc/self/task').flatMap((thread) =>
      readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    );
    return children
      .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('room-child'))
      .map((pid) =>
        Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
      );
  } catch {
    return [];
  }
}
