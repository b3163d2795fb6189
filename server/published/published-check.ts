import type { FileProblem } from './import-problem';
import type { PublishedFile } from './published-file';

/** What the workbench knows when a file is loaded. */
export interface Known {
  editionInForce: string;
  /** Codes of the categories of each published edition. */
  categories: Record<string, string[]>;
  regions: string[];
}

/** Lower case, single spaces: how names are compared. */
const plain = (name: string): string => name.toLowerCase().replace(/\s+/g, ' ').trim();

/** The edition that a file's tags are of: the one it names, or the one in force. */
export const editionOf = (file: PublishedFile, known: Known): string =>
  file.typology_edition ?? known.editionInForce;

/** The region's name as the workbench writes it, or undefined. */
export function knownRegion(region: string, regions: readonly string[]): string | undefined {
  return regions.find((known) => plain(known) === plain(region));
}

/**
 * What in a file does not fit what the workbench knows: regions, the edition, categories, extracts that are not
 * in their finding. Pure.
 * @returns in the order of the file; none when all fits
 */
export function misfits(file: PublishedFile, known: Known): FileProblem[] {
  const problems: FileProblem[] = [];
  const edition = editionOf(file, known);
  const categories = new Set(known.categories[edition]);
  if (file.typology_edition !== null && categories.size === 0) {
    const editions = Object.keys(known.categories).sort().join(', ');
    problems.push({
      path: 'typology_edition',
      reason: `“${edition}” is not an edition of the typology: ${editions}`,
    });
  }
  file.reviews.forEach(({ region, findings }, r) => {
    if (region !== null && knownRegion(region, known.regions) === undefined) {
      const regions = [...known.regions].sort().join(', ');
      problems.push({
        path: `reviews[${r}].region`,
        reason: `“${region}” is not one of the regions: ${regions}`,
      });
    }
    findings.forEach(({ text, tags }, f) => {
      tags.forEach(({ category, extract }, t) => {
        const path = `reviews[${r}].findings[${f}].tags[${t}]`;
        if (categories.size > 0 && !categories.has(category)) {
          const reason = `“${category}” is not a category of edition ${edition} of the typology`;
          problems.push({ path: `${path}.category`, reason });
        }
        if (tags.findIndex((other) => other.category === category) < t) {
          problems.push({ path: `${path}.category`, reason: `“${category}” stands twice on this finding` });
        }
        if (extract !== null && !text.includes(extract)) {
          problems.push({
            path: `${path}.extract`,
            reason: 'must be words of this finding, exactly as they stand',
          });
        }
      });
    });
  });
  return problems;
}

/**
 * The code of the method that a source states in its own words, or `other` for one the workbench has no name
 * for; null when the source states none.
 */
export function methodOf(stated: string | null): string | null {
  if (stated === null) return null;
  const named = METHODS.find(([words]) => words.test(stated));
  return named ? named[1] : 'other';
}

const METHODS: readonly [RegExp, string][] = [
  [/learning together/i, 'learning_together'],
  [/significant incident learning|\bSILP\b/i, 'silp'],
  [/root cause|london protocol/i, 'rca_london_protocol'],
  [/\bchild practice review/i, 'child_practice_review'],
];
