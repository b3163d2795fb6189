import type { Knex } from 'knex';
import type { SampleResult } from './sample-agreement';
import type { Measured } from './sample-queries';

/** A closed sample: what is kept of how it came out, and the codings that it came from. */
export interface ClosedSample {
  number: number;
  edition: string;
  seed: string;
  counts: boolean;
  result: SampleResult;
  findings: {
    finding_id: string;
    first_tags: { category: string }[];
    codings: { coder: string; tags: { category: string }[] | null }[];
  }[];
  categories: { code: string; parent: string | null; name: string }[];
  /** Second coders, by name as when readSample reads them. */
  coders: { id: string; name: string }[];
  /** The SHA-256 of the codings that the audit has of its closing; null where it has none. */
  audited: string | null;
}
export type KeptReliability = Measured & { edition: string; sample: number };

/** Every closed sample, in the order of closing, and what is kept of the reliability of the editions. Asked as the owner. */
export async function readClosedSamples(
  owner: Knex,
): Promise<{ samples: ClosedSample[]; reliability: KeptReliability[] }> {
  const answer = await owner.raw<{ rows: [{ samples: ClosedSample[]; reliability: KeptReliability[] }] }>(
    `select (select coalesce(jsonb_agg(jsonb_build_object('number', s.number, 'edition', s.edition, 'seed', s.seed, 'counts', s.counts,
               'result', s.result,
               'findings', (select jsonb_agg(jsonb_build_object('finding_id', f.finding_id, 'first_tags', f.first_tags,
                              'codings', (select coalesce(jsonb_agg(jsonb_build_object('coder', c.coder, 'tags', c.tags)
                                                   order by c.assigned_at, c.coder), '[]') from national.second_coding c
                                           where c.sample_id = s.id and c.finding_id = f.finding_id)) order by f.place)
                              from national.sample_finding f where f.sample_id = s.id),
               'categories', (select jsonb_agg(jsonb_build_object('code', c.code, 'parent', c.parent, 'name', c.name) order by c.position)
                                from typology.category c where c.edition = s.edition),
               'coders', (select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by a.name, a.id) from public.account a
                           where a.id in (select c.coder from national.second_coding c where c.sample_id = s.id and c.tags is not null)),
               'audited', (select e.payload::jsonb #> '{detail,codings}' from audit.entry e
                            where e.chain = 'national' and e.action = 'sample.closed' and e.subject_id = s.id::text limit 1))
               order by s.closed_at, s.number), '[]') from national.sample s where s.state = 'closed') as samples,
            (select coalesce(jsonb_agg(jsonb_build_object('edition', r.edition, 'category', r.category, 'alpha', r.alpha, 'low', r.low,
               'high', r.high, 'units', r.units, 'sample', s.number) order by r.edition, r.category collate "C"), '[]')
               from national.reliability r join national.sample s on s.id = r.sample_id) as reliability`,
  );
  return answer.rows[0];
}
