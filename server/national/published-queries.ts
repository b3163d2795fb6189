import type { Tx } from '../database/with-actor';
import { type Dimension } from './dimensions';
import type { Question } from './question';

/** By which categories a finding is counted in an edition: what the facts say, from which every figure is counted. */
export interface CountsAs {
  edition: string;
  /** Coded in that edition, carried into it by the crosswalk, or recoded by a person's decision. */
  categories: { category: string; how: 'coded' | 'carried' | 'recoded' }[];
  /** Its tags of categories that were split, which no one has decided on yet: it is not counted by them. */
  undecided: { from_edition: string; category: string; to_edition: string; candidates: string[] }[];
}

/** A finding of a published review, with its coding. Nothing of it is confidential. */
export interface PublishedFinding {
  id: string;
  review: {
    id: string;
    title: string | null;
    publishing_body: string | null;
    region: string | null;
    year_published: number | null;
    kind: string | null;
    outcome: string | null;
    age_band: string | null;
    method: string | null;
    source: string | null;
  };
  position: number;
  text: string;
  stated_as: string | null;
  prevalence_stated: string | null;
  extent: string | null;
  polarity: string | null;
  journey_stage: string | null;
  /** As they were given, each in the edition of its coding. */
  tags: { edition: string; category: string; rationale: string }[];
  counts_as: CountsAs;
  /** Where the next page begins. */
  key: string;
}

/** The edition in which it is told what findings count as, of the one-row `counted_in` that each such query begins with. */
export const COUNTED_IN = '(select edition from counted_in)';
/** The facts of a finding `f` in that edition, without what is above its categories. */
export const FACTS_OF_FINDING = `from national.fact k where k.finding_id = f.id and k.direct and k.edition = ${COUNTED_IN}`;
/** What waits to be coded again of a finding `f` before it counts there. */
export const UNDECIDED_OF_FINDING = `from national.undecided u where u.finding_id = f.id and ${COUNTED_IN} = any (u.missing_in)`;

/** What is told of a finding `f` of a published review `r`; `counted_in` names the edition. */
export const FINDING = `
  f.external_id as id, f.id as key, f.position, f.text, f.stated_as, f.prevalence_stated, f.extent, f.polarity, f.journey_stage,
  jsonb_build_object('id', r.external_id, 'title', r.title, 'publishing_body', r.publishing_body, 'region', r.region,
    'year_published', r.year_published, 'kind', r.kind, 'outcome', r.outcome, 'age_band', r.age_band,
    'method', r.method, 'source', r.source_address) as review,
  (select coalesce(jsonb_agg(jsonb_build_object('edition', t.edition, 'category', t.category, 'rationale', t.rationale)
            order by t.edition, t.category), '[]')
     from national.published_tag t where t.finding_id = f.id) as tags,
  jsonb_build_object('edition', ${COUNTED_IN},
    'categories', (select coalesce(jsonb_agg(jsonb_build_object('category', k.category, 'how', k.how) order by k.category), '[]')
      ${FACTS_OF_FINDING}),
    'undecided', (select coalesce(jsonb_agg(jsonb_build_object('from_edition', u.from_edition, 'category', u.from_code,
                           'to_edition', u.to_edition, 'candidates', u.candidates) order by u.from_edition, u.from_code, u.to_edition), '[]')
      ${UNDECIDED_OF_FINDING})) as counts_as`;

/**
 * The edition that was asked for, or the one in force.
 * @returns null when there is no such edition, or it is a draft
 */
export async function editionAsked(tx: Tx, asked: string | undefined): Promise<string | null> {
  const answer = await tx.raw<{ rows: { code: string }[] }>(
    `select code from typology.edition
      where status <> 'draft' and case when ?::text is null then status = 'in_force' else code = ? end`,
    [asked ?? null, asked ?? null],
  );
  return answer.rows[0]?.code ?? null;
}

/** Published findings in the order in which they came, after one of them, with what they count as in an edition. */
export async function publishedFindings(
  tx: Tx,
  edition: string,
  after: string | null,
  most: number,
): Promise<PublishedFinding[]> {
  const answer = await tx.raw<{ rows: PublishedFinding[] }>(
    `with counted_in as (select ?::text as edition)
     select ${FINDING} from national.published_finding f join national.published_review r on r.id = f.review_id
      where ?::uuid is null or f.id > ? order by f.id limit ?`,
    [edition, after, after, most],
  );
  return answer.rows;
}

export const FINDINGS_A_PAGE = 25;

/** Published findings behind a figure: a page of them, how many there are, and of how many reviews. */
export interface FindingsBehind {
  findings: PublishedFinding[];
  count: number;
  reviews: number;
}

/** The findings behind a figure, for `with`, as `behind (finding_id, review_id)` beside `counted_in`; its values stand in order. */
export interface Behind {
  sql: string;
  bindings: (string | string[])[];
}

/**
 * The published findings that the figure of a question counts the reviews of. The list and its exports both read it.
 * @param pair of two categories: the findings in either of them, of the reviews that have both
 */
export function behindFigure(
  question: Question & { edition: string },
  pair?: readonly [string, string],
): Behind {
  const conditions: string[] = [];
  const bindings: (string | string[])[] = [question.edition, question.edition];
  for (const name of Object.keys(question.filters) as Dimension[]) {
    conditions.push(`and k.${name} = any (?)`);
    bindings.push(question.filters[name] ?? []);
  }
  if (question.from !== undefined) {
    conditions.push('and k.dated >= ?::date');
    bindings.push(question.from);
  }
  if (question.to !== undefined) {
    conditions.push('and k.dated < ?::date');
    bindings.push(question.to);
  }
  const both = `join (select review_id from held where category = ? intersect select review_id from held where category = ?) b
            on b.review_id = h.review_id where h.category in (?, ?)`;
  if (pair) bindings.push(...pair, ...pair);
  return {
    sql: `counted_in as (select ?::text as edition),
     held as (
       select k.finding_id, k.review_id, k.category from national.fact k
        where k.edition = ? and k.origin = 'published' ${conditions.join(' ')}),
     behind as (select distinct h.finding_id, h.review_id from held h ${pair ? both : ''})`,
    bindings,
  };
}

/** The newest first, as the lists have them. */
export const NEWEST_FIRST = 'r.year_published desc nulls last, r.external_id, f.position, f.id';

/** A page of the published findings behind a figure. */
export async function findingsBehind(
  tx: Tx,
  question: Question & { edition: string },
  pageNumber: number,
  pair?: readonly [string, string],
): Promise<FindingsBehind> {
  const { sql, bindings } = behindFigure(question, pair);
  const answer = await tx.raw<{ rows: FindingsBehind[] }>(
    `with ${sql},
     shown as (
       select ${FINDING} from national.published_finding f join national.published_review r on r.id = f.review_id
        where f.id in (select finding_id from behind)
        order by ${NEWEST_FIRST} limit ? offset ?)
     select (select coalesce(jsonb_agg(shown), '[]') from shown) as findings, (select count(*) from behind)::integer as count,
            (select count(distinct review_id) from behind)::integer as reviews`,
    [...bindings, FINDINGS_A_PAGE, (pageNumber - 1) * FINDINGS_A_PAGE],
  );
  return answer.rows[0] ?? { findings: [], count: 0, reviews: 0 };
}
