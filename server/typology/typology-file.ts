import type { Category, Change, CrosswalkStep } from './typology-queries';

/** The name of the format (CONTRACT, Files). */
export const FORMAT = 'typology/1';
const ABOUT = 'Underlying patterns in systems reviews, by edition, with the crosswalk between editions.';

interface EditionHead {
  code: string;
  status: string;
  in_force_from: string | null;
}

/**
 * Editions, the oldest first, with the crosswalks between them, as a `typology/1` file has them.
 * @param editions the newest first
 */
export function typologyFile(
  editions: readonly EditionHead[],
  categories: readonly Omit<Category, 'parent_name'>[],
  steps: readonly CrosswalkStep[],
) {
  const pairs = [...new Set(steps.map((step) => `${step.from_edition} ${step.to_edition}`))];
  return {
    format: FORMAT,
    about: ABOUT,
    editions: editions.toReversed().map(({ code: edition, status, in_force_from }) => ({
      edition,
      status,
      in_force_from,
      categories: categories
        .filter((category) => category.edition === edition)
        .map(({ code, parent, name, definition, includes, excludes, examples }) => ({
          code,
          parent,
          name,
          definition,
          includes,
          excludes,
          examples,
        })),
    })),
    crosswalks: pairs.map((pair) => {
      const own = steps.filter((step) => `${step.from_edition} ${step.to_edition}` === pair);
      return {
        from_edition: own[0]?.from_edition,
        to_edition: own[0]?.to_edition,
        steps: own.map(({ from, change, to, reason }) =>
          stepOf(
            from.code,
            change,
            to.map(({ code }) => code),
            reason,
          ),
        ),
      };
    }),
  };
}

function stepOf(from: string, change: Change, to: string[], reason?: string) {
  return { from, change, to, ...(reason ? { reason } : {}) };
}
