import type { Tx } from '../database/with-actor';
import type { EditionMilestone } from './milestones';

export interface Edition {
  code: string;
  name: string;
  applies_to: string[];
  in_force_from: string | null;
  milestones: EditionMilestone[];
}
export interface Method {
  code: string;
  name: string;
  description: string;
}
export interface OpeningData {
  methods: Method[];
  /** Latest in force first. */
  editions: Edition[];
}

/** Methods and editions of guidance: what a review is opened with. */
export async function readOpeningData(tx: Tx): Promise<OpeningData> {
  const answer = await tx.raw<{ rows: OpeningData[] }>(`
    select (select coalesce(jsonb_agg(jsonb_build_object('code', m.code, 'name', m.name, 'description', m.description) order by m.position), '[]') from method m) as methods,
           (select coalesce(jsonb_agg(jsonb_build_object('code', e.code, 'name', e.name, 'applies_to', e.applies_to, 'in_force_from', e.in_force_from,
              'milestones', (select coalesce(jsonb_agg(jsonb_build_object('code', g.code, 'position', g.position, 'name', g.name, 'wording', g.wording,
                               'rule', g.rule) order by g.position), '[]') from guidance_milestone g where g.edition = e.code))
              order by e.in_force_from desc nulls last), '[]') from guidance_edition e) as editions`);
  return answer.rows[0] ?? { methods: [], editions: [] };
}

/** Bank holidays in England, as ISO dates. */
export async function readHolidays(tx: Tx): Promise<Set<string>> {
  const answer = await tx.raw<{ rows: { on_date: string }[] }>('select on_date::text from bank_holiday');
  return new Set(answer.rows.map(({ on_date }) => on_date));
}
