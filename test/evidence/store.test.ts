import { AwsV4Signer } from 'aws4fetch';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Server as SocketServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { readConfig } from '../../server/config';
import { asOwner } from '../../server/database/migrate';
import { scan } from '../../server/evidence/clamd';
import { removeContent, scanDocument } from '../../server/evidence/document-jobs';
import { addDocuments } from '../../server/evidence/documents';
import { fileName, incomingFolder, receive, startOf } from '../../server/evidence/incoming-folder';
import { lookAt } from '../../server/evidence/look-at-incoming';
import { closeRooms } from '../../server/evidence/reading-room/room';
import {
  contentKey,
  NotStored,
  openStore,
  StoreAway,
  type DocumentStore,
  type Stored,
} from '../../server/evidence/store/document-store';
import { openDocumentKey } from '../../server/evidence/store/document-key';
import { sweep } from '../../server/evidence/sweep';
import { sweptWords } from '../../server/evidence/sweep-words';
import type { House } from '../../server/http/route';
import { enqueue } from '../../server/jobs/jobs';
import { handlers } from '../../server/jobs/handlers';
import { startJobs } from '../../server/jobs/run-jobs';
import { projectRoot } from '../../server/root';
import { makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { senderOf } from './files';

const folder = mkdtempSync(path.join(tmpdir(), 'workbench-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const REVIEW = '01926f3e-7a10-7b51-8c2f-2f6f3b1c9d01';
const keyOf = (digit: string): string => contentKey(REVIEW, digit.repeat(64));

async function all(store: DocumentStore): Promise<Stored[]> {
  const found: Stored[] = [];
  for await (const one of store.list()) found.push(one);
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What holds of a store, wherever it is. */
async function keeps(store: DocumentStore): Promise<void> {
  const body = randomBytes(200_000);
  const local = path.join(folder, 'local');
  for (const digit of ['a', 'b', 'c']) {
    writeFileSync(local, body);
    await store.put(keyOf(digit), local, body.length);
  }
  expect(await buffer(await store.open(keyOf('b')))).toEqual(body);
  expect((await all(store)).map(({ key, bytes }) => [key, bytes])).toEqual(
    ['a', 'b', 'c'].map((digit) => [keyOf(digit), body.length]),
  );
  expect(Math.abs(Date.now() - ((await all(store))[0]?.at.getTime() ?? 0))).toBeLessThan(60_000);
  await store.remove(keyOf('b'));
  await store.remove(keyOf('b'));
  await expect(store.open(keyOf('b'))).rejects.toThrow(NotStored);
  expect(await all(store)).toHaveLength(2);
}

test('a folder keeps documents, whole or not at all, and nothing outside it', async () => {
  const place = path.join(folder, 'documents');
  const store = openStore(readConfig({ DATA_DIR: folder }));
  expect(await all(store)).toEqual([]);
  await keeps(store);
  expect(readdirSync(path.join(place, REVIEW)).sort()).toEqual(['a'.repeat(64), 'c'.repeat(64)]);
  await expect(store.open('../../etc/passwd')).rejects.toThrow('Not the key');
  expect(() => contentKey('..', 'a'.repeat(64))).toThrow();
  expect(statSync(path.join(place, REVIEW)).mode & 0o077).toBe(0);
});

test('a store that cannot be used says so, whatever is in its way', async () => {
  writeFileSync(path.join(folder, 'no folder'), '');
  const store = openStore({ documentStore: { kind: 'file', path: path.join(folder, 'no folder') } });
  const file = path.join(folder, 'no folder');
  await expect(store.put(`${REVIEW}/${'b'.repeat(64)}`, file, 0)).rejects.toThrow(StoreAway);
  await expect(store.open(`${REVIEW}/${'b'.repeat(64)}`)).rejects.toThrow(StoreAway);
});

describe('a bucket', () => {
  const kept = new Map<string, { body: Buffer; at: Date }>();
  const secret = { accessKeyId: 'key', secretAccessKey: 'secret', service: 's3', region: 'eu-west-2' };
  let server: Server;
  let url: string;
  /** Answers as the service does, path style, two to a page of the listing, and only what is signed rightly. */
  beforeAll(async () => {
    server = createServer((request, response) => {
      void buffer(request).then(async (body) => {
        const at = new URL(String(request.url), `http://${request.headers.host}`);
        const again = await new AwsV4Signer({
          ...secret,
          method: String(request.method),
          url: at.toString(),
          headers: {
            'x-amz-content-sha256': String(request.headers['x-amz-content-sha256']),
            'x-amz-date': String(request.headers['x-amz-date']),
          },
          datetime: String(request.headers['x-amz-date']),
        }).sign();
        const answer = (status: number, said = ''): void => void response.writeHead(status).end(said);
        if (again.headers.get('authorization') !== request.headers.authorization)
          return answer(403, '<Error><Code>SignatureDoesNotMatch</Code></Error>');
        const key = at.pathname.replace('/bucket/', '');
        if (request.method === 'PUT') {
          if (Number(request.headers['content-length']) !== body.length) return answer(400);
          kept.set(key, { body, at: new Date() });
          return answer(200);
        }
        if (request.method === 'DELETE') return answer(kept.delete(key) ? 204 : 404);
        if (at.pathname === '/bucket') {
          const from = Number(at.searchParams.get('continuation-token') ?? 0);
          const keys = [...kept.keys()]
            .filter((one) => one.startsWith(String(at.searchParams.get('prefix'))))
            .sort();
          const contents = keys.slice(from, from + 2).map((one) => {
            const { body: bytes, at: when } = kept.get(one) ?? { body: Buffer.alloc(0), at: new Date() };
            return `<Contents><Key>${one}</Key><LastModified>${when.toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`;
          });
          const next =
            from + 2 < keys.length ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : '';
          return answer(
            200,
            `<?xml version="1.0"?><ListBucketResult>${contents.join('')}${next}</ListBucketResult>`,
          );
        }
        const found = kept.get(key);
        if (!found) return answer(404, '<Error><Code>NoSuchKey</Code></Error>');
        response.end(found.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `s3:http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket/of/reviews?region=eu-west-2`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = (DOCUMENT_STORE: string, AWS_SECRET_ACCESS_KEY = 'secret') =>
    openStore(readConfig({ DOCUMENT_STORE, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY }));

  test('keeps documents too, by signed requests', async () => {
    await keeps(at(url));
    expect([...kept.keys()]).toEqual([`of/reviews/${keyOf('a')}`, `of/reviews/${keyOf('c')}`]);
  });

  test('says what the service refused', async () => {
    await expect(at(url, 'another').open(keyOf('a'))).rejects.toThrow('403');
    await expect(at(url.replace('127.0.0.1', '127.0.0.2')).remove(keyOf('a'))).rejects.toThrow();
  });

  test('is configured in words that are checked', () => {
    expect(() => readConfig({ DOCUMENT_STORE: 'ftp://x' })).toThrow('DOCUMENT_STORE must be like');
    expect(() => readConfig({ DOCUMENT_STORE: 's3:https://host/bucket' })).toThrow('AWS_ACCESS_KEY_ID');
    expect(() => readConfig({ CLAMD_URL: 'http://x' })).toThrow('CLAMD_URL');
    expect(readConfig({ CLAMD_URL: 'tcp://clamd' }).clamd).toEqual({ host: 'clamd', port: 3310 });
    expect(readConfig({ DOCUMENT_STORE: 'file:/srv/x' }).documentStore).toEqual({
      kind: 'file',
      path: '/srv/x',
    });
  });
});

test('a demo makes its own key, once, whoever asks first', () => {
  const dataDir = path.join(folder, 'demo');
  const first = openDocumentKey({ dataDir });
  expect(openDocumentKey({ dataDir }).id).toBe(first.id);
  expect(statSync(path.join(dataDir, 'document.key')).mode & 0o077).toBe(0);
});

test.each([
  ['C:\\fakepath\\Notes.pdf', 'Notes.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['a\u0000b\u001b\u202egpj.exe', 'abgpj.exe'],
  ['<img src=x onerror=alert(1)>.png', '<img src=x onerror=alert(1)>.png'],
  ['Bericht über Jörg — 会議.pdf', 'Bericht über Jörg — 会議.pdf'],
  ['\ud800.pdf', '.pdf'],
  ['', 'Unnamed file'],
  ['..', '..'],
])('the name %j is kept as %j', (given, kept) => expect(fileName(given)).toBe(kept));

describe('with a scanner', () => {
  let clamd: SocketServer;
  let address: { host: string; port: number };
  let says: string;
  let test_: TestHouse;
  let review: TestReview;
  /** Speaks INSTREAM as clamd does: all pieces, then an answer. */
  beforeAll(async () => {
    clamd = createSocketServer((socket) => {
      let got = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        got = Buffer.concat([got, data as Buffer]);
        let at = 'zINSTREAM\0'.length;
        while (got.length >= at + 4) {
          const length = got.readUInt32BE(at);
          if (length === 0) {
            if (says === 'silence') return void socket.destroy();
            return void socket.end(`${says.replace('BYTES', String(at))}\0`);
          }
          at += 4 + length;
        }
      });
    });
    await new Promise<void>((resolve) => clamd.listen(0, '127.0.0.1', resolve));
    address = { host: '127.0.0.1', port: (clamd.address() as AddressInfo).port };
    test_ = await openHouse(() => new Date('2012-05-04T10:00:00Z'));
    review = await makeReview(test_);
    test_.house.config.clamd = address;
  });
  afterAll(async () => {
    closeRooms();
    clamd.close();
    await test_.close();
  });
  const row = async (id: string) =>
    (
      await test_.owner<{ scan: string; sha256: string }>('select scan, sha256 from document where id = $1', [
        id,
      ])
    )[0];
  const jobsOf = async (queue: string) =>
    (
      await test_.owner<{ data: { documentId: string }; start_after: Date }>(
        'select data, start_after from pgboss.job where name = $1',
        [queue],
      )
    ).map(({ data }) => data.documentId);

  test('an answer is taken as it is, and silence never for clean', async () => {
    const body = (): Readable => Readable.from([randomBytes(200_000), randomBytes(10)]);
    says = 'stream: OK';
    expect(await scan(address, body())).toEqual({ is: 'clean' });
    says = 'stream: Win.Test.EICAR_HDB-1 FOUND';
    expect(await scan(address, body())).toEqual({ is: 'infected', virus: 'Win.Test.EICAR_HDB-1' });
    for (says of [
      'INSTREAM size limit exceeded. ERROR',
      'stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND',
    ])
      expect(await scan(address, body())).toEqual({ is: 'beyond' });
    for (says of ['silence', 'stream: OK FOUND ERROR']) expect((await scan(address, body())).is).toBe('away');
    expect((await scan({ host: '127.0.0.1', port: 1 }, body())).is).toBe('away');
    const broken = Readable.from(
      (function* () {
        yield randomBytes(10);
        throw new Error('broken off');
      })(),
    );
    await expect(scan(address, broken)).rejects.toThrow('broken off');
  });

  test('what is infected is refused, what is not scanned is held, until the scanner answers', async () => {
    const sender = await senderOf(test_.app, 'reviewer@demo.example');
    const list = `/reviews/${review.id}/documents`;
    const send = (name: string) =>
      sender.send(`${list}/new`, { agency_name: 'Health' }, [{ name, body: `Of ${name}` }]);
    const added = async (title: string) =>
      String((await test_.owner<{ id: string }>('select id from document where title = $1', [title]))[0]?.id);

    says = 'stream: Virus FOUND';
    const refused = await send('Ill.txt');
    expect([refused.status, refused.text.includes('found Virus in this file')]).toEqual([422, true]);
    says = 'stream: OK';
    expect((await send('Well.txt')).status).toBe(303);
    const well = await added('Well');
    expect((await row(well))?.scan).toBe('clean');
    expect(await jobsOf('read-document')).toEqual([well]);

    says = 'silence';
    const held = await send('Held.txt');
    expect(held.text).toContain('It is held until the virus scanner answers');
    await send('Later ill.txt');
    const [one, two] = [await added('Held'), await added('Later ill')];
    expect((await jobsOf('scan-document')).sort()).toEqual([one, two].sort());
    expect((await sender.get(list)).text).toContain('Held for the virus scan');
    const file = await sender.get(`${list}/${one}/file`);
    expect([file.status, file.text.includes('waits for the virus scanner')]).toEqual([422, true]);

    says = 'INSTREAM size limit exceeded. ERROR';
    expect((await send('Large.txt')).text).toContain('does not take files of this size');
    const large = await added('Large');
    const read = await sender.get(`${list}/${large}`);
    expect(read.text).toContain('The virus scanner does not take files of this size');
    expect(read.text).toContain('StreamMaxLength');
    expect((await sender.get(list)).text).toContain('Held: too large for the virus scanner');
    await scanDocument(test_.house, { boardId: review.boardId, documentId: large });
    const soon = await test_.owner<{ soon: boolean }>(
      "select start_after < now() + interval '59 minutes' as soon from pgboss.job where name = 'scan-document' and data ->> 'documentId' = $1",
      [large],
    );
    // Once when it was added, and from then on every hour.
    expect(soon.filter((job) => job.soon)).toHaveLength(1);
    expect(soon).toHaveLength(2);
    says = 'stream: OK';
    await scanDocument(test_.house, { boardId: review.boardId, documentId: large });
    expect((await sender.get(`${list}/${large}/file`)).text).toBe('Of Large.txt');
    await test_.owner("delete from pgboss.job where data ->> 'documentId' = $1", [large]);
    says = 'silence';

    const data = (documentId: string) => ({ boardId: review.boardId, documentId });
    await scanDocument(test_.house, data(one));
    expect((await row(one))?.scan).toBe('held');
    expect(await jobsOf('scan-document')).toHaveLength(3);
    says = 'stream: OK';
    await scanDocument(test_.house, data(one));
    await scanDocument(test_.house, data(one));
    expect((await row(one))?.scan).toBe('clean');
    expect((await jobsOf('read-document')).sort()).toEqual([well, one].sort());
    expect((await sender.get(`${list}/${one}/file`)).text).toBe('Of Held.txt');
    says = 'stream: Virus FOUND';
    await scanDocument(test_.house, data(two));
    expect((await row(two))?.scan).toBe('infected');
    expect(await jobsOf('remove-content')).toEqual([two]);
    await removeContent(test_.house, data(two));
    await removeContent(test_.house, data(one));
    const sha256 = String((await row(two))?.sha256);
    await expect(test_.house.documents.open(contentKey(review.id, sha256))).rejects.toThrow(NotStored);
    expect((await sender.get(list)).text).toContain('Infected: the content was removed');
    expect((await send('Later ill.txt')).text).toContain(
      'found a virus in this file when it was added before',
    );
    expect((await sender.get(`${list}/${one}/file`)).status).toBe(200);
  });
});

describe('jobs and the sweep', () => {
  let test_: TestHouse;
  let review: TestReview;
  let agencyId: string;
  beforeAll(async () => {
    test_ = await openHouse();
    review = await makeReview(test_);
    const [agency] = await test_.owner<{ id: string }>(
      "insert into agency (board_id, review_id, name) values ($1, $2, 'Health') returning id",
      [review.boardId, review.id],
    );
    agencyId = String(agency?.id);
  });
  afterAll(async () => {
    closeRooms();
    await test_.close();
  });

  const arrived = async (house: House, name: string, body: Buffer | string) => {
    const incoming = await receive(Readable.from([Buffer.from(body)]), name, incomingFolder(house.config));
    return { ...incoming, looked: await lookAt(house, incoming) };
  };
  const together = () => ({
    boardId: review.boardId,
    reviewId: review.id,
    agencyId: () => Promise.resolve(agencyId),
    kind: null,
    dated: null,
  });

  test('a job runs when its transaction was committed, and never when it was rolled back', async () => {
    const ran: unknown[] = [];
    const real = handlers['remove-content'];
    handlers['remove-content'] = async (_house, data) => {
      ran.push(data);
      if (ran.length === 1) throw new Error('The first time it fails');
    };
    const told: unknown[] = [];
    // One that may take long is soon another's when its process is killed: it has as much time left as it said it lives.
    const left: number[] = [];
    const slow = handlers['export-findings'];
    handlers['export-findings'] = async () => {
      for (let tries = 0; (left.at(-1) ?? 300) > 50 && tries < 50; tries += 1) {
        const [job] = await test_.owner<{ left: number }>(
          `select extract(epoch from started_on + expire_in - now())::float as left from pgboss.job
            where name = 'export-findings' and state = 'active'`,
        );
        left.push(job?.left ?? 0);
        await wait(20);
      }
    };
    await test_.owner("update pgboss.queue set retry_delay = 0 where name = 'remove-content'");
    const running = await startJobs(test_.house, (error) => told.push(error));
    try {
      await expect(
        test_.as('reviewer@demo.example', async (tx) => {
          await enqueue(tx, 'remove-content', { boardId: 'rolled back' });
          throw new Error('rolled back');
        }),
      ).rejects.toThrow('rolled back');
      await test_.as('reviewer@demo.example', (tx) =>
        enqueue(tx, 'remove-content', { boardId: 'committed' }),
      );
      await test_.as('reviewer@demo.example', (tx) => enqueue(tx, 'export-findings', {}));
      for (let tries = 0; (ran.length < 2 || left.length === 0) && tries < 100; tries += 1) await wait(100);
    } finally {
      await running.stop();
      Object.assign(handlers, { 'remove-content': real, 'export-findings': slow });
    }
    expect(left.at(-1)).toBeGreaterThan(35);
    expect(left.at(-1)).toBeLessThan(40.5);
    expect(ran).toEqual([{ boardId: 'committed' }, { boardId: 'committed' }]);
    expect(told).toEqual([new Error('The first time it fails')]);
  });

  test('content of a transaction that fails is removed again', async () => {
    const { house } = test_;
    const file = await arrived(house, 'Lost.txt', 'lost');
    await expect(
      test_.as('reviewer@demo.example', async (tx, actor) => {
        await addDocuments(house, tx, actor, together(), [file]);
        expect(await all(house.documents)).toHaveLength(1);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    for (let tries = 0; (await all(house.documents)).length > 0 && tries < 50; tries += 1) await wait(20);
    expect(await all(house.documents)).toEqual([]);
  });

  test('a document that came without its content gets it when the same file is added', async () => {
    const { house } = test_;
    const file = await arrived(house, 'Report.txt', 'the report');
    const [absent] = await test_.owner<{ id: string }>(
      `insert into document (board_id, review_id, agency_id, title, file_name, media_type, bytes, sha256, wrapped_key, key_id, scan)
       values ($1, $2, $3, 'From elsewhere', 'Report.txt', 'text/plain', 10, $4, '', '', 'absent') returning id`,
      [review.boardId, review.id, agencyId, file.sha256],
    );
    const outcomes = await test_.as('reviewer@demo.example', (tx, actor) =>
      addDocuments(house, tx, actor, together(), [file]),
    );
    expect(outcomes).toEqual([
      { name: 'Report.txt', is: 'filled', documentId: absent?.id, title: 'From elsewhere', held: false },
    ]);
    expect(await all(house.documents)).toHaveLength(1);
  });

  test('a sweep removes what a killed process and a failed transaction left, and names what is missing', async () => {
    const { house } = test_;
    const incoming = path.join(house.config.dataDir, 'incoming');
    const doSweep = () => asOwner(test_.urls.ownerUrl, (owner) => sweep(owner, house));
    // A process that is killed half way through an upload: only it writes to its folder.
    const child = spawn(
      process.execPath,
      [
        '-e',
        `const { receive, incomingFolder } = require('./dist/server/evidence/incoming-folder.js');
         const { Readable } = require('node:stream');
         const slow = Readable.from((async function* () { for (;;) { yield Buffer.alloc(100000, 'x'); await new Promise((go) => setTimeout(go, 5)); } })());
         receive(slow, 'Half.txt', incomingFolder({ dataDir: process.argv[1] }));`,
        house.config.dataDir,
      ],
      { cwd: projectRoot },
    );
    const left = (): string[] => readdirSync(incoming).filter((name) => name.includes(`-${child.pid}-`));
    const half = (): boolean =>
      left().some((name) =>
        readdirSync(path.join(incoming, name)).some(
          (file) => statSync(path.join(incoming, name, file)).size > 200_000,
        ),
      );
    for (let tries = 0; !(existsSync(incoming) && half()) && tries < 200; tries += 1) await wait(25);
    expect(half()).toBe(true);
    await doSweep();
    expect(left()).toHaveLength(1);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    // Another process that got the same number, and another machine's.
    mkdirSync(path.join(incoming, `${hostname()}-${process.pid}-1`));
    const elsewhere = path.join(incoming, 'another-host-77-123');
    mkdirSync(elsewhere);
    const own = await receive(Readable.from(['mine']), 'Mine.txt', incomingFolder(house.config));

    const orphan = keyOf('d');
    const young = keyOf('e');
    for (const key of [orphan, young]) {
      const local = path.join(folder, 'orphan');
      writeFileSync(local, 'x');
      await house.documents.put(key, local, 1);
    }
    const long = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(path.join(house.config.dataDir, 'documents', orphan), long, long);
    const [kept] = await test_.owner<{ sha256: string }>(
      "select sha256 from document where title = 'From elsewhere'",
    );
    const keptFile = path.join(
      house.config.dataDir,
      'documents',
      contentKey(review.id, String(kept?.sha256)),
    );
    utimesSync(keptFile, long, long);

    await test_.owner(
      `insert into app.rate_limit (key, points, expire) values ('api:over', 1, $1), ('api:live', 1, $2)`,
      [Date.now() - 1000, Date.now() + 60_000],
    );
    const swept = await doSweep();
    expect(await test_.owner(`select key from app.rate_limit where key like 'api:%'`)).toEqual([
      { key: 'api:live' },
    ]);
    expect(swept).toEqual({ incoming: 2, unclaimed: 1, expired: 0, missing: [], otherKeys: {} });
    expect(readdirSync(incoming).sort()).toEqual(
      ['another-host-77-123', `${hostname()}-${process.pid}-${startOf(process.pid)}`].sort(),
    );
    expect(existsSync(own.sealed.file)).toBe(true);
    expect((await all(house.documents)).map(({ key }) => key).sort()).toEqual(
      [contentKey(review.id, String(kept?.sha256)), young].sort(),
    );
    expect(sweptWords(swept).trouble).toEqual([]);

    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    utimesSync(elsewhere, yesterday, yesterday);
    rmSync(keptFile);
    await test_.owner("update document set key_id = 'another' where title = 'From elsewhere'");
    const second = await doSweep();
    expect(existsSync(elsewhere)).toBe(false);
    expect(second.missing).toEqual([contentKey(review.id, String(kept?.sha256))]);
    expect(sweptWords(second).trouble).toEqual([
      `The store has no content for the document ${contentKey(review.id, String(kept?.sha256))}.`,
      '1 document cannot be opened: kept under the DOCUMENT_KEY another, which is not the one that is set.',
    ]);
  });
});
