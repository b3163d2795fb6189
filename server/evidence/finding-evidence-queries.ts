import type { PointedKind, PointingPart } from '../findings/finding-content';
import type { EvidenceHead } from './evidence-labels';

/** What a finding's own query brings of the evidence. */
export interface EvidenceOfFinding {
  pointed: {
    id: string;
    from_part: PointingPart;
    from_row: string | null;
    kind: PointedKind;
    target: string;
    page: number | null;
    heading: string;
    quote: string;
  }[];
  evidence: Record<string, EvidenceHead>;
  /** The first of each kind, and how many there are. */
  gathered: Record<Exclude<PointedKind, 'event'>, { count: number; first: EvidenceHead[] }>;
}

const KIND = `case when p.episode_id is not null then 'episode' when p.event_id is not null then 'event'
  when p.conversation_id is not null then 'conversation' else 'document' end`;
const TARGET = 'coalesce(p.episode_id, p.event_id, p.conversation_id, p.document_id)';
const MOST_BESIDE = { episode: 12, conversation: 12, document: 5 } as const;

const gathered = (kind: keyof typeof MOST_BESIDE, order: string): string => `
  '${kind}', (select jsonb_build_object('count', coalesce(max(g.of), 0), 'first', coalesce(jsonb_agg(to_jsonb(g) order by g.place), '[]'))
     from (select h.*, count(*) over () as of, row_number() over (order by ${order}) as place from evidence_head h
            where h.board_id = f.board_id and h.review_id = f.review_id and h.kind = '${kind}' and h.gone is null and h.readable
            order by ${order} limit ${MOST_BESIDE[kind]}) g)`;

/** Pairs for the JSON object of a finding `f`. Evidence that only a frozen version points to is there as well. */
export const FINDING_EVIDENCE = `
  'pointed', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'from_part', p.from_part, 'from_row', p.from_row,
       'kind', ${KIND}, 'target', ${TARGET}, 'page', p.page, 'heading', p.heading, 'quote', p.quote) order by p.position, p.id), '[]')
     from pointer p where p.board_id = f.board_id and p.finding_id = f.id),
  'evidence', (select coalesce(jsonb_object_agg(h.id, to_jsonb(h)), '{}')
     from (select ${KIND} as kind, ${TARGET} as id from pointer p where p.board_id = f.board_id and p.finding_id = f.id
           union
           select t.kind, t.evidence from finding_version v,
                  jsonb_to_recordset(coalesce(v.content::jsonb -> 'pointers', '[]')) as t(kind text, evidence uuid)
            where v.board_id = f.board_id and v.finding_id = f.id) t
     join evidence_head h on h.board_id = f.board_id and h.review_id = f.review_id and h.kind = t.kind and h.id = t.id),
  'gathered', jsonb_build_object(
     ${[gathered('episode', 'h.number'), gathered('conversation', 'h.about desc, h.title, h.id'), gathered('document', 'h.added_at desc, h.id')].join(',')})`;
