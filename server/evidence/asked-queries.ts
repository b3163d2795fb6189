import type { Tx } from '../database/with-actor';
import type { CasePart } from './case-file-queries';

/** What someone looked for in a review; either may be empty. */
export interface AskedWords {
  words: string;
  person: string;
}

const OF_ASKER = `k.board_id = r.board_id and k.review_id = r.id and k.account_id = (select app.current_account_id())`;

/** One column of what the reader asked of a review `r` under that id; null when it is not there or not theirs. */
export const askedColumn = (id: string, column: keyof AskedWords): CasePart => ({
  sql: `(select k.${column} from search_asked k where ${OF_ASKER} and k.id = ?::uuid)`,
  bindings: [id],
});

/** What the reader asked of a review `r` under that id; null when it is not there or not theirs. */
export const askedPart = (id: string): CasePart => ({
  sql: `(select jsonb_build_object('words', k.words, 'person', k.person) from search_asked k where ${OF_ASKER} and k.id = ?::uuid)`,
  bindings: [id],
});

/**
 * Keeps what was asked, and forgets what the same account asked long ago.
 * @returns the id under which its page finds it again
 */
export async function insertAsked(
  tx: Tx,
  row: AskedWords & { board_id: string; review_id: string; account_id: string; asked_at: Date },
): Promise<string> {
  const [kept] = await tx('search_asked').insert(row).returning<{ id: string }[]>('id');
  if (!kept) throw new Error('What was asked was not kept');
  await tx.raw('select app.forget_searches(?)', [row.asked_at]);
  return kept.id;
}
