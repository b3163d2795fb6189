/** Counts what a release lacks because no one has coded it again after a split (METHOD section 6). */
import type { Tx } from '../database/with-actor';
import { figuresOf } from './aggregates';
import type { Figure } from './aggregates-protection';
import { ALL, HIDDEN } from './disclosure-control';
import type { ReleaseCounts } from './release-counts';
import type { ReleaseSettings } from './release-settings';
import { undecidedFigure } from './undecided';
import { SPLITS_ON_THE_WAY, undecidedCounts, type YearCount } from './undecided-queries';
import { protectYears } from './undecided-years';

interface SplitCount {
  from_edition: string;
  category: string;
  reviews: number;
  waiting: number;
  coded: number;
  /** The same of published reviews alone. */
  published: { reviews: number; waiting: number; coded: number };
}

/**
 * Every category that was split on the way to the release's edition and has reviews of the release undecided. Where the
 * figure would tell a small one by a difference, or of a category whose own figure is hidden, it is held back whatever
 * its size: of all that is counted, and of the workbench's part of it. Where a table counts by year, each year of it too.
 * @param today ISO
 */
export async function countUndecided(
  tx: Tx,
  settings: ReleaseSettings,
  threshold: number,
  today: string,
): Promise<ReleaseCounts['undecided']> {
  const counts = (await splitCounts(tx, settings)).filter(({ reviews }) => reviews > 0);
  if (counts.length === 0) return [];
  const shown = new Map<string, ReadonlySet<string>>();
  for (const edition of new Set(counts.map(({ from_edition }) => from_edition))) {
    const whole = await figuresOf(tx, { edition, by: ['category'], filters: {} }, { threshold, today });
    const rows = whole.aggregate.rows.filter(({ reviews }) => reviews !== HIDDEN);
    shown.set(edition, new Set(rows.map(({ category }) => category ?? '')));
  }
  const lacking = new Map(
    (await undecidedCounts(tx, settings.edition)).map((one) => [
      JSON.stringify([one.from_edition, one.category]),
      one.lacking,
    ]),
  );
  const undecided = counts.map(({ published, ...whole }) => {
    const isShown = shown.get(whole.from_edition)?.has(whole.category) ?? false;
    const workbench = {
      reviews: whole.reviews - published.reviews,
      waiting: whole.waiting - published.waiting,
      coded: whole.coded - published.coded,
    };
    const layers = settings.origin === 'both' ? [whole, workbench] : [whole];
    return {
      from_edition: whole.from_edition,
      category: whole.category,
      reviews: whole.reviews,
      published: published.reviews,
      held: layers.some((layer) => undecidedFigure(layer, threshold, isShown) === HIDDEN),
      lacking: lacking.get(JSON.stringify([whole.from_edition, whole.category])) ?? [],
    };
  });
  if (!settings.tables.some((by) => by.includes('year'))) return undecided;
  const byYear: ReleaseCounts['undecided'] = [];
  for (const one of undecided) {
    const by_year = await yearsOf(tx, settings, one, { threshold, today });
    byYear.push({ ...one, ...(by_year ? { by_year } : {}) });
  }
  return byYear;
}

/** Each year in which the split category has reviews; null where nothing can be said by year. */
async function yearsOf(
  tx: Tx,
  settings: ReleaseSettings,
  { from_edition, category, reviews, held }: ReleaseCounts['undecided'][number],
  { threshold, today }: { threshold: number; today: string },
): Promise<ReleaseCounts['undecided'][number]['by_year'] | null> {
  const counts = await yearCounts(tx, settings, { from_edition, category });
  const { aggregate } = await figuresOf(
    tx,
    { edition: from_edition, by: ['category', 'year'], filters: {} },
    { threshold, today },
  );
  const printed = new Map(
    [...aggregate.rows, ...aggregate.totals.rows]
      .filter((row) => row.category === category)
      .map((row): [string, Figure] => [row.year ?? ALL, row.reviews]),
  );
  const figures = await protectYears(
    counts,
    { coded: (year) => printed.get(year) ?? 0, undecided: held ? HIDDEN : reviews },
    threshold,
  );
  return (
    figures &&
    counts.map(({ year, reviews: { all, published } }) => ({
      year,
      reviews: all,
      published,
      held: figures.get(year) === HIDDEN,
    }))
  );
}

/** What the release counts. */
const within = (row: string): string =>
  `(${row}.dated is null or ${row}.dated < :before) and :origin in (${row}.origin, 'both')`;

/** Distinct reviews, of those that the release counts. */
async function splitCounts(
  tx: Tx,
  { edition, origin, before }: Pick<ReleaseSettings, 'edition' | 'origin' | 'before'>,
): Promise<SplitCount[]> {
  const counted = (where: string): string => `jsonb_build_object(
    'reviews', count(distinct u.review_id) filter (where :edition = any (u.missing_in) and ${where}),
    'waiting', count(distinct u.review_id) filter (where ${where}),
    'coded', (select count(distinct u.review_id) from national.fact u
               where u.edition = w.from_edition and u.category = w.from_code and ${within('u')} and ${where}))`;
  const answer = await tx.raw<{ rows: { split: SplitCount }[] }>(
    `with recursive ${SPLITS_ON_THE_WAY}
     select jsonb_build_object('from_edition', w.from_edition, 'category', w.from_code) || ${counted('true')}
              || jsonb_build_object('published', ${counted(`u.origin = 'published'`)}) as split
       from split w
       left join national.undecided u on u.from_edition = w.from_edition and u.from_code = w.from_code
            and u.to_edition = w.to_edition and ${within('u')}
      group by w.from_edition, w.from_code, w.position
      order by w.from_edition, w.position`,
    { edition, origin, before },
  );
  return answer.rows.map(({ split }) => split);
}

/** The same of one split, by year: every year in which the split category has reviews. */
async function yearCounts(
  tx: Tx,
  { edition, origin, before }: Pick<ReleaseSettings, 'edition' | 'origin' | 'before'>,
  split: { from_edition: string; category: string },
): Promise<YearCount[]> {
  const layered = (where: string): string => `jsonb_build_object(
    'all', count(distinct r.review_id) filter (where ${where}),
    'published', count(distinct r.review_id) filter (where ${where} and r.origin = 'published'))`;
  const answer = await tx.raw<{ rows: YearCount[] }>(
    `select r.year, ${layered('r.coded')} as coded, ${layered('r.missing')} as reviews, ${layered('not r.coded')} as waiting
       from (select f.year, f.review_id, f.origin, true as coded, false as missing from national.fact f
              where f.edition = :from and f.category = :category and ${within('f')}
             union all
             select u.year, u.review_id, u.origin, false, :edition = any (u.missing_in) from national.undecided u
              where u.from_edition = :from and u.from_code = :category and ${within('u')}) r
      group by r.year order by r.year`,
    { edition, origin, before, from: split.from_edition, category: split.category },
  );
  return answer.rows;
}
