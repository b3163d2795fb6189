import { accountByEmail } from '../accounts/accounts-queries';
import type { Database } from '../database/database';
import { boardsAs, withActor, type Actor, type Tx } from '../database/with-actor';
import { agencyFor } from '../evidence/agencies';
import { readCase } from '../evidence/case-file-queries';
import { dayNumber, isoOf } from '../evidence/timeline-scale';
import { timelinePage } from '../evidence/timeline-pages';
import { TIMELINE, type TimelineRows } from '../evidence/timeline-queries';
import { renderView } from '../http/views';
import { openReview } from '../reviews/review';
import type { Figure } from './benchmarks';

const EVENTS = 5000;
const AGENCIES = 12;
const TIMES = 5;
const MOST_MILLISECONDS = 500;
const MOST_MEGABYTES = 100;
const MOST_KILOBYTES = 600;
const NOW = new Date('2012-05-04T10:00:00Z');

/** Measures the timeline of a case of 5,000 events, from the database to its HTML: time, memory, and size. */
export async function timelineDrawing(database: Database): Promise<Figure[]> {
  const accountId = await accountByEmail(database.plain, 'coordinator@demo.example');
  if (!accountId) throw new Error('The benchmark needs the demo cast');
  return withActor(database, { accountId, address: 'bench' }, async (tx, actor) => {
    const reviewId = await madeUpCase(tx, actor);
    await draw(tx, reviewId); // compiles the views
    const before = process.memoryUsage.rss();
    let most = before;
    let kilobytes = 0;
    const times: number[] = [];
    for (let i = 0; i < TIMES; i += 1) {
      const began = performance.now();
      kilobytes = Buffer.byteLength(await draw(tx, reviewId)) / 1024;
      times.push(performance.now() - began);
      most = Math.max(most, process.memoryUsage.rss());
    }
    times.sort((a, b) => a - b);
    const named = 'Timeline of 5,000 events';
    const growth = (most - before) / 1024 / 1024;
    return [
      { name: named, value: times[Math.floor(TIMES / 2)] ?? 0, unit: 'ms', limit: MOST_MILLISECONDS },
      { name: `${named}: growth of the server`, value: growth, unit: 'MB', limit: MOST_MEGABYTES },
      { name: `${named}: its HTML`, value: kilobytes, unit: 'KB', limit: MOST_KILOBYTES },
    ];
  });
}

async function draw(tx: Tx, reviewId: string): Promise<string> {
  const file = await readCase<{ timeline: TimelineRows }>(tx, reviewId, { timeline: TIMELINE });
  const choice = { from: '', to: '', agencies: [], gap: 8 };
  return renderView('evidence/timeline', timelinePage(file, choice, true));
}

/** A review with events over six years, a seventh of them with the child's experience; the same at every run. */
async function madeUpCase(tx: Tx, actor: Actor): Promise<string> {
  const boardId = boardsAs(actor, 'coordinator')[0]?.id ?? '';
  const reviewId = await openReview(tx, actor, NOW, {
    boardId,
    reference: 'Benchmark of the timeline',
    kind: 'scr',
    method: 'learning_together',
    guidance: null,
    childLabel: 'Child 2',
    ageBand: '1-5',
    outcome: 'serious harm',
    incidentOn: '2012-01-14',
    decidedOn: '2012-02-01',
    periodFrom: '2006-01-01',
    periodTo: '2012-01-14',
    questions: ['What hindered, and what helped?'],
  });
  const agencies: string[] = [];
  for (let i = 1; i <= AGENCIES; i += 1)
    agencies.push(await agencyFor(tx, actor, NOW, { boardId, reviewId, name: `Agency ${i}` }));
  const first = dayNumber('2006-01-01');
  const rows = Array.from({ length: EVENTS }, (_, i) => {
    const day = first + ((i * 7919) % 2200);
    const inexact = i % 20 === 0;
    return {
      board_id: boardId,
      review_id: reviewId,
      agency_id: agencies[(i * 31) % AGENCIES],
      period: `[${isoOf(day)},${isoOf(day + (inexact ? 10 : 1))})`,
      exactness: inexact ? 'range' : 'day',
      description: `Entry ${i}: home visit as planned. The family were about to move; the plan was gone through.`,
      child_experience: i % 7 === 0 ? 'Sat with his sister and said little' : '',
      fingerprint: String(i),
    };
  });
  for (let i = 0; i < rows.length; i += 1000) await tx('event').insert(rows.slice(i, i + 1000));
  return reviewId;
}
