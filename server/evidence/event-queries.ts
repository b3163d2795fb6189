import type { Tx } from '../database/with-actor';
import { askedPart, type AskedWords } from './asked-queries';
import type { CasePart } from './case-file-queries';
import type { EventFilter } from './event-filter';
import type { When } from './when';

export type ChildBasis = 'said' | 'told' | 'seen' | 'inferred';

/** An event as its pages show it. */
export interface EventRow extends When {
  id: string;
  agency_id: string;
  /** `14:30`, or null. */
  time: string | null;
  description: string;
  source: string;
  people: string[];
  stage: string | null;
  child_experience: string;
  child_basis: ChildBasis | null;
  withdrawn: boolean;
  /** How many parts of findings, and how many episodes, have it. */
  pointers: number;
  episodes: number;
}

export interface Chronology {
  /** Events in all, without the withdrawn. */
  all: number;
  withdrawn: number;
  with_child: number;
  /** Those that the filter leaves, and on how many pages they stand. */
  found: number;
  pages: number;
  years: { year: number; events: number; page: number }[];
  people: string[];
  events: EventRow[];
  /** What the filter's id of words stands for; null when it has none, or it is not the reader's. */
  asked: AskedWords | null;
}

/** Most events on a page; the accounts of one day are not parted. */
export const PAGE_OF_EVENTS = 200;
const MOST_TOGETHER = 50;

const EVENT = `jsonb_build_object('id', e.id, 'agency_id', e.agency_id,
  'from', lower(e.period), 'until', upper(e.period), 'exactness', e.exactness, 'circa', e.circa,
  'time', to_char(e.time_of_day, 'HH24:MI'), 'description', e.description, 'source', e.source, 'people', e.people,
  'stage', e.stage, 'child_experience', e.child_experience, 'child_basis', e.child_basis,
  'withdrawn', e.withdrawn_at is not null)`;
const IN_ORDER = 'lower(e.period), upper(e.period) desc, e.time_of_day nulls first, e.id';
const OF_REVIEW = 'e.board_id = r.board_id and e.review_id = r.id';

/** The people named in the events of a review, for a list to choose from. */
export const PEOPLE: CasePart = {
  sql: `(select coalesce(jsonb_agg(p.person order by lower(p.person), p.person), '[]')
     from (select distinct unnest(e.people) as person from event e where ${OF_REVIEW}) p)`,
};

/** The page of a chronology that a filter asks for, in order, oldest first. */
export function chronologyPart(filter: EventFilter): CasePart {
  const { sql, bindings } = conditionsOf(filter);
  const asked: CasePart = filter.asked === '' ? { sql: 'null::jsonb' } : askedPart(filter.asked);
  return {
    sql: `(with asked as materialized (
        select a.asked, coalesce(a.asked ->> 'words', '') as words, coalesce(a.asked ->> 'person', '') as person
          from (select ${asked.sql} as asked) a
      ), k as materialized (
        select asked, words, person, websearch_to_tsquery('english', words) as q,
               '%' || regexp_replace(words, '([\\\\%_])', '\\\\\\1', 'g') || '%' as pattern from asked
      ), found as (
        select e.id, e.period, row_number() over (order by ${IN_ORDER}) as place
          from event e, k where ${OF_REVIEW} and ${sql}
      ), paged as (
        select f.id, f.period, f.place, (case when count(*) over (partition by f.period) <= ${MOST_TOGETHER}
            then min(f.place) over (partition by f.period) else f.place end - 1) / ${PAGE_OF_EVENTS} + 1 as page
          from found f
      ), whole as (select count(*) as found, coalesce(max(page), 1) as pages from paged)
      select jsonb_build_object(
        'asked', (select asked from k),
        'all', (select count(*) from event e where ${OF_REVIEW} and e.withdrawn_at is null),
        'withdrawn', (select count(*) from event e where ${OF_REVIEW} and e.withdrawn_at is not null),
        'with_child', (select count(*) from event e where ${OF_REVIEW} and e.withdrawn_at is null and e.child_experience <> ''),
        'found', w.found, 'pages', w.pages,
        'years', (select coalesce(jsonb_agg(to_jsonb(y) order by y.year), '[]') from (
            select extract(year from lower(p.period))::int as year, count(*) as events, min(p.page) as page
              from paged p group by 1) y),
        'people', ${PEOPLE.sql},
        'events', (select coalesce(jsonb_agg(${EVENT} || jsonb_build_object(
              'pointers', coalesce(pt.times, 0), 'episodes', coalesce(ep.times, 0)) order by p.place), '[]')
            from paged p join event e on e.board_id = r.board_id and e.id = p.id
            left join (select event_id, count(*) as times from pointer
                where board_id = r.board_id and review_id = r.id and event_id is not null group by 1) pt on pt.event_id = e.id
            left join (select event_id, count(*) as times from episode_event
                where board_id = r.board_id and review_id = r.id group by 1) ep on ep.event_id = e.id
           where p.page = least(?::int, w.pages)))
      from whole w)`,
    bindings: [...(asked.bindings ?? []), ...bindings, filter.page],
  };
}

function conditionsOf(filter: EventFilter) {
  const conditions: string[] = [];
  const bindings: (string | string[])[] = [];
  const when = (wanted: unknown, sql: string, ...values: (string | string[])[]): void => {
    if (!wanted) return;
    conditions.push(sql);
    bindings.push(...values);
  };
  when(!filter.withdrawn, 'e.withdrawn_at is null');
  when(filter.agencies.length > 0, 'e.agency_id = any (?::uuid[])', filter.agencies);
  when(filter.load, 'e.load_id = ?::uuid', filter.load);
  when(filter.stage, 'e.stage = ?', filter.stage ?? '');
  when(filter.from, 'upper(e.period) > ?::date', filter.from);
  when(filter.to, 'lower(e.period) <= ?::date', filter.to);
  when(filter.child || filter.lens, `e.child_experience <> ''`);
  when(
    filter.asked,
    `(k.person = '' or k.person = any (e.people)) and (k.words = '' or e.words @@ k.q or e.description ilike k.pattern
       or e.child_experience ilike k.pattern or e.source ilike k.pattern or array_to_string(e.people, ', ') ilike k.pattern)`,
  );
  return { sql: conditions.join(' and ') || 'true', bindings };
}

export interface EventVersion {
  version: number;
  fields: Record<string, unknown>;
  by: string | null;
  at: string;
}

/** One event with all that belongs to it. */
export interface WholeEvent extends EventRow {
  version: number;
  updated_at: string;
  updated_by: string | null;
  added_at: string;
  added_by: string | null;
  withdrawn_at: string | null;
  withdrawn_by: string | null;
  withdrawn_why: string;
  document: { id: string; title: string; withdrawn: boolean } | null;
  load: { id: string; file_name: string } | null;
  load_row: number | null;
  in_episodes: { id: string; number: number; title: string; withdrawn: boolean }[];
  findings: { id: string; number: number; statement: string; from_part: string }[];
  earlier: EventVersion[];
}

const nameOf = (column: string): string => `(select a.name from account a where a.id = ${column})`;

/** One event of the review, or null. */
export function eventPart(eventId: string): CasePart {
  return {
    sql: `(select ${EVENT} || jsonb_build_object('version', e.version, 'pointers', 0, 'episodes', 0,
        'updated_at', e.updated_at, 'updated_by', ${nameOf('e.updated_by')},
        'added_at', e.added_at, 'added_by', ${nameOf('e.added_by')}, 'withdrawn_at', e.withdrawn_at,
        'withdrawn_by', ${nameOf('e.withdrawn_by')}, 'withdrawn_why', e.withdrawn_why,
        'document', (select jsonb_build_object('id', d.id, 'title', d.title, 'withdrawn', d.withdrawn_at is not null)
            from document d where d.board_id = e.board_id and d.id = e.document_id),
        'load', (select jsonb_build_object('id', l.id, 'file_name', l.file_name)
            from chronology_load l where l.board_id = e.board_id and l.id = e.load_id), 'load_row', e.load_row,
        'in_episodes', (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'number', k.number, 'title', k.title,
              'withdrawn', k.withdrawn_at is not null) order by k.number), '[]')
            from episode_event ee join episode k on k.board_id = ee.board_id and k.id = ee.episode_id
           where ee.board_id = e.board_id and ee.event_id = e.id),
        'findings', (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'number', f.number, 'statement', f.statement,
              'from_part', p.from_part) order by f.number, p.position), '[]')
            from pointer p join finding f on f.board_id = p.board_id and f.id = p.finding_id
           where p.board_id = e.board_id and p.event_id = e.id),
        'earlier', (select coalesce(jsonb_agg(jsonb_build_object('version', v.version, 'fields', v.fields, 'at', v.saved_at,
              'by', ${nameOf('v.saved_by')}) order by v.version), '[]')
            from revision v where v.board_id = e.board_id and v.kind = 'event' and v.row_id = e.id))
      from event e where ${OF_REVIEW} and e.id = ?)`,
    bindings: [eventId],
  };
}

/** The documents that an event may be recorded in. */
export const DOCUMENTS: CasePart = {
  sql: `(select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'title', d.title) order by lower(d.title), d.title, d.id), '[]')
     from document d where d.board_id = r.board_id and d.review_id = r.id and d.withdrawn_at is null)`,
};

/** @returns the id of the event that was added */
export async function insertEvent(tx: Tx, columns: Record<string, unknown>): Promise<string> {
  const [added] = await tx('event').insert(columns).returning<{ id: string }[]>('id');
  return String(added?.id);
}

/** What the fingerprint of an event is made of, as stored. */
export interface StoredSays extends When {
  id: string;
  agency: string;
  time: string | null;
  description: string;
  source: string;
}

/** What events say, by one event or by the agency whose they are. */
export async function readSays(
  tx: Tx,
  boardId: string,
  reviewId: string,
  by: { event: string } | { agency: string },
): Promise<StoredSays[]> {
  const [column, id] = 'event' in by ? ['e.id', by.event] : ['e.agency_id', by.agency];
  const answer = await tx.raw<{ rows: StoredSays[] }>(
    `select e.id, a.name as agency, lower(e.period)::text as "from", upper(e.period)::text as until, e.exactness, e.circa,
            to_char(e.time_of_day, 'HH24:MI') as time, e.description, e.source
       from event e join agency a on a.board_id = e.board_id and a.id = e.agency_id
      where e.board_id = ? and e.review_id = ? and ?? = ?`,
    [boardId, reviewId, column, id] as never[],
  );
  return answer.rows;
}

export async function updateFingerprints(
  tx: Tx,
  boardId: string,
  prints: readonly { id: string; fingerprint: string }[],
): Promise<void> {
  await tx.raw(
    `update event e set fingerprint = n.fingerprint
       from unnest(?::uuid[], ?::text[]) as n (id, fingerprint) where e.board_id = ? and e.id = n.id`,
    [prints.map(({ id }) => id), prints.map(({ fingerprint }) => fingerprint), boardId] as never[],
  );
}
