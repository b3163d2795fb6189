import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { agreementOf } from '../coding/agreement';
import { columnOfNames, MOST_BYTES, readCodings } from '../coding/agreement-file';
import { oneLine } from '../one-line';

/**
 * `npm run agreement -- FILE.csv [--header | --no-header]`: reliability by itself (CONTRACT, Commands), without a
 * database. Prints `{percent, kappa, alpha, interval, units, pairable}` as JSON and nothing else: `percent` from 0 to
 * 100, `units` the rows, `pairable` the values that can be compared. What does not exist is null, never 1 nor 0: alpha and
 * kappa where nothing varies (all values the same), so that no agreement could be by chance; percent where no unit has two
 * values; the interval where fewer than half of the draws have an alpha. The same file gives the same answer every time.
 * What is wrong goes to stderr in one line.
 */
export async function main(argv: string[]): Promise<number> {
  try {
    const { file, heading } = readArguments(argv);
    const codings = readCodings(await contentOf(file), heading);
    const { coders, units } = codings;
    const names = columnOfNames(codings);
    if (names !== undefined) {
      process.stderr.write(
        `“${names}” is different in every row and like nothing in another column: if it names the units, leave it out.\n`,
      );
    }
    process.stdout.write(`${JSON.stringify(agreementOf(coders, units), null, 2)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${oneLine(error)}\n`);
    return 1;
  }
}

const USAGE = 'Usage: npm run agreement -- FILE.csv [--header | --no-header]';

function readArguments(argv: string[]): { file: string; heading?: boolean } {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { header: { type: 'boolean' } },
    allowNegative: true,
    allowPositionals: true,
  });
  const [file, ...others] = positionals;
  if (!file || others.length > 0) throw new Error(USAGE);
  return { file, heading: values.header };
}

async function contentOf(file: string): Promise<Buffer> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(`There is no file ${file}.`) : error;
  });
  if (found.isDirectory()) throw new Error(`${file} is a folder: name a file.`);
  if (found.size > MOST_BYTES) throw new Error(`The file has ${found.size} bytes: ${MOST_BYTES} is the most`);
  return readFile(file);
}
