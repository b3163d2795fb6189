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
    | 'document_withdrawn'
    | 'event_withdrawn'
    | 'conversation_withdrawn'
    | 'episode_withdrawn';
  /** A person, the name of a clock, the number of a finding or of an episode, or the title of a document. */
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
  { by, at, one = `''`, times = 'count(*)' }: { by: string; at: string; one?: string; times?: string },
): string => `
  select '${what}', case when count(*) = 1 then max(${one}) else '' end, a.name, max(x.${at}), ${times}::integer
    from ${table} x join account a on a.id = x.${by} where ${of('x')} and x.${at} is not null
   group by a.id, a.name, (x.${at} at time zone 'Europe/London')::date`;

const ADDED = { by: 'added_by', at: 'added_at' };
const WITHDRAWN = { by: 'withdrawn_by', at: 'withdrawn_at' };
const EVIDENCE = [
  inOneDay('document', 'document', { ...ADDED, one: 'x.title' }),
  inOneDay('load', 'chronology_load', { by: 'loaded_by', at: 'loaded_at', times: 'sum(x.rows_added)' }),
  inOneDay('conversation', 'conversation', ADDED),
  inOneDay('episode', 'episode', { ...ADDED, one: 'x.number::text' }),
  ...(['document', 'event', 'conversation'] as const).map((table) =>
    inOneDay(`${table}_withdrawn`, table, WITHDRAWN),
  ),
  inOneDay('episode_withdrawn', 'episode', { ...WITHDRAWN, one: 'x.number::text' }),
];

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
    union all ${EVIDENCE.join('\n    union all ')}
    order by at desc limit ${MOST}) e)`;
