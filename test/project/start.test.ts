import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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

const SERVER = [process.execPath, path.join('dist', 'server', 'start.js')];

/** Starts the built server as `npm start` does after building, or another program. */
function start(env: Record<string, string>, [program = '', ...args] = SERVER): Started {
  const child = spawn(program, args, {
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

async function until<Result>(look: () => Result | Promise<Result>, ms = 20_000): Promise<Result> {
  for (const deadline = Date.now() + ms; ;) {
    const found = await look();
    if (found || Date.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The processes that work in a folder, as all of PostgreSQL's do in that of their database. */
function processesIn(place: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(place);
    } catch {
      return false;
    }
  });
}

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const postmasterFile = (data: string): string => path.join(data, 'postgres', 'postmaster.pid');

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

    // The way of npm, which passes SIGTERM to its shell only.
    const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
      scripts: { start: string };
    };
    const withoutBuild = scripts.start.replace('node server/build.mjs', 'true');
    expect(withoutBuild).not.toBe(scripts.start);
    const second = start(env, ['sh', '-c', withoutBuild]);
    await second.ready();
    expect(second.out().split('\n')).toHaveLength(2);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(existsSync(postmasterFile(env.DATA_DIR))).toBe(false);
  }, 60_000);

  it('serves again when its database was killed, and still stops it in the end', async () => {
    const data = path.join(folder, 'data');
    const server = start({ DATA_DIR: data, PORT: '0' });
    const url = await server.ready();
    process.kill(Number.parseInt(readFileSync(postmasterFile(data), 'utf8')), 'SIGKILL');
    const status = async (): Promise<number> => (await fetch(`${url}/health/ready`)).status;
    await until(async () => (await status()) === 503);
    expect(await until(async () => (await status()) === 200)).toBe(true);
    expect((await fetch(`${url}/sign-in`)).status).toBe(200);
    await until(() => server.errors() !== '');
    expect(server.errors()).toBe('The database had died; it was started again.\n');
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
    expect(processesIn(data)).toEqual([]);
  }, 60_000);

  it('stops what it has started when told to before it is ready, also by npm’s repeated Ctrl-C', async () => {
    const data = path.join(folder, 'cut-short');
    const stopWhen = async (moment: () => boolean, signal: NodeJS.Signals, code: number): Promise<void> => {
      const server = start({ DATA_DIR: data, PORT: '0' });
      expect(await until(moment)).toBe(true);
      server.child.kill(signal);
      server.child.kill(signal);
      expect(await server.ended).toBe(code);
      expect([server.out(), server.errors()]).toEqual(['', '']);
      expect(processesIn(data)).toEqual([]);
      expect(readdirSync(path.join(data, 'users'))).toEqual([]);
    };
    const making = (): boolean =>
      existsSync(data) && readdirSync(data).some((name) => name.startsWith('postgres.new-'));
    await stopWhen(making, 'SIGINT', 130);
    expect(readdirSync(data).sort()).toEqual(['postgres.json', 'users']);
    await stopWhen(() => existsSync(postmasterFile(data)), 'SIGTERM', 143);
    await stopWhen(() => /ready/.test(textOf(postmasterFile(data))), 'SIGHUP', 129);
  }, 90_000);

  it('stops the database also when a command is told to stop', async () => {
    const data = path.join(folder, 'data');
    const program = "require('./dist/server/commands/verify-audit.js').main([]).then(process.exit)";
    const command = start({ DATA_DIR: data }, [process.execPath, '-e', program]);
    expect(await until(() => existsSync(postmasterFile(data)))).toBe(true);
    command.child.kill('SIGINT');
    expect(await command.ended).toBe(130);
    expect([command.out(), command.errors()]).toEqual(['', '']);
    expect(processesIn(data)).toEqual([]);
  }, 30_000);

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
