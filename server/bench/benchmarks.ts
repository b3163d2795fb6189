import { readFileSync } from 'node:fs';
import path from 'node:path';
import { accountByEmail } from '../accounts/accounts-queries';
import type { Database } from '../database/database';
import { withActor } from '../database/with-actor';
import { protectTable } from '../national/disclosure-control';
import { importPublished } from '../published/import-published';
import { projectRoot } from '../root';
import { chronologyLoad } from './chronology-load';
import { madeUpPublished } from './made-up-published';
import { timelineDrawing } from './timeline-drawing';

/** One measured figure; over its limit the benchmark fails. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  limit?: number;
}

const MOST_SECONDS = 2;
/** A time per finding that grew with the number of findings would be many times the smaller one's. */
const MOST_GROWTH = 2;

/** Measures what must stay fast: loading published reviews, hiding small figures, bringing in a chronology, drawing it. */
export async function benchmarks(database: Database): Promise<Figure[]> {
  const real = readFileSync(path.join(projectRoot, 'seeds', 'data', 'published-reviews.json'), 'utf8');
  const first = await timeImport(database, 'published-reviews.json', real);
  const again = await timeImport(database, 'published-reviews.json', real);
  const few = await perFinding(database, 200);
  const many = await perFinding(database, 20_000);
  return [
    { name: 'Import of 60 reviews and 222 findings', value: first / 1000, unit: 's', limit: MOST_SECONDS },
    { name: 'The same file again', value: again / 1000, unit: 's', limit: MOST_SECONDS },
    { name: 'Import of 200 findings, time per finding', value: few, unit: 'ms' },
    {
      name: 'Import of 20,000 findings, time per finding',
      value: many,
      unit: 'ms',
      limit: few * MOST_GROWTH,
    },
    { name: 'Disclosure control of 26 x 10 figures', value: timeProtect(26, 10), unit: 'ms', limit: 1000 },
    { name: 'Disclosure control of 40 x 30 figures', value: timeProtect(40, 30), unit: 'ms', limit: 3000 },
    ...(await chronologyLoad(database)),
    ...(await timelineDrawing(database)),
  ];
}

async function perFinding(database: Database, findings: number): Promise<number> {
  const text = JSON.stringify(madeUpPublished(findings));
  return (await timeImport(database, `made-up-${findings}.json`, text)) / findings;
}

/** @returns milliseconds from the text to the commit */
async function timeImport(database: Database, fileName: string, text: string): Promise<number> {
  const accountId = await accountByEmail(database.plain, 'editor@demo.example');
  if (!accountId) throw new Error('The benchmark needs the demo cast');
  const began = performance.now();
  await withActor(database, { accountId, address: 'bench' }, (tx, actor) =>
    importPublished(tx, actor, new Date(), { fileName, text }),
  );
  return performance.now() - began;
}

function timeProtect(rows: number, columns: number): number {
  const figures = Array.from({ length: rows * columns }, (_, i) => ({
    row: `r${Math.floor(i / columns)}`,
    column: `c${i % columns}`,
    // Skewed to small figures, as reviews are; the same at every run.
    reviews: Math.floor(((i * 7919) % 101) ** 2 / 400),
  }));
  const began = performance.now();
  protectTable({ by: ['row', 'column'], rows: figures }, 5);
  return performance.now() - began;
}
