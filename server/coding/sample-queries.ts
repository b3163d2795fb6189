import type { Tx } from '../database/with-actor';
import { reliabilityRows } from './reliability-queries';
import type { SampleResult } from './sample-agreement';
import type { Use } from './sample-closing';

export type Origin = 'published' | 'workbench';
/** What a coder said with one code. */
export interface CodedTag {
  category: string;
  rationale: string;
  extract: string;
  suggested_name: string;
}

export interface SampleLine {
  id: string;
  number: number;
  edition: string;
  size: number;
  origin: Origin | 'both';
  state: 'open' | 'closed';
  drawn_at: string;
  closed_at: string | null;
  given: number;
  coded: number;
  /** Findings that at least one coder has coded. */
  twice: number;
  alpha: number | null;
  counts: boolean | null;
}

const standing = (edition: string): string => `
  (select coalesce(jsonb_agg(to_jsonb(l) || jsonb_build_object('sample', (select n.number from national.sample n where n.id = l.sample_id))
            - 'sample_id' order by l.category collate "C"), '[]')
     from (${reliabilityRows(edition)}) l)`;

/** All samples, the newest first, and what could be drawn now, by origin. */
export async function listSamples(tx: Tx): Promise<{
  samples: SampleLine[];
  edition: string | null;
  published: number;
  workbench: number;
  next: number;
  stands: Standing[];
  categories: string[];
}> {
  const answer = await tx.raw<{
    rows: [
      {
        samples: SampleLine[];
        edition: string | null;
        published: number;
        workbench: number;
        next: number;
        stands: Standing[];
        categories: string[];
      },
    ];
  }>(
    `with now as (select code from typology.edition where status = 'in_force'),
          able as (select d.origin from now, national.drawable(now.code, 'both') d)
     select (select code from now) as edition,
            (select count(*)::integer from able where origin = 'published') as published,
            (select count(*)::integer from able where origin = 'workbench') as workbench,
            (select coalesce(max(number), 0) + 1 from national.sample) as next,
            ${standing('(select code from now)')} as stands,
            (select coalesce(jsonb_agg(c.code order by c.position), '[]') from typology.category c join now on now.code = c.edition) as categories,
            (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'number', s.number, 'edition', s.edition, 'size', s.size,
                      'origin', s.origin, 'state', s.state, 'drawn_at', s.drawn_at, 'closed_at', s.closed_at, 'given', c.given,
                      'coded', c.coded, 'twice', c.twice, 'alpha', s.result #> '{decisions,alpha}', 'counts', s.counts) order by s.number desc), '[]')
               from national.sample s
               cross join lateral (select count(*)::integer as given, count(c.coded_at)::integer as coded,
                                          (count(distinct c.finding_id) filter (where c.coded_at is not null))::integer as twice
                                     from national.second_coding c where c.sample_id = s.id) c) as samples`,
  );
  return answer.rows[0];
}

export interface Coding {
  coder: string;
  tags: CodedTag[] | null;
  polarity: string | null;
  extent: string | null;
  journey_stage: string | null;
  coded_at: string | null;
}
export interface Settlement {
  codes: string[];
  reason: string;
  by: string;
  at: string;
}
export interface SampledFinding {
  place: number;
  key: string;
  origin: Origin;
  review_id: string;
  finding_id: string;
  first_tags: CodedTag[];
  first_coder: string | null;
  settled_codes: string[] | null;
  settled_reason: string | null;
  settled_by: string | null;
  settled_at: string | null;
  /** All that was settled of it, the newest first: what stands is the first. */
  settlements: Settlement[];
  statement: string | null;
  issue: string;
  matters: string;
  polarity: string | null;
  extent: string | null;
  stage: string | null;
  codings: Coding[];
}
/** How reliable the coding of a category is, `(all)` for the whole. */
export interface Measured {
  category: string;
  alpha: number | null;
  low: number | null;
  high: number | null;
  units: number;
}
/** What figures of an edition rest on now: by category, with the sample. */
export type Standing = Measured & { edition: string; sample: number };
export interface WholeSample {
  id: string;
  number: number;
  edition: string;
  seed: string;
  size: number;
  origin: Origin | 'both';
  state: 'open' | 'closed';
  drawn_by: string;
  drawn_at: string;
  closed_by: string | null;
  closed_at: string | null;
  result: SampleResult | null;
  /** Whether the figures of its edition were to rest on it when it was closed, and the reason that was given. */
  counts: boolean | null;
  counts_because: string;
  /** What the figures of its edition rest on now. */
  stands: Standing[];
  findings: SampledFinding[];
  categories: { code: string; parent: string | null; name: string }[];
  /** Second coders of the sample, by name. */
  coders: { id: string; name: string }[];
  /** Who may be given findings of it: how many they may code that they do not have. */
  candidates: { id: string; name: string; may: number }[];
}

/** A sample with both codings of all its findings, and their text, in one round trip; for an editor. */
export async function readSample(tx: Tx, id: string): Promise<WholeSample | undefined> {
  const name = (column: string): string => `(select a.name from account a where a.id = ${column})`;
  const answer = await tx.raw<{ rows: { whole: WholeSample }[] }>(
    `select (to_jsonb(s) || jsonb_build_object('drawn_by', ${name('s.drawn_by')}, 'closed_by', ${name('s.closed_by')},
       'findings', (select jsonb_agg((to_jsonb(f) - 'sample_id') || jsonb_build_object('first_coder', ${name('f.first_coder')},
                             'settled_by', ${name('f.settled_by')}, 'statement', t.statement, 'issue', coalesce(t.issue, ''),
                             'matters', coalesce(t.matters, ''), 'polarity', t.polarity, 'extent', t.extent, 'stage', t.stage,
                             'settlements', (select coalesce(jsonb_agg(jsonb_build_object('codes', n.codes, 'reason', n.reason,
                                                      'by', ${name('n.settled_by')}, 'at', n.settled_at) order by n.number desc), '[]')
                                               from national.settlement n where n.sample_id = s.id and n.finding_id = f.finding_id),
                             'codings', (select coalesce(jsonb_agg(to_jsonb(c) - 'sample_id' - 'finding_id' - 'previous' order by c.assigned_at, c.coder), '[]')
                                           from national.second_coding c where c.sample_id = s.id and c.finding_id = f.finding_id)) order by f.place)
                      from national.sample_finding f
                      left join national.coding_text(array(select x.finding_id from national.sample_finding x where x.sample_id = s.id)) t
                             on t.finding_id = f.finding_id
                     where f.sample_id = s.id),
       'categories', (select jsonb_agg(jsonb_build_object('code', c.code, 'parent', c.parent, 'name', c.name) order by c.position)
                        from typology.category c where c.edition = s.edition),
       'coders', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by a.name, a.id), '[]') from account a
                   where a.id in (select c.coder from national.second_coding c where c.sample_id = s.id)),
       'stands', ${standing('s.edition')},
       'candidates', case when s.state = 'open' then
          (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'may',
                    (select count(*) from national.sample_finding f where f.sample_id = s.id
                        and a.id not in (select national.barred_from(f.finding_id))
                        and not exists (select from national.second_coding c where c.sample_id = s.id and c.finding_id = f.finding_id and c.coder = a.id)))
                    order by a.name, a.id), '[]')
             from account a where a.id in (select m.account_id from membership m where m.role = 'lead_reviewer') and national.is_coder(a.id))
          else '[]' end)) as whole
       from national.sample s where s.id = ?`,
    [id],
  );
  return answer.rows[0]?.whole;
}

/** Locks a sample until the end of the transaction. */
export async function lockSample(
  tx: Tx,
  id: string,
): Promise<{ id: string; number: number; edition: string; state: 'open' | 'closed' } | undefined> {
  return tx('national.sample').where({ id }).forUpdate().first('id', 'number', 'edition', 'state');
}

/**
 * Gives a coder findings of a sample that they may code and do not have.
 * @param which `rest`: only those that no one has
 * @param most null for all
 * @returns how many
 */
export async function insertAssignments(
  tx: Tx,
  sampleId: string,
  coder: string,
  now: Date,
  which: 'all' | 'rest',
  most: number | null,
): Promise<number> {
  const answer = await tx.raw<{ rowCount: number }>(
    `insert into national.second_coding (sample_id, finding_id, coder, assigned_at)
     select f.sample_id, f.finding_id, :coder::uuid, :now
       from national.sample_finding f
      where f.sample_id = :sampleId and :coder::uuid not in (select national.barred_from(f.finding_id))
        and not exists (select from national.second_coding c where c.sample_id = f.sample_id and c.finding_id = f.finding_id
                           and (c.coder = :coder::uuid or :which = 'rest'))
      order by f.place limit cast(:most as integer)`,
    { sampleId, coder, now, which, most },
  );
  return answer.rowCount;
}

export async function isCoder(tx: Tx, account: string): Promise<boolean> {
  const answer = await tx.raw<{ rows: [{ is: boolean }] }>('select national.is_coder(?) as is', [account]);
  return answer.rows[0].is;
}

/** Takes back what a coder has not coded. */
export async function deleteAssignments(tx: Tx, sampleId: string, coder: string): Promise<number> {
  return tx('national.second_coding').where({ sample_id: sampleId, coder }).whereNull('tags').delete();
}

/**
 * Keeps how a sample came out. The database holds it to the codings, and makes it what the figures of its edition are
 * worth, if it is for that.
 */
export async function keepResult(
  tx: Tx,
  sampleId: string,
  by: { accountId: string; now: Date; use: Use; because: string },
  result: SampleResult,
): Promise<void> {
  await tx('national.sample')
    .where({ id: sampleId })
    .update({
      state: 'closed',
      closed_by: by.accountId,
      closed_at: by.now,
      result: JSON.stringify(result),
      counts: by.use === 'edition',
      counts_because: by.because,
    });
}

/** Locks a finding of a sample until the end of the transaction, so that it is settled by one at a time. */
export async function lockSampledFinding(tx: Tx, sampleId: string, findingId: string): Promise<void> {
  await tx('national.sample_finding')
    .where({ sample_id: sampleId, finding_id: findingId })
    .forUpdate()
    .first('place');
}

/** Settles it anew; the database keeps what was settled before (national.settlement). */
export async function updateSettlement(
  tx: Tx,
  sampleId: string,
  findingId: string,
  settlement: { codes: string[]; reason: string; by: string; at: Date },
): Promise<void> {
  await tx('national.sample_finding').where({ sample_id: sampleId, finding_id: findingId }).update({
    settled_codes: settlement.codes,
    settled_reason: settlement.reason,
    settled_by: settlement.by,
    settled_at: settlement.at,
  });
}

/** The tags that a published finding has in an edition. */
export async function publishedTagsOf(
  tx: Tx,
  findingId: string,
  edition: string,
): Promise<({ id: string } & CodedTag)[]> {
  return tx('national.published_tag')
    .where({ finding_id: findingId, edition })
    .select<({ id: string } & CodedTag)[]>('id', 'category', 'rationale', 'extract', 'suggested_name');
}
