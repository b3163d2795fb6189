import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type StopSignal = (typeof SIGNALS)[number];

interface Closing {
  close(): Promise<void>;
  exitCode?: number;
}

/** npm passes on a Ctrl-C that the terminal has already sent to the whole group: that one is no second order. */
const ECHO_MS = 1000;

const closings: Closing[] = [];
const order = new AbortController();
let toldAt = 0;

/** Aborted as soon as the process is told to stop: what is still being started gives up. */
export const told: AbortSignal = order.signal;

/**
 * Has `close` run when the process is told to stop (Ctrl-C, SIGTERM, SIGHUP); what was registered last closes first.
 * Then the process exits with `exitCode` of the last registered, or as shells expect, 128 and the number of the signal.
 * Told a second time, it exits at once.
 * Who registers when the process has been told already is too late: see to `told` before.
 * @returns takes `close` back
 */
export function whenTold(close: () => Promise<void>, exitCode?: number): () => void {
  if (told.aborted) return () => undefined;
  const closing = exitCode === undefined ? { close } : { close, exitCode };
  if (closings.length === 0) for (const signal of SIGNALS) process.on(signal, stop);
  closings.push(closing);
  return () => {
    const at = closings.indexOf(closing);
    // The order holds until the process is gone: also while what it closes is taken back.
    if (at < 0 || told.aborted) return;
    closings.splice(at, 1);
    if (closings.length === 0) for (const signal of SIGNALS) process.off(signal, stop);
  };
}

/** Goes on at once, but never when told to stop: what fails then, fails because of that, and is not worth a line. */
export async function unlessTold(): Promise<void> {
  if (told.aborted) await new Promise(() => undefined);
}

function stop(signal: StopSignal): void {
  const code = 128 + constants.signals[signal];
  if (told.aborted) {
    if (Date.now() - toldAt > ECHO_MS) process.exit(code);
    return;
  }
  toldAt = Date.now();
  order.abort(new Error('Told to stop'));
  void closeAll().then((clean) => process.exit(clean ? (closings.at(-1)?.exitCode ?? code) : 1));
}

async function closeAll(): Promise<boolean> {
  let clean = true;
  for (const { close } of [...closings].reverse()) {
    // The others have to be closed all the same.
    await close().catch((error: unknown) => {
      clean = false;
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    });
  }
  return clean;
}
