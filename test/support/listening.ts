import { Agent, createServer, type Server } from 'node:http';
import type { Express } from 'express';
import request from 'supertest';

interface Listening {
  server: Server;
  connections: Agent;
}

const listening = new WeakMap<Express, Promise<Listening>>();

/**
 * One who asks an application and keeps cookies. The application listens from the first of them until `stopListening`,
 * and connections are used again: to listen and to connect anew for each request took longer than many an answer.
 */
export async function agentOf(app: Express): Promise<ReturnType<typeof request.agent>> {
  const listens = listening.get(app) ?? listen(app);
  listening.set(app, listens);
  const { server, connections } = await listens;
  return request.agent(server).use((asked: request.Test) => void asked.agent(connections));
}

async function listen(app: Express): Promise<Listening> {
  const server = createServer(app);
  // A connection that is closed for being idle, just when it is used again, would fail that request.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, connections: new Agent({ keepAlive: true }) };
}

/** Closes what an application listens on, if it does. */
export async function stopListening(app: Express): Promise<void> {
  const made = await listening.get(app);
  if (!made) return;
  listening.delete(app);
  made.connections.destroy();
  made.server.closeAllConnections();
  await new Promise((resolve) => made.server.close(resolve));
}
