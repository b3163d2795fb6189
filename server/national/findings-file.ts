import type { Asked } from '../database/copy-out';
import { COUNTED_IN, FACTS_OF_FINDING, FINDING, UNDECIDED_OF_FINDING } from './published-queries';
import { spreadsheetSql } from './spreadsheet-text';

/** Which findings, of `from national.published_finding f join national.published_review r`, in which order. */
export interface WhichFindings {
  /** For `with`: `counted_in (edition)`, in which it is told what they count as, and what else is needed. */
  ctes: string;
  where: string;
  order: string;
  bindings: Asked['bindings'];
}

/** `counted_in` where values are bound by name. */
export const COUNTED_IN_EDITION = 'counted_in as (select cast(:edition as text) as edition)';

/** Every published finding, in the order in which they came. */
export const allFindings = (edition: string): WhichFindings => ({
  ctes: COUNTED_IN_EDITION,
  where: 'true',
  order: 'f.id',
  bindings: { edition },
});

/** The columns of the files, with where their values come from. */
const COLUMNS: readonly { name: string; sql: string; number?: true }[] = [
  { name: 'id', sql: 'f.external_id' },
  { name: 'review', sql: 'r.external_id' },
  { name: 'review_title', sql: 'r.title' },
  { name: 'publishing_body', sql: 'r.publishing_body' },
  { name: 'region', sql: 'r.region' },
  { name: 'year_published', sql: 'r.year_published', number: true },
  { name: 'kind', sql: 'r.kind' },
  { name: 'outcome', sql: 'r.outcome' },
  { name: 'age_band', sql: 'r.age_band' },
  { name: 'method', sql: 'r.method' },
  { name: 'source', sql: 'r.source_address' },
  { name: 'position', sql: 'f.position', number: true },
  { name: 'text', sql: 'f.text' },
  { name: 'stated_as', sql: 'f.stated_as' },
  { name: 'prevalence_stated', sql: 'f.prevalence_stated' },
  { name: 'extent', sql: 'f.extent' },
  { name: 'polarity', sql: 'f.polarity' },
  { name: 'journey_stage', sql: 'f.journey_stage' },
  // Its categories as they were given, in one cell, as edition:code.
  {
    name: 'tags',
    sql: `(select string_agg(t.edition || ':' || t.category, ' ' order by t.edition, t.category)
             from national.published_tag t where t.finding_id = f.id)`,
  },
  // The codes by which it is counted in the edition of the filter, how each came there, and what waits to be coded again.
  { name: 'counts_in', sql: COUNTED_IN },
  { name: 'counts_as', sql: `(select string_agg(k.category, ' ' order by k.category) ${FACTS_OF_FINDING})` },
  { name: 'counts_how', sql: `(select string_agg(k.how, ' ' order by k.category) ${FACTS_OF_FINDING})` },
  {
    name: 'undecided',
    sql: `(select string_agg(u.from_edition || ':' || u.from_code, ' ' order by u.from_edition, u.from_code) ${UNDECIDED_OF_FINDING})`,
  },
];
export const FINDING_COLUMNS: readonly string[] = COLUMNS.map(({ name }) => name);

const FROM = 'from national.published_finding f join national.published_review r on r.id = f.review_id';

/** Findings with their coding, one a row, every text guarded against spreadsheet formulas. */
export function findingCells(which: WhichFindings): Asked {
  const inner = COLUMNS.map(({ name, sql }) => `${sql} as ${name}`).join(', ');
  const cells = COLUMNS.map(
    ({ name, number }) => `${number ? `c.${name}` : spreadsheetSql(`c.${name}`)} as ${name}`,
  );
  return {
    sql: `with ${which.ctes} select ${cells.join(', ')}
      from (select ${inner} ${FROM} where ${which.where} order by ${which.order} offset 0) c`,
    bindings: which.bindings,
  };
}

/** The same cells, each row a JSON array. */
export function findingArrays(which: WhichFindings): Asked {
  const { sql, bindings } = findingCells(which);
  return {
    sql: `select json_build_array(${FINDING_COLUMNS.map((name) => `k.${name}`).join(', ')})::text from (${sql}) k`,
    bindings,
  };
}

/** Findings as the API tells them, each a JSON object; nothing in them is changed. */
export function findingObjects(which: WhichFindings): Asked {
  return {
    sql: `with ${which.ctes} select (to_json(o)::jsonb - 'key')::text
      from (select ${FINDING} ${FROM} where ${which.where} order by ${which.order} offset 0) o`,
    bindings: which.bindings,
  };
}

/** How many findings, and of how many reviews. */
export function findingCount(which: WhichFindings): Asked {
  return {
    sql: `with ${which.ctes} select count(*)::integer as findings, count(distinct f.review_id)::integer as reviews
      ${FROM} where ${which.where}`,
    bindings: which.bindings,
  };
}
