import type { CasePart } from './case-file-queries';
import type { EvidenceHead } from './evidence-labels';
import { fieldsShown, SEARCHED_FINDINGS } from './search-findings-queries';
import { MARK } from './search-marks';

export type SearchKind =
  'document' | 'event' | 'conversation' | 'episode' | 'finding' | 'question' | 'agency';

/** In the order in which they are shown. */
export const SEARCH_KINDS: readonly SearchKind[] = [
  'conversation',
  'episode',
  'event',
  'document',
  'finding',
  'question',
  'agency',
];

/** What is asked of everything in a review. */
export interface SearchAsk {
  /** The words: a scalar over the review `r`; null finds nothing. */
  words: CasePart;
  kinds: readonly SearchKind[];
  /** An agency of the review; with one, only what is known to be its own is looked through. */
  agency: string | null;
  /** How many of each kind are shown, and how many go before them. */
  most: number;
  skip: number;
}

export interface SearchHit {
  kind: SearchKind;
  id: string;
  /** The page of a document, null for its title; the number of a finding or question. */
  place: number | null;
  /** The anchor on the page that shows it; for a finding the section. */
  anchor: string;
  /** The row of a finding's list. */
  row: string | null;
  /** Words round the hit. Hits are between MARK.start and MARK.end where the full text search made them. */
  fragment: string;
  head: EvidenceHead | null;
}

export interface SearchAnswer {
  counts: Partial<Record<SearchKind, number>>;
  hits: SearchHit[];
}

const FROM = `<${MARK.start}${MARK.end}${MARK.between}${MARK.less}`;

const OF = (alias: string): string => `${alias}.board_id = r.board_id and ${alias}.review_id = r.id`;
const READABLE = `d.scan not in ('held', 'infected')`;
const matches = (vector: string, text: string): string => `(${vector} @@ q.q or ${text} ilike q.pattern)`;
const english = (text: string): string => `to_tsvector('english', ${text})`;

// The words as a part of any text, for ILIKE.
const PATTERN = `'%' || regexp_replace(a.words, '([\\\\%_])', '\\\\\\1', 'g') || '%'`;

// Each finds rows of: id, place, anchor, row, fts (whether the full text search found it), rank, sort, body.
const LOOKED_THROUGH: Record<SearchKind, string> = {
  // A page is looked through by part of a word only when no page has the whole word: that is slow.
  document: `
    with page as materialized (
      select t.document_id, t.place, ts_rank(t.words, q.q) as rank, d.dated
        from q, document_text t join document d on d.board_id = t.board_id and d.id = t.document_id
       where ${OF('t')} and ${READABLE} and (q.agency is null or d.agency_id = q.agency) and t.words @@ q.q)
    select document_id, place, '', null::uuid, true, rank, dated::text, null::text from page
    union all
    select t.document_id, t.place, '', null::uuid, false, 0, d.dated::text, null::text
      from q, document_text t join document d on d.board_id = t.board_id and d.id = t.document_id
     where not exists (select 1 from page) and ${OF('t')} and ${READABLE}
       and (q.agency is null or d.agency_id = q.agency) and t.text ilike q.pattern
    union all
    select d.id, null::integer, '', null::uuid, ${english(`d.title`)} @@ q.q, 1, d.dated::text, d.title || ' (' || d.file_name || ')'
      from q, document d
     where ${OF('d')} and ${READABLE} and (q.agency is null or d.agency_id = q.agency)
       and ${matches(english('d.title'), `(d.title || ' ' || d.file_name)`)}`,
  event: `
    select e.id, null::integer, '', null::uuid, e.words @@ q.q, ts_rank(e.words, q.q), lower(e.period)::text,
           ${fieldsShown('e.description', 'e.child_experience', 'e.source', "array_to_string(e.people, ', ')")}
      from q, event e
     where ${OF('e')} and (q.agency is null or e.agency_id = q.agency)
       and (e.words @@ q.q or e.description ilike q.pattern or e.child_experience ilike q.pattern
            or e.source ilike q.pattern or array_to_string(e.people, ', ') ilike q.pattern)`,
  conversation: `
    with spoken as (
      select c.* from q, conversation c where ${OF('c')} and c.consent = 'given' and (q.agency is null or c.agency_id = q.agency))
    select c.id, null::integer, coalesce(h.anchor, ''), null::uuid, c.words @@ q.q, ts_rank(c.words, q.q), c.held_on::text,
           coalesce(h.text, ${fieldsShown('c.role_label', 'c.part', 'c.went_well', 'c.other_accounts', 'c.would_change')})
      from q, spoken c left join lateral (
        select x.anchor, x.text from (values ('purpose', c.purpose), ('part', c.part), ('went_well', c.went_well),
                 ('other_accounts', c.other_accounts), ('would_change', c.would_change)) x (anchor, text)
         where ${matches(english('x.text'), 'x.text')} limit 1) h on true
     where h.anchor is not null or c.words @@ q.q or c.role_label ilike q.pattern
    union all
    select c.id, null::integer, 'turning-point-' || t.id, null::uuid, t.words @@ q.q, ts_rank(t.words, q.q), c.held_on::text,
           ${fieldsShown('t.moment', 't.thought', 't.forefront', 't.pressed', 't.concerns', 't.aim', 't.options')}
      from q, spoken c join turning_point t on t.board_id = c.board_id and t.conversation_id = c.id
     where ${matches('t.words', `concat_ws(E'\\n', t.moment, t.thought, t.forefront, t.pressed, t.concerns, t.aim, t.options)`)}
    union all
    select c.id, null::integer, 'factor-' || f.id, null::uuid, f.words @@ q.q, ts_rank(f.words, q.q), c.held_on::text, f.text
      from q, spoken c join conversation_factor f on f.board_id = c.board_id and f.conversation_id = c.id
     where ${matches('f.words', 'f.text')}`,
  episode: `
    select e.id, null::integer, case when ${matches(english('e.what_happened'), 'e.what_happened')} then 'what_happened'
             when ${matches(english('e.appraisal'), 'e.appraisal')} then 'appraisal' else '' end, null::uuid,
           e.words @@ q.q, ts_rank(e.words, q.q), lower(e.period)::text, ${fieldsShown('e.title', 'e.what_happened', 'e.appraisal')}
      from q, episode e
     where ${OF('e')} and q.agency is null and ${matches('e.words', `concat_ws(E'\\n', e.title, e.what_happened, e.appraisal)`)}
    union all
    select v.episode_id, null::integer, 'view-' || v.id, null::uuid, v.words @@ q.q, ts_rank(v.words, q.q), null::text,
           ${fieldsShown('v.role_label', 'v.knew', 'v.thought', 'v.aimed', 'v.pressed', 'v.options')}
      from q, tunnel_view v
     where ${OF('v')} and q.agency is null
       and ${matches('v.words', `concat_ws(E'\\n', v.role_label, v.knew, v.thought, v.aimed, v.pressed, v.options)`)}
    union all
    select f.episode_id, null::integer, 'factor-' || f.id, null::uuid, f.words @@ q.q, ts_rank(f.words, q.q), null::text, f.text
      from q, episode_factor f where ${OF('f')} and q.agency is null and ${matches('f.words', 'f.text')}`,
  finding: `
    select x.id, x.number, x.section, x.row_id, ${english('x.text')} @@ q.q, ts_rank(${english('x.text')}, q.q), null::text, x.text
      from q, (${SEARCHED_FINDINGS}) x (id, number, section, row_id, text)
     where q.agency is null and ${matches(english('x.text'), 'x.text')}`,
  question: `
    select x.id, x.position, '', null::uuid, ${english('x.text')} @@ q.q, 1, null::text, x.text
      from q, review_question x where ${OF('x')} and q.agency is null and ${matches(english('x.text'), 'x.text')}`,
  agency: `
    select a.id, null::integer, '', null::uuid, ${english('a.name')} @@ q.q, 1, null::text, a.name
      from q, agency a where ${OF('a')} and (q.agency is null or a.id = q.agency) and ${matches(english('a.name'), 'a.name')}`,
};

/**
 * A search through a review `r`, for a query that has one: the best of each kind, with how many there are. Documents
 * that the scanner holds or found unsafe, and conversations without consent, are never found.
 */
export function searchPart({ words, kinds, agency, most, skip }: SearchAsk): CasePart {
  const found = kinds.map(
    (kind) =>
      `select '${kind}' as kind, x.* from (${LOOKED_THROUGH[kind]}) x (id, place, anchor, row_id, fts, rank, sort, body)`,
  );
  return {
    sql: `(
      with q as materialized (
        select websearch_to_tsquery('english', a.words) as q, ${PATTERN} as pattern,
               replace(lower(a.words), '<', '${MARK.less}') as plain, nullif(?, '')::uuid as agency
          from (select ${words.sql} as words) a where a.words is not null),
      found as materialized (${found.join('\nunion all\n')}),
      shown as (
        select * from (select f.*, row_number() over (partition by kind order by fts desc, rank desc, sort desc nulls last, place, id) as n
                         from found f) f where n > ? and n <= ?)
      select jsonb_build_object(
        'counts', (select coalesce(jsonb_object_agg(kind, of), '{}') from (select kind, count(*) as of from found group by kind) c),
        'hits', (select coalesce(jsonb_agg(jsonb_build_object('kind', s.kind, 'id', s.id, 'place', s.place, 'anchor', s.anchor, 'row', s.row_id,
            'fragment', case when s.fts
               then ts_headline('english', b.text, q.q, 'StartSel=${MARK.start}, StopSel=${MARK.end}, FragmentDelimiter=${MARK.between}, MaxFragments=2, MaxWords=26, MinWords=12')
               else substr(b.text, greatest(1, strpos(lower(b.text), q.plain) - 90), 90 + length(q.plain) + 130) end,
            'head', (select to_jsonb(h) from evidence_head h
                      where h.board_id = r.board_id and h.review_id = r.id and h.kind = s.kind and h.id = s.id)) order by s.kind, s.n), '[]')
          from shown s cross join q
          left join document_text t on s.body is null and t.board_id = r.board_id and t.document_id = s.id and t.place = s.place
          cross join lateral (select translate(coalesce(s.body, t.text, ''), '${FROM}', '${MARK.less}') as text) b)))`,
    bindings: [agency ?? '', ...(words.bindings ?? []), skip, skip + most],
  };
}

/** What of a review `r` is not looked through, as far as there is any. */
export interface NotSearched {
  /** Documents without text, those that wait for the scanner, and those that it found unsafe. */
  textless: number;
  held: number;
  unsafe: number;
  /** Conversations without consent. */
  unspoken: number;
}

export const NOT_SEARCHED: CasePart = {
  sql: `(select jsonb_build_object(
       'textless', count(*) filter (where ${READABLE} and not exists (
          select 1 from document_text t where t.board_id = d.board_id and t.document_id = d.id)),
       'held', count(*) filter (where d.scan = 'held'), 'unsafe', count(*) filter (where d.scan = 'infected'),
       'unspoken', (select count(*) from conversation c where ${OF('c')} and c.withdrawn_at is null and c.consent <> 'given'))
     from document d where ${OF('d')} and d.withdrawn_at is null)`,
};
