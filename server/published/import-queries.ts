import type { Knex } from 'knex';
import type { Tx } from '../database/with-actor';
import type { Known } from './published-check';

/** How many rows a load added, changed and left as they were. */
export interface Counts {
  added: number;
  changed: number;
  left: number;
}
/** The same, and the reviews whose figures may have changed by it. */
export interface Kept extends Counts {
  reviewIds: string[];
}

export interface ReviewRow {
  external_id: string;
  publishing_body: string | null;
  region: string | null;
  year_published: number | null;
  title: string | null;
  method_stated: string | null;
  method: string | null;
  kind: string | null;
  outcome: string | null;
  age_band: string | null;
  agencies: string[];
  context_factors: string[];
  source_title: string | null;
  source_address: string | null;
  notes: string | null;
}
export interface FindingRow {
  review: string;
  external_id: string;
  position: number;
  text: string;
  stated_as: string | null;
  prevalence_stated: string | null;
  extent: string | null;
  polarity: string | null;
  journey_stage: string | null;
}
export interface TagRow {
  finding: string;
  category: string;
  /** Null leaves what a coder wrote. */
  rationale: string | null;
  extract: string | null;
  suggested_name: string | null;
}

/**
 * What the workbench knows, under a lock that lets one load at a time through: two loads of the same reviews in
 * another order would otherwise wait for each other.
 */
export async function knownForImport(tx: Tx): Promise<Known> {
  await tx.raw(`select pg_advisory_xact_lock(hashtext('national.import'))`);
  const answer = await tx.raw<{ rows: Known[] }>(
    `select (select code from typology.edition where status = 'in_force') as "editionInForce",
            (select coalesce(jsonb_object_agg(e.code, (select coalesce(jsonb_agg(c.code), '[]')
                                                         from typology.category c where c.edition = e.code)), '{}')
               from typology.edition e where e.status <> 'draft') as categories,
            (select array_agg(distinct region) from area) as regions`,
  );
  const [known] = answer.rows;
  if (!known) throw new Error('Nothing is known');
  return known;
}

/** Findings in the file that the workbench has under another review, by the file's ids. */
export async function findingsElsewhere(
  tx: Tx,
  rows: readonly FindingRow[],
): Promise<{ finding: string; review: string }[]> {
  const answer = await tx.raw<{ rows: { finding: string; review: string }[] }>(
    `select f.external_id as finding, r.external_id as review
       from jsonb_to_recordset(?::jsonb) as given(external_id text, review text)
       join national.published_finding f on f.external_id = given.external_id
       join national.published_review r on r.id = f.review_id
      where r.external_id <> given.review`,
    [JSON.stringify(rows.map(({ external_id, review }) => ({ external_id, review })))],
  );
  return answer.rows;
}

const REVIEW_COLUMNS = [
  'publishing_body',
  'region',
  'year_published',
  'title',
  'method_stated',
  'method',
  'kind',
  'outcome',
  'age_band',
  'agencies',
  'context_factors',
  'source_title',
  'source_address',
  'notes',
];

/** Adds reviews and changes those that differ, in one statement whatever their number. */
export async function keepReviews(tx: Tx, rows: readonly ReviewRow[]): Promise<Kept> {
  const columns = REVIEW_COLUMNS.join(', ');
  return keep(
    tx,
    rows,
    `with done as (
     insert into national.published_review as p (external_id, ${columns})
     select external_id, ${columns}
       from jsonb_to_recordset(cast(:rows as jsonb)) as given(external_id text, publishing_body text, region text, year_published integer,
              title text, method_stated text, method text, kind text, outcome text, age_band text, agencies jsonb,
              context_factors jsonb, source_title text, source_address text, notes text)
      order by external_id
     on conflict (external_id) do update set ${REVIEW_COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}
      where (${REVIEW_COLUMNS.map((name) => `p.${name}`).join(', ')})
            is distinct from (${REVIEW_COLUMNS.map((name) => `excluded.${name}`).join(', ')})
     returning old.id is null as added, new.id as review_id)`,
  );
}

/** Adds findings and changes those that differ. What a file does not say of the coding is left as it is. */
export async function keepFindings(tx: Tx, rows: readonly FindingRow[]): Promise<Kept> {
  const coded = ['extent', 'polarity', 'journey_stage'];
  const stated = ['position', 'text', 'stated_as', 'prevalence_stated'];
  const next = [
    ...stated.map((name) => `excluded.${name}`),
    ...coded.map((name) => `coalesce(excluded.${name}, f.${name})`),
  ];
  const columns = [...stated, ...coded];
  return keep(
    tx,
    rows,
    `with done as (
     insert into national.published_finding as f (review_id, external_id, ${columns.join(', ')})
     select p.id, given.external_id, ${columns.map((name) => `given.${name}`).join(', ')}
       from jsonb_to_recordset(cast(:rows as jsonb)) as given(review text, external_id text, position integer, text text, stated_as text,
              prevalence_stated text, extent text, polarity text, journey_stage text)
       join national.published_review p on p.external_id = given.review
      order by given.external_id
     on conflict (external_id) do update
        set ${columns.map((name, n) => `${name} = ${next[n]}`).join(', ')}, version = f.version + 1
      where (${columns.map((name) => `f.${name}`).join(', ')}) is distinct from (${next.join(', ')})
     returning old.id is null as added, new.review_id)`,
  );
}

/** Adds tags and changes those that differ; no tag is taken away. */
export async function keepTags(
  tx: Tx,
  by: { edition: string; accountId: string; now: Date },
  rows: readonly TagRow[],
): Promise<Kept> {
  const words = ['rationale', 'extract', 'suggested_name'];
  return keep(
    tx,
    rows,
    `with given as (
       select f.id as finding_id, f.review_id, g.* from jsonb_to_recordset(cast(:rows as jsonb))
                as g(finding text, category text, rationale text, extract text, suggested_name text)
         join national.published_finding f on f.external_id = g.finding),
     kept as (
       insert into national.published_tag as t (finding_id, edition, category, rationale, extract, suggested_name, coded_by, coded_at)
       select given.finding_id, :edition, given.category, ${words.map((name) => `coalesce(given.${name}, had.${name}, '')`).join(', ')}, :by, :now
         from given
         left join national.published_tag had
                on had.finding_id = given.finding_id and had.edition = :edition and had.category = given.category
        order by given.finding_id, given.category
       on conflict (finding_id, edition, category) do update
          set ${[...words, 'coded_by', 'coded_at'].map((name) => `${name} = excluded.${name}`).join(', ')}
        where (${words.map((name) => `t.${name}`).join(', ')}) is distinct from (${words.map((name) => `excluded.${name}`).join(', ')})
       returning old.id is null as added, new.finding_id),
     done as (select kept.added, f.review_id from kept join national.published_finding f on f.id = kept.finding_id)`,
    { edition: by.edition, by: by.accountId, now: by.now },
  );
}

/**
 * Runs a statement whose last step, `done`, gives each row it wrote: whether it was added, and its review.
 * @param steps a `with` clause that reads the rows from `:rows`
 */
async function keep(tx: Tx, rows: readonly object[], steps: string, named: object = {}): Promise<Kept> {
  if (rows.length === 0) return { added: 0, changed: 0, left: 0, reviewIds: [] };
  const answer = await tx.raw<{ rows: { added: number; changed: number; review_ids: string[] | null }[] }>(
    `${steps}
     select count(*) filter (where added)::integer as added, count(*) filter (where not added)::integer as changed,
            array_agg(distinct review_id) as review_ids
       from done`,
    { ...named, rows: JSON.stringify(rows) },
  );
  const { added = 0, changed = 0, review_ids } = answer.rows[0] ?? {};
  return { added, changed, left: rows.length - added - changed, reviewIds: review_ids ?? [] };
}

export async function insertImport(
  tx: Tx,
  load: { fileName: string; sha256: string; counts: object; accountId: string; now: Date },
): Promise<string> {
  const [row] = await tx('national.import')
    .insert({
      file_name: load.fileName,
      sha256: load.sha256,
      counts: JSON.stringify(load.counts),
      by_account: load.accountId,
      at: load.now,
    })
    .returning<{ id: string }[]>('id');
  if (!row) throw new Error('The load was not kept');
  return row.id;
}

/** The first account that may load published reviews, for a command that names none. Asked as the owner. */
export async function firstEditor(owner: Knex): Promise<{ id: string; email: string } | undefined> {
  return owner('account as a')
    .join('membership as m', 'm.account_id', 'a.id')
    .where({ 'a.status': 'active', 'm.role': 'editor' })
    .orderBy('a.id')
    .first<{ id: string; email: string } | undefined>('a.id', 'a.email');
}
