/** Protects a release and tries it in a thread of its own: it takes seconds of reckoning, in which no page waits. */
import { parentPort, workerData } from 'node:worker_threads';
import { protectAndTry } from './release-trial';

protectAndTry(...(workerData as Parameters<typeof protectAndTry>)).then(
  (tried) => parentPort?.postMessage(tried),
  (error: unknown) => {
    throw error;
  },
);
