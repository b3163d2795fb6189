import { createServer, type Server } from 'node:http';
import { createApp } from './app';
import { readConfig } from './config';
import { connect, type Connection } from './database/connect';
import { isDatabaseGone } from './database/is-gone';
import { asOwner } from './database/migrate';
import { closeRooms } from './evidence/reading-room/room';
import { sweep } from './evidence/sweep';
import { sweptWords } from './evidence/sweep-words';
import { openHouse } from './house';
import type { House } from './http/route';
import { startJobs, type Jobs } from './jobs/run-jobs';
import { keepEditionsInForce } from './national/coming-into-force';
import { oneLine } from './one-line';
import { told, unlessTold, whenTold } from './stop-signals';
import { loadDemo } from '../seeds/demo';

/** Connects, loads the demo into an empty embedded database, listens, and stops cleanly when told to. */
async function start(): Promise<void> {
  const config = readConfig(process.env);
  const connection = await connect(config);
  const server = createServer();
  let house: House;
  let jobs: Jobs;
  try {
    house = openHouse(config, connection.database);
    if (connection.embedded) await loadDemo(connection, house);
    server.on('request', createApp(house));
    patient(server);
    await listen(server, config.port, config.host);
    const tellOfBackground = tellOnce();
    jobs = await startJobs(house, tellOfBackground);
    keepEditionsInForce(house, tellOfBackground);
  } catch (error) {
    await connection.close();
    throw error;
  }
  await unlessTold();
  whenTold(() => stopServing(server, connection, jobs), 0);
  if (connection.embedded) keepAlive(connection);
  keepSwept(connection, house);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  process.stdout.write(`Ready on http://localhost:${port}\n`);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** Lets a large file come over a slow line, and ends what sends nothing. */
function patient(server: Server): void {
  server.headersTimeout = 60_000;
  server.requestTimeout = 2 * HOUR_MS;
  server.setTimeout(10 * 60_000);
}

/** Answers the requests that are being served, ends the jobs, and lets go of the database. */
async function stopServing(server: Server, connection: Connection, jobs: Jobs): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A request that hangs does not keep the process for ever.
  setTimeout(() => server.closeAllConnections(), 8000).unref();
  await Promise.all([closed, jobs.stop()]);
  closeRooms();
  await connection.close();
}

const LOOK_EVERY_MS = 2000;
const HOUR_MS = 3_600_000;

/** Sees every other second that the embedded database lives; starts it again if not, and says so once. */
function keepAlive(connection: Connection): void {
  let trouble = '';
  const look = async (): Promise<void> => {
    try {
      if (await connection.revive()) tell('The database had died; it was started again.');
      trouble = '';
    } catch (error) {
      if (trouble !== oneLine(error) && !told.aborted) tell((trouble = oneLine(error)));
    }
    setTimeout(look, LOOK_EVERY_MS).unref();
  };
  setTimeout(look, LOOK_EVERY_MS).unref();
}

/** Sweeps away what a process that was killed left behind, at the start and every hour, and tells what is amiss. */
function keepSwept(connection: Connection, house: House): void {
  const look = async (): Promise<void> => {
    try {
      const swept = await asOwner(connection.ownerUrl, (owner) => sweep(owner, house));
      for (const line of sweptWords(swept).trouble) tell(line);
    } catch (error) {
      if (!told.aborted && !isDatabaseGone(error))
        tell(`The sweep of the documents did not end: ${oneLine(error)}`);
    }
    setTimeout(look, HOUR_MS).unref();
  };
  setTimeout(look, 0).unref();
}

/** Tells what goes wrong with the jobs, but the same no more than once a minute. */
function tellOnce(): (error: unknown) => void {
  let last = '';
  let at = 0;
  return (error) => {
    const line = `In the background: ${oneLine(error)}`;
    // That the database is away is seen by whoever keeps it, and by /health/ready.
    if (told.aborted || isDatabaseGone(error) || (line === last && Date.now() - at < 60_000)) return;
    [last, at] = [line, Date.now()];
    tell(line);
  };
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function fail(error: unknown): Promise<void> {
  await unlessTold();
  tell(oneLine(error));
  process.exit(1);
}

start().catch(fail);
