import { TO_ACCEPT } from '../approvals/brought-queries';
import { inScope } from '../database/scope';
import type { RegisterEntry } from '../accounts/register-words';
import type { Tx } from '../database/with-actor';
import { Missing } from '../http/errors';
import type { ReasonKind } from './clock';
import { REVIEW_EVIDENCE, type ReviewEvidence } from './evidence-count-queries';
import type { MilestoneRule } from './milestones';
import { LAST_EVENTS, type ReviewEvent } from './review-event-queries';
import type { FindingState, ReviewHead } from './review-head';
import type { AgeBand, Outcome, ReviewKind } from './review-words';

/** A review with all that its pages show, read in one round trip. */
export interface WholeReview {
  head: ReviewHead;
  id: string;
  board_id: string;
  version: number;
  reference: string;
  kind: ReviewKind;
  method: string;
  method_name: string;
  method_note: string;
  guidance: string;
  guidance_name: string;
  child_label: string;
  age_band: AgeBand;
  outcome: Outcome;
  incident_on: string;
  decided_on: string | null;
  period_from: string;
  /** The last day of the period, itself part of it. */
  period_to: string;
  opened_at: string;
  questions: string[];
  /** Of the questions together: one more than the times they were changed. */
  questions_version: number;
  members: Member[];
  clocks: StoredClock[];
  findings: { id: string; number: number; state: FindingState; statement: string }[];
  to_accept: number; // approved elsewhere, and not accepted by the chair
  /** Latest first. */
  events: ReviewEvent[];
}

export interface Member extends RegisterEntry {
  id: string;
  account_id: string;
  name: string;
  part: 'lead' | 'team';
  added_at: string;
  declared_at: string | null;
  declaration: string | null;
}

export interface StoredClock {
  id: string;
  code: string;
  name: string;
  wording: string;
  first_due_on: string | null;
  due_on: string | null;
  met_on: string | null;
  version: number;
  /** How the edition of guidance dates it. */
  rule: MilestoneRule;
  /** Oldest first. */
  changes: {
    was_due_on: string | null;
    new_due_on: string;
    reason_kind: ReasonKind;
    reason: string;
    /** Said with the day on which the clock was met. */
    with_met: boolean;
    by_name: string;
    at: string;
  }[];
}

/** SQL for what the register holds of the account with the alias `a`, as members of a JSON object. */
export const REGISTER = `'accredited', (select coalesce(jsonb_agg(jsonb_build_object('from', lower(p), 'until', upper(p)) order by p), '[]')
                from unnest(g.accredited) p), 'suspended_on', g.suspended_on`;

const of = (alias: string): string => `${alias}.board_id = r.board_id and ${alias}.review_id = r.id`;

const WHOLE = `
  select jsonb_build_object(
    'head', (select to_jsonb(h) from review_head h where h.board_id = r.board_id and h.id = r.id),
    'id', r.id, 'board_id', r.board_id, 'version', r.version, 'reference', r.reference, 'kind', r.kind,
    'method', r.method, 'method_note', r.method_note, 'method_name', (select name from method where code = r.method),
    'guidance', r.guidance, 'guidance_name', (select name from guidance_edition where code = r.guidance),
    'child_label', r.child_label, 'age_band', r.age_band, 'outcome', r.outcome,
    'incident_on', r.incident_on, 'decided_on', r.decided_on,
    'period_from', lower(r.period), 'period_to', upper(r.period) - 1, 'opened_at', r.opened_at,
    'questions', (select coalesce(jsonb_agg(q.text order by q.position), '[]') from review_question q where ${of('q')}),
    'questions_version', (select 1 + count(*) from revision v where ${of('v')} and v.kind = 'review_question'),
    'members', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'account_id', m.account_id, 'name', a.name, 'part', m.part,
                  'added_at', m.added_at, ${REGISTER}, 'declared_at', d.declared_at, 'declaration', d.text) order by m.part, m.added_at, m.id), '[]')
                from review_member m join account a on a.id = m.account_id left join accreditation g on g.account_id = a.id
                left join independence_declaration d on ${of('d')} and d.account_id = m.account_id
               where ${of('m')} and m.removed_at is null),
    'clocks', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'code', c.code, 'name', c.name, 'wording', c.wording,
                  'first_due_on', c.first_due_on, 'due_on', c.due_on, 'met_on', c.met_on, 'version', c.version,
                  'rule', (select g.rule from guidance_milestone g where g.edition = r.guidance and g.code = c.code),
                  'changes', (select coalesce(jsonb_agg(jsonb_build_object('was_due_on', k.was_due_on, 'new_due_on', k.new_due_on,
                                'reason_kind', k.reason_kind, 'reason', k.reason, 'with_met', k.with_met, 'by_name', a.name, 'at', k.changed_at) order by k.changed_at, k.id), '[]')
                              from milestone_change k join account a on a.id = k.changed_by where ${of('k')} and k.milestone_id = c.id)
                ) order by c.position), '[]') from milestone c where ${of('c')}),
    'findings', (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'number', f.number, 'state', f.state, 'statement', f.statement)
                  order by f.number), '[]') from finding f where ${of('f')}), 'to_accept', ${TO_ACCEPT},
    'events', ${LAST_EVENTS}
  ) as whole`;

/**
 * Reads a review whole, as far as the actor may see it.
 * @throws Missing when it does not exist or is not theirs to see
 */
export async function readReview(tx: Tx, reviewId: string): Promise<WholeReview> {
  const { whole } = await readOne<{ whole: WholeReview }>(tx, '', reviewId);
  return whole;
}

/**
 * The review, and how much evidence it holds.
 * @throws Missing as readReview
 */
export async function readReviewAndEvidence(
  tx: Tx,
  reviewId: string,
): Promise<{ whole: WholeReview; evidence: ReviewEvidence }> {
  return readOne(tx, REVIEW_EVIDENCE, reviewId);
}

/** An account that may be given a part in a review. */
export interface Candidate extends RegisterEntry {
  account_id: string;
  name: string;
  part: 'lead' | 'team';
}

const CANDIDATES = `,
  (select coalesce(jsonb_agg(distinct jsonb_build_object('account_id', a.id, 'name', a.name,
            'part', case p.role when 'lead_reviewer' then 'lead' else 'team' end, ${REGISTER})), '[]')
     from membership p join account a on a.id = p.account_id left join accreditation g on g.account_id = a.id
    where p.role in ('lead_reviewer', 'team_member') and a.status = 'active'
      and not exists (select 1 from review_member m where ${of('m')} and m.account_id = a.id and m.removed_at is null)) as candidates`;

/**
 * The review, and who could join it: active accounts with the role, who are not on it.
 * @throws Missing as readReview
 */
export async function readReviewAndCandidates(
  tx: Tx,
  reviewId: string,
): Promise<{ whole: WholeReview; candidates: Candidate[] }> {
  return readOne(tx, CANDIDATES, reviewId);
}

async function readOne<Row>(tx: Tx, more: string, reviewId: string): Promise<Row> {
  const answer = await tx.raw<{ rows: Row[] }>(
    `${WHOLE} ${more} from review r where r.id = ? and ${inScope('r.board_id', 'r.id')}`,
    [reviewId],
  );
  const row = answer.rows[0];
  if (!row) throw new Missing();
  return row;
}

/** What a verb needs to know of a review before it changes it. */
export interface LockedReview {
  board_id: string;
  id: string;
  kind: ReviewKind;
  guidance: string;
  incident_on: string;
  decided_on: string | null;
  opened_on: string;
}

/**
 * Locks the review, so that verbs on its team, questions and clocks take turns.
 * @throws Missing as readReview
 */
export async function lockReview(tx: Tx, reviewId: string): Promise<LockedReview> {
  const answer = await tx.raw<{ rows: LockedReview[] }>(
    `select board_id, id, kind, guidance, incident_on::text, decided_on::text, (opened_at at time zone 'Europe/London')::date::text as opened_on
       from review where id = ? and ${inScope('board_id', 'id')} for no key update`,
    [reviewId],
  );
  const row = answer.rows[0];
  if (!row) throw new Missing();
  return row;
}

export interface NewReviewRow {
  board_id: string;
  reference: string;
  kind: ReviewKind;
  method: string;
  method_note: string;
  guidance: string;
  child_label: string;
  age_band: AgeBand;
  outcome: Outcome;
  incident_on: string;
  decided_on: string | null;
  /** Half-open, as PostgreSQL writes it. */
  period: string;
  opened_by: string;
  opened_at: Date;
  updated_by: string;
  updated_at: Date;
}

export async function insertReview(tx: Tx, row: NewReviewRow): Promise<string> {
  const [kept] = await tx('review').insert(row).returning<{ id: string }[]>('id');
  if (!kept) throw new Error('The review was not kept');
  return kept.id;
}
