import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { saveVersioned } from '../database/versioned';
import type { CasePart } from '../evidence/case-file-queries';
import { Refused } from '../http/errors';
import type { Which } from './finding';
import { partOf } from './part-rows';
import type { Of } from './part-queries';
import { PARTS } from './parts';

/** A tag of an edition that is not in force any more, and what became of its category. */
export interface OlderTag {
  id: string;
  version: number;
  edition: string;
  name: string;
  category: string;
  /** The edition in force. */
  now: string;
  /** The one category that took its place, with its name; null where a person has to choose. */
  to: { code: string; name: string } | null;
  change: string | null;
  /** What it was split into, as far as those are in the edition in force. */
  among: { code: string; name: string }[];
}

const olderTags = (of: string): string => `
  (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'version', t.version, 'edition', t.edition, 'category', t.category,
      'name', c.name, 'now', i.code, 'change', k.change,
      'to', (select jsonb_build_object('code', n.code, 'name', n.name) from typology.category n
              where n.edition = i.code and n.code = k.to_code),
      'among', (select coalesce(jsonb_agg(jsonb_build_object('code', n.code, 'name', n.name) order by n.position), '[]')
                  from typology.category n where k.change = 'split_into' and n.edition = i.code and n.code = any (k.to_codes)))
      order by t.position, t.id), '[]')
     from finding_tag t
     join typology.edition i on i.status = 'in_force' and i.code <> t.edition
     join typology.category c on c.edition = t.edition and c.code = t.category
     left join typology.carried k on k.from_edition = t.edition and k.from_code = t.category and k.to_edition = i.code
    where ${of})`;

/**
 * What became of the tags of a finding `f` that are of an older edition, in words; null when none of them changed. One
 * that is the same in the edition in force waits for no one.
 */
export const OLDER_TAGS_WORDS = `
  (select string_agg(format('“%s” %s', c.name, case
      when n.code is null then case k.change when 'split_into' then 'was split' when 'retired' then 'was retired'
        else 'has no one place any more' end
      when (n.code, n.name) = (c.code, c.name) then 'stands in another part'
      else format('is “%s” (%s) now', n.name, n.code) end), ', ' order by t.position, t.id)
     from finding_tag t
     join typology.edition i on i.status = 'in_force' and i.code <> t.edition
     join typology.category c on c.edition = t.edition and c.code = t.category
     join typology.carried k on k.from_edition = t.edition and k.from_code = t.category and k.to_edition = i.code
     left join typology.category n on n.edition = i.code and n.code = k.to_code
    where t.board_id = f.board_id and t.review_id = f.review_id and t.finding_id = f.id
      and (n.code, n.name, n.parent) is distinct from (c.code, c.name, c.parent))`;

/** A finding's older tags, read with the finding. */
export const OLDER_TAGS: CasePart = {
  sql: olderTags('t.board_id = f.board_id and t.review_id = f.review_id and t.finding_id = f.id'),
};

/**
 * Carries the tags of older editions over to the edition in force where the crosswalk gives them one place (METHOD
 * section 6). A finding that is tagged afresh in an edition stands there by those tags alone, so the others go with it.
 * @returns what was carried
 */
export async function carryTags(
  tx: Tx,
  actor: Actor,
  now: Date,
  of: Of,
): Promise<{ row: string; from: string; to: string }[]> {
  const answer = await tx.raw<{ rows: { older: OlderTag[]; given: string[] }[] }>(
    `select ${olderTags('t.board_id = ? and t.review_id = ? and t.finding_id = ?')} as older,
            (select coalesce(jsonb_agg(t.category), '[]') from finding_tag t join typology.edition i
                on i.status = 'in_force' and i.code = t.edition
              where t.board_id = ? and t.review_id = ? and t.finding_id = ?) as given`,
    [of.board_id, of.review_id, of.finding_id, of.board_id, of.review_id, of.finding_id],
  );
  const { older = [], given = [] } = answer.rows[0] ?? {};
  const taken = new Set(given);
  const carried: { row: string; from: string; to: string }[] = [];
  for (const tag of older) {
    // What stands there already says it: the older tag stays as it is.
    if (!tag.to || taken.has(tag.to.code)) continue;
    taken.add(tag.to.code);
    await saveVersioned(tx, actor, now, {
      table: PARTS.tags.table,
      boardId: of.board_id,
      reviewId: of.review_id,
      id: tag.id,
      version: tag.version,
      changes: { edition: tag.now, category: tag.to.code },
      labels: { edition: 'Edition', category: 'Category' },
    });
    carried.push({ row: tag.id, from: `${tag.edition} ${tag.category}`, to: `${tag.now} ${tag.to.code}` });
  }
  return carried;
}

/**
 * Carries a finding's older tags over, as its writer asks.
 * @throws Refused when none has one place to go; Missing, Refused as lockForWriting
 */
export async function carryTagsOver(tx: Tx, actor: Actor, now: Date, which: Which): Promise<number> {
  const of = await partOf(tx, actor, which);
  const carried = await carryTags(tx, actor, now, of);
  if (carried.length === 0) throw new Refused('None of these tags has one place in the edition in force');
  await recordAudit(tx, {
    board: of.board_id,
    action: 'finding.tags_carried',
    kind: 'finding',
    subject: which.findingId,
    detail: { carried },
  });
  return carried.length;
}
