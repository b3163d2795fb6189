import { inScope } from '../database/scope';
import type { AnswersGiven } from '../coding/answer-words';
import type { CasePart } from '../evidence/case-file-queries';
import { Missing } from '../http/errors';
import type { Tx } from '../database/with-actor';
import type { FindingState, ReviewHead } from '../reviews/review-head';
import type { EvidenceHead } from '../evidence/evidence-labels';
import { pointersOf } from '../evidence/finding-evidence';
import { FINDING_EVIDENCE, type EvidenceOfFinding } from '../evidence/finding-evidence-queries';
import type { FindingContent } from './finding-content';

/** A finding with all that its pages show, read in one round trip. */
export interface WholeFinding {
  head: ReviewHead;
  id: string;
  board_id: string;
  review_id: string;
  number: number;
  state: FindingState;
  version: number;
  written_by: string;
  updated_at: string;
  updated_by_name: string | null;
  /** When any of it was last saved: its own fields or a row of its lists. */
  saved_at: string;
  content: FindingContent;
  /** The version of each part's row, by its id: what its form was filled from. */
  part_versions: Record<string, number>;
  /** Names of the categories tagged, now or in a version that was sent, by `edition:code`. */
  category_names: Record<string, string>;
  /** What the national editors answered to names that were suggested for what does not fit. */
  answers: AnswersGiven;
  /** The headings of factors that the review's method has of its own, as its row holds them. */
  headings: unknown;
  /** Oldest first. */
  steps: {
    action: 'submit' | 'withdraw' | 'return' | 'approve' | 'reopen';
    comment: string;
    by_name: string;
    by_account: string;
    at: string;
    version_id: string | null;
  }[];
  comments: {
    id: string;
    part: string;
    text: string;
    by_name: string;
    by_account: string;
    at: string;
    version_id: string | null;
  }[];
  /** Oldest first; `content` is the frozen canonical JSON. */
  versions: {
    id: string;
    number: number;
    state: string;
    content: string;
    sha256: string;
    submitted_by: string;
    submitted_by_name: string;
    submitted_at: string;
    approved_by_name: string | null;
    approved_at: string | null;
  }[];
  /** The reader's part in the review: 'lead', 'team' or null. */
  my_part: 'lead' | 'team' | null;
  /** Whether the reader has declared independence for this review. */
  declared: boolean;
  /** Everyone who wrote any of it, the latest words or earlier ones. */
  writers: string[];
  /** Evidence that the finding points to, or pointed to in a version that was sent, as it is now; by its id. */
  evidence: Record<string, EvidenceHead>;
  /** What there is to point to, for the column beside the words. */
  gathered: EvidenceOfFinding['gathered'];
  /** Numbers of the versions that the reader has read, before now (detail of the audit's `finding.read`). */
  versions_read: number[];
}

const part = (table: string, fields: readonly string[]): string => `
  (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, ${fields.map((f) => `'${f}', p.${f}`).join(', ')}) order by p.position, p.id), '[]')
     from ${table} p where p.board_id = f.board_id and p.finding_id = f.id)`;

const PARTS = {
  rationales: [
    'rationale',
    ['role_label', 'knew', 'aimed', 'pressed', 'options', 'sense', 'source_kind', 'source'],
  ],
  extent_evidence: ['extent_evidence', ['kind', 'reach', 'outside_case', 'shows']],
  factors: ['factor', ['heading', 'level', 'text', 'evidence', 'weight']],
  references: ['reference', ['citation', 'kind', 'bearing', 'adds']],
  questions: ['board_question', ['text']],
  tags: ['finding_tag', ['edition', 'category', 'rationale', 'extract', 'suggested_name']],
} as const;

const tables = [...Object.values(PARTS).map(([table]) => table), 'pointer'];

// Where a page's further parts stand.
const MORE = '/* more */';

const WHOLE = `
  select jsonb_build_object(
    'head', (select to_jsonb(h) from review_head h where h.board_id = f.board_id and h.id = f.review_id),
    'id', f.id, 'board_id', f.board_id, 'review_id', f.review_id, 'number', f.number, 'state', f.state,
    'version', f.version, 'written_by', f.written_by, 'updated_at', f.updated_at,
    'updated_by_name', (select a.name from account a where a.id = f.updated_by),
    'saved_at', (select greatest(f.updated_at, max(p.updated_at)) from (
      ${tables.map((table) => `select p.updated_at from ${table} p where p.board_id = f.board_id and p.finding_id = f.id`).join(' union all ')}) p),
    'content', jsonb_build_object(
      'statement', f.statement, 'polarity', f.polarity, 'issue', f.issue, 'manifestation', f.manifestation,
      'extent', f.extent, 'extent_reason', f.extent_reason, 'prevalence', f.prevalence, 'spread', f.spread,
      'search', jsonb_build_object('where', f.search_where, 'terms', f.search_terms, 'on', f.search_on, 'found', f.search_found),
      'matters', f.matters, 'stage', f.stage,
      ${Object.entries(PARTS)
        .map(([name, [table, fields]]) => `'${name}', ${part(table, fields)}`)
        .join(',\n')}),
    'part_versions', (select coalesce(jsonb_object_agg(p.id, p.version), '{}') from (
      ${tables.map((table) => `select p.id, p.version from ${table} p where p.board_id = f.board_id and p.finding_id = f.id`).join(' union all ')}) p),
    'category_names', (select coalesce(jsonb_object_agg(c.edition || ':' || c.code, c.name), '{}') from (
         select t.edition, t.category from finding_tag t where t.board_id = f.board_id and t.finding_id = f.id
         union select t.edition, t.category from finding_version v, jsonb_to_recordset(v.content::jsonb -> 'tags') as t(edition text, category text)
          where v.board_id = f.board_id and v.finding_id = f.id) t
       join typology.category c on c.edition = t.edition and c.code = t.category),
    'answers', national.answers_to(f.id),
    'headings', (select m.headings from review r join method m on m.code = r.method where r.board_id = f.board_id and r.id = f.review_id),
    'steps', (select coalesce(jsonb_agg(jsonb_build_object('action', s.action, 'comment', s.comment, 'by_account', s.by_account,
                'by_name', a.name, 'at', s.at, 'version_id', s.version_id) order by s.at, s.id), '[]')
                from finding_step s join account a on a.id = s.by_account where s.board_id = f.board_id and s.finding_id = f.id),
    'comments', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'part', c.part, 'text', c.text, 'by_account', c.by_account,
                'by_name', a.name, 'at', c.at, 'version_id', c.version_id) order by c.at, c.id), '[]')
                from finding_comment c join account a on a.id = c.by_account where c.board_id = f.board_id and c.finding_id = f.id and c.removed_at is null),
    'versions', (select coalesce(jsonb_agg(jsonb_build_object('id', v.id, 'number', v.number, 'state', v.state, 'content', v.content,
                'sha256', v.sha256, 'submitted_by', v.submitted_by, 'submitted_by_name', s.name, 'submitted_at', v.submitted_at,
                'approved_by_name', p.name, 'approved_at', v.approved_at) order by v.number), '[]')
                from finding_version v join account s on s.id = v.submitted_by left join account p on p.id = v.approved_by
               where v.board_id = f.board_id and v.finding_id = f.id),
    'my_part', (select m.part from review_member m where m.board_id = f.board_id and m.review_id = f.review_id
                  and m.account_id = (select app.current_account_id()) and m.removed_at is null),
    'declared', exists (select 1 from independence_declaration d where d.board_id = f.board_id and d.review_id = f.review_id
                  and d.account_id = (select app.current_account_id())),
    'writers', (select coalesce(jsonb_agg(distinct w.id), '[]') from (
       select f.written_by as id union all select f.updated_by
       union all select v.submitted_by from finding_version v where v.board_id = f.board_id and v.finding_id = f.id
       union all select r.saved_by from revision r where r.board_id = f.board_id and r.finding_id = f.id
       ${tables.map((table) => `union all select p.updated_by from ${table} p where p.board_id = f.board_id and p.finding_id = f.id`).join(' ')}
     ) w where w.id is not null),
    'versions_read', audit.versions_read(f.id::text, 'finding.read'),
    ${FINDING_EVIDENCE}
  ) ${MORE} as whole
  from finding f where f.review_id = ? and f.id = ? and ${inScope('f.board_id', 'f.review_id')}`;

/**
 * Reads a finding whole, as far as the actor may see it, and what else its page shows, in one round trip.
 * @param more further parts by name; each a scalar subselect over the finding `f`
 * @throws Missing when it does not exist, is not in that review, or is not theirs to see
 */
export async function readFinding<More extends object = object>(
  tx: Tx,
  reviewId: string,
  findingId: string,
  more: { [Name in keyof More]: CasePart } = {} as { [Name in keyof More]: CasePart },
): Promise<WholeFinding & More> {
  const parts = Object.entries<CasePart>(more);
  const sql = WHOLE.replace(
    MORE,
    parts.map(([, { sql: part }]) => `|| jsonb_build_object(?::text, ${part})`).join(' '),
  );
  const bindings = parts.flatMap(([name, { bindings: values = [] }]) => [name, ...values]);
  const answer = await tx.raw<{ rows: { whole: WholeFinding & More & EvidenceOfFinding }[] }>(sql, [
    ...bindings,
    reviewId,
    findingId,
  ] as never[]);
  const whole = answer.rows[0]?.whole;
  if (!whole) throw new Missing();
  return { ...whole, content: { ...whole.content, pointers: pointersOf(whole, whole.head.words) } };
}

/**
 * Locks the finding for a step or a save, so that what is judged is what is changed.
 * @throws Missing as readFinding
 */
export async function lockFinding(
  tx: Tx,
  reviewId: string,
  findingId: string,
  how: 'update' | 'share',
): Promise<{ board_id: string; state: FindingState }> {
  const answer = await tx.raw<{ rows: { board_id: string; state: FindingState }[] }>(
    `select board_id, state from finding where review_id = ? and id = ? and ${inScope('board_id', 'review_id')} for ${how === 'update' ? 'update' : 'no key update'}`,
    [reviewId, findingId],
  );
  const row = answer.rows[0];
  if (!row) throw new Missing();
  return row;
}
