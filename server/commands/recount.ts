import { parseArgs } from 'node:util';
import { asOwner } from '../database/migrate';
import { recountFacts, repairFacts } from '../national/recount-queries';
import { oneLine } from '../one-line';
import { withConnection } from './with-connection';

const MOST_LISTED = 20;

/**
 * `npm run recount [-- --check]`: recounts the national counters from the findings (CONTRACT, Commands). Exit 1 on
 * any difference, which is named and, unless `--check` is given, mended.
 */
export async function main(argv: string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: argv, options: { check: { type: 'boolean', default: false } } });
    return await withConnection(({ ownerUrl }) => recount(ownerUrl, !values.check));
  } catch (error) {
    console.error(oneLine(error));
    return 1;
  }
}

/**
 * Compares, says what differs and mends it.
 * @returns the exit code
 */
export async function recount(ownerUrl: string, mend: boolean): Promise<number> {
  return asOwner(ownerUrl, async (owner) => {
    const { due, differences, first, reviewIds } = await recountFacts(owner, MOST_LISTED);
    if (differences === 0) {
      console.log(`No difference in ${due} facts`);
      return 0;
    }
    for (const { what, origin, review_id, finding_id, edition, category } of first) {
      console.log(
        `${what}: ${category} of edition ${edition}, finding ${finding_id} of ${origin} review ${review_id}`,
      );
    }
    if (differences > first.length) console.log(`and ${differences - first.length} more`);
    if (mend) await repairFacts(owner, reviewIds);
    console.error(
      `${differences} differences in ${due} facts${mend ? ': mended, recount again to see' : ''}`,
    );
    return 1;
  });
}
