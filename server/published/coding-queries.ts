import type { Tx } from '../database/with-actor';

/** What is coded of a finding besides its tags. */
export interface Facets {
  polarity: string | null;
  extent: string | null;
  journey_stage: string | null;
}

/** A finding as it is when its coding is about to change. */
export interface LockedFinding extends Facets {
  id: string;
  external_id: string;
  review_id: string;
  text: string;
  version: number;
}

/**
 * Locks a finding and its review until the end of the transaction: the facts of a review are made anew as a
 * whole, so two coders of one review take turns.
 */
export async function lockForCoding(tx: Tx, findingId: string): Promise<LockedFinding | undefined> {
  // The review first and by itself, so that what is read next is what stands after the wait.
  await tx.raw(
    `select 1 from national.published_review
      where id = (select review_id from national.published_finding where id = ?) for no key update`,
    [findingId],
  );
  return tx('national.published_finding')
    .where({ id: findingId })
    .first<LockedFinding | undefined>(
      'id',
      'external_id',
      'review_id',
      'text',
      'version',
      'polarity',
      'extent',
      'journey_stage',
    );
}

/** What a finding stands in without being coded in the edition in force, with the words of the older tag. */
export async function carriedCodes(
  tx: Tx,
  findingId: string,
): Promise<{ category: string; rationale: string; extract: string; suggested_name: string }[]> {
  const answer = await tx.raw<{ rows: Awaited<ReturnType<typeof carriedCodes>> }>(
    'select * from national.carried_codes(?)',
    [findingId],
  );
  return answer.rows;
}

export async function updateFacets(tx: Tx, findingId: string, facets: Facets): Promise<void> {
  await tx('national.published_finding')
    .where({ id: findingId })
    .update({ ...facets, version: tx.raw('version + 1') });
}

/** Takes a tag off a finding, and gives back what it was; undefined when it is not there. */
export async function deleteTag(tx: Tx, findingId: string, tagId: string): Promise<RemovedTag | undefined> {
  const [row] = await tx('national.published_tag')
    .where({ id: tagId, finding_id: findingId })
    .delete()
    .returning<RemovedTag[]>(['edition', 'category', 'rationale', 'extract', 'suggested_name']);
  return row;
}

/** What a tag said, as it was when it was taken off. */
export interface RemovedTag {
  edition: string;
  category: string;
  rationale: string;
  extract: string;
  suggested_name: string;
}

/** The tag that this coder took off a finding last, from the audit; null when there was none. */
export async function lastRemovedTag(tx: Tx, findingId: string): Promise<RemovedTag | null> {
  const answer = await tx.raw<{ rows: { tag: RemovedTag | null }[] }>(
    `select audit.last_detail(?, 'finding.coding_removed') as tag`,
    [findingId],
  );
  return answer.rows[0]?.tag ?? null;
}

/** Findings by the ids of their file, with what keepFindings needs to leave them as they are. */
export async function findingsByExternalId(
  tx: Tx,
  ids: readonly string[],
): Promise<{ external_id: string; text: string }[]> {
  return tx('national.published_finding')
    .whereRaw('external_id = any (?)', [[...ids]])
    .select<{ external_id: string; text: string }[]>('external_id', 'text');
}

/** Sets what is given of many findings' facets, in one statement; what is null is left as it is. */
export async function updateManyFacets(
  tx: Tx,
  rows: readonly ({ finding: string } & Facets)[],
): Promise<string[]> {
  const answer = await tx.raw<{ rows: { review_id: string }[] }>(
    `update national.published_finding f
        set polarity = coalesce(given.polarity, f.polarity), extent = coalesce(given.extent, f.extent),
            journey_stage = coalesce(given.journey_stage, f.journey_stage), version = f.version + 1
       from jsonb_to_recordset(?::jsonb) as given(finding text, polarity text, extent text, journey_stage text)
      where f.external_id = given.finding
        and (f.polarity, f.extent, f.journey_stage)
            is distinct from (coalesce(given.polarity, f.polarity), coalesce(given.extent, f.extent), coalesce(given.journey_stage, f.journey_stage))
      returning f.review_id`,
    [JSON.stringify(rows)],
  );
  return [...new Set(answer.rows.map(({ review_id }) => review_id))];
}
