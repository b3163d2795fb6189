import type { Actor, Tx } from '../database/with-actor';
import type { Origin, PublicFacts } from './queue-queries';

/** A tag that is coded again: of this finding, from this category, into that edition. */
export interface Place {
  /** The edition that it is coded into. */
  edition: string;
  /** The category that it stood in before. */
  code: string;
  findingId: string;
}

interface Words {
  code: string;
  name: string;
  definition: string;
  includes: string;
  excludes: string;
}

/** One category with findings that wait, and what is decided of it. */
export interface AgainLine {
  from_edition: string;
  from_code: string;
  from_name: string;
  to_edition: string;
  to_status: 'to_come' | 'in_force' | 'superseded';
  in_force_from: string;
  candidates: { code: string; name: string }[];
  /** Fitted nowhere before; a category was made for it. */
  answered: boolean;
  findings: number;
  reviews: number;
  decided: number;
  first: string;
}

export interface Decision {
  finding_id: string;
  from_edition: string;
  from_code: string;
  from_name: string;
  to_edition: string;
  to: { code: string; name: string }[];
  reason: string;
  by_name: string;
  mine: boolean;
  at: string;
  statement: string | null;
}

const TO_NAMES = `(select coalesce(jsonb_agg(jsonb_build_object('code', c.code, 'name', c.name) order by c.position), '[]')
  from typology.category c where c.edition = d.to_edition and c.code = any (d.to_codes))`;
const DECISION = `select d.finding_id, d.from_edition, d.from_code, f.name as from_name, d.to_edition, ${TO_NAMES} as "to",
    d.reason, a.name as by_name, d.decided_by = app.current_account_id() as mine, d.decided_at as at
  from national.recoded d join account a on a.id = d.decided_by
  join typology.category f on f.edition = d.from_edition and f.code = d.from_code`;
// What a second coding settled is kept with its sample, and is taken back there by settling it anew.
const DECIDED_HERE = 'd.settled_in is null';

export interface AgainList {
  lines: AgainLine[];
  latest: Decision[];
  decided: number;
}

/** What waits by category, with those first that have a category now; and the latest decisions. In one round trip. */
export async function listAgain(tx: Tx, most: number): Promise<AgainList> {
  const answer = await tx.raw<{ rows: [{ list: AgainList }] }>(
    `with every as materialized (select * from national.coding_again()),
          grouped as (
            select from_edition, from_code, to_edition, bool_or(answered) as answered, count(*) as findings,
                   count(distinct review_id) as reviews,
                   array(select distinct unnest(o.candidates) from every o
                          where (o.from_edition, o.from_code, o.to_edition) = (e.from_edition, e.from_code, e.to_edition)) as candidates,
                   (array_agg(finding_id order by review_id, finding_id))[1] as first
              from every e group by from_edition, from_code, to_edition),
          latest as materialized (${DECISION} where ${DECIDED_HERE} order by d.decided_at desc, d.id desc limit :most)
     select jsonb_build_object(
       'lines', (select coalesce(jsonb_agg(jsonb_build_object('from_edition', g.from_edition, 'from_code', g.from_code, 'from_name', f.name,
            'to_edition', g.to_edition, 'to_status', e.status, 'in_force_from', e.in_force_from, 'answered', g.answered,
            'findings', g.findings, 'reviews', g.reviews, 'first', g.first,
            'candidates', (select coalesce(jsonb_agg(jsonb_build_object('code', c.code, 'name', c.name) order by c.position), '[]')
               from typology.category c where c.edition = g.to_edition and c.code = any (g.candidates)),
            'decided', (select count(*) from national.recoded d where d.from_edition = g.from_edition and d.from_code = g.from_code
               and d.to_edition = g.to_edition and ${DECIDED_HERE})) order by e.in_force_from desc, g.answered desc, f.position), '[]')
          from grouped g join typology.edition e on e.code = g.to_edition
          join typology.category f on f.edition = g.from_edition and f.code = g.from_code),
       'latest', (select coalesce(jsonb_agg(to_jsonb(l) || jsonb_build_object('statement', t.statement) order by l.at desc, l.finding_id), '[]')
          from latest l left join national.coding_text(array(select finding_id from latest)) t on t.finding_id = l.finding_id),
       'decided', (select count(*) from national.recoded d where ${DECIDED_HERE})) as list`,
    { most },
  );
  return answer.rows[0].list;
}

export interface Again {
  origin: Origin;
  review_id: string;
  finding_id: string;
  from_edition: string;
  from_code: string;
  to_edition: string;
  candidates: string[];
  answered: boolean;
}

/** One finding as it is coded again, or as it was decided. */
export interface AgainScreen {
  /** Null when it does not wait. */
  row: Again | null;
  decision: Decision | null;
  text: {
    origin: Origin;
    statement: string;
    issue: string;
    matters: string;
    stated_as: string;
    review: PublicFacts;
    review_id: string;
  } | null;
  old: (Words & { edition: string }) | null;
  /** What was said of the old tag; null or empty where nothing was, or it is not for national coders. */
  said: string | null;
  /** Of the edition that it is coded into, in its order. */
  categories: (Words & { parent: string | null })[];
  waiting: number;
  decided: number;
  next: { to_edition: string; from_code: string; finding_id: string } | null;
  /** What the reader decided on the finding they came from. */
  last: Decision | null;
}

/**
 * What the screen of one finding shows, in one round trip; the next is the one after it in the same category, then
 * any other that waits.
 * @param after the finding that was decided just before, if any
 */
export async function readAgain(
  tx: Tx,
  { edition, code, findingId }: Place,
  after: string | null,
): Promise<AgainScreen> {
  const answer = await tx.raw<{ rows: [{ screen: AgainScreen }] }>(
    `with every as materialized (select * from national.coding_again()),
          same as (select * from every where to_edition = :edition and from_code = :code),
          this as (select * from same where finding_id = :findingId::uuid),
          decision as (${DECISION} where ${DECIDED_HERE} and d.to_edition = :edition and d.from_code = :code and d.finding_id = :findingId::uuid),
          text as (select * from national.coding_text(array[:findingId::uuid])),
          old as (select c.edition, c.code, c.name, c.definition, c.includes, c.excludes from typology.category c
                   where (c.edition, c.code) in (select from_edition, from_code from this union select from_edition, from_code from decision))
     select jsonb_build_object(
       'row', (select to_jsonb(t) from this t),
       'decision', (select to_jsonb(d) from decision d),
       'text', (select to_jsonb(t) from text t),
       'old', (select to_jsonb(o) from old o limit 1),
       'said', (select national.said_before(:findingId::uuid, o.edition, o.code) from old o, text t where t.origin = 'published' limit 1),
       'categories', (select coalesce(jsonb_agg(jsonb_build_object('code', c.code, 'parent', c.parent, 'name', c.name, 'definition', c.definition,
            'includes', c.includes, 'excludes', c.excludes) order by c.position), '[]')
          from typology.category c where c.edition = :edition),
       'waiting', (select count(*) from same),
       'decided', (select count(*) from national.recoded d where d.to_edition = :edition and d.from_code = :code and ${DECIDED_HERE}),
       'next', (select jsonb_build_object('to_edition', n.to_edition, 'from_code', n.from_code, 'finding_id', n.finding_id)
          from every n left join text on true where (n.finding_id, n.to_edition, n.from_code) <> (:findingId::uuid, :edition, :code)
         order by (n.to_edition = :edition and n.from_code = :code) desc,
                  (n.review_id, n.finding_id) > (text.review_id, text.finding_id) desc, n.answered desc, n.to_edition desc, n.from_code,
                  n.review_id, n.finding_id
         limit 1),
       'last', (select to_jsonb(l) from (${DECISION} where ${DECIDED_HERE} and d.finding_id = :after::uuid and d.decided_by = app.current_account_id()
                 order by d.decided_at desc, d.id desc limit 1) l)) as screen`,
    { edition, code, findingId, after },
  );
  return answer.rows[0].screen;
}

/** The tag, as far as it waits; undefined when it does not. */
export async function waitingTag(tx: Tx, { edition, code, findingId }: Place): Promise<Again | undefined> {
  const answer = await tx.raw<{ rows: Again[] }>(
    `select * from national.coding_again() where to_edition = ? and from_code = ? and finding_id = ?`,
    [edition, code, findingId],
  );
  return answer.rows[0];
}

export async function decisionOf(tx: Tx, { edition, code, findingId }: Place): Promise<Decision | undefined> {
  const answer = await tx.raw<{ rows: Decision[] }>(
    `${DECISION} where ${DECIDED_HERE} and d.to_edition = ? and d.from_code = ? and d.finding_id = ?`,
    [edition, code, findingId],
  );
  return answer.rows[0];
}

export interface NewDecision {
  tag: Again;
  to: readonly string[];
  reason: string;
}

/** @returns false when the tag was decided meanwhile */
export async function insertDecision(
  tx: Tx,
  actor: Actor,
  now: Date,
  { tag, to, reason }: NewDecision,
): Promise<boolean> {
  const { origin, review_id, finding_id, from_edition, from_code, to_edition } = tag;
  const rows = await tx('national.recoded')
    .insert({
      origin,
      review_id,
      finding_id,
      from_edition,
      from_code,
      to_edition,
      to_codes: [...to],
      reason,
      decided_by: actor.accountId,
      decided_at: now,
    })
    .onConflict(['finding_id', 'from_edition', 'from_code', 'to_edition'])
    .ignore()
    .returning('id');
  return rows.length > 0;
}

/** Takes a decision back; undefined when there is none. */
export async function deleteDecision(
  tx: Tx,
  { edition, code, findingId }: Place,
): Promise<{ review_id: string; from_edition: string; to_codes: string[]; reason: string } | undefined> {
  const [row] = await tx('national.recoded')
    .where({ to_edition: edition, from_code: code, finding_id: findingId })
    .whereNull('settled_in')
    .delete()
    .returning<{ review_id: string; from_edition: string; to_codes: string[]; reason: string }[]>([
      'review_id',
      'from_edition',
      'to_codes',
      'reason',
    ]);
  return row;
}

/** The codes of an edition that something can be coded with. */
export async function codesOf(tx: Tx, edition: string): Promise<string[]> {
  const rows = await tx('typology.category').where({ edition }).select<{ code: string }[]>('code');
  return rows.map(({ code }) => code);
}
