import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { enter, type Actor, type Tx } from '../server/database/with-actor';
import { isoDay } from '../server/http/dates';
import type { House } from '../server/http/route';
import { changeClock } from '../server/reviews/clocks';
import { assignMember, declareIndependence } from '../server/reviews/members';
import { openReview } from '../server/reviews/review';
import { projectRoot } from '../server/root';
import { shiftDates, type Shift } from './demo-dates';
import type { DemoFile, DemoReview } from './demo-file';
import { readDemoEvidence, tellEvidence, tellPointers } from './demo-evidence';
import { tellFinding } from './demo-findings';

/** Acts as a member of the cast, as the workbench would let them, at a moment of the story. */
export type Act = <Result>(email: string, work: (tx: Tx, actor: Actor) => Promise<Result>) => Promise<Result>;

/**
 * Opens the demo's reviews through the same verbs as people use, so that nothing in it could not have happened. All
 * in one transaction: a demo that was interrupted is not there at all.
 */
export async function loadDemoReviews(owner: Knex, house: House, today: Date): Promise<void> {
  const accounts = new Map(
    (await owner('account').select<{ id: string; email: string }[]>('id', 'email')).map(({ id, email }) => [
      email,
      id,
    ]),
  );
  const boards = new Map(
    (await owner('board').select<{ id: string; area: string }[]>('id', 'area')).map(({ id, area }) => [
      area,
      id,
    ]),
  );
  const file = JSON.parse(
    readFileSync(path.join(projectRoot, 'seeds', 'data', 'demo-reviews.json'), 'utf8'),
  ) as DemoFile;
  await house.database.app.transaction(async (tx) => {
    const act: Act = async (email, work) =>
      work(tx, await enter(tx, { accountId: idOf(accounts, email), address: 'demo' }));
    for (const review of file.reviews) {
      const shift = shiftDates(review.told_on, isoDay(today));
      await tellReview({ act, shift, accounts, house, boardId: idOf(boards, review.board) }, review, today);
    }
  });
}

interface Telling {
  act: Act;
  shift: Shift;
  accounts: Map<string, string>;
  house: House;
  boardId: string;
}

async function tellReview(
  { act, shift, accounts, house, boardId }: Telling,
  review: DemoReview,
  today: Date,
): Promise<void> {
  const coordinator = review.board === 'Coventry' ? 'coordinator@demo.example' : 'coordinator-b@demo.example';
  const opened = moment(shift.date(review.opened_on));
  const reviewId = await act(coordinator, (tx, actor) =>
    openReview(tx, actor, opened, {
      boardId,
      reference: shift.reference(review.reference),
      kind: review.kind,
      method: review.method,
      guidance: review.guidance,
      childLabel: review.child_label,
      ageBand: review.age_band,
      outcome: review.outcome,
      incidentOn: shift.date(review.incident_on),
      decidedOn: shift.date(review.decided_on),
      periodFrom: shift.date(review.period_from),
      periodTo: shift.date(review.period_to),
      completeOn: review.complete_on ? shift.date(review.complete_on) : null,
      questions: review.questions.map(shift.text),
    }),
  );
  for (const part of ['lead', 'team'] as const) {
    for (const email of part === 'lead' ? review.leads : review.team) {
      await act(coordinator, (tx, actor) =>
        assignMember(tx, actor, opened, { reviewId, accountId: idOf(accounts, email), part }),
      );
    }
  }
  for (const { by, text } of review.independence) {
    await act(by, (tx, actor) =>
      declareIndependence(tx, actor, opened, { reviewId, text: shift.text(text) }),
    );
  }
  const evidence = readDemoEvidence();
  const rests = evidence.reference === review.reference;
  const told = rests && (await tellEvidence({ act, shift, house, reviewId, boardId }, evidence));
  for (const [i, finding] of review.findings.entries()) {
    const pointers = evidence.pointers[i];
    await tellFinding(
      { act, shift, reviewId, opened },
      finding,
      today,
      told &&
        pointers &&
        ((tx, actor, now, which) => tellPointers(tx, actor, now, which, { pointers, told, shift })),
    );
  }
  for (const { milestone, new_date, reason_kind, reason } of review.clock_changes) {
    await act(coordinator, async (tx, actor) => {
      const clock = await tx('milestone')
        .where({ board_id: boardId, review_id: reviewId, code: milestone })
        .first<{ id: string; version: number }>('id', 'version');
      const change = { dueOn: shift.date(new_date), reasonKind: reason_kind, reason: shift.text(reason) };
      await changeClock(tx, actor, opened, {
        reviewId,
        clockId: clock.id,
        version: clock.version,
        ...change,
      });
    });
  }
}

/** Half past ten on a day of the story. */
export function moment(iso: string): Date {
  return new Date(`${iso}T10:30:00Z`);
}

function idOf(map: Map<string, string>, key: string): string {
  const id = map.get(key);
  if (!id) throw new Error(`The demo names ${key}, which does not exist`);
  return id;
}
