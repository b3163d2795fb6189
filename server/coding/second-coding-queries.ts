import type { Tx } from '../database/with-actor';
import type { CodedTag, Origin } from './sample-queries';

/** A sample of which the reader has findings to code. */
export interface GivenSample {
  sample_id: string;
  number: number;
  edition: string;
  state: 'open' | 'closed';
  given: number;
  coded: number;
  since: string;
}

/** The samples that were given to the reader, the open ones first. */
export async function samplesGiven(tx: Tx): Promise<GivenSample[]> {
  const answer = await tx.raw<{ rows: GivenSample[] }>(
    `select g.sample_id, g.number, g.edition, g.state, count(*)::integer as given, count(c.coded_at)::integer as coded,
            min(g.assigned_at) as since
       from national.given_to_me() g
       join national.second_coding c on c.sample_id = g.sample_id and c.finding_id = g.finding_id
                                    and c.coder = (select app.current_account_id())
      group by g.sample_id, g.number, g.edition, g.state order by g.state desc, g.number desc`,
  );
  return answer.rows;
}

/** A finding as its second coder sees it: its text, and what they themselves said of it. */
export interface FindingToCode {
  finding_id: string;
  origin: Origin;
  statement: string;
  issue: string;
  matters: string;
  stated_as: string;
  review: {
    title: string | null;
    publishing_body: string | null;
    year_published: number | null;
    kind: string | null;
    outcome: string | null;
    age_band: string | null;
    agencies: string[];
    context_factors: string[];
  } | null;
  tags: CodedTag[] | null;
  polarity: string | null;
  extent: string | null;
  journey_stage: string | null;
  version: number;
  /** Whether they changed what they said, so that the last change can be undone. */
  changed: boolean;
  /** Whether they may code it still: accredited, and with no other way to it. */
  may: boolean;
}
export interface SecondCodingScreen {
  sample_id: string;
  number: number;
  edition: string;
  state: 'open' | 'closed';
  /** In the order in which they are coded. */
  all: { finding_id: string; coded: boolean; begins: string }[];
  finding: FindingToCode | null;
  /** What they coded just before, to undo it. */
  last: { finding_id: string; tags: CodedTag[] | null; version: number; begins: string } | null;
  categories: {
    code: string;
    parent: string | null;
    name: string;
    definition: string;
    includes: string;
    excludes: string;
  }[];
}

/**
 * What a second coder sees of a sample and of one finding in it, in one round trip. Nothing of the first coding is
 * read: the rows of others are hidden from them, and the text comes without.
 * @param findingId null for the sample alone
 * @param after the finding that was coded just before, if any
 */
export async function readForSecondCoding(
  tx: Tx,
  sampleId: string,
  findingId: string | null,
  after: string | null,
): Promise<SecondCodingScreen | undefined> {
  const answer = await tx.raw<{ rows: { screen: SecondCodingScreen }[] }>(
    `with mine as materialized (
       select g.*, c.tags, c.polarity, c.extent, c.journey_stage, c.version, c.coded_at, c.previous is not null as changed
         from national.given_to_me() g
         join national.second_coding c on c.sample_id = g.sample_id and c.finding_id = g.finding_id
                                      and c.coder = (select app.current_account_id())
        where g.sample_id = :sampleId),
     texts as materialized (select * from national.coding_text(array(select finding_id from mine)))
     select jsonb_build_object('sample_id', min(mine.sample_id::text), 'number', min(mine.number), 'edition', min(mine.edition),
       'state', min(mine.state),
       'all', jsonb_agg(jsonb_build_object('finding_id', mine.finding_id, 'coded', mine.coded_at is not null,
                'begins', left(texts.statement, 120)) order by mine.place),
       'finding', (select jsonb_build_object('finding_id', m.finding_id, 'origin', m.origin, 'statement', t.statement,
                'issue', t.issue, 'matters', t.matters, 'stated_as', t.stated_as, 'tags', m.tags, 'polarity', m.polarity,
                'extent', m.extent, 'journey_stage', m.journey_stage, 'version', m.version, 'changed', m.changed,
                'may', national.may_code((select app.current_account_id()), m.finding_id),
                'review', (select jsonb_build_object('title', r.title, 'publishing_body', r.publishing_body,
                             'year_published', r.year_published, 'kind', r.kind, 'outcome', r.outcome, 'age_band', r.age_band,
                             'agencies', r.agencies, 'context_factors', r.context_factors)
                             from national.published_review r where r.id = m.review_id))
              from mine m join texts t on t.finding_id = m.finding_id where m.finding_id = :findingId::uuid),
       'last', (select jsonb_build_object('finding_id', m.finding_id, 'tags', m.tags, 'version', m.version, 'begins', left(t.statement, 120))
                  from mine m join texts t on t.finding_id = m.finding_id
                 where m.finding_id = :after::uuid and m.coded_at is not null and m.changed),
       'categories', (select jsonb_agg(jsonb_build_object('code', c.code, 'parent', c.parent, 'name', c.name, 'definition', c.definition,
                        'includes', c.includes, 'excludes', c.excludes) order by c.position)
                        from typology.category c where c.edition = min(mine.edition))) as screen
       from mine join texts on texts.finding_id = mine.finding_id
      having count(*) > 0`,
    { sampleId, findingId, after },
  );
  return answer.rows[0]?.screen;
}

/** What a coder said of one finding so far, locked until the end of the transaction. */
export interface OwnCoding {
  finding_id: string;
  edition: string;
  state: 'open' | 'closed';
  tags: CodedTag[] | null;
  version: number;
  may: boolean;
  /** All of the text that a code's words may be copied from. */
  texts: string[];
  categories: string[];
}

export async function lockOwnCodings(
  tx: Tx,
  sampleId: string,
  findingIds: readonly string[],
): Promise<OwnCoding[]> {
  const answer = await tx.raw<{ rows: OwnCoding[] }>(
    `with texts as materialized (select * from national.coding_text(:findings::uuid[])),
          given as materialized (select * from national.given_to_me() g where g.sample_id = :sampleId)
     select c.finding_id, g.edition, g.state, c.tags, c.version, national.may_code(c.coder, c.finding_id) as may,
            (select array[t.statement, t.issue, t.matters] from texts t where t.finding_id = c.finding_id) as texts,
            (select array_agg(k.code) from typology.category k where k.edition = g.edition) as categories
       from national.second_coding c
       join given g on g.finding_id = c.finding_id
      where c.sample_id = :sampleId and c.finding_id = any (:findings::uuid[]) and c.coder = app.current_account_id()
      order by c.finding_id for update of c`,
    { sampleId, findings: [...findingIds] },
  );
  return answer.rows;
}

/** Writes what a coder says of many findings. */
export async function updateOwnCodings(
  tx: Tx,
  sampleId: string,
  rows: readonly {
    finding_id: string;
    tags: CodedTag[] | null;
    polarity: string | null;
    extent: string | null;
    journey_stage: string | null;
  }[],
  at: Date,
): Promise<void> {
  await tx.raw(
    `update national.second_coding c
        set tags = given.tags, polarity = given.polarity, extent = given.extent, journey_stage = given.journey_stage,
            coded_at = :at, version = c.version + 1, previous = jsonb_build_object('tags', c.tags, 'polarity', c.polarity, 'extent', c.extent, 'journey_stage', c.journey_stage)
       from jsonb_to_recordset(cast(:rows as jsonb)) as given(finding_id uuid, tags jsonb, polarity text, extent text, journey_stage text)
      where c.sample_id = :sampleId and c.finding_id = given.finding_id and c.coder = app.current_account_id()`,
    { sampleId, rows: JSON.stringify(rows), at },
  );
}

/** Writes what a coder says of a finding. Null tags: it is not coded. */
export async function updateOwnCoding(
  tx: Tx,
  sampleId: string,
  findingId: string,
  said: {
    tags: CodedTag[] | null;
    facets?: { polarity: string | null; extent: string | null; journey_stage: string | null };
    at: Date;
  },
): Promise<void> {
  await tx('national.second_coding')
    .where({ sample_id: sampleId, finding_id: findingId })
    .whereRaw('coder = app.current_account_id()')
    .update({
      tags: said.tags && JSON.stringify(said.tags),
      coded_at: said.tags && said.at,
      ...said.facets,
      version: tx.raw('version + 1'),
      previous: tx.raw(NOW_SAID),
    });
}

/** Puts back what a coder said of a finding before their last change; that change is then what can be put back. */
export async function swapOwnCoding(tx: Tx, sampleId: string, findingId: string, at: Date): Promise<number> {
  return tx('national.second_coding as c')
    .where({ sample_id: sampleId, finding_id: findingId })
    .whereRaw('coder = app.current_account_id() and previous is not null')
    .update({
      tags: tx.raw(`nullif(previous -> 'tags', 'null')`),
      polarity: tx.raw(`previous ->> 'polarity'`),
      extent: tx.raw(`previous ->> 'extent'`),
      journey_stage: tx.raw(`previous ->> 'journey_stage'`),
      coded_at: tx.raw(`case when jsonb_typeof(previous -> 'tags') = 'array' then ?::timestamptz end`, [at]),
      version: tx.raw('version + 1'),
      previous: tx.raw(NOW_SAID),
    });
}

/** What is said now: what a change leaves behind it. */
const NOW_SAID = `jsonb_build_object('tags', tags, 'polarity', polarity, 'extent', extent, 'journey_stage', journey_stage)`;
