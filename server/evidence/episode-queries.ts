import type { CasePart } from './case-file-queries';

const of = (alias: string): string => `${alias}.board_id = r.board_id and ${alias}.review_id = r.id`;
const inIt = (alias: string): string => `${alias}.board_id = e.board_id and ${alias}.episode_id = e.id`;

/** A line of the list of episodes. */
export interface EpisodeLine {
  id: string;
  number: number;
  title: string;
  from: string;
  until: string;
  events: number;
  views: number;
  factors: number;
  appraised: boolean;
  findings: number;
  withdrawn_at: string | null;
  withdrawn_why: string;
}

/** The episodes of a review in the order of their periods. */
export const EPISODE_LINES: CasePart = {
  sql: `(select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'number', e.number, 'title', e.title, 'from', lower(e.period), 'until', upper(e.period),
      'events', (select count(*) from episode_event x where ${inIt('x')}),
      'views', (select count(*) from tunnel_view x where ${inIt('x')}),
      'factors', (select count(*) from episode_factor x where ${inIt('x')}),
      'appraised', e.appraisal <> '',
      'findings', (select count(distinct x.finding_id) from pointer x where ${inIt('x')}),
      'withdrawn_at', e.withdrawn_at, 'withdrawn_why', e.withdrawn_why) order by lower(e.period), e.number), '[]')
    from episode e where ${of('e')})`,
};

/** One episode whole, or null. */
export const episodePart = (episodeId: string): CasePart => ({
  sql: `(select jsonb_build_object('id', e.id, 'number', e.number, 'title', e.title, 'from', lower(e.period), 'until', upper(e.period),
      'what_happened', e.what_happened, 'appraisal', e.appraisal, 'version', e.version,
      'saved_at', greatest(e.updated_at, (select max(t.updated_at) from tunnel_view t where ${inIt('t')}),
                           (select max(f.updated_at) from episode_factor f where ${inIt('f')})),
      'withdrawn_at', e.withdrawn_at, 'withdrawn_why', e.withdrawn_why,
      'withdrawn_by_name', (select a.name from account a where a.id = e.withdrawn_by),
      'views', (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'version', t.version, 'role_label', t.role_label, 'conversation_id', t.conversation_id,
                  'knew', t.knew, 'thought', t.thought, 'aimed', t.aimed, 'pressed', t.pressed, 'options', t.options) order by t.position, t.id), '[]')
                  from tunnel_view t where ${inIt('t')}),
      'factors', (select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'version', f.version, 'heading', f.heading, 'level', f.level,
                    'text', f.text, 'weight', f.weight) order by f.position, f.id), '[]')
                    from episode_factor f where ${inIt('f')}))
    from episode e where ${of('e')} and e.id = ?::uuid)`,
  bindings: [episodeId],
});

/** A conversation on which a view may rest, or does. */
export interface HeldConversation {
  id: string;
  role_label: string;
  held_on: string | null;
  agency_id: string | null;
  /** Whether it may be read: consent was given, and it was not withdrawn. */
  open: boolean;
}

export const CONVERSATIONS: CasePart = {
  sql: `(select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'role_label', c.role_label, 'held_on', c.held_on, 'agency_id', c.agency_id,
      'open', c.consent = 'given' and c.withdrawn_at is null) order by c.role_label, c.held_on, c.id), '[]')
    from conversation c where ${of('c')})`,
};

/** The headings of the review's method, as its row has them. */
export const METHOD_HEADINGS: CasePart = {
  sql: `(select m.headings from method m where m.code = r.method)`,
};

/** Findings of which some part points to the episode. */
export const findingsOnEpisode = (episodeId: string): CasePart => ({
  sql: `(select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'number', f.number, 'statement', f.statement) order by f.number), '[]')
    from finding f where ${of('f')} and exists (select 1 from pointer p where p.board_id = f.board_id and p.finding_id = f.id and p.episode_id = ?::uuid))`,
  bindings: [episodeId],
});

/** An event of the chronology as an episode shows it. */
export interface EpisodeEventRow {
  id: string;
  from: string;
  until: string;
  exactness: 'day' | 'month' | 'year' | 'range';
  circa: boolean;
  /** `14:30`, or null. */
  time: string | null;
  agency: string;
  agency_id: string;
  description: string;
  child_experience: string;
  withdrawn: boolean;
  /** Whether the episode has it. */
  taken: boolean;
}

const EVENT = `jsonb_build_object('id', v.id, 'from', lower(v.period), 'until', upper(v.period), 'exactness', v.exactness, 'circa', v.circa,
      'time', to_char(v.time_of_day, 'HH24:MI'), 'agency', a.name, 'agency_id', v.agency_id, 'description', left(v.description, 600), 'child_experience', left(v.child_experience, 300),
      'withdrawn', v.withdrawn_at is not null, 'taken', v.taken)`;
// As in the chronology: what is known less exactly first, then what has no time.
const IN_ORDER = 'lower(v.period), upper(v.period) desc, v.time_of_day nulls first, v.id';
const LATEST_FIRST = 'lower(v.period) desc, upper(v.period), v.time_of_day desc nulls last, v.id desc';
const TAKEN = (episode: string): string =>
  `exists (select 1 from episode_event x where x.board_id = v.board_id and x.event_id = v.id and x.episode_id = ${episode})`;

const eventsOf = (from: string, order = IN_ORDER): string =>
  `(select coalesce(jsonb_agg(${EVENT} order by ${order}), '[]') from (${from}) v join agency a on a.board_id = v.board_id and a.id = v.agency_id)`;

/** How many events a page of them holds. */
export const EVENTS_A_PAGE = 50;

/** The events that an episode has, a page of them. */
export const episodeEvents = (episodeId: string, page: number): CasePart => ({
  sql: eventsOf(`select v.*, true as taken from event v where ${of('v')} and ${TAKEN('?::uuid')}
      order by ${IN_ORDER} limit ${EVENTS_A_PAGE} offset ?::integer`),
  bindings: [episodeId, (page - 1) * EVENTS_A_PAGE],
});

export const episodeEventCount = (episodeId: string): CasePart => ({
  sql: `(select count(*) from episode_event x where ${of('x')} and x.episode_id = ?::uuid)`,
  bindings: [episodeId],
});

/** Which events the picker offers: those of the episode's period and some weeks on either side, and those it has. */
export interface Offer {
  weeks: number;
  /** An agency's id, or none for all. */
  agency: string | null;
  page: number;
  /** Whether those of the period are still ticked for the person: they save one page after the other. */
  suggest: boolean;
}

const OFFERED = `event v join episode e on e.board_id = v.board_id and e.review_id = v.review_id and e.id = ?::uuid
   where ${of('v')} and (?::uuid is null or v.agency_id = ?::uuid)
     and (v.withdrawn_at is null and v.period && daterange(lower(e.period) - ?::integer, upper(e.period) + ?::integer)
          or ${TAKEN('e.id')})`;
const offerValues = (episodeId: string, { weeks, agency }: Offer): (string | number | null)[] => [
  episodeId,
  agency,
  agency,
  weeks * 7,
  weeks * 7,
];

/** An event of which its date says that it was within the period of the episode `e`. */
export const SURELY_WITHIN = 'v.withdrawn_at is null and not v.circa and v.period <@ e.period';

// Of the period alone, those that are surely of it come first, then those that may be, then what was taken in besides.
const PERIOD_FIRST = `v.place, ${IN_ORDER}`;

/** What is offered, a page of it. */
export const offeredEvents = (episodeId: string, offer: Offer): CasePart => ({
  sql: eventsOf(
    `select * from (select v.*, ${TAKEN('e.id')} as taken,
          case when ?::integer > 0 or ${SURELY_WITHIN} then 0 when v.period && e.period then 1 else 2 end as place from ${OFFERED}) v
      order by ${PERIOD_FIRST} limit ${EVENTS_A_PAGE} offset ?::integer`,
    PERIOD_FIRST,
  ),
  bindings: [offer.weeks, ...offerValues(episodeId, offer), (offer.page - 1) * EVENTS_A_PAGE],
});

export const offeredCounts = (episodeId: string, offer: Offer): CasePart => ({
  sql: `(select jsonb_build_object('all', count(*), 'within', count(*) filter (where ${SURELY_WITHIN}),
      'left', count(*) filter (where ${SURELY_WITHIN} and not ${TAKEN('e.id')}), 'taken', count(*) filter (where ${TAKEN('e.id')})) from ${OFFERED})`,
  bindings: offerValues(episodeId, offer),
});

/** How many events of each kind stand in sight beside a view while it is written, and how many folded before them. */
export const EVENTS_BESIDE = 12;
const EVENTS_FOLDED = 200;

const AGENCY_OF_VIEW = `(select c.agency_id from tunnel_view t join conversation c on c.board_id = t.board_id and c.id = t.conversation_id
          where t.board_id = r.board_id and t.review_id = r.id and t.id = ?::uuid)`;

const OWN = `v.agency_id = ${AGENCY_OF_VIEW}`;
const OTHERS = `v.agency_id is distinct from ${AGENCY_OF_VIEW}`;
const BEFORE = `event v join episode e on e.board_id = v.board_id and e.review_id = v.review_id and e.id = ?::uuid
        where ${of('v')} and v.withdrawn_at is null and upper(v.period) <= upper(e.period)`;

/**
 * The events that could be known by the end of the episode: those whose date does not reach past its last day, and no
 * other, whether or not the episode holds them. The latest of one agency, and of all the others.
 * @param viewId the view whose practitioner's agency comes first: that of the conversation it rests on
 */
export function eventsBefore(
  episodeId: string,
  viewId: string | null,
): Record<'own' | 'others' | 'own_count' | 'others_count', CasePart> {
  const before = (whose: string): CasePart => ({
    sql: eventsOf(`select v.*, ${TAKEN('e.id')} as taken from ${BEFORE} and ${whose}
        order by ${LATEST_FIRST} limit ${EVENTS_BESIDE + EVENTS_FOLDED}`),
    bindings: [episodeId, viewId],
  });
  const counted = (whose: string): CasePart => ({
    sql: `(select count(*) from ${BEFORE} and ${whose})`,
    bindings: [episodeId, viewId],
  });
  return {
    own: before(OWN),
    others: before(OTHERS),
    own_count: counted(OWN),
    others_count: counted(OTHERS),
  };
}

/** What came after the episode, or may have: the first of it. */
export const eventsAfter = (episodeId: string): CasePart => ({
  sql: eventsOf(`select v.*, ${TAKEN('e.id')} as taken from event v join episode e on e.board_id = v.board_id and e.review_id = v.review_id and e.id = ?::uuid
      where ${of('v')} and v.withdrawn_at is null and upper(v.period) > upper(e.period)
      order by ${IN_ORDER} limit ${EVENTS_BESIDE}`),
  bindings: [episodeId],
});

/** One saved state of an episode or of a row of its lists. */
export interface SavedState {
  kind: 'episode' | 'tunnel_view' | 'episode_factor';
  row_id: string;
  version: number;
  fields: Record<string, unknown>;
  by_name: string | null;
  at: string;
  /** Whether it is how the row stands now. */
  current: boolean;
}

/** Every saved state of an episode and of its lists, the oldest first; at most 500, the latest of them. */
export const episodeHistory = (episodeId: string): CasePart => ({
  sql: `(select coalesce(jsonb_agg(jsonb_build_object('kind', s.kind, 'row_id', s.row_id, 'version', s.version, 'fields', s.fields,
      'by_name', (select a.name from account a where a.id = s.saved_by), 'at', s.saved_at, 'current', s.current) order by s.saved_at, s.version), '[]')
    from (select * from (
      select v.kind, v.row_id, v.version, v.fields, v.saved_by, v.saved_at, false as current from revision v
       where ${of('v')} and v.kind in ('episode', 'tunnel_view', 'episode_factor') and (v.row_id = ?::uuid or v.fields ->> 'episode_id' = ?::text)
      union all select 'episode', e.id, e.version, to_jsonb(e), e.updated_by, e.updated_at, true from episode e where ${of('e')} and e.id = ?::uuid
      union all select 'tunnel_view', t.id, t.version, to_jsonb(t), t.updated_by, t.updated_at, true from tunnel_view t where ${of('t')} and t.episode_id = ?::uuid
      union all select 'episode_factor', f.id, f.version, to_jsonb(f), f.updated_by, f.updated_at, true from episode_factor f where ${of('f')} and f.episode_id = ?::uuid
    ) every order by every.saved_at desc limit 500) s)`,
  bindings: [episodeId, episodeId, episodeId, episodeId, episodeId],
});
