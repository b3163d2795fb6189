/** One thing that happened in a review, or several of a kind that one person did on one day. */
export interface ReviewEvent {
  what:
    | 'opened'
    | 'lead'
    | 'team'
    | 'removed'
    | 'declared'
    | 'clock'
    | 'met'
    | 'submit'
    | 'withdraw'
    | 'return'
    | 'approve'
    | 'reopen'
    | 'document'
    | 'load'
    | 'conversation'
    | 'episode'
    | 'link_made'
    | 'link_opened'
    | 'agreed'
    | 'corrected'
    | 'began'
    | 'wrote'
    | 'pointed'
    | 'document_withdrawn'
    | 'event_withdrawn'
    | 'conversation_withdrawn'
    | 'episode_withdrawn';
  /** A person, the name of a clock, the number of a finding or of an episode, the title of a document, or a role. */
  of: string;
  by_name: string;
  at: string;
  /** How many: evidence is told by the day. */
  times: number;
}

const MOST = 6;
const of = (alias: string): string => `${alias}.board_id = r.board_id and ${alias}.review_id = r.id`;

/** What one person did in one day with one kind of evidence, as one thing that happened. */
const inOneDay = (
  what: ReviewEvent['what'],
  table: string,
  {
    by,
    at,
    one = `''`,
    times = 'count(*)',
    single = 'count(*) = 1',
  }: { by: string; at: string; one?: string; times?: string; single?: string },
): string => `
  select '${what}', case when ${single} then max(${one}) else '' end, a.name, max(x.${at}), ${times}::integer
    from ${table} x join account a on a.id = x.${by} where ${of('x')} and x.${at} is not null
   group by a.id, a.name, (x.${at} at time zone 'Europe/London')::date`;

const ADDED = { by: 'added_by', at: 'added_at' };
const WITHDRAWN = { by: 'withdrawn_by', at: 'withdrawn_at' };
const CHECKED = `check_back k join conversation c on c.board_id = k.board_id and c.id = k.conversation_id`;
const EVIDENCE = [
  inOneDay('document', 'document', { ...ADDED, one: 'x.title' }),
  inOneDay('load', 'chronology_load', { by: 'loaded_by', at: 'loaded_at', times: 'sum(x.rows_added)' }),
  inOneDay('conversation', 'conversation', ADDED),
  inOneDay('episode', 'episode', { ...ADDED, one: 'x.number::text' }),
  ...(['document', 'event', 'conversation'] as const).map((table) =>
    inOneDay(`${table}_withdrawn`, table, WITHDRAWN),
  ),
  inOneDay('episode_withdrawn', 'episode', { ...WITHDRAWN, one: 'x.number::text' }),
  inOneDay('link_made', `(select k.*, c.role_label from ${CHECKED})`, {
    by: 'made_by',
    at: 'made_at',
    one: 'x.role_label',
  }),
];

const DAY = (at: string): string => `(${at} at time zone 'Europe/London')::date`;
const ONE_FINDING = { one: 'x.number::text', single: 'count(distinct x.number) = 1' };
// Each row of a finding as it was written last, but for what the chair or the sending of it changed, and the day it was begun.
const WRITING = ['rationale', 'extent_evidence', 'factor'].map(
  (table) => `select p.board_id, p.review_id, f.number, p.updated_by, p.updated_at, f.written_by, f.created_at
     from ${table} p join finding f on f.board_id = p.board_id and f.id = p.finding_id`,
);
const WRITTEN = `(select * from (
    select f.board_id, f.review_id, f.number, f.updated_by, f.updated_at, f.written_by, f.created_at from finding f
     where not exists (select 1 from finding_step s where s.board_id = f.board_id and s.finding_id = f.id and s.at = f.updated_at)
    union all ${WRITING.join('\n    union all ')}) w
   where w.updated_by <> w.written_by or ${DAY('w.updated_at')} <> ${DAY('w.created_at')})`;
const POINTED = `(select p.*, f.number from pointer p join finding f on f.board_id = p.board_id and f.id = p.finding_id)`;
const FINDINGS = [
  inOneDay('began', 'finding', { by: 'written_by', at: 'created_at', ...ONE_FINDING }),
  inOneDay('wrote', WRITTEN, {
    by: 'updated_by',
    at: 'updated_at',
    ...ONE_FINDING,
    times: 'count(distinct x.number)',
  }),
  inOneDay('pointed', POINTED, { by: 'updated_by', at: 'updated_at', ...ONE_FINDING }),
];

// What the person who was asked did has no account: it is told by their role.
const ASKED = `
  select case when e.n = 1 then 'link_opened' else k.outcome end, '', k.role_label, case when e.n = 1 then k.opened_at else k.finished_at end,
         case when e.n = 1 then k.opened else 1 end
    from (select k.*, c.role_label from ${CHECKED}) k cross join (values (1), (2)) e (n)
   where ${of('k')} and case when e.n = 1 then k.opened_at else k.finished_at end is not null`;

/** What happened last in a review `r`, latest first; a scalar. */
export const LAST_EVENTS = `(select coalesce(jsonb_agg(to_jsonb(e) order by e.at desc), '[]') from (
    select e.*, 1 as times from (
       select 'opened' as what, '' as of, a.name as by_name, r.opened_at as at from account a where a.id = r.opened_by
       union all select m.part, w.name, a.name, m.added_at from review_member m join account w on w.id = m.account_id
                   join account a on a.id = m.added_by where ${of('m')}
       union all select 'removed', w.name, a.name, m.removed_at from review_member m join account w on w.id = m.account_id
                   join account a on a.id = m.removed_by where ${of('m')} and m.removed_at is not null
       union all select 'declared', a.name, a.name, d.declared_at from independence_declaration d join account a on a.id = d.account_id where ${of('d')}
       union all select 'clock', c.name, a.name, k.changed_at from milestone_change k join account a on a.id = k.changed_by
                   join milestone c on c.board_id = k.board_id and c.id = k.milestone_id where ${of('k')} and not k.with_met
       union all select 'met', c.name, a.name, c.updated_at from milestone c join account a on a.id = c.updated_by where ${of('c')} and c.met_on is not null
       union all select s.action, f.number::text, a.name, s.at from finding_step s join account a on a.id = s.by_account
                   join finding f on f.board_id = s.board_id and f.id = s.finding_id where ${of('s')}) e
    union all ${[...EVIDENCE, ...FINDINGS, ASKED].join('\n    union all ')}
    order by at desc limit ${MOST}) e)`;
