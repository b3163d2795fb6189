import { keepRevision } from '../database/versioned-queries';
import type { Tx } from '../database/with-actor';
import { Missing } from '../http/errors';
import type { ReasonKind } from './clock';
import type { DatedMilestone } from './milestones';

export interface ClockRow {
  id: string;
  code: string;
  name: string;
  first_due_on: string | null;
  due_on: string | null;
  met_on: string | null;
  version: number;
  /** Set when a person gave it its date; guidance then leaves it alone. */
  updated_by: string | null;
}

const COLUMNS = 'id, code, name, first_due_on::text, due_on::text, met_on::text, version, updated_by';

export async function readClocks(tx: Tx, boardId: string, reviewId: string): Promise<ClockRow[]> {
  const answer = await tx.raw<{ rows: ClockRow[] }>(
    `select ${COLUMNS} from milestone where board_id = ? and review_id = ? order by position for no key update`,
    [boardId, reviewId],
  );
  return answer.rows;
}

/** @throws Missing when the review has no such clock */
export async function readClock(tx: Tx, boardId: string, reviewId: string, id: string): Promise<ClockRow> {
  const clock = (await readClocks(tx, boardId, reviewId)).find((row) => row.id === id);
  if (!clock) throw new Missing();
  return clock;
}

export async function insertClocks(
  tx: Tx,
  boardId: string,
  reviewId: string,
  clocks: readonly (DatedMilestone & { metOn: string | null; setBy: string | null })[],
  now: Date,
): Promise<void> {
  await tx('milestone').insert(
    clocks.map(({ code, position, name, wording, dueOn, metOn, setBy }) => ({
      board_id: boardId,
      review_id: reviewId,
      code,
      position,
      name,
      wording,
      first_due_on: dueOn,
      due_on: dueOn,
      met_on: metOn,
      updated_by: setBy,
      updated_at: now,
    })),
  );
}

/** Gives a clock that no person has set the date that guidance now computes. */
export async function setComputedDates(
  tx: Tx,
  boardId: string,
  reviewId: string,
  clock: ClockRow,
  dates: { dueOn: string | null; metOn: string | null },
  now: Date,
): Promise<void> {
  const edit = {
    table: 'milestone',
    boardId,
    reviewId,
    id: clock.id,
    version: clock.version,
    changes: {},
    labels: {},
  };
  await keepRevision(tx, edit, clock.version);
  await tx('milestone')
    .where({ board_id: boardId, review_id: reviewId, id: clock.id, version: clock.version })
    .update({
      first_due_on: dates.dueOn,
      due_on: dates.dueOn,
      met_on: dates.metOn,
      version: clock.version + 1,
      updated_at: now,
    });
}

export async function insertClockChange(
  tx: Tx,
  row: {
    board_id: string;
    review_id: string;
    milestone_id: string;
    was_due_on: string | null;
    new_due_on: string;
    reason_kind: ReasonKind;
    reason: string;
    with_met: boolean;
    changed_by: string;
    changed_at: Date;
  },
): Promise<void> {
  await tx('milestone_change').insert(row);
}

/** Whether the chair has approved any finding of the review. */
export async function hasApprovedFinding(tx: Tx, boardId: string, reviewId: string): Promise<boolean> {
  const row = await tx('finding')
    .where({ board_id: boardId, review_id: reviewId, state: 'approved' })
    .first<{ id: string } | undefined>('id');
  return row !== undefined;
}
