import type { Tx } from '../database/with-actor';

/** One thing that was done or read. `board` null means the national chain. */
export interface AuditEntry {
  board: string | null;
  /** What was done, as subject.verb in the past: `finding.submitted`, `review.read`. */
  action: string;
  kind: string;
  subject: string;
  detail?: Record<string, unknown>;
}

const recorded = new WeakMap<object, string[]>();

/**
 * Appends an entry to the chain of its Board in the same transaction as what it tells of.
 * The database takes who, when and where from the transaction and links the entry to the one before.
 */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.raw('select audit.record(?, ?, ?, ?, ?::jsonb)', [
    entry.board,
    entry.action,
    entry.kind,
    entry.subject,
    JSON.stringify(entry.detail ?? {}),
  ]);
  recorded.set(tx, [...(recorded.get(tx) ?? []), entry.action]);
}

/** Actions recorded so far in this transaction: the registry holds a route to what it declared. */
export function auditedIn(tx: Tx): string[] {
  return recorded.get(tx) ?? [];
}
