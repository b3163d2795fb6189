import type { Actor, Tx } from '../database/with-actor';

/** The published review that a finding stands in; empty for a finding of the workbench, whose review nobody here is told. */
export interface PublicFacts {
  id?: string;
  title?: string | null;
  publishing_body?: string | null;
  region?: string | null;
  year_published?: number | null;
}
export type Origin = 'published' | 'workbench';

/** What fits no category of the edition in force, with the name that was suggested for it. */
export interface Suggestion {
  origin: Origin;
  review_id: string;
  finding_id: string;
  suggested_name: string;
  rationale: string;
  statement: string;
  issue: string;
  review: PublicFacts;
}

/** An edition that is being drafted, as far as suggestions can be answered by it. */
export interface DraftOfQueue {
  code: string;
  /** In its order, without what does not fit; `fresh` is not in the edition that it is drafted from. */
  categories: { code: string; parent: string | null; name: string; fresh: boolean }[];
}

/** What the queue of findings that do not fit shows. */
export interface SuggestionQueue {
  waiting: Suggestion[];
  answered: number;
  /** The edition in force. */
  edition: string;
  draft: DraftOfQueue | null;
  /** A published edition that waits for its day, so that none can be drafted. */
  to_come: string | null;
}

/** All suggestions that wait for an answer, with their findings' texts, in one round trip. */
export async function readSuggestions(tx: Tx): Promise<SuggestionQueue> {
  const answer = await tx.raw<{ rows: [{ queue: SuggestionQueue }] }>(
    `with every as materialized (select * from national.suggestions()),
          waiting as (select * from every where not answered)
     select jsonb_build_object(
       'waiting', (select coalesce(jsonb_agg(jsonb_build_object('origin', w.origin, 'review_id', w.review_id, 'finding_id', w.finding_id,
            'suggested_name', w.suggested_name, 'rationale', w.rationale, 'statement', t.statement,
            'issue', t.issue, 'review', t.review) order by w.finding_id), '[]')
          from waiting w join national.coding_text(array(select finding_id from waiting)) t on t.finding_id = w.finding_id),
       'answered', (select count(*) from national.suggestion_answer),
       'edition', (select code from typology.edition where status = 'in_force'),
       'draft', (select jsonb_build_object('code', e.code,
            'categories', (select coalesce(jsonb_agg(jsonb_build_object('code', c.code, 'parent', c.parent, 'name', c.name,
                 'fresh', not exists (select from typology.crosswalk_step w where w.to_edition = e.code and c.code = any (w.to_codes)))
                   order by c.position), '[]')
               from typology.category c where c.edition = e.code and c.code <> 'X'))
          from typology.edition e where e.status = 'draft'),
       'to_come', (select code from typology.edition where status = 'to_come')) as queue`,
  );
  return answer.rows[0].queue;
}

/** Editors who answer take turns, so that what one answered is seen by the next. */
export async function lockSuggestions(tx: Tx): Promise<void> {
  await tx.raw('select pg_advisory_xact_lock(6113, 0)');
}

export interface NewAnswer {
  suggestions: readonly Pick<Suggestion, 'origin' | 'finding_id' | 'suggested_name'>[];
  draft: string | null;
  category: string | null;
  answer: string;
}

/** Keeps one answer to several suggestions, in place of one that stands no more. To be called under the lock. */
export async function keepAnswers(
  tx: Tx,
  actor: Actor,
  now: Date,
  { suggestions, draft, category, answer }: NewAnswer,
): Promise<void> {
  await tx.raw(
    `insert into national.suggestion_answer as a (origin, finding_id, suggested_name, draft_edition, category, answer, answered_by, answered_at)
     select s.origin, s.finding_id, s.suggested_name, ?, ?, ?, ?, ?
       from jsonb_to_recordset(?::jsonb) as s(origin text, finding_id uuid, suggested_name text)
     on conflict (finding_id, suggested_name) do update
       set draft_edition = excluded.draft_edition, category = excluded.category, answer = excluded.answer,
           answered_by = excluded.answered_by, answered_at = excluded.answered_at`,
    [draft, category, answer, actor.accountId, now, JSON.stringify(suggestions)] as never[],
  );
}

/** Takes an answer back; undefined when it is not there. */
export async function deleteAnswer(
  tx: Tx,
  id: string,
): Promise<
  { finding_id: string; suggested_name: string; answer: string; category: string | null } | undefined
> {
  const [row] = await tx('national.suggestion_answer')
    .where({ id })
    .delete()
    .returning<{ finding_id: string; suggested_name: string; answer: string; category: string | null }[]>([
      'finding_id',
      'suggested_name',
      'answer',
      'category',
    ]);
  return row;
}

export interface GivenAnswer {
  id: string;
  finding_id: string;
  suggested_name: string;
  answer: string;
  edition: string | null;
  category: string | null;
  category_name: string | null;
  /** What became of the edition; null for a category that is in no edition any more. */
  status: 'draft' | 'to_come' | 'in_force' | 'superseded' | null;
  by_name: string;
  at: string;
  statement: string | null;
}

/** The latest answers, with what they were about. */
export async function latestAnswers(tx: Tx, most: number): Promise<GivenAnswer[]> {
  const answer = await tx.raw<{ rows: GivenAnswer[] }>(
    `with latest as materialized (
       select * from national.suggestion_answer order by answered_at desc, suggested_name, id limit ?)
     select l.id, l.finding_id, l.suggested_name, l.answer, l.draft_edition as edition, l.category, c.name as category_name,
            case when c.code is not null then e.status end as status, a.name as by_name, l.answered_at as at, t.statement
       from latest l join account a on a.id = l.answered_by
       left join typology.edition e on e.code = l.draft_edition
       left join typology.category c on c.edition = l.draft_edition and c.code = l.category
       left join national.coding_text(array(select finding_id from latest)) t on t.finding_id = l.finding_id
      order by l.answered_at desc, l.suggested_name, l.id`,
    [most],
  );
  return answer.rows;
}
