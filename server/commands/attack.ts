import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { asOwner } from '../database/migrate';
import type { Attack, Bounds } from '../national/attack';
import { readReleaseFile } from '../national/attack-file';
import { releaseAndOthers } from '../national/attack-queries';
import { releaseByLot } from '../national/attack-random';
import { countPopulation } from '../national/count-population';
import { protectRelease } from '../national/release-protection';
import { tryTogether, type CountedPrint } from '../national/release-trial';
import { oneLine } from '../one-line';
import { withConnection } from './with-connection';

const USAGE =
  'Usage: npm run attack -- RELEASE [EARLIER…] [--json] [--exact], or npm run attack -- --random N [--seed S]';

/**
 * `npm run attack -- RELEASE [EARLIER…]` (CONTRACT, Commands): bounds on every hidden figure of a release, by its
 * number or its id, read together with every other release that is out and with the list of published reviews; or of a
 * `release/1` file, read together with those named after it. Exit 1 when one is exact or narrower than the threshold, or when a count from
 * 1 to the threshold is printed. `--exact` follows each figure to its bounds, instead of only until it is known to be
 * wide; `--random N` protects and attacks N releases made by lot.
 */
export async function main(argv: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      options: {
        json: { type: 'boolean', default: false },
        exact: { type: 'boolean', default: false },
        random: { type: 'string' },
        seed: { type: 'string', default: '1' },
      },
      allowPositionals: true,
    });
    if (values.random !== undefined)
      return await attackByLot(wholeNumber(values.random), wholeNumber(values.seed));
    const [own, ...others] = (await Promise.all(positionals.map(readRelease))).flat();
    if (!own) throw new Error(USAGE);
    const attack = await tryTogether(own, withoutTheSame(own, others), {
      ...(values.exact ? { enough: MOST } : {}),
      progress: progressOn(process.stderr),
    });
    process.stdout.write(values.json ? `${JSON.stringify(attack, null, 2)}\n` : inWords(attack));
    return attack.found.length > 0 ? 1 : 0;
  } catch (error) {
    process.stderr.write(`${oneLine(error)}\n`);
    return 1;
  }
}

/** Wider than any count is. */
const MOST = 1_000_000;

function wholeNumber(given: string): number {
  if (!/^\d{1,9}$/.test(given)) throw new Error(USAGE);
  return Number(given);
}

/** A release of a file by itself; one that is kept, with all others that are out. */
async function readRelease(which: string): Promise<CountedPrint[]> {
  const isKept = /^\d{1,9}$/.test(which) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(which);
  if (!isKept) {
    const text = await readFile(which, 'utf8').catch(() => {
      throw new Error(`There is no file ${which}: give the number of a release, or a file of one. ${USAGE}`);
    });
    return [{ print: readReleaseFile(text), counts: null }];
  }
  let kept: CountedPrint[] = [];
  const code = await withConnection(async ({ ownerUrl }) => {
    kept = await asOwner(ownerUrl, (owner) => releaseAndOthers(owner, which));
    return 0;
  });
  if (code !== 0) throw new Error('The database could not be read');
  if (kept.length === 0) throw new Error(`There is no release ${which}`);
  return kept;
}

function withoutTheSame(own: CountedPrint, others: readonly CountedPrint[]): CountedPrint[] {
  const seen = new Set([own.print.number]);
  return others.filter(({ print: { number } }) => {
    if (number !== undefined && seen.has(number)) return false;
    seen.add(number);
    return true;
  });
}

function progressOn(stream: NodeJS.WritableStream): (done: number, of: number) => void {
  let told = 0;
  return (done, of) => {
    if (done < told + 100 && done < of) return;
    told = done;
    stream.write(`${done} of ${of} hidden figures\n`);
  };
}

const range = ({ low, high }: Bounds): string => (high === null ? `${low} or more` : `${low} to ${high}`);

function inWords({ bounds, found, figures, hidden, threshold }: Attack): string {
  const lines = bounds.map((one) => `${range(one).padEnd(14)} ${one.figure}`);
  const printed = found.filter((one) => one.printed);
  const narrow = found.filter((one) => !one.printed);
  return [
    ...lines,
    '',
    `${hidden} of ${figures} figures above 0 are hidden.`,
    narrow.length === 0
      ? `None can be placed within a range narrower than the threshold, ${threshold}.`
      : `${narrow.length} can be placed within a range narrower than the threshold, ${threshold}; the narrowest:`,
    ...narrow.slice(0, 20).map((one) => `${range(one).padEnd(14)} ${one.figure}`),
    printed.length === 0
      ? `No count from 1 to ${threshold} is printed.`
      : `${printed.length} ${printed.length === 1 ? 'count' : 'counts'} from 1 to ${threshold} printed, not hidden:`,
    ...printed.map(({ low, figure }) => `${String(low).padEnd(14)} ${figure}`),
    '',
  ].join('\n');
}

async function attackByLot(number: number, seed: number): Promise<number> {
  const seen = { hidden: 0, figures: 0, small: 0, found: 0 };
  for (let n = 0; n < number; n++) {
    const made = releaseByLot(seed + n);
    const counts = countPopulation(made);
    const { tables, map, hidden, figures, small } = await protectRelease(counts, made.threshold);
    const print = { threshold: made.threshold, dimensions: counts.dimensions, tables, map };
    const own = { print: { ...print, origin: made.origin }, counts };
    const { found } = await tryTogether(own, []);
    seen.hidden += hidden;
    seen.figures += figures;
    seen.small += small;
    if (found.length > 0) {
      seen.found += 1;
      process.stdout.write(`Seed ${seed + n} (${made.shape}): ${found.map(range).join(', ')}\n`);
    }
    if ((n + 1) % 50 === 0) process.stderr.write(`${n + 1} of ${number} releases\n`);
  }
  process.stdout.write(
    `${number} releases, ${seen.figures} figures above 0, ${seen.small} small, ${seen.hidden} hidden; something was found in ${seen.found}.\n`,
  );
  return seen.found > 0 ? 1 : 0;
}
