import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { protectFile } from '../national/protect-file';
import { oneLine } from '../one-line';

/**
 * `npm run protect -- FILE [--threshold N]`: disclosure control by itself (CONTRACT, Commands). Prints the
 * protected tables as JSON and nothing else; what is wrong goes to stderr in one line, and so does each pair of tables
 * that cannot count the same reviews.
 */
export async function main(argv: string[]): Promise<number> {
  try {
    const { file, threshold } = readArguments(argv);
    const printed = await protectFile(await readFile(file, 'utf8'), threshold, (words) =>
      process.stderr.write(`${words.replace(/\s+/g, ' ')}\n`),
    );
    process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${oneLine(error)}\n`);
    return 1;
  }
}

const USAGE = 'Usage: npm run protect -- FILE [--threshold N]';

function readArguments(argv: string[]): { file: string; threshold: number } {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { threshold: { type: 'string' } },
    allowPositionals: true,
  });
  const [file, ...others] = positionals;
  if (!file || others.length > 0) throw new Error(USAGE);
  const given = values.threshold ?? (process.env.DISCLOSURE_THRESHOLD || '5');
  const name = values.threshold === undefined ? 'DISCLOSURE_THRESHOLD' : '--threshold';
  const threshold = Number(given);
  if (!/^\d+$/.test(given) || !Number.isSafeInteger(threshold) || threshold < 1) {
    throw new Error(`${name} is ${JSON.stringify(given)}, not a whole number from 1`);
  }
  // METHOD, section 8: a setting, never below 3 in production.
  if (process.env.NODE_ENV === 'production' && threshold < 3) {
    throw new Error(`${name} is never below 3 in production`);
  }
  return { file, threshold };
}
