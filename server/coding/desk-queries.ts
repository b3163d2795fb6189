import type { Tx } from '../database/with-actor';
import { IN_FORCE, isCoded } from '../published/fitting';
import type { Named } from './likeness';

/** A sample of findings that are coded a second time, as far as it is. */
export interface SampleOnDesk {
  id: string;
  number: number;
  size: number;
  edition: string;
  state: 'open' | 'closed';
  given: number;
  coded: number;
  /** Differences between its codings that are not settled, once they may be looked at; else 0. */
  unsettled: number;
  /** When it was drawn, coded as far as it was given, or closed: the latest of these. */
  since: string;
}

/** What waits for the editors. */
export interface Desk {
  /** Findings that fit nowhere, whose suggested names wait. */
  suggested: Named[];
  suggested_since: string | null;
  again: number;
  /** Of those, what fitted nowhere and now has a category. */
  again_answered: number;
  again_since: string | null;
  uncoded: number;
  /** Of those, what is to be coded again. */
  uncoded_again: number;
  samples: SampleOnDesk[];
  edition: string | null;
  draft: { code: string; since: string | null } | null;
  to_come: { code: string; from: string; since: string | null } | null;
  /** Releases that another built and proposed. */
  releases: { id: string; number: number; title: string; since: string }[];
}

const CODES = (tags: string): string =>
  `array(select x ->> 'category' from jsonb_array_elements(${tags}) x order by 1)`;

/** All that waits for the editors, in one round trip. */
export async function readDesk(tx: Tx): Promise<Desk> {
  const answer = await tx.raw<{ rows: [{ desk: Desk }] }>(
    `with waiting as materialized (select finding_id, suggested_name from national.suggestions() where not answered),
          again as materialized (select finding_id, to_edition, answered from national.coding_again()),
          uncoded as materialized (select f.id from national.published_finding f where not ${isCoded(IN_FORCE)}),
          samples as (
            select s.id, s.number, s.size, s.edition, s.state, c.given, c.coded,
                   coalesce(s.closed_at, c.last, s.drawn_at) as since,
                   case when s.state = 'closed' or (c.given > 0 and c.coded = c.given) then
                     (select count(*) from national.sample_finding f
                       where f.sample_id = s.id and f.settled_at is null
                         and exists (select from national.second_coding c
                                      where c.sample_id = s.id and c.finding_id = f.finding_id and c.tags is not null
                                        and ${CODES('c.tags')} <> ${CODES('f.first_tags')})) else 0 end as unsettled
              from national.sample s
              cross join lateral (select count(*) as given, count(c.coded_at) as coded, max(c.coded_at) as last
                                    from national.second_coding c where c.sample_id = s.id) c)
     select jsonb_build_object(
       'suggested', (select coalesce(jsonb_agg(jsonb_build_object('id', w.finding_id, 'name', w.suggested_name, 'text', t.statement) order by w.finding_id), '[]')
          from waiting w join national.coding_text(array(select finding_id from waiting)) t on t.finding_id = w.finding_id),
       'suggested_since', national.suggested_since(),
       'again', (select count(*) from again), 'again_answered', (select count(*) from again where answered),
       'again_since', (select min(e.published_at) from again a join typology.edition e on e.code = a.to_edition),
       'uncoded', (select count(*) from uncoded),
       'uncoded_again', (select count(*) from uncoded where id in (select finding_id from again)),
       'samples', (select coalesce(jsonb_agg(to_jsonb(s) order by s.number), '[]') from samples s),
       'edition', ${IN_FORCE},
       'draft', (select jsonb_build_object('code', code, 'since', drafted_at) from typology.edition where status = 'draft'),
       'to_come', (select jsonb_build_object('code', code, 'from', in_force_from, 'since', published_at) from typology.edition where status = 'to_come'),
       'releases', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'number', r.number, 'title', r.title, 'since', r.proposed_at) order by r.number), '[]')
          from national.release r where r.state = 'proposed' and r.built_by <> app.current_account_id())) as desk`,
  );
  return answer.rows[0].desk;
}
