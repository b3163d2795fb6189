import type { CasePart } from './case-file-queries';
import { KNOWN } from './load-queries';

const OF_REVIEW = 'l.board_id = r.board_id and l.review_id = r.id';
const nameOf = (column: string): string => `(select a.name from account a where a.id = ${column})`;
const LOAD = `to_jsonb(l) || jsonb_build_object('added_by', ${nameOf('l.added_by')}, 'loaded_by', ${nameOf('l.loaded_by')},
  'updated_by', ${nameOf('l.updated_by')})`;
const ROWS = 'w.board_id = l.board_id and w.load_id = l.id';
const STAGED = `jsonb_build_object('number', w.number, 'cells', w.cells, 'mended', w.mended, 'left_out', w.left_out,
  'says', w.says, 'wrong', w.wrong)`;
/** The spreadsheets of a review that wait and those that were loaded, the latest first. */
export const LOADS: CasePart = {
  sql: `(select coalesce(jsonb_agg(${LOAD} || jsonb_build_object('counts', case when l.state = 'draft' then
          (select jsonb_build_object('rows', count(*), 'unreadable', count(*) filter (where w.says is null and not w.left_out))
             from chronology_row w where ${ROWS}) end) order by coalesce(l.loaded_at, l.added_at) desc, l.id), '[]')
     from chronology_load l where ${OF_REVIEW} and l.state <> 'dropped')`,
};

/** One spreadsheet of the review, or null. */
export function loadPart(loadId: string): CasePart {
  return {
    sql: `(select ${LOAD} from chronology_load l where ${OF_REVIEW} and l.id = ?)`,
    bindings: [loadId],
  };
}

/** Where its rows stand. */
export function countsPart(loadId: string, today: string): CasePart {
  const far = 'not w.left_out and w.far';
  return {
    sql: `(select jsonb_build_object('rows', count(*), 'readable', count(*) filter (where w.says is not null and not w.left_out),
        'unreadable', count(*) filter (where w.says is null and not w.left_out), 'left_out', count(*) filter (where w.left_out),
        'far', count(*) filter (where ${far}), 'far_rows', to_jsonb(coalesce((array_agg(w.number order by w.number) filter (where ${far}))[1:8], '{}')),
        'to_add', count(distinct w.fingerprint) filter (where not w.left_out and w.says is not null and not ${KNOWN}))
      from chronology_load l join (select w.*, ((w.says->'when'->>'from')::date > ?::date or (w.says->'when'->>'from')::date > upper(r.period) + interval '20 years'
          or (w.says->'when'->>'until')::date < lower(r.period) - interval '20 years') as far from chronology_row w
          where w.board_id = r.board_id and w.load_id = ?) w on ${ROWS} where ${OF_REVIEW} and l.id = ?)`,
    bindings: [today, loadId, loadId],
  };
}

export const LISTS = {
  unreadable: 'not w.left_out and w.says is null',
  'left-out': 'w.left_out',
  all: 'true',
} as const;
export type List = keyof typeof LISTS;

/** Rows of one list after a row number, in the sheet's order. */
export function rowsPart(loadId: string, list: List, after: number, most: number): CasePart {
  return {
    sql: `(select coalesce(jsonb_agg(w.row order by w.number), '[]') from (
        select w.number, ${STAGED} as row from chronology_load l join chronology_row w on ${ROWS}
         where ${OF_REVIEW} and l.id = ? and ${LISTS[list]} and w.number > ? order by w.number limit ?) w)`,
    bindings: [loadId, after, most],
  };
}

/** The first rows that can be read. */
export function firstRowsPart(loadId: string, most: number): CasePart {
  return {
    sql: `(select coalesce(jsonb_agg(w.row order by w.number), '[]') from (
        select w.number, ${STAGED} as row from chronology_load l join chronology_row w on ${ROWS}
         where ${OF_REVIEW} and l.id = ? and not w.left_out and w.says is not null order by w.number limit ?) w)`,
    bindings: [loadId, most],
  };
}

/** The first cells of each column, for a person to see what it holds. */
export function samplePart(loadId: string): CasePart {
  return {
    sql: `(select coalesce(jsonb_agg(w.cells order by w.number), '[]') from (
        select w.number, w.cells from chronology_load l join chronology_row w on ${ROWS}
         where ${OF_REVIEW} and l.id = ? order by w.number limit 30) w)`,
    bindings: [loadId],
  };
}

/** What the agencies that the rows name are called; those that the review does not have yet. */
export function newAgenciesPart(loadId: string): CasePart {
  return {
    sql: `(select coalesce(jsonb_agg(distinct w.says->>'agency'), '[]') from chronology_load l join chronology_row w on ${ROWS}
        where ${OF_REVIEW} and l.id = ? and not w.left_out and w.says is not null
          and not exists (select 1 from agency a where a.board_id = r.board_id and a.review_id = r.id and lower(a.name) = lower(w.says->>'agency')))`,
    bindings: [loadId],
  };
}

/** When the same sheet was loaded before, if it was. */
export function loadedBeforePart(loadId: string): CasePart {
  return {
    sql: `(select jsonb_build_object('at', o.loaded_at, 'by', ${nameOf('o.loaded_by')}) from chronology_load l
        join chronology_load o on o.board_id = l.board_id and o.review_id = l.review_id and o.sha256 = l.sha256 and o.sheet = l.sheet
          and o.state = 'loaded' and o.id <> l.id
       where ${OF_REVIEW} and l.id = ? order by o.loaded_at desc limit 1)`,
    bindings: [loadId],
  };
}

/** The other sheets of the same file that wait, brought in together with it. */
export function siblingsPart(loadId: string): CasePart {
  return {
    sql: `(select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'sheet', o.sheet, 'rows', o.rows_read) order by o.rows_read desc), '[]')
        from chronology_load l join chronology_load o on o.board_id = l.board_id and o.review_id = l.review_id
          and o.sha256 = l.sha256 and o.added_at = l.added_at and o.state = 'draft' and o.id <> l.id
       where ${OF_REVIEW} and l.id = ?)`,
    bindings: [loadId],
  };
}
