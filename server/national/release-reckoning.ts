import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { projectRoot } from '../root';
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
      ends = setTimeout(
        () =>
          reject(
            new Unbuildable(
              'It took too long to protect these tables together. Build it with fewer or smaller tables, or without the map.',
            ),
          ),
        MOST_MS,
      );
    });
  } finally {
    clearTimeout(ends);
    await worker.terminate();
  }
}

/** Why figures cannot be protected, and what to do about it. */
export function unprotected(reason: string): string {
  const figure = /^the figure (?:\S+ )*?\d (\[.*\]) cannot be protected$/.exec(reason)?.[1];
  if (figure === undefined) return `Its figures could not be protected together (${reason}).`;
  const pairs = JSON.parse(`[${figure}]`) as [string, string][];
  const named = pairs.map(([name, label]) => `${name.replaceAll('_', ' ')} “${label}”`).join(' and ');
  return `What the releases that are out show already leaves a hidden figure no room beside these tables: that of ${named}. Build it with fewer tables, or with those of an earlier release.`;
}
