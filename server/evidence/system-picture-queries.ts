import type { Factor, FactorHeading, FactorLevel } from '../findings/finding-content';
import type { FindingState } from '../reviews/review-head';
import type { CaseFile, CasePart } from './case-file-queries';

/** A factor as a finding or an episode keeps it; of a version that was sent it has no id. */
export interface FactorRow {
  id?: string;
  heading: FactorHeading | null;
  level: FactorLevel | null;
  text: string;
  weight: Factor['weight'];
}

export interface SystemFile extends CaseFile {
  findings: {
    id: string;
    number: number;
    state: FindingState;
    statement: string;
    sent: boolean;
    factors: FactorRow[];
  }[];
  episodes: {
    id: string;
    number: number;
    title: string;
    from: string;
    until: string;
    factors: FactorRow[];
  }[];
  pointers: { finding: string; episode: string }[];
  headings: unknown;
}

const of = (alias: string): string => `${alias}.board_id = r.board_id and ${alias}.review_id = r.id`;
// Those on the review see what is being written; everyone else what was sent last.
const ON_IT = `exists (select 1 from review_member m where ${of('m')} and m.account_id = (select app.current_account_id()) and m.removed_at is null)`;
const SENT = `(select v.content::jsonb -> 'factors' from finding_version v where v.board_id = f.board_id and v.finding_id = f.id order by v.number desc limit 1)`;
const FACTORS = (table: string, link: string): string =>
  `(select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'heading', x.heading, 'level', x.level, 'text', x.text, 'weight', x.weight) order by x.position, x.id), '[]')
      from ${table} x where ${link})`;

/**
 * What the picture of a system is drawn from: findings of every state and the episodes that stand, with their factors
 * and what points from one to the other.
 * @param findingId for the picture of one finding: it alone, and the episodes that it rests on
 */
export function systemParts(
  findingId: string | null,
): Record<'findings' | 'episodes' | 'pointers' | 'headings', CasePart> {
  const pointed = `select distinct p.finding_id, p.episode_id from pointer p
     join episode e on e.board_id = p.board_id and e.id = p.episode_id and e.withdrawn_at is null
    where ${of('p')} and (?::uuid is null or p.finding_id = ?::uuid)
      and (${ON_IT} or exists (select 1 from finding_version v where v.board_id = p.board_id and v.finding_id = p.finding_id))`;
  return {
    findings: {
      sql: `(select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'number', f.number, 'state', f.state, 'statement', f.statement,
          'sent', ${SENT} is not null,
          'factors', case when ${ON_IT} then ${FACTORS('factor', 'x.board_id = f.board_id and x.finding_id = f.id')} else coalesce(${SENT}, '[]') end)
          order by f.number), '[]')
        from finding f where ${of('f')} and (?::uuid is null or f.id = ?::uuid))`,
      bindings: [findingId, findingId],
    },
    episodes: {
      sql: `(select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'number', e.number, 'title', e.title, 'from', lower(e.period), 'until', upper(e.period),
          'factors', ${FACTORS('episode_factor', 'x.board_id = e.board_id and x.episode_id = e.id')}) order by lower(e.period), e.number), '[]')
        from episode e where ${of('e')} and e.withdrawn_at is null
         and (?::uuid is null or e.id in (select p.episode_id from (${pointed}) p)))`,
      bindings: [findingId, findingId, findingId],
    },
    pointers: {
      sql: `(select coalesce(jsonb_agg(jsonb_build_object('finding', p.finding_id, 'episode', p.episode_id) order by p.finding_id, p.episode_id), '[]') from (${pointed}) p)`,
      bindings: [findingId, findingId],
    },
    headings: { sql: `(select m.headings from method m where m.code = r.method)` },
  };
}
