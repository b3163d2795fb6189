import type { Tx } from '../database/with-actor';

/** Below this, figures of a category are marked wherever they are shown (Krippendorff's least for tentative conclusions). */
export const LEAST_ALPHA = 0.667;

/** How reliable the coding of a category is, of the sample of its edition that was closed last. */
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
}

/** Whether figures of the category are marked: alpha is below the least, or could not be computed. */
export function isWeak({ alpha }: Reliability): boolean {
  return alpha === null || alpha < LEAST_ALPHA;
}

/** By category, `(all)` for the whole; empty while no sample of the edition is closed. For anyone to read. */
export async function reliabilityOf(tx: Tx, edition: string): Promise<Map<string, Reliability>> {
  const rows = await tx('national.reliability')
    .where({ edition })
    .select<Reliability[]>('category', 'alpha', 'low', 'high', 'units');
  return new Map(rows.map((row) => [row.category, row]));
}
