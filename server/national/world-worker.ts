/** The thread that finds the worlds of tables, one after the other, and remembers those that larger tables begin with. */
import { parentPort } from 'node:worker_threads';
import loadHighs from 'highs';
import type { WorldsAsked, WorldsFound } from './world-reckoning';
import type { ProtectedWorlds } from './world';
import { worldsOf } from './worlds';

const MOST_KNOWN = 500;
const known = new Map<string, ProtectedWorlds>();
const loading = loadHighs();

parentPort?.on('message', ({ id, table, threshold }: WorldsAsked) => {
  const answer = (message: WorldsFound): void => parentPort?.postMessage(message);
  loading
    .then((highs) => {
      answer({ id, found: worldsOf(highs, table, threshold, known) });
      for (const name of known.keys()) if (known.size > MOST_KNOWN) known.delete(name);
    })
    .catch((error: unknown) =>
      answer({ id, problem: error instanceof Error ? error.message : String(error) }),
    );
});
