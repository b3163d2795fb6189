import type { Tx } from '../database/with-actor';

/** A decision by which a published finding stands in an edition, or in none of it. */
export interface DecisionBefore {
  from_edition: string;
  from_code: string;
  to_codes: string[];
}

/** What was decided of a finding's older tags for an edition, before it is settled. */
export async function decisionsBefore(tx: Tx, findingId: string, edition: string): Promise<DecisionBefore[]> {
  return tx('national.recoded')
    .where({ finding_id: findingId, to_edition: edition })
    .orderBy(['from_edition', 'from_code'])
    .select<DecisionBefore[]>('from_edition', 'from_code', 'to_codes');
}

/** Takes back what an earlier settlement said of the older tags: it is settled anew. */
export async function deleteSettledDecisions(tx: Tx, findingId: string, edition: string): Promise<void> {
  await tx('national.recoded')
    .where({ finding_id: findingId, to_edition: edition })
    .whereNotNull('settled_in')
    .delete();
}

export interface NoPattern {
  sampleId: string;
  reviewId: string;
  findingId: string;
  edition: string;
  reason: string;
  by: string;
  at: Date;
}

/**
 * Decides that no older tag of a published finding stands in an edition, in place of what was decided of them before.
 * What it was coded with in the edition itself is to be gone by then.
 */
export async function keepNoPattern(tx: Tx, said: NoPattern): Promise<void> {
  await tx.raw(
    `insert into national.recoded as d (origin, review_id, finding_id, from_edition, from_code, to_edition, to_codes, reason,
                                        decided_by, decided_at, settled_in)
     select 'published', :reviewId::uuid, :findingId::uuid, c.from_edition, c.from_code, :edition, '{}', :reason, :by::uuid, :at, :sampleId::uuid
       from national.carried_from(:findingId, :edition) c
     on conflict (finding_id, from_edition, from_code, to_edition) do update
       set to_codes = excluded.to_codes, reason = excluded.reason, decided_by = excluded.decided_by,
           decided_at = excluded.decided_at, settled_in = excluded.settled_in`,
    { ...said },
  );
}
