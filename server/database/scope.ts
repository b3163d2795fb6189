/**
 * The rows that the actor may see, for a query that begins there: their Board's, or those of reviews they are on.
 * Row-level security enforces the same again underneath.
 * @param board the column of the Board, such as `f.board_id`
 * @param review the column of the review, such as `f.review_id`
 */
export const inScope = (board: string, review: string): string =>
  `(${board} = any ((select app.current_board_ids())::uuid[]) or ${review} = any ((select app.current_review_ids())::uuid[]))`;
