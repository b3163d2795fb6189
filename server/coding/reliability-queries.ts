import type { Tx } from '../database/with-actor';

/** Below this, figures of a category are marked wherever they are shown (Krippendorff's least for tentative conclusions). */
export const LEAST_ALPHA = 0.667;

/** How reliable the coding of a category is, of the sample that its edition's figures rest on. */
export interface Reliability {
  /** `(all)` for the whole edition. */
  category: string;
  /** Krippendorff's alpha, nominal; null where nothing varied, so that it does not exist. */
  alpha: number | null;
  /** The 95% bootstrap interval. */
  low: number | null;
  high: number | null;
  /** Findings coded twice. */
  units: number;
  /** The edition in which it was measured: an older one where nothing was measured in the one asked for. */
  edition: string;
}

/** Why figures of a category are marked. Measured and found wanting is not the same as never measured. */
export type Weakness = 'not reliable enough' | 'not measured';

/** Why figures of the category are marked: alpha is below the least, or does not exist; null where they are not. */
export function weaknessOf({ alpha }: Pick<Reliability, 'alpha'>): Weakness | null {
  if (alpha === null) return 'not measured';
  return alpha < LEAST_ALPHA ? 'not reliable enough' : null;
}

/** Whether figures of the category are marked. */
export function isWeak(known: Pick<Reliability, 'alpha'>): boolean {
  return weaknessOf(known) !== null;
}

/** Which categories are marked and why, in the same words on every page; of each, what is known of it. */
export function markedInWords(categories: readonly Pick<Reliability, 'category' | 'alpha'>[]): string {
  const named = (why: Weakness): string =>
    categories
      .filter((one) => weaknessOf(one) === why)
      .map(({ category }) => category)
      .join(', ');
  const low = named('not reliable enough');
  const unknown = named('not measured');
  return [
    low && `Marked ▽ as not reliable enough, because alpha is below ${LEAST_ALPHA}: ${low}.`,
    unknown && `Marked ▽ as not measured: ${unknown}.`,
    !low && !unknown && 'No category is marked.',
  ]
    .filter(Boolean)
    .join(' ');
}

/**
 * What is known of the edition that the parameter or subquery names, as a query of columns of {@link Reliability} and of
 * `sample_id`. Of a category that no closed sample of the edition tells anything of, it is what was measured in the ones it
 * follows, newest first, as long as the category is the same, renamed or moved and holds the same parts; nothing is carried
 * of the whole.
 */
export const reliabilityRows = (edition: string): string => `
  with recursive back as (
    select c.edition as own, c.code, c.edition, c.code as was, 0 as ago from typology.category c where c.edition = ${edition}
    union all
    select b.own, b.code, n.follows, s.from_code, b.ago + 1
      from back b
      join typology.succession n on n.edition = b.edition
      join typology.crosswalk_step s on s.from_edition = n.follows and s.to_edition = n.edition
       and s.change in ('same', 'renamed', 'moved') and s.to_codes = array[b.was]
     where not exists (select from typology.crosswalk_step o where o.from_edition = n.follows and o.to_edition = n.edition
                          and o.from_code <> s.from_code and b.was = any (o.to_codes))),
  measured as (
    select b.*, l.alpha, l.low, l.high, l.units, l.sample_id from back b
      join national.reliability l on l.edition = b.edition and l.category = b.was),
  under as (
    select c.edition, c.code as part, c.code from typology.category c
     where c.edition = ${edition} or c.edition in (select m.edition from measured m)
    union all
    select c.edition, u.part, c.code from under u join typology.category c on c.edition = u.edition and c.parent = u.code)
  select * from (
    select distinct on (m.code) m.code as category, m.alpha, m.low, m.high, m.units, m.edition, m.sample_id from measured m
     where m.edition = m.own
        or (array(select coalesce(b.was, '') from under u
                    left join back b on b.code = u.code and b.edition = m.edition
                   where u.edition = m.own and u.part = m.code order by 1)
            = array(select u.code from under u where u.edition = m.edition and u.part = m.was order by 1))
     order by m.code, m.alpha is null, m.ago) newest
  union all
  select l.category, l.alpha, l.low, l.high, l.units, l.edition, l.sample_id from national.reliability l
   where l.edition = ${edition} and l.category = '(all)'`;

/** By category, `(all)` for the whole; empty while no sample of the edition or of those before it is closed. For anyone to read. */
export async function reliabilityOf(tx: Tx, edition: string): Promise<Map<string, Reliability>> {
  const { rows } = await tx.raw<{ rows: Reliability[] }>(
    `select category, alpha, low, high, units, edition from (${reliabilityRows(':edition')}) l`,
    { edition },
  );
  return new Map(rows.map((row) => [row.category, row]));
}
