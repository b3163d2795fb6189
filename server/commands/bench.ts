import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadCast } from '../../seeds/load-cast';
import { benchmarks, type Figure } from '../bench/benchmarks';
import { openDatabase } from '../database/database';
import { openEmbedded } from '../database/embedded';
import { asOwner, migrate } from '../database/migrate';
import { oneLine } from '../one-line';
import { unlessTold, whenTold } from '../stop-signals';

/**
 * `npm run bench [-- --json FILE]`: side-by-side figures, measured on a database of its own that is thrown away. Exit 1
 * when one is over its limit.
 */
export async function main(argv: string[]): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'workbench-bench-'));
  const tidy = async (): Promise<void> => rmSync(folder, { recursive: true, force: true });
  const keep = whenTold(tidy);
  try {
    const { values } = parseArgs({ args: argv, options: { json: { type: 'string' } } });
    const figures = await measure(folder);
    for (const { name, value, unit, limit } of figures) {
      const bound = limit === undefined ? '' : `   limit ${limit}${value > limit ? '   OVER' : ''}`;
      console.log(`${name.padEnd(58)} ${value.toFixed(value < 10 ? 2 : 0).padStart(8)} ${unit}${bound}`);
    }
    if (values.json)
      writeFileSync(values.json, `${JSON.stringify({ at: new Date().toISOString(), figures }, null, 2)}\n`);
    return figures.some(({ value, limit }) => limit !== undefined && value > limit) ? 1 : 0;
  } catch (error) {
    await unlessTold();
    console.error(oneLine(error));
    return 1;
  } finally {
    await tidy();
    keep();
  }
}

async function measure(folder: string): Promise<Figure[]> {
  const server = await openEmbedded(folder, { disposable: true });
  try {
    await migrate(server.ownerUrl);
    await asOwner(server.ownerUrl, (owner) => loadCast(owner));
    const database = openDatabase({ appUrl: server.appUrl, nationalUrl: server.nationalUrl });
    try {
      return await benchmarks(database);
    } finally {
      await database.close();
    }
  } finally {
    await server.release();
  }
}
