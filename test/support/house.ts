import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Express } from 'express';
import { Client, Pool } from 'pg';
import { pino } from 'pino';
import { loadPublished } from '../../seeds/codings';
import { loadDemoReviews } from '../../seeds/demo-reviews';
import { createApp } from '../../server/app';
import { readConfig } from '../../server/config';
import { openDatabase, type Database } from '../../server/database/database';
import { asOwner } from '../../server/database/migrate';
import { withActor, type Actor, type Tx } from '../../server/database/with-actor';
import { openHouse as openWorkbench } from '../../server/house';
import type { House } from '../../server/http/route';
import { stopListening } from './listening';

export interface TestHouse {
  house: House;
  app: Express;
  database: Database;
  urls: { ownerUrl: string; appUrl: string; nationalUrl: string };
  /** Runs as a member of the cast, as a request would. */
  as<Result>(email: string, work: (tx: Tx, actor: Actor) => Promise<Result>): Promise<Result>;
  /** Reads or writes past row-level security, to look at what was stored. */
  owner<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Where the tests' PostgreSQL is, as global-setup.ts says. */
interface Server {
  superuserUrl: string;
  ownerUrl: string;
  appUrl: string;
  nationalUrl: string;
  /** A folder for the time of the run. */
  folder: string;
}

// PostgreSQL's object_in_use.
const IN_USE = '55006';

/** A database with the cast, and one with the demo's reviews and the published ones as well. */
const TEMPLATES = { cast: 'workbench', demo: 'workbench_demo' };

/**
 * A database of its own (cloned from the migrated template with the cast) and an application on it.
 * @param now what the application takes for the time
 * @param demo whether the demo's reviews and the published ones are there: they are loaded once for all who want them
 */
export async function openHouse(
  now: () => Date = () => new Date(),
  { demo = false } = {},
): Promise<TestHouse> {
  const server = JSON.parse(process.env.WORKBENCH_TEST_URLS ?? '{}') as Server;
  const name = `test_${process.pid}_${Date.now().toString(36)}_${Math.floor(Math.random() * 1e6)}`;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'workbench-test-house-'));
  const documents = path.join(server.folder, 'demo');
  await asSuperuser(server, async (superuser) => {
    // PostgreSQL clones a template only while no one else is connected to it, so workers take turns.
    await superuser.query('select pg_advisory_lock(4711)');
    if (demo) await makeDemo(server, superuser, documents);
    await clone(superuser, demo ? TEMPLATES.demo : TEMPLATES.cast, name);
  });
  if (demo) cpSync(documents, dataDir, { recursive: true });
  const test = openOn(server, name, dataDir, now);
  return {
    ...test,
    async close() {
      await test.close();
      rmSync(dataDir, { recursive: true, force: true });
      await asSuperuser(server, (superuser) => drop(superuser, name));
    },
  };
}

/** The application on that database, with its documents in that folder. */
function openOn(server: Server, name: string, dataDir: string, now: () => Date): TestHouse {
  const at = (url: string): string => {
    const cloned = new URL(url);
    cloned.pathname = `/${name}`;
    return cloned.toString();
  };
  const urls = {
    ownerUrl: at(server.ownerUrl),
    appUrl: at(server.appUrl),
    nationalUrl: at(server.nationalUrl),
  };
  const database = openDatabase(urls, 4);
  const config = readConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', DATA_DIR: dataDir });
  const house: House = openWorkbench(config, database, now);
  const owner = new Pool({ connectionString: urls.ownerUrl, max: 3 });
  const app = createApp(house, pino({ level: process.env.TEST_LOG ?? 'silent' }));
  return {
    house,
    app,
    database,
    urls,
    async as(email, work) {
      const found = await owner.query<{ id: string }>('select id from account where email = $1', [email]);
      return withActor(database, { accountId: String(found.rows[0]?.id), address: '127.0.0.1' }, work);
    },
    async owner<Row extends object>(sql: string, values: unknown[] = []) {
      return (await owner.query<Row>(sql, values)).rows;
    },
    async close() {
      await stopListening(app);
      await owner.end();
      await database.close();
    },
  };
}

async function asSuperuser<Result>(
  server: Server,
  work: (superuser: Client) => Promise<Result>,
): Promise<Result> {
  const url = new URL(server.superuserUrl);
  url.pathname = '/postgres';
  const superuser = new Client({ connectionString: url.toString() });
  await superuser.connect();
  try {
    return await work(superuser);
  } finally {
    await superuser.end();
  }
}

/** Copies files, which takes a quarter of the time of writing a log of them. */
async function clone(superuser: Client, template: string, name: string): Promise<void> {
  await superuser.query(
    `create database ${name} template ${template} owner workbench_owner strategy file_copy`,
  );
}

/** Hundreds of databases would be gigabytes. One that is still in use stays until the server is removed. */
async function drop(superuser: Client, name: string): Promise<void> {
  await superuser.query(`drop database ${name}`).catch((error: { code?: string }) => {
    if (error.code !== IN_USE) throw error;
  });
}

/** Makes the template with the demo, unless it is there. */
async function makeDemo(server: Server, superuser: Client, documents: string): Promise<void> {
  const there = await superuser.query('select from pg_database where datname = $1', [TEMPLATES.demo]);
  if (there.rowCount) return;
  // Under its name only when it is whole.
  const name = `${TEMPLATES.demo}_made`;
  await superuser.query(`drop database if exists ${name} with (force)`);
  await clone(superuser, TEMPLATES.cast, name);
  mkdirSync(documents, { recursive: true });
  const test = openOn(server, name, documents, () => new Date());
  try {
    await asOwner(test.urls.ownerUrl, (owner) => loadDemoReviews(owner, test.house, new Date()));
    const [editor] = await test.owner<{ id: string }>(
      `select id from account where email = 'editor@demo.example'`,
    );
    await loadPublished(test, String(editor?.id));
  } finally {
    await test.close();
  }
  await superuser.query(`alter database ${name} rename to ${TEMPLATES.demo}`);
}
