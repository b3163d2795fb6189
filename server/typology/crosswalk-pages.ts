import { categoryHref } from './typology-pages';
import type { Category, Change, CrosswalkStep } from './typology-queries';

/** views/typology/crosswalk */
export interface CrosswalkPage {
  walks: {
    from: string;
    to: string;
    rows: {
      from: { text: string; href: string };
      part: boolean;
      change: string;
      to: { text: string; href: string }[];
    }[];
  }[];
}

/** How each change is called in a table. */
export const CHANGES: Record<Change, string> = {
  same: 'The same',
  renamed: 'Renamed',
  moved: 'Moved',
  merged_into: 'Merged into',
  split_into: 'Split into',
  retired: 'Retired',
};

/** A category that kept its name was renamed in its code alone. */
function changeWords(change: Change, from: string, to: string | undefined): string {
  return change === 'renamed' && from === to ? 'New code' : CHANGES[change];
}

/** From each older edition to the newer one, in words. */
export function crosswalkPage(
  steps: readonly CrosswalkStep[],
  categories: readonly Category[],
): CrosswalkPage {
  const pairs = [...new Set(steps.map((step) => `${step.from_edition} ${step.to_edition}`))];
  const parts = new Set(
    categories.filter(({ parent }) => parent === null).map(({ edition, code }) => `${edition} ${code}`),
  );
  return {
    walks: pairs.map((pair) => {
      const own = steps.filter((step) => `${step.from_edition} ${step.to_edition}` === pair);
      return {
        from: own[0]?.from_edition ?? '',
        to: own[0]?.to_edition ?? '',
        rows: own.map(({ from_edition, to_edition, from, change, to }) => ({
          from: { text: from.name, href: categoryHref(from_edition, from.code) },
          part: parts.has(`${from_edition} ${from.code}`),
          change: changeWords(change, from.name, to[0]?.name),
          to: to.map((one) => ({ text: one.name, href: categoryHref(to_edition, one.code) })),
        })),
      };
    }),
  };
}
