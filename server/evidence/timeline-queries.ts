import type { CasePart } from './case-file-queries';

/** An event as it comes from the database for the timeline: a list, since there may be thousands. */
export type TimelineRow = [
  id: string,
  agency: string,
  from: string,
  until: string,
  exactness: 'day' | 'month' | 'year' | 'range',
  circa: boolean,
  child: boolean,
  said: string,
];

export interface TimelineRows {
  events: TimelineRow[];
  episodes: { id: string; number: number; title: string; from: string; until: string }[];
}

/** Everything of a review that has a time and was not withdrawn, in order. */
export const TIMELINE: CasePart = {
  sql: `jsonb_build_object(
    'events', (select coalesce(jsonb_agg(jsonb_build_array(e.id, e.agency_id, lower(e.period), upper(e.period), e.exactness,
          e.circa, e.child_experience <> '', left(e.description, 80)) order by lower(e.period), e.id), '[]')
      from event e where e.board_id = r.board_id and e.review_id = r.id and e.withdrawn_at is null),
    'episodes', (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'number', k.number, 'title', k.title,
          'from', lower(k.period), 'until', upper(k.period)) order by k.number), '[]')
      from episode k where k.board_id = r.board_id and k.review_id = r.id and k.withdrawn_at is null))`,
};
