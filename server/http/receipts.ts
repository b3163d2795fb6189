import { AlreadyDone } from './errors';
import { isUuid } from './ids';
import { finishReceipt, receiptLocation, startReceipt } from './receipts-queries';
import type { Visit } from './route';

/**
 * Takes the receipt of a form before acting on it: a second posting waits for the first and is then answered
 * with what the first led to.
 * @returns the receipt to finish, or null when the form carries none
 * @throws AlreadyDone when the form was acted on before
 */
export async function startForm(visit: Visit, token: unknown): Promise<string | null> {
  if (!visit.actor || typeof token !== 'string' || !isUuid(token)) return null;
  if (await startReceipt(visit.tx, token, visit.actor.accountId)) return token;
  throw new AlreadyDone((await receiptLocation(visit.tx, token)) || '/reviews');
}

/** Notes where the form led to. */
export async function finishForm(visit: Visit, token: string, location: string): Promise<void> {
  await finishReceipt(visit.tx, token, location);
}
