import type { SectionSlug } from '../findings/sufficiency';
import { MARK } from './search-marks';

/** The fields of a row that hold something, each told from the next. */
export function fieldsShown(...fields: string[]): string {
  const filled = fields.map((field) => `nullif(btrim(${field}), '')`);
  return `concat_ws(' ${MARK.field} ', ${filled.join(', ')})`;
}

/** The texts of a finding by section: its own columns, or those of a list's table. */
const OWN: [SectionSlug, string[]][] = [
  ['statement', ['statement']],
  ['issue', ['issue']],
  ['manifestation', ['manifestation']],
  ['extent', ['extent_reason', 'prevalence']],
  ['research', ['search_where', 'search_terms', 'search_found']],
  ['matters', ['matters']],
];
const LISTS: [SectionSlug, string, string, string[]][] = [
  [
    'why',
    'rationale',
    'rationales',
    ['role_label', 'knew', 'aimed', 'pressed', 'options', 'sense', 'source'],
  ],
  ['extent', 'extent_evidence', 'extent_evidence', ['shows']],
  ['context', 'factor', 'factors', ['text', 'evidence']],
  ['research', 'reference', 'references', ['citation', 'adds']],
  ['questions', 'board_question', 'questions', ['text']],
  ['tags', 'finding_tag', 'tags', ['rationale', 'extract', 'suggested_name']],
];

const joined = (values: string[]): string => fieldsShown(...values);
const inContent = (name: string): string =>
  name.startsWith('search_')
    ? `s.content -> 'search' ->> '${name.replace('search_', '')}'`
    : `s.content ->> '${name}'`;

/**
 * The texts of the findings of a review `r`: id, number, section, row, text. Those who write read the words as they
 * are being written; everyone else the words that were last sent.
 */
export const SEARCHED_FINDINGS = `
  with own as (
    select exists (select 1 from review_member m where m.board_id = r.board_id and m.review_id = r.id
                    and m.account_id = (select app.current_account_id()) and m.removed_at is null) as writes),
  live as (select f.* from finding f, own where own.writes and f.board_id = r.board_id and f.review_id = r.id),
  sent as (
    select distinct on (v.finding_id) f.id, f.number, v.content::jsonb as content
      from own, finding_version v join finding f on f.board_id = v.board_id and f.id = v.finding_id
     where not own.writes and v.board_id = r.board_id and v.review_id = r.id
     order by v.finding_id, v.number desc)
  ${[
    ...OWN.map(
      ([section, columns]) =>
        `select f.id, f.number, '${section}', null::uuid, ${joined(columns.map((column) => `f.${column}`))} from live f`,
    ),
    ...LISTS.map(
      ([section, table, , columns]) =>
        `select f.id, f.number, '${section}', x.id, ${joined(columns.map((column) => `x.${column}`))}
           from live f join ${table} x on x.board_id = f.board_id and x.finding_id = f.id`,
    ),
    ...OWN.map(
      ([section, columns]) =>
        `select s.id, s.number, '${section}', null::uuid, ${joined(columns.map(inContent))} from sent s`,
    ),
    ...LISTS.map(
      ([section, , list, columns]) =>
        `select s.id, s.number, '${section}', null::uuid, ${joined(columns.map((column) => `x ->> '${column}'`))}
           from sent s, jsonb_array_elements(s.content -> '${list}') x`,
    ),
  ].join('\nunion all\n')}`;
