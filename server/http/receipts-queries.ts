import type { Tx } from '../database/with-actor';

/** @returns false when this token was used before */
export async function startReceipt(tx: Tx, token: string, accountId: string): Promise<boolean> {
  const rows = await tx('app.receipt')
    .insert({ token, account_id: accountId })
    .onConflict('token')
    .ignore()
    .returning('token');
  return rows.length === 1;
}

export async function receiptLocation(tx: Tx, token: string): Promise<string | null> {
  const row = await tx('app.receipt').where({ token }).first<{ location: string } | undefined>('location');
  return row?.location ?? null;
}

export async function finishReceipt(tx: Tx, token: string, location: string): Promise<void> {
  await tx('app.receipt').where({ token }).update({ location });
}
