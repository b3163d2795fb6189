import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Refused } from '../http/errors';
import { categoriesOf, editionInForce } from '../typology/typology-queries';
import { carryTags } from './carried-tags';
import type { Which } from './finding';
import { insertRow, rowsOf } from './part-queries';
import { partOf } from './part-rows';
import { PARTS } from './parts';

export interface TagFields {
  category: string;
  rationale: string;
  extract: string;
  suggested_name: string;
}

/**
 * Tags a finding with a category of the edition in force (METHOD section 3, part 11). Its tags of older editions are
 * carried over with it, where the crosswalk gives them one place.
 * @throws Refused when there is no such category, or the finding has that tag; Missing, Refused as lockForWriting
 */
export async function tagFinding(
  tx: Tx,
  actor: Actor,
  now: Date,
  { reviewId, findingId, ...tag }: Which & TagFields,
): Promise<{ id: string }> {
  const of = await partOf(tx, actor, { reviewId, findingId });
  const edition = await editionInForce(tx);
  const category = (await categoriesOf(tx, edition)).find(({ code }) => code === tag.category);
  if (!category) throw new Refused('Choose a category of the typology', 'category');
  const { table } = PARTS.tags;
  const given = await rowsOf<{ edition: string; category: string }>(tx, table, of);
  if (given.some((row) => row.edition === edition && row.category === category.code))
    throw new Refused(
      `This finding has the tag “${category.name}” already. Change that one, or choose another category.`,
      'category',
    );
  const id = await insertRow(tx, table, of, { ...tag, edition }, actor.accountId, now);
  const carried = await carryTags(tx, actor, now, of);
  await recordAudit(tx, {
    board: of.board_id,
    action: 'finding.tagged',
    kind: 'finding',
    subject: findingId,
    detail: { row: id, edition, category: category.code, ...(carried.length > 0 ? { carried } : {}) },
  });
  return { id };
}
