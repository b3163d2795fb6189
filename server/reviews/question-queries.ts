import type { Tx } from '../database/with-actor';

/** Puts these questions, in this order, in the place of those that are there. */
export async function replaceQuestions(
  tx: Tx,
  boardId: string,
  reviewId: string,
  questions: readonly string[],
): Promise<void> {
  await tx('review_question').where({ board_id: boardId, review_id: reviewId }).delete();
  await tx('review_question').insert(
    questions.map((text, position) => ({ board_id: boardId, review_id: reviewId, position, text })),
  );
}

/** The questions now, and as they were at each earlier version, latest first. */
export async function questionHistory(
  tx: Tx,
  boardId: string,
  reviewId: string,
): Promise<{ now: string; versions: { version: number; questions: string; savedBy: string | null }[] }> {
  const now = await tx('review_question')
    .where({ board_id: boardId, review_id: reviewId })
    .orderBy('position')
    .select<{ text: string }[]>('text');
  const versions = await tx('revision')
    .where({ board_id: boardId, review_id: reviewId, kind: 'review_question', row_id: reviewId })
    .orderBy('version', 'desc')
    .select<{ version: number; fields: { questions: string }; saved_by: string | null }[]>();
  return {
    now: now.map(({ text }) => text).join('\n'),
    versions: versions.map(({ version, fields, saved_by }) => ({
      version,
      questions: fields.questions,
      savedBy: saved_by,
    })),
  };
}

export async function keepQuestions(
  tx: Tx,
  row: {
    board_id: string;
    review_id: string;
    version: number;
    questions: string;
    saved_by: string;
    saved_at: Date;
  },
): Promise<void> {
  const { questions, ...rest } = row;
  await tx('revision').insert({
    ...rest,
    kind: 'review_question',
    row_id: row.review_id,
    fields: JSON.stringify({ questions }),
  });
}
