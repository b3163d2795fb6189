import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { lstatSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { EmbeddedDatabaseError, openEmbedded, type EmbeddedDatabase } from '../../server/database/embedded';
import { chooseAccount } from '../../server/database/embedded-account';
import { findBinaries, libraryLinks } from '../../server/database/embedded-binaries';
import { runProgram } from '../../server/database/embedded-command';
import { copyNative } from '../../server/database/embedded-copy';
import { usableNative } from '../../server/database/embedded-native';
import { findPostmaster, stopPostmaster } from '../../server/database/embedded-postmaster';
import { isAlive } from '../../server/database/embedded-process';

const root = process.getuid?.() === 0;
const disposable = { disposable: true };
const folders: string[] = [];
const children: ChildProcess[] = [];

function folder(place = os.tmpdir()): string {
  const made = mkdtempSync(path.join(place, 'embedded-test-'));
  folders.push(made);
  return made;
}

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const made of folders.splice(0)) {
    await stopPostmaster(path.join(made, 'data', 'postgres'));
    rmSync(made, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function ask(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function postmasterOf(data: string): Promise<number> {
  const found = await findPostmaster(path.join(data, 'postgres'));
  if (found === undefined) throw new Error('no postmaster');
  return found.pid;
}

const portOf = (url: string): string => new URL(url).port;

interface Other {
  url: string;
  fresh: boolean;
  child: ChildProcess;
  release(): Promise<void>;
}

/** Opens the database in another process. */
async function openElsewhere(data: string): Promise<Other> {
  const program = `
    const swc = require(${JSON.stringify(require.resolve('@swc/core'))});
    const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };
    require.extensions['.ts'] = (module, file) => module._compile(swc.transformFileSync(file, options).code, file);
    const { openEmbedded } = require(${JSON.stringify(path.resolve('server/database/embedded.ts'))});
    openEmbedded(${JSON.stringify(data)}, { disposable: true }).then((database) => {
      console.log(JSON.stringify({ url: database.appUrl, fresh: database.fresh }));
      process.stdin.once('data', () => database.release().then(() => process.exit(0)));
    });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.on('exit', () => reject(new Error('ended early')));
  });
  const { url, fresh } = JSON.parse(line) as { url: string; fresh: boolean };
  const release = (): Promise<void> => {
    child.stdin.write('release\n');
    return ended;
  };
  return { url, fresh, child, release };
}

async function refusal(data: string): Promise<string> {
  const error: unknown = await openEmbedded(data, disposable).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EmbeddedDatabaseError);
  const { message } = error as EmbeddedDatabaseError;
  expect(message).not.toContain('\n');
  return message;
}

describe('a new database', () => {
  let data: string;
  let database: EmbeddedDatabase;

  it('has the roles with just their rights, and is kept when opened again', async () => {
    data = path.join(folder(), 'data');
    database = await openEmbedded(data);
    expect(database.fresh).toBe(true);
    const roles = await ask(
      database.superuserUrl,
      `select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin
         from pg_roles where rolname like 'workbench%' order by rolname`,
    );
    const rights = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolcanlogin: true,
    };
    expect(roles).toEqual(
      ['workbench_app', 'workbench_national', 'workbench_owner'].map((rolname) => ({ rolname, ...rights })),
    );
    const settings = await ask(
      database.superuserUrl,
      `select pg_get_userbyid(datdba) as owner, pg_encoding_to_char(encoding) as encoding,
              current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses,
              current_setting('unix_socket_directories') as sockets,
              pg_has_role('workbench_app', 'workbench_national', 'set') as may_set,
              pg_has_role('workbench_app', 'workbench_national', 'usage') as inherits
         from pg_database where datname = 'workbench'`,
    );
    expect(settings).toEqual([
      {
        owner: 'workbench_owner',
        encoding: 'UTF8',
        fsync: 'on',
        addresses: '127.0.0.1',
        sockets: '',
        may_set: true,
        inherits: false,
      },
    ]);
    await ask(database.ownerUrl, 'create schema kept', 'create table kept.note (text text)');
    await ask(database.ownerUrl, "insert into kept.note values ('Zoë’s')");
    expect(await ask(database.appUrl, 'set role workbench_national', 'select current_user as name')).toEqual([
      { name: 'workbench_national' },
    ]);
    await ask(database.nationalUrl, 'select 1');
    await expect(ask(database.appUrl, 'create table public.mine (a int)')).rejects.toThrow(
      'permission denied',
    );
    await expect(ask(database.nationalUrl, 'set role workbench_app')).rejects.toThrow('permission denied');
    const wrong = database.ownerUrl.replace(/:[^:@]+@/, ':wrong@');
    await expect(ask(wrong, 'select 1')).rejects.toThrow('password authentication failed');

    const secrets = path.join(data, 'postgres.json');
    expect(statSync(secrets).mode & 0o777).toBe(0o600);
    for (const password of Object.values(
      JSON.parse(readFileSync(secrets, 'utf8')) as Record<string, string>,
    )) {
      expect(readFileSync(path.join(data, 'postgres.log'), 'utf8')).not.toContain(password);
    }
    await Promise.all([database.release(), database.release()]);
    expect(await findPostmaster(path.join(data, 'postgres'))).toBeUndefined();

    const again = await openEmbedded(data);
    expect(again.fresh).toBe(false);
    expect(await ask(again.ownerUrl, 'select text from kept.note')).toEqual([{ text: 'Zoë’s' }]);
    await again.release();
    expect(readdirSync(data).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log', 'users']);
    expect(readdirSync(path.join(data, 'users'))).toEqual([]);
  });
});

describe('several users', () => {
  it('share one postmaster, which the last one out stops', async () => {
    const data = path.join(folder(), 'data');
    const opened = await Promise.all([
      openElsewhere(data),
      openElsewhere(data),
      openEmbedded(data, disposable).then((database) => ({ ...database, url: database.appUrl })),
      openEmbedded(data, disposable).then((database) => ({ ...database, url: database.appUrl })),
    ]);
    expect(opened.filter((each) => each.fresh)).toHaveLength(1);
    expect(new Set(opened.map((each) => portOf(each.url))).size).toBe(1);
    const pid = await postmasterOf(data);
    for (const each of opened.slice(0, 3)) {
      await each.release();
      expect(isAlive(pid)).toBe(true);
    }
    await opened[3]?.release();
    expect(isAlive(pid)).toBe(false);
  });

  it('take over from a user that was killed', async () => {
    const data = path.join(folder(), 'data');
    const killed = await openElsewhere(data);
    const pid = await postmasterOf(data);
    const gone = new Promise((resolve) => killed.child.once('exit', resolve));
    killed.child.kill('SIGKILL');
    await gone;
    expect(isAlive(pid)).toBe(true);
    // As if it had been killed while it held the lock.
    symlinkSync(`${killed.child.pid} 1 -`, path.join(data, 'postgres.lock'));
    const next = await openEmbedded(data, disposable);
    expect(await postmasterOf(data)).toBe(pid);
    expect(portOf(next.appUrl)).toBe(portOf(killed.url));
    await next.release();
    expect(isAlive(pid)).toBe(false);
  });
});

describe('after a crash', () => {
  it('recovers when the postmaster was killed, its number is another process’s by now, or its file is empty', async () => {
    const data = path.join(folder(), 'data');
    const first = await openEmbedded(data);
    await ask(first.ownerUrl, 'create table kept (a int)', 'insert into kept values (7)');
    process.kill(await postmasterOf(data), 'SIGKILL');
    const second = await openEmbedded(data);
    expect(second.fresh).toBe(false);
    expect(await ask(second.ownerUrl, 'select a from kept')).toEqual([{ a: 7 }]);
    const pid = await postmasterOf(data);
    process.kill(pid, 'SIGKILL');
    const file = path.join(data, 'postgres', 'postmaster.pid');
    writeFileSync(file, readFileSync(file, 'utf8').replace(String(pid), String(process.ppid)));
    const third = await openEmbedded(data);
    expect(await ask(third.ownerUrl, 'select a from kept')).toEqual([{ a: 7 }]);
    process.kill(await postmasterOf(data), 'SIGKILL');
    // As a start that was cut off leaves it.
    writeFileSync(file, '');
    const fourth = await openEmbedded(data);
    expect(await ask(fourth.ownerUrl, 'select a from kept')).toEqual([{ a: 7 }]);
    await Promise.all([first, second, third, fourth].map((each) => each.release()));
  });

  it('starts again where it was, by a user that is left or by the next one', async () => {
    const data = path.join(folder(), 'data');
    const first = await openEmbedded(data, disposable);
    expect(await first.revive()).toBe(false);
    const pid = await postmasterOf(data);
    process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(ask(first.appUrl, 'select 1')).rejects.toThrow();
    expect(await Promise.all([first.revive(), first.revive()])).toContain(true);
    expect(await ask(first.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    const second = await openEmbedded(data, disposable);
    expect(portOf(second.appUrl)).toBe(portOf(first.appUrl));
    await Promise.all([first.release(), second.release()]);
    expect(await first.revive()).toBe(false);
    const third = await openEmbedded(data, disposable);
    expect(portOf(third.appUrl)).toBe(portOf(first.appUrl));
    await third.release();

    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(Number(portOf(first.appUrl)), '127.0.0.1', resolve));
    const fourth = await openEmbedded(data, disposable);
    expect(portOf(fourth.appUrl)).not.toBe(portOf(first.appUrl));
    await fourth.release();
    await new Promise((resolve) => taken.close(resolve));
  });

  it('throws away a database whose making was cut short', async () => {
    const data = path.join(folder(), 'data');
    mkdirSync(path.join(data, 'postgres.new-0'), { recursive: true });
    writeFileSync(path.join(data, 'postgres.new-0', 'PG_VERSION'), '18\n');
    const database = await openEmbedded(data, disposable);
    expect(database.fresh).toBe(true);
    await database.release();
    expect(readdirSync(data)).not.toContain('postgres.new-0');
  });
});

describe('under a folder that only its owner may enter', () => {
  it('works, and its processes restart after one is killed', async () => {
    const parent = folder();
    const data = path.join(parent, 'data');
    expect(statSync(parent).mode & 0o777).toBe(0o700);
    const database = await openEmbedded(data);
    const cluster = statSync(path.join(data, 'postgres'));
    expect(cluster.mode & 0o777).toBe(0o700);
    if (root) expect(cluster.uid).not.toBe(0);
    else expect(cluster.uid).toBe(process.getuid?.());
    expect(statSync(data).uid).toBe(process.getuid?.());

    await ask(database.ownerUrl, 'create table kept (a int)', 'insert into kept values (7)');
    const [writer] = (await ask(
      database.superuserUrl,
      "select pid from pg_stat_activity where backend_type = 'background writer'",
    )) as { pid: number }[];
    process.kill(writer?.pid ?? 0, 'SIGKILL');
    let rows: unknown[] = [];
    for (let tries = 0; tries < 100 && rows.length === 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      rows = await ask(database.ownerUrl, 'select a from kept').catch(() => []);
    }
    expect(rows).toEqual([{ a: 7 }]);
    expect(readFileSync(path.join(data, 'postgres.log'), 'utf8')).toContain('reinitializing');
    await database.release();
  });
});

describe('PostgreSQL’s programs', () => {
  const version = /^postgres \(PostgreSQL\) 18/;

  it('get the links among their libraries, or are copied when they cannot', async () => {
    const binaries = await findBinaries();
    const account = await chooseAccount('/nowhere');
    const links = await libraryLinks(binaries.native);
    expect(links.length).toBeGreaterThan(5);
    const open = folder('/var/tmp');
    chmodSync(open, 0o755);
    const native = path.join(open, 'package', 'native');
    const bare = async (): Promise<void> => {
      await cp(binaries.native, native, {
        recursive: true,
        filter: (file) => !lstatSync(file).isSymbolicLink(),
      });
    };
    await bare();
    const first = links[0];
    expect(existsSync(path.join(native, first?.link ?? ''))).toBe(false);
    expect(await usableNative({ ...binaries, native }, account, [])).toBe(native);
    expect(readlinkSync(path.join(native, first?.link ?? ''))).toBe(first?.to);

    for (const { link } of links) rmSync(path.join(native, link));
    const place = folder('/var/tmp');
    chmodSync(place, 0o755);
    // Root may write anywhere, but the user that it changes to cannot get in; an ordinary user cannot make the links.
    chmodSync(root ? path.join(open, 'package') : path.join(native, 'lib'), root ? 0o700 : 0o500);
    const copy = await usableNative({ ...binaries, native }, account, [place]);
    chmodSync(path.join(native, 'lib'), 0o755);
    expect(path.dirname(copy)).toBe(place);
    const setting = { native: copy, account, cwd: '/' };
    expect((await runProgram(setting, 'postgres', ['--version'])).out).toMatch(version);
    expect(statSync(copy).mode & 0o777).toBe(0o755);
    expect(statSync(copy).uid).toBe(process.getuid?.());

    const again = (): Promise<unknown> => copyNative({ ...binaries, native }, links, place);
    const made = statSync(copy).ino;
    expect(await again()).toEqual({ native: copy });
    expect(statSync(copy).ino).toBe(made);
    chmodSync(path.join(copy, 'bin', 'postgres'), 0o777);
    expect(await again()).toEqual({ native: copy });
    expect(statSync(copy).ino).not.toBe(made);
    chmodSync(place, 0o777);
    expect(await again()).toEqual({ trouble: `${place} is open to others` });
    expect(readdirSync(place)).toEqual([path.basename(copy)]);
  });

  it('are missed with a word on DATABASE_URL', async () => {
    const arch = Object.getOwnPropertyDescriptor(process, 'arch');
    Object.defineProperty(process, 'arch', { value: 'mips', configurable: true });
    try {
      expect(await refusal(path.join(folder(), 'data'))).toMatch(/linux-mips is missing.*set DATABASE_URL/);
    } finally {
      if (arch) Object.defineProperty(process, 'arch', arch);
    }
  });
});

describe('what cannot be used', () => {
  it('is refused with a line that says what to do', async () => {
    const parent = folder();
    const file = path.join(parent, 'file');
    writeFileSync(file, '');
    expect(await refusal(file)).toMatch(/DATA_DIR \(.*file\) .*not a folder: .*set DATA_DIR/);
    expect(await refusal(path.join(file, 'data'))).toMatch(
      /DATA_DIR \(.*data\) .*not a folder: .*set DATA_DIR/,
    );
    expect(await refusal('/proc/data')).toMatch(/DATA_DIR \(\/proc\/data\) cannot be used .*set DATA_DIR/);
    expect(await refusal('/proc/sys/fs')).toMatch(
      /DATA_DIR \(\/proc\/sys\/fs\) cannot be used .*set DATA_DIR/,
    );
    const closed = path.join(parent, 'data');
    mkdirSync(closed, { mode: 0o500 });
    if (root) await (await openEmbedded(closed, disposable)).release();
    else expect(await refusal(closed)).toMatch(/cannot be used \(EACCES\): this user may not write there/);
  });

  it('is a database of another version, without its passwords, or spoilt', async () => {
    const data = path.join(folder(), 'data');
    await (await openEmbedded(data, disposable)).release();
    const cluster = path.join(data, 'postgres');
    const secrets = path.join(data, 'postgres.json');
    const kept = readFileSync(secrets, 'utf8');
    const change = async (file: string, text: string, message: RegExp): Promise<void> => {
      const before = readFileSync(file, 'utf8');
      writeFileSync(file, text);
      expect(await refusal(data)).toMatch(message);
      expect(await findPostmaster(cluster)).toBeUndefined();
      writeFileSync(file, before);
    };
    await change(
      path.join(cluster, 'PG_VERSION'),
      '17\n',
      /made by PostgreSQL 17, but PostgreSQL 18 is installed/,
    );
    await change(path.join(cluster, 'PG_VERSION'), '', /holds something else than a PostgreSQL database/);
    await change(secrets, '{}', /postgres\.json holds no valid passwords/);
    const other = kept.replace(/"superuser": "[^"]+"/, `"superuser": "${'x'.repeat(32)}"`);
    await change(secrets, other, /does not accept the password in .*restore both/);
    const configuration = path.join(cluster, 'postgresql.conf');
    await change(
      configuration,
      'nonsense = on\n',
      /did not start \(.*data\/postgres\/postgresql\.conf.*postgres\.log, then start again/,
    );
    rmSync(secrets);
    expect(await refusal(data)).toMatch(/postgres\.json, which holds .* is missing: restore it/);
    expect(readdirSync(path.join(data, 'users'))).toEqual([]);
  });
});
