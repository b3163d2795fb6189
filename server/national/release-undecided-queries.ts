/** Counts what a release lacks because no one has coded it again after a split (METHOD section 6). */
import type { Tx } from '../database/with-actor';
import { figuresOf } from './aggregates';
import { HIDDEN } from './disclosure-control';
import type { ReleaseCounts } from './release-counts';
import type { ReleaseSettings } from './release-settings';
import { undecidedFigure } from './undecided';
import { SPLITS_ON_THE_WAY } from './undecided-queries';

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
 * its size: of all that is counted, and of the workbench's part of it.
 * @param today ISO
 */
export async function countUndecided(
  tx: Tx,
  settings: ReleaseSettings,
  threshold: number,
  today: string,
): Promise<ReleaseCounts['undecided']> {
  const counts = (await splitCounts(tx, settings)).filter(({ reviews }) => reviews > 0);
  const shown = new Map<string, ReadonlySet<string>>();
  for (const edition of new Set(counts.map(({ from_edition }) => from_edition))) {
    const whole = await figuresOf(tx, { edition, by: ['category'], filters: {} }, { threshold, today });
    const rows = whole.aggregate.rows.filter(({ reviews }) => reviews !== HIDDEN);
    shown.set(edition, new Set(rows.map(({ category }) => category ?? '')));
  }
  return counts.map(({ published, ...whole }) => {
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
    };
  });
}

/** Distinct reviews, of those that the release counts. */
async function splitCounts(
  tx: Tx,
  { edition, origin, before }: Pick<ReleaseSettings, 'edition' | 'origin' | 'before'>,
): Promise<SplitCount[]> {
  const within = (row: string): string =>
    `(${row}.dated is null or ${row}.dated < :before) and :origin in (${row}.origin, 'both')`;
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
