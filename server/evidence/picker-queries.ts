import type { PointedKind } from '../findings/finding-content';
import { askedColumn } from './asked-queries';
import type { CasePart } from './case-file-queries';
import { searchPart } from './search-queries';

const OF_FINDING = 'h.board_id = f.board_id and h.review_id = f.review_id';
const ORDER: Record<PointedKind, string> = {
  episode: 'h.number',
  event: 'h.added_at desc, h.first_day desc, h.id',
  conversation: 'h.about desc, h.title, h.id',
  document: 'h.added_at desc, h.title, h.id',
};
export const MOST_PICKED = 50;
const PICKED_KINDS: PointedKind[] = ['conversation', 'episode', 'event', 'document'];

/** How much of each kind a finding `f` can point to. */
const countsPart: CasePart = {
  sql: `(select coalesce(jsonb_object_agg(c.kind, c.of), '{}') from (
     select h.kind, count(*) as of from evidence_head h where ${OF_FINDING} and h.gone is null and h.readable group by h.kind) c)`,
};

/** Parts of the picker for a finding `f`: how much of each kind there is to choose, and a stretch of one kind. */
export function browsePart(kind: PointedKind, skip: number): { counts: CasePart; list: CasePart } {
  return {
    counts: countsPart,
    list: {
      sql: `(select coalesce(jsonb_agg(to_jsonb(g) order by g.n), '[]') from (
         select h.*, row_number() over (order by ${ORDER[kind]}) as n from evidence_head h
          where ${OF_FINDING} and h.kind = ? and h.gone is null and h.readable
          order by ${ORDER[kind]} limit ? offset ?) g)`,
      bindings: [kind, MOST_PICKED, skip],
    },
  };
}

/** Parts of the picker for a finding `f`: what the reader asked under an id, and the evidence that has those words. */
export function findParts(asked: string): { words: CasePart; found: CasePart } {
  const words = askedColumn(asked, 'words');
  const ofReview = ({ sql, bindings }: CasePart): CasePart => ({
    sql: `(select ${sql} from review r where r.board_id = f.board_id and r.id = f.review_id)`,
    bindings,
  });
  const found = searchPart({
    words,
    kinds: PICKED_KINDS,
    agency: null,
    most: 20,
    skip: 0,
  });
  return { words: ofReview(words), found: ofReview(found) };
}

/** One piece of evidence of the review of `alias`, a finding or anything else that has board_id and review_id. */
export function targetPart(
  board: string,
  review: string,
  { kind, target }: { kind: string; target: string },
): CasePart {
  return {
    sql: `(select to_jsonb(h) from evidence_head h where h.board_id = ${board} and h.review_id = ${review} and h.kind = ? and h.id = ?)`,
    bindings: [kind, target],
  };
}

/** The findings of a review `r` that can be written in, as far as one may point from them. */
export const WRITABLE: CasePart = {
  sql: `(select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'review_id', f.review_id, 'number', f.number, 'statement', f.statement,
      'manifestation', f.manifestation,
      'rationales', (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'role_label', x.role_label, 'sense', x.sense) order by x.position, x.id), '[]')
                       from rationale x where x.board_id = f.board_id and x.finding_id = f.id),
      'extent_evidence', (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'shows', x.shows) order by x.position, x.id), '[]')
                       from extent_evidence x where x.board_id = f.board_id and x.finding_id = f.id),
      'factors', (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'text', x.text) order by x.position, x.id), '[]')
                       from factor x where x.board_id = f.board_id and x.finding_id = f.id)) order by f.number), '[]')
    from finding f where f.board_id = r.board_id and f.review_id = r.id and f.state in ('draft', 'returned'))`,
};
