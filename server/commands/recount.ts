import { parseArgs } from 'node:util';
import type { Knex } from 'knex';
import { recountSamples } from '../coding/sample-recount';
import { readClosedSamples } from '../coding/sample-recount-queries';
import { asOwner } from '../database/migrate';
import { recountFacts, remakeFacts, type Difference } from '../national/recount-queries';
import { oneLine } from '../one-line';
import { withConnection } from './with-connection';

const MOST_LISTED = 20;

/**
 * `npm run recount [-- --check]`: recounts the national counters, and the facts that they count, from the
 * findings (CONTRACT, Commands), and what closed samples came to from their codings. Exit 1 on any difference, which is
 * named and, unless `--check` is given, mended; but not that of a sample, which is frozen: someone must look.
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
    const soundSamples = await compareSamples(owner);
    const { facts, counters, differences, first } = await recountFacts(owner, MOST_LISTED);
    const counted = `${facts} facts and ${counters} counters`;
    if (differences === 0) {
      console.log(`No difference in ${counted}`);
      return soundSamples ? 0 : 1;
    }
    for (const difference of first) console.log(inWords(difference));
    if (differences > first.length) console.log(`and ${differences - first.length} more`);
    if (mend) await remakeFacts(owner);
    console.error(`${differences} differences in ${counted}${mend ? ': mended, recount again to see' : ''}`);
    return 1;
  });
}

/** Whether the closed samples, if there are any, came to what is kept of them. */
async function compareSamples(owner: Knex): Promise<boolean> {
  const { samples, reliability } = await readClosedSamples(owner);
  const differences = recountSamples(samples, reliability);
  const counted = samples.length === 1 ? 'one closed sample' : `${samples.length} closed samples`;
  if (differences.length === 0) {
    if (samples.length > 0) console.log(`No difference in ${counted}`);
    return true;
  }
  for (const difference of differences.slice(0, MOST_LISTED)) console.log(difference);
  if (differences.length > MOST_LISTED) console.log(`and ${differences.length - MOST_LISTED} more`);
  console.error(
    `${differences.length} differences in ${counted}: not mended, since a closed sample is frozen`,
  );
  return false;
}

function inWords({
  of,
  what,
  edition,
  category,
  origin,
  review_id,
  finding_id,
  reviews,
}: Difference): string {
  const place = `${category} of edition ${edition}`;
  if (of === 'counter') return `${what}: a counter of ${origin} reviews at ${reviews}, ${place}`;
  const coded = of === 'undecided' ? ', still to be coded again' : '';
  return `${what}: ${place}${coded}, finding ${finding_id} of ${origin} review ${review_id}`;
}
