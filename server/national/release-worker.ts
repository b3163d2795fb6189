/** Protects a release and tries it in a thread of its own: it takes seconds of reckoning, in which no page waits. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ReleaseCounts } from './release-counts';
import { protectAndTry, type AroundFigures } from './release-trial';

const { counts, around } = workerData as { counts: ReleaseCounts; around: AroundFigures };

protectAndTry(counts, around).then(
  (tried) => parentPort?.postMessage(tried),
  (error: unknown) => {
    throw error;
  },
);
