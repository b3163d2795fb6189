import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { projectRoot } from '../../server/root';

const folder = mkdtempSync(path.join(tmpdir(), 'workbench-start-'));
const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  out(): string;
  errors(): string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
  ready(): Promise<string>;
}

/** Starts the built server as `npm start` does after building. */
function start(env: Record<string, string>): Started {
  const child = spawn(process.execPath, [path.join('dist', 'server', 'start.js')], {
    cwd: projectRoot,
    env: { PATH: String(process.env.PATH), HOME: String(process.env.HOME), TMPDIR: tmpdir(), ...env },
  });
  running.push(child);
  let out = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return {
    child,
    out: () => out,
    errors: () => errors,
    ended,
    async ready() {
      const line = new Promise<string>((resolve) => {
        const look = (): void => {
          const found = /Ready on (http:\S+)\n$/.exec(out);
          if (found) resolve(String(found[1]));
        };
        child.stdout.on('data', look);
        look();
      });
      const early = ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${errors}`)));
      return Promise.race([line, early]);
    },
  };
}

async function failsInOneLine(env: Record<string, string>, line: RegExp): Promise<void> {
  const { ended, errors, out } = start(env);
  expect(await ended).toBe(1);
  expect(errors()).toMatch(line);
  expect(errors().trimEnd().split('\n')).toHaveLength(1);
  expect(out()).toBe('');
}

describe('starting', () => {
  it('makes the demo, listens and says so last; stops cleanly; and is quicker the second time', async () => {
    const env = { DATA_DIR: path.join(folder, 'data'), PORT: '0' };
    const first = start(env);
    const url = await first.ready();
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(await (await fetch(url)).text()).toContain('Find out why, not who');
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(existsSync(path.join(folder, 'data', 'postgres', 'postmaster.pid'))).toBe(false);

    const second = start(env);
    await second.ready();
    expect(second.out().split('\n')).toHaveLength(2);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  }, 60_000);

  it('says that the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await failsInOneLine(
      { DATA_DIR: path.join(folder, 'data'), PORT: String(port) },
      new RegExp(`^Port ${port} is taken: stop what uses it, or start with PORT set to another`),
    );
    await new Promise((resolve) => other.close(resolve));
  }, 30_000);

  it('says that the data folder cannot be one', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, 'not a folder');
    await failsInOneLine({ DATA_DIR: file, PORT: '0' }, /DATA_DIR|folder/);
    expect(readFileSync(file, 'utf8')).toBe('not a folder');
  });

  it('names everything that production lacks', async () => {
    await failsInOneLine(
      { NODE_ENV: 'production' },
      /not set: DATABASE_URL, DATABASE_OWNER_URL, SESSION_SECRET, DOCUMENT_KEY, PUBLIC_URL/,
    );
  });

  it('says that the database is older than the code, and that it does not answer', async () => {
    const urls = JSON.parse(String(process.env.WORKBENCH_TEST_URLS)) as {
      superuserUrl: string;
      ownerUrl: string;
    };
    const superuser = new Client({ connectionString: urls.superuserUrl });
    await superuser.connect();
    const name = `empty_${process.pid}`;
    await superuser.query(`create database ${name} owner workbench_owner`);
    await superuser.end();
    const url = new URL(urls.ownerUrl);
    url.pathname = `/${name}`;
    await failsInOneLine(
      { DATABASE_URL: url.toString(), PORT: '0' },
      /older than this code .*npm run migrate/,
    );
    url.port = '9';
    await failsInOneLine({ DATABASE_URL: url.toString(), PORT: '0' }, /does not answer/);
  }, 30_000);
});
