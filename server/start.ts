import { createServer, type Server } from 'node:http';
import { createApp } from './app';
import { readConfig } from './config';
import { connect, type Connection } from './database/connect';
import { openHouse } from './house';
import { oneLine } from './one-line';
import { told, unlessTold, whenTold } from './stop-signals';
import { loadDemo } from '../seeds/demo';

/** Connects, loads the demo into an empty embedded database, listens, and stops cleanly when told to. */
async function start(): Promise<void> {
  const config = readConfig(process.env);
  const connection = await connect(config);
  const server = createServer();
  try {
    if (connection.embedded) await loadDemo(connection);
    const house = openHouse(config, connection.database);
    server.on('request', createApp(house));
    await listen(server, config.port, config.host);
  } catch (error) {
    await connection.close();
    throw error;
  }
  await unlessTold();
  whenTold(() => stopServing(server, connection), 0);
  if (connection.embedded) keepAlive(connection);
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

/** Answers the requests that are being served, and lets go of the database. */
async function stopServing(server: Server, connection: Connection): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A request that hangs does not keep the process for ever.
  setTimeout(() => server.closeAllConnections(), 8000).unref();
  await closed;
  await connection.close();
}

const LOOK_EVERY_MS = 2000;

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

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function fail(error: unknown): Promise<void> {
  await unlessTold();
  tell(oneLine(error));
  process.exit(1);
}

start().catch(fail);
