import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Express } from 'express';
import { Client, Pool } from 'pg';
import { pino } from 'pino';
import { createApp } from '../../server/app';
import { readConfig } from '../../server/config';
import { openDatabase, type Database } from '../../server/database/database';
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

/**
 * A database of its own (cloned from the migrated template with the cast) and an application on it.
 * @param now what the application takes for the time
 */
export async function openHouse(now: () => Date = () => new Date()): Promise<TestHouse> {
  const template = JSON.parse(process.env.WORKBENCH_TEST_URLS ?? '{}') as Record<string, string>;
  const name = `test_${process.pid}_${Date.now().toString(36)}_${Math.floor(Math.random() * 1e6)}`;
  await cloneTemplate(String(template.superuserUrl), name);
  const at = (url: string | undefined): string => {
    const cloned = new URL(String(url));
    cloned.pathname = `/${name}`;
    return cloned.toString();
  };
  const urls = {
    ownerUrl: at(template.ownerUrl),
    appUrl: at(template.appUrl),
    nationalUrl: at(template.nationalUrl),
  };
  const database = openDatabase(urls, 4);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'workbench-test-house-'));
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
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

// PostgreSQL clones a template only while no one else is connected to it, so workers take turns.
async function cloneTemplate(superuserUrl: string, name: string): Promise<void> {
  const url = new URL(superuserUrl);
  url.pathname = '/postgres';
  const superuser = new Client({ connectionString: url.toString() });
  await superuser.connect();
  try {
    await superuser.query('select pg_advisory_lock(4711)');
    await superuser.query(`create database ${name} template workbench owner workbench_owner`);
  } finally {
    await superuser.end();
  }
}
