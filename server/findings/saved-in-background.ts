import { clockTime } from '../http/dates';
import type { Reply } from '../http/route';
import { boxesOf, type Field, type Values } from './fields';

/** A save by the page itself: the version it was filled from, the one it made, and the fields it sent. */
export interface BackgroundSave {
  now: Date;
  from: number;
  saved: number;
  fields: readonly Field[];
}

/**
 * The answer to a page that saved by itself. Where someone else's words were merged in, the page is told what its other
 * fields hold now: else its next save would put their old words back.
 * @param read what is stored after the save, asked only when there was a merge
 */
export async function savedInBackground(
  { now, from, saved, fields }: BackgroundSave,
  read: () => Promise<Values>,
): Promise<Reply> {
  const answer = { savedAt: clockTime(now), version: saved };
  if (saved === from + 1) return { kind: 'json', body: answer };
  return { kind: 'json', body: { ...answer, values: boxesOf(fields, await read()) } };
}
