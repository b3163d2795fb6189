import type { AnswerGiven } from '../coding/answer-words';
import type { Tx } from '../database/with-actor';
import { fittingReviews, IN_FORCE, isCoded } from './fitting';
import type { Counts } from './import-queries';

export const PAGE_SIZE = 25;

export interface ListFilter {
  q: string;
  region: string;
  year: string;
  /** '' for all; findings waiting for a code; all findings coded. */
  coded: '' | 'no' | 'yes';
  page: number;
}

export interface PublishedList {
  reviews: {
    id: string;
    external_id: string;
    title: string | null;
    publishing_body: string | null;
    region: string | null;
    year_published: number | null;
    findings: number;
    coded: number;
  }[];
  /** How many the filter leaves. */
  total: number;
  /** Findings of those, and how many of them are coded. */
  total_findings: number;
  total_coded: number;
  regions: string[];
  years: number[];
  all: { reviews: number; findings: number; coded: number };
  /** The first finding that stands in no category of the edition in force. */
  first_uncoded: string | null;
  edition: string;
}

const IS_CODED = isCoded(IN_FORCE);

/** One page of the published reviews with what the page's filter needs, in one round trip. */
export async function listPublished(tx: Tx, filter: ListFilter): Promise<PublishedList> {
  const answer = await tx.raw<{ rows: { list: PublishedList }[] }>(
    `with ${fittingReviews(IN_FORCE)}
     select jsonb_build_object(
       'reviews', (select coalesce(jsonb_agg(to_jsonb(p)), '[]')
                     from (select * from fitting order by year_published desc nulls last, external_id limit :size offset :skip) p),
       'total', (select count(*) from fitting), 'total_findings', (select coalesce(sum(findings), 0) from fitting),
       'total_coded', (select coalesce(sum(coded), 0) from fitting),
       'regions', (select coalesce(jsonb_agg(distinct region order by region), '[]') from counted where region is not null),
       'years', (select coalesce(jsonb_agg(distinct year_published order by year_published desc), '[]') from counted where year_published is not null),
       'all', (select jsonb_build_object('reviews', count(*), 'findings', coalesce(sum(findings), 0), 'coded', coalesce(sum(coded), 0)) from counted),
       'first_uncoded', (select f.id from national.published_finding f join national.published_review r on r.id = f.review_id
                          where not ${IS_CODED} order by r.external_id, f.position, f.id limit 1),
       'edition', ${IN_FORCE}) as list`,
    {
      q: filter.q,
      region: filter.region,
      year: filter.year,
      coded: filter.coded,
      size: PAGE_SIZE,
      skip: (filter.page - 1) * PAGE_SIZE,
    },
  );
  const list = answer.rows[0]?.list;
  if (!list) throw new Error('The list was not read');
  return list;
}

export interface TagOfFinding {
  id: string;
  edition: string;
  category: string;
  name: string;
  rationale: string;
  extract: string;
  suggested_name: string;
  /** What the national editors answered to that name. */
  answer: AnswerGiven | null;
  coded_by: string;
  coded_at: string;
}
export interface ReviewFacts {
  id: string;
  external_id: string;
  publishing_body: string | null;
  region: string | null;
  year_published: number | null;
  title: string | null;
  method_stated: string | null;
  method_name: string | null;
  kind: string | null;
  outcome: string | null;
  age_band: string | null;
  agencies: string[];
  context_factors: string[];
  source_title: string | null;
  source_address: string | null;
  notes: string | null;
}
export interface CodedFinding {
  id: string;
  external_id: string;
  position: number;
  text: string;
  stated_as: string | null;
  prevalence_stated: string | null;
  extent: string | null;
  polarity: string | null;
  journey_stage: string | null;
  version: number;
  /** Of the edition in force first, then in the order of coding. */
  tags: TagOfFinding[];
}

const TAGS = `(select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'edition', t.edition, 'category', t.category, 'name', c.name,
    'rationale', t.rationale, 'extract', t.extract, 'suggested_name', t.suggested_name,
    'answer', case when t.suggested_name <> '' then national.answers_to(f.id) -> t.suggested_name end, 'coded_by', a.name, 'coded_at', t.coded_at)
    order by t.edition = ${IN_FORCE} desc, t.coded_at, t.id), '[]')
   from national.published_tag t join typology.category c on c.edition = t.edition and c.code = t.category
   join account a on a.id = t.coded_by where t.finding_id = f.id)`;
const REVIEW = `(to_jsonb(r) || jsonb_build_object('method_name', (select m.name from method m where m.code = r.method)))`;

/** A published review with its findings and their tags, in one round trip. */
export async function readPublishedReview(
  tx: Tx,
  id: string,
): Promise<{ review: ReviewFacts; findings: CodedFinding[]; edition: string } | undefined> {
  const answer = await tx.raw<{
    rows: { whole: { review: ReviewFacts; findings: CodedFinding[]; edition: string } }[];
  }>(
    `select jsonb_build_object('review', ${REVIEW}, 'edition', ${IN_FORCE},
              'findings', (select coalesce(jsonb_agg(to_jsonb(f) || jsonb_build_object('tags', ${TAGS}) order by f.position, f.id), '[]')
                             from national.published_finding f where f.review_id = r.id)) as whole
       from national.published_review r where r.id = ?`,
    [id],
  );
  return answer.rows[0]?.whole;
}

export interface CodingScreen {
  review: ReviewFacts;
  finding: CodedFinding;
  edition: string;
  /** Findings of this review, and which of them this is. */
  of: number;
  place: number;
  /** In the order of the reviews' ids; null at either end. */
  previous: string | null;
  next: string | null;
  /** The next without a tag in the edition in force, from here on and then from the beginning. */
  next_uncoded: string | null;
  uncoded: number;
  /** What the reader last coded on the finding they came from. */
  last: { finding_id: string; tag_id: string; name: string; text: string } | null;
  /** Codes of the edition in force in which the finding stands without being coded in it. */
  carried: string[];
  categories: {
    code: string;
    parent: string | null;
    name: string;
    definition: string;
    includes: string;
    excludes: string;
    examples: string[];
  }[];
}

/**
 * What the coding of one finding shows, in one round trip.
 * @param after the finding that was coded just before, if any
 */
export async function readForCoding(
  tx: Tx,
  findingId: string,
  after: string | null,
): Promise<CodingScreen | undefined> {
  const there = `(o.external_id, f.position, f.id)`;
  const here = `(r.external_id, this.position, this.id)`;
  const others = `national.published_finding f join national.published_review o on o.id = f.review_id`;
  const first = (where: string, order = ''): string =>
    `(select f.id from ${others} where ${where} order by o.external_id ${order}, f.position ${order}, f.id ${order} limit 1)`;
  const answer = await tx.raw<{ rows: { screen: CodingScreen }[] }>(
    `select jsonb_build_object('review', ${REVIEW}, 'edition', ${IN_FORCE},
       'finding', (select to_jsonb(f) || jsonb_build_object('tags', ${TAGS}) from national.published_finding f where f.id = this.id),
       'of', (select count(*) from national.published_finding f where f.review_id = r.id),
       'place', (select count(*) from national.published_finding f where f.review_id = r.id and (f.position, f.id) <= (this.position, this.id)),
       'previous', ${first(`${there} < ${here}`, 'desc')},
       'next', ${first(`${there} > ${here}`)},
       'next_uncoded', coalesce(${first(`${there} > ${here} and not ${IS_CODED}`)}, ${first(`${there} < ${here} and not ${IS_CODED}`)}),
       'uncoded', (select count(*) from national.published_finding f where not ${IS_CODED}),
       'carried', (select coalesce(jsonb_agg(k.category), '[]') from national.carried_codes(this.id) k),
       'last', (select jsonb_build_object('finding_id', f.id, 'tag_id', t.id, 'name', c.name, 'text', f.text)
                  from national.published_tag t join typology.category c on c.edition = t.edition and c.code = t.category
                  join national.published_finding f on f.id = t.finding_id
                 where t.finding_id = ?::uuid and t.coded_by = app.current_account_id() order by t.coded_at desc, t.id desc limit 1),
       'categories', (select jsonb_agg(jsonb_build_object('code', c.code, 'parent', c.parent, 'name', c.name, 'definition', c.definition,
                        'includes', c.includes, 'excludes', c.excludes, 'examples', c.examples) order by c.position)
                        from typology.category c where c.edition = ${IN_FORCE})) as screen
       from national.published_finding this join national.published_review r on r.id = this.review_id
      where this.id = ?`,
    [after, findingId],
  );
  return answer.rows[0]?.screen;
}

export interface ImportRow {
  id: string;
  file_name: string;
  sha256: string;
  counts: { reviews: Counts; findings: Counts; tags: Counts };
  by_name: string;
  at: string;
}

const IMPORT = `select i.id, i.file_name, i.sha256, i.counts, a.name as by_name, i.at
                  from national.import i join account a on a.id = i.by_account`;

export async function readImport(tx: Tx, id: string): Promise<ImportRow | undefined> {
  const answer = await tx.raw<{ rows: ImportRow[] }>(`${IMPORT} where i.id = ?`, [id]);
  return answer.rows[0];
}

/** The latest loads, newest first. */
export async function latestImports(tx: Tx, most: number): Promise<ImportRow[]> {
  const answer = await tx.raw<{ rows: ImportRow[] }>(`${IMPORT} order by i.at desc, i.id desc limit ?`, [
    most,
  ]);
  return answer.rows;
}
