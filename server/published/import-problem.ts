import { Refused } from '../http/errors';
import type { Problem } from '../http/route';

/** What is wrong with a file: where in it, and why. */
export interface FileProblem {
  /** `reviews[3].findings[0].text`, `line 7, column 12`, or `file` for the whole of it. */
  path: string;
  reason: string;
}

/** Problems beyond this many are not listed: the first ones say what to mend. */
export const MOST_LISTED = 20;

/** A file that cannot be loaded. Nothing of it was. */
export class ImportProblem extends Refused {
  readonly path: string;
  readonly reason: string;

  /** @param found at least one, in the order of the file */
  constructor(readonly found: readonly FileProblem[]) {
    const first = found[0] ?? { path: 'file', reason: 'cannot be read' };
    super(`${first.path}: ${first.reason}`, 'file');
    this.path = first.path;
    this.reason = first.reason;
  }

  override get problems(): Problem[] {
    const listed = this.found
      .slice(0, MOST_LISTED)
      .map(({ path, reason }) => ({ field: 'file', message: `${path}: ${reason}` }));
    const more = this.found.length - listed.length;
    return more > 0
      ? [...listed, { field: 'file', message: `and ${more.toLocaleString('en-GB')} more like these` }]
      : listed;
  }
}
