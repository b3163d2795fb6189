import type { Tx } from '../database/with-actor';
import type { GivenAnswer } from './check-back-forms';
import type { FrozenRecord } from './check-back-record';

// No one acts here: each function in the database does one thing for the link whose token has this hash.

/** Which link, with the proof of its code, from where and when. */
export interface Knocking {
  hash: string;
  proof: string;
  address: string;
  now: Date;
}

export interface ReadBack {
  board_name: string;
  expires_at: string;
  record: FrozenRecord;
  answers: GivenAnswer[];
}

async function ask<Answer>(tx: Tx, call: string, bindings: readonly unknown[]): Promise<Answer> {
  const answer = await tx.raw<{ rows: { answer: Answer }[] }>(
    `select ${call} as answer`,
    bindings as never[],
  );
  return answer.rows[0]?.answer as Answer;
}

/** The Board's name while the link is open; null for every other, known or not. */
export const knock = (tx: Tx, { hash, address, now }: Omit<Knocking, 'proof'>): Promise<string | null> =>
  ask(tx, 'app.check_back_knock(?, ?, ?)', [hash, address, now]);

export const prove = (tx: Tx, { hash, proof, address, now }: Knocking): Promise<'right' | 'wrong' | 'over'> =>
  ask(tx, 'app.check_back_prove(?, ?, ?, ?)', [hash, proof, address, now]);

/** The frozen record and what was written so far; null unless the link is open and the code proved. */
export const readBack = (tx: Tx, { hash, proof, address, now }: Knocking): Promise<ReadBack | null> =>
  ask(tx, 'app.check_back_read(?, ?, ?, ?)', [hash, proof, address, now]);

export const saveBack = (
  tx: Tx,
  { hash, proof, address, now }: Knocking,
  answers: readonly GivenAnswer[],
): Promise<boolean> =>
  ask(tx, 'app.check_back_save(?, ?, ?::jsonb, ?, ?)', [hash, proof, JSON.stringify(answers), address, now]);

export const finishBack = (
  tx: Tx,
  { hash, proof, address, now }: Knocking,
  outcome: 'agreed' | 'corrected',
): Promise<boolean> => ask(tx, 'app.check_back_finish(?, ?, ?, ?, ?)', [hash, proof, outcome, address, now]);

/** How the person who proved the code ended it; null while they have not. */
export const outcomeOf = (
  tx: Tx,
  { hash, proof }: Pick<Knocking, 'hash' | 'proof'>,
): Promise<'agreed' | 'corrected' | null> => ask(tx, 'app.check_back_outcome(?, ?)', [hash, proof]);
