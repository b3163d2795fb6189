import { createServer, type Server } from 'node:http';
import { createApp } from './app';
import { readConfig } from './config';
import { connect, type Connection } from './database/connect';
import { oneLine } from './one-line';
import { loadDemo } from '../seeds/demo';

/** Connects, loads the demo into an empty embedded database, listens, and stops cleanly when told to. */
async function start(): Promise<void> {
  const config = readConfig(process.env);
  const connection = await connect(config);
  const server = createServer();
  try {
    if (connection.embedded) await loadDemo(connection);
    const house = { config, database: connection.database, now: () => new Date() };
    server.on('request', createApp(house));
    await listen(server, config.port, config.host);
  } catch (error) {
    await connection.close();
    throw error;
  }
  stopWhenTold(server, connection);
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

function stopWhenTold(server: Server, connection: Connection): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    server.close(() => {
      connection.close().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
    server.closeIdleConnections();
    // A request that hangs does not keep the process for ever.
    setTimeout(() => server.closeAllConnections(), 8000).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function fail(error: unknown): void {
  process.stderr.write(`${oneLine(error)}\n`);
  process.exit(1);
}

start().catch(fail);
