import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { count } from '../http/dates';
import { projectRoot } from '../root';
import type { ReleaseCounts } from './release-counts';
import type { protectAndTry, TriedRelease } from './release-trial';

/** Less than the job has: what was cut off by a restart is begun again when the job has expired. */
const MOST_MS = 90_000;

/** What was asked for cannot be built, in words for who asked. */
export class Unbuildable extends Error {}

/**
 * Protects a release and tries it, in a thread of its own.
 * @throws Unbuildable when it takes too long or cannot be done
 */
export async function reckon(...asked: Parameters<typeof protectAndTry>): Promise<TriedRelease> {
  const worker = new Worker(path.join(projectRoot, 'dist/server/national/release-worker.js'), {
    workerData: asked,
  });
  let ends: NodeJS.Timeout | undefined;
  try {
    return await new Promise<TriedRelease>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (error) => reject(new Unbuildable(unprotected(error.message))));
      worker.once('exit', () => reject(new Unbuildable('Its figures could not be protected together.')));
      ends = setTimeout(() => reject(new Unbuildable(tooMuch(asked[0]))), MOST_MS);
    });
  } finally {
    clearTimeout(ends);
    await worker.terminate();
  }
}

const MOST_NAMED = 3;

/** What to leave out of what took too long: what has the most figures. */
export function tooMuch({ tables, map }: Pick<ReleaseCounts, 'tables' | 'map'>): string {
  const parts = [
    ...tables.map(({ title, rows }) => ({ words: title, figures: rows.length })),
    ...(map ? [{ words: 'the map', figures: map.rows.length }] : []),
  ];
  const largest = parts
    .sort((a, b) => b.figures - a.figures)
    .slice(0, MOST_NAMED)
    .map(({ words, figures }) => `${words} (${count(figures, 'figure')})`);
  return `It took too long to protect these tables together. Leave out the largest first: ${largest.join('; ')}. Or count the main categories alone.`;
}

/** Why figures cannot be protected, and what to do about it. */
export function unprotected(reason: string): string {
  const figure = /^the figure (?:\S+ )*?\d (\[.*\]) cannot be protected$/.exec(reason)?.[1];
  if (figure === undefined) return `Its figures could not be protected together (${reason}).`;
  const pairs = JSON.parse(`[${figure}]`) as [string, string][];
  const named = pairs.map(([name, label]) => `${name.replaceAll('_', ' ')} “${label}”`).join(' and ');
  return `What the releases that are out show already leaves a hidden figure no room beside these tables: that of ${named}. Build it with fewer tables, or with those of an earlier release.`;
}
