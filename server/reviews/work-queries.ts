import { STANDING } from '../approvals/brought-queries';
import { OLDER_TAGS_WORDS } from '../findings/carried-tags';
import { inScope } from '../database/scope';
import { WAITS } from '../evidence/check-back-queries';
import type { AnswerForMe } from '../coding/answer-queries';
import type { RegisterEntry } from '../accounts/register-words';
import type { Tx } from '../database/with-actor';
import { REGISTER } from './review-queries';
import type { ReviewHead, Stage } from './review-head';
import type { ReviewKind } from './review-words';

export const REVIEWS_PER_PAGE = 25;
export const MOST_WAITING = 12;

export interface WorkFilter {
  stage: Stage | null;
  kind: ReviewKind | null;
  /** Part of a reference or label. */
  find: string;
  /** From 1. */
  page: number;
}

export type WaitingKind =
  | 'decide'
  | 'accept'
  | 'returned'
  | 'reopened'
  | 'put_right'
  | 'remarked'
  | 'declare'
  | 'no_lead'
  | 'late'
  | 'older_tags'
  | 'undeclared'
  | 'accept_by_another'
  | 'accept_by_chair';

/** One thing that waits for the reader. */
export interface Waiting {
  kind: WaitingKind;
  review_id: string;
  reference: string;
  child_label: string;
  /** The finding that it is about, or the conversation. */
  subject_id: string | null;
  number: number | null;
  /** A statement, the chair's words, the name of a clock or of a person, the role of one who was asked, what became of tags of an older edition, or how many findings were approved elsewhere. */
  words: string;
  /** What the review’s method calls things, by the field’s own term. */
  terms?: unknown;
  since: string;
}

export interface Work {
  reviews: ReviewHead[];
  /** How many the filter leaves. */
  found: number;
  /** How many the reader may see at all. */
  all: number;
  waiting: Waiting[];
  waiting_in_all: number;
  /** Findings that were given to the reader to code a second time and are not coded. */
  second_codings: { sample_id: string; number: number; left: number; since: string }[];
  /** What the national editors answered on findings of the reader's reviews, and the reader has not read. */
  answers: (AnswerForMe & Pick<Waiting, 'reference' | 'child_label' | 'terms'>)[];
  /** The reader's own entry in the register. */
  register: RegisterEntry | null;
}

// What waits is worked out from the rows that the reader may see, by the part in which they see them: as chair
// or coordinator of the Board, or as one who is on the review.
const WORK = `
  with heads as materialized (select * from review_head h where ${inScope('h.board_id', 'h.id')}),
  mine as (select m.board_id, m.review_id, m.part, m.added_at from review_member m
            where m.account_id = (select app.current_account_id()) and m.removed_at is null),
  waiting as (
    select 1 as rank, 'decide' as kind, f.board_id, f.review_id, f.id as subject_id, f.number, f.statement as words,
           coalesce((select max(v.submitted_at) from finding_version v
                      where v.board_id = f.board_id and v.finding_id = f.id and v.state = 'submitted'), f.updated_at) as since
      from finding f where f.state = 'submitted' and f.board_id = any (cast(:chairs as uuid[]))
    union all
    select 2, case s.action when 'return' then 'returned' else 'reopened' end, f.board_id, f.review_id, f.id, f.number, s.comment, s.at
      from finding f join mine m on m.board_id = f.board_id and m.review_id = f.review_id
      cross join lateral (select s.action, s.comment, s.at from finding_step s
                           where s.board_id = f.board_id and s.finding_id = f.id order by s.at desc, s.id desc limit 1) s
     where f.state in ('draft', 'returned') and s.action in ('return', 'reopen')
    union all
    select 2, case k.outcome when 'corrected' then 'put_right' else 'remarked' end, k.board_id, k.review_id, c.id, null, c.role_label, k.finished_at
      from (select distinct on (k.board_id, k.conversation_id) k.* from check_back k
              join mine m on m.board_id = k.board_id and m.review_id = k.review_id
             where ${WAITS} order by k.board_id, k.conversation_id, k.outcome = 'corrected' desc, k.finished_at) k
      join conversation c on c.board_id = k.board_id and c.id = k.conversation_id
     where c.withdrawn_at is null and c.consent = 'given'
    union all
    select 3, 'declare', m.board_id, m.review_id, null, null, '', m.added_at from mine m
     where m.part = 'lead' and not exists (select 1 from independence_declaration d where d.board_id = m.board_id
             and d.review_id = m.review_id and d.account_id = (select app.current_account_id()))
    union all
    select 3, 'older_tags', o.board_id, o.review_id, o.id, o.number, o.words, i.in_force_from::timestamp at time zone 'Europe/London'
      from (select f.board_id, f.review_id, f.id, f.number, ${OLDER_TAGS_WORDS} as words from finding f
              join mine m on m.board_id = f.board_id and m.review_id = f.review_id
             where f.state in ('draft', 'returned')) o
      join typology.edition i on i.status = 'in_force'
     where o.words is not null
    union all
    select 4, 'no_lead', h.board_id, h.id, null, null, '', h.opened_at from heads h
     where h.stage = 'setting_up' and h.board_id = any (cast(:coordinators as uuid[]))
    union all
    select 5, 'late', c.board_id, c.review_id, null, null, (array_agg(c.name order by c.due_on, c.position))[1],
           min(c.due_on)::timestamp at time zone 'Europe/London'
      from milestone c
     where c.due_on < cast(:today as date) and c.met_on is null and c.board_id = any (cast(:coordinators as uuid[]))
     group by c.board_id, c.review_id
    union all
    select 6, 'undeclared', m.board_id, m.review_id, null, null, a.name, m.added_at
      from review_member m join account a on a.id = m.account_id
     where m.part = 'lead' and m.removed_at is null and m.board_id = any (cast(:coordinators as uuid[]))
       and not exists (select 1 from independence_declaration d where d.board_id = m.board_id
             and d.review_id = m.review_id and d.account_id = m.account_id)
    union all
    select case w.kind when 'accept' then 1 else 7 end, w.kind, w.board_id, w.review_id, null, null, w.findings::text, w.brought_at
      from (select w.*, ${STANDING} as findings,
                   case when w.board_id <> all (cast(:chairs as uuid[])) then 'accept_by_chair'
                        when w.brought_by = (select app.current_account_id()) then 'accept_by_another' else 'accept' end as kind
              from review_brought w
             where w.accepted_at is null
               and w.board_id = any (cast(:chairs as uuid[]) || cast(:coordinators as uuid[]))) w
     where w.findings > 0
  ),
  found as (select * from heads h
             where (cast(:stage as text) is null or h.stage = :stage) and (cast(:kind as text) is null or h.kind = :kind)
               and (h.reference ilike :find or h.child_label ilike :find))
  select
    (select coalesce(jsonb_agg(to_jsonb(p) order by p.opened_at desc, p.id), '[]') from
       (select * from found order by opened_at desc, id limit :most offset :offset) p) as reviews,
    (select count(*)::integer from found) as found,
    (select count(*)::integer from heads) as all,
    (select coalesce(jsonb_agg(to_jsonb(w) - 'rank' - 'board_id' order by w.rank, w.since, w.review_id), '[]') from
       (select w.*, h.reference, h.child_label, h.words as terms from waiting w join heads h on h.board_id = w.board_id and h.id = w.review_id
         order by w.rank, w.since, w.review_id limit :waiting) w) as waiting,
    (select count(*)::integer from waiting) as waiting_in_all,
    (select coalesce(jsonb_agg(to_jsonb(s) order by s.number), '[]') from
       (select g.sample_id, g.number, count(*) as left, min(g.assigned_at) as since
          from national.given_to_me() g
          join national.second_coding c on c.sample_id = g.sample_id and c.finding_id = g.finding_id
                                       and c.coder = (select app.current_account_id())
         where g.state = 'open' and c.tags is null group by g.sample_id, g.number) s) as second_codings,
    (select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('reference', h.reference, 'child_label', h.child_label, 'terms', h.words)
                     order by a.answered_at, a.finding_id), '[]')
       from national.answers_for_me() a join heads h on h.board_id = a.board_id and h.id = a.review_id) as answers,
    (select jsonb_build_object(${REGISTER}) from accreditation g where g.account_id = (select app.current_account_id())) as register`;

/** The reader's work, in one round trip whatever its size. */
export async function readWork(
  tx: Tx,
  boards: { chairs: string[]; coordinators: string[] },
  today: string,
  filter: WorkFilter,
): Promise<Work> {
  const answer = await tx.raw<{ rows: Work[] }>(WORK, {
    ...boards,
    today,
    stage: filter.stage,
    kind: filter.kind,
    find: `%${filter.find.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`,
    most: REVIEWS_PER_PAGE,
    offset: (filter.page - 1) * REVIEWS_PER_PAGE,
    waiting: MOST_WAITING,
  });
  const work = answer.rows[0];
  if (!work) throw new Error('The query for the work list gave no row');
  return work;
}
