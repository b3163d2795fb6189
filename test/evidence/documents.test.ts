import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openContent, type ContentRow } from '../../server/evidence/content';
import { StoreAway } from '../../server/evidence/store/document-store';
import { NotGenuine } from '../../server/evidence/store/sealing';
import { visit } from '../support/browser-of';
import { buffer } from 'node:stream/consumers';
import { closeRooms } from '../../server/evidence/reading-room/room';
import { makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { senderOf, type Sender, type TestFile } from './files';
import { sheetOf } from './hostile-files';

let test_: TestHouse;
let review: TestReview;
let elsewhere: TestReview;
let sender: Sender;
let form: string;
let list: string;
const AGENCY = { agency: '', agency_name: 'Health' };
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

beforeAll(async () => {
  test_ = await openHouse(() => new Date('2012-05-04T10:00:00Z'));
  review = await makeReview(test_);
  elsewhere = await makeReview(test_, { board: 'Lancashire', lead: 'reviewer-b@demo.example', team: null });
  sender = await senderOf(test_.app, 'reviewer@demo.example');
  list = `/reviews/${review.id}/documents`;
  form = `${list}/new`;
});
afterAll(async () => {
  closeRooms();
  await test_.close();
});

interface Row {
  id: string;
  title: string;
  file_name: string;
  media_type: string;
  bytes: string;
  sha256: string;
  scan: string;
  reading: string;
  key_id: string;
  version: number;
  withdrawn_why: string;
}
const rows = (): Promise<Row[]> =>
  test_.owner<Row>('select * from document where review_id = $1 order by added_at, id', [review.id]);
const jobs = (queue: string): Promise<{ data: { documentId: string } }[]> =>
  test_.owner('select data from pgboss.job where name = $1', [queue]);
const audited = async (action: string): Promise<number> =>
  (await test_.owner('select 1 from audit.entry where action = $1', [action])).length;

/** What lies in the folders of the store and of the incoming, folders left out. */
function filesIn(folder: 'documents' | 'incoming'): string[] {
  const root = path.join(test_.house.config.dataDir, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
const nothingIncoming = async (): Promise<void> => {
  for (let tries = 0; filesIn('incoming').length > 0 && tries < 50; tries += 1) await wait(20);
  expect(filesIn('incoming')).toEqual([]);
};

test('an empty list says what belongs there and leads to the form', async () => {
  const page = await sender.get(list);
  expect(page.status).toBe(200);
  expect(page.text).toContain('No documents yet');
  expect(page.text).toContain(`href="${form}"`);
  expect((await sender.get(form)).text).toContain('multiple');
});

test.each([
  ['../../etc/passwd.txt', 'a path', 'passwd.txt'],
  ['C:\\fakepath\\Notes.txt', 'a path', 'Notes.txt'],
  ['a\u202e.txt', 'control characters', 'a.txt'],
  ['<img src=x onerror=alert(1)>.txt', '&lt; or &gt;', '&lt;img src=x onerror=alert(1)&gt;.txt'],
])('a file of the name %j is not kept, and it is said how to mend it', async (name, holds, shown) => {
  const answer = await sender.send(form, AGENCY, [
    { name: 'plain.txt', body: 'A plain one beside it.' },
    { name, body: 'A visit.' },
  ]);
  expect(answer.status).toBe(422);
  expect(answer.text).toContain(
    `The name of the file “${shown}” has ${holds} in it. Nothing was kept. Give it a plain name and send it again`,
  );
  expect([await rows(), filesIn('documents')]).toEqual([[], []]);
  await nothingIncoming();
});

test('documents are kept encrypted under their SHA-256, listed, and come back as they were', async () => {
  const notes = 'Home visit. The child said: “I hide in the shed.”\n'.repeat(3000);
  const answer = await sender.send(
    form,
    { ...AGENCY, kind: 'case_record', 'dated-day': '4', 'dated-month': '5', 'dated-year': '2011' },
    [
      { name: 'Visit_notes & more.txt', body: notes },
      { name: 'passwd.csv', body: 'Date,What\n04/05/2011,Visit\n' },
    ],
  );
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe(list);
  const [first, second] = await rows();
  expect(first).toMatchObject({
    title: 'Visit notes & more',
    media_type: 'text/plain',
    bytes: String(Buffer.byteLength(notes)),
    sha256: createHash('sha256').update(notes).digest('hex'),
    scan: 'not_scanned',
    reading: 'waiting',
    key_id: test_.house.documentKey.id,
  });
  expect(second?.file_name).toBe('passwd.csv');
  expect((await jobs('read-document')).map(({ data }) => data.documentId).sort()).toEqual(
    [first?.id, second?.id].sort(),
  );
  const stored = filesIn('documents');
  expect(stored.map((file) => path.basename(file)).sort()).toEqual([first?.sha256, second?.sha256].sort());
  for (const file of stored) expect(readFileSync(file).includes('child said')).toBe(false);
  await nothingIncoming();

  const page = await sender.get(list);
  expect(page.text).toContain('2 documents were added.');
  expect(page.text).toContain('Visit notes &amp; more');
  expect(page.text).toContain('Waits to be read for search');
  expect(page.text).toContain('4 May 2011');
  const person = await visit(test_.app, 'reviewer@demo.example');
  const asked = async (fields: Record<string, string>): Promise<string> =>
    String((await person.send(list, { q: '', agency: '', kind: '', ...fields })).headers.location);
  const words = await asked({ q: 'VISIT', kind: 'case_record' });
  expect(words).toMatch(/\?asked=[0-9a-f-]{36}&kind=case_record$/);
  const found = await person.get(words);
  expect(found.text).toContain('1 of 2 documents');
  expect(found.text).toContain('value="VISIT"');
  expect((await person.get(await asked({ q: 'nothing' }))).text).toContain('No document fits');
  expect(await asked({ kind: 'case_record', agency: 'x' })).toBe(`${list}?kind=case_record`);
  expect((await person.get(`${list}?asked=x`)).status).toBe(404);
  // What another asked is not read, and neither is a word in an address.
  const team = await visit(test_.app, 'team@demo.example');
  for (const href of [words.replace('&kind=case_record', ''), `${list}?q=nothing`])
    expect((await team.get(href)).text).toContain('2 documents');

  const file = await sender.get(`${list}/${first?.id}/file`).buffer(true);
  expect(file.text).toBe(notes);
  expect(file.headers).toMatchObject({
    'content-length': String(Buffer.byteLength(notes)),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
  });
  expect(file.headers['content-disposition']).toMatch(/^attachment; filename="Visit_notes/);
  expect([await audited('document.added'), await audited('document.downloaded')]).toEqual([2, 1]);
});

test('each file stands for itself; a content that is there already adds nothing', async () => {
  const [first] = await rows();
  expect(first?.title).toContain('Visit');
  const same = await sender.get(`${list}/${first?.id}/file`).buffer(true);
  const answer = await sender.send(form, AGENCY, [
    { name: 'Again.txt', body: same.text },
    { name: 'tool.exe', body: 'MZ\x90\x00' },
    { name: 'Letter.txt', body: 'A letter' },
    { name: 'Letter twice.txt', body: 'A letter' },
  ]);
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('1 document was added, 2 were here already, 1 was not kept');
  expect(answer.text).toContain('tool.exe');
  expect(answer.text).toContain('The review has this document already: “Visit notes');
  expect(answer.text).toContain('The review has this document already: “Letter”');
  expect(await rows()).toHaveLength(3);
  await nothingIncoming();

  const before = filesIn('documents').length;
  const none = await sender.send(form, { ...AGENCY, agency_name: 'Nobody' }, [
    { name: 'eicar.txt', body: EICAR },
    { name: 'empty.txt', body: ' '.repeat(0) },
    { name: 'data.csv', body: Buffer.alloc(26 * 1024 * 1024, 'a,b\n') },
  ]);
  expect(none.status).toBe(422);
  expect(none.text).toContain('eicar.txt: ');
  expect(none.text).toContain('larger than 25 MB');
  expect(none.text).toContain('None of the 3 files was kept');
  expect(none.text).toContain('value="Nobody"');
  expect(filesIn('documents')).toHaveLength(before);
  expect(await test_.owner("select 1 from agency where name = 'Nobody'")).toEqual([]);

  // Nothing new was kept of what is here already: no agency comes of it.
  const again = await sender.send(form, { ...AGENCY, agency_name: 'Nobody' }, [
    { name: 'Letter again.txt', body: 'A letter' },
    { name: 'eicar.txt', body: EICAR },
  ]);
  expect(again.text).toContain('The review has this document already: “Letter”');
  expect(again.text).toContain('0 documents were added, 1 was here already, 1 was not kept');
  expect(await test_.owner("select 1 from agency where name = 'Nobody'")).toEqual([]);

  const script = await sender.send(form, AGENCY, [{ name: 'eicar.txt', body: EICAR }], { background: true });
  expect([script.status, script.body.problems.length]).toEqual([422, 1]);
  const added = await sender.send(form, AGENCY, [{ name: 'One more.txt', body: 'more' }], {
    background: true,
  });
  expect(added.body).toEqual({ outcomes: [{ name: 'One more.txt', is: 'added', words: 'Added.' }] });
  const copy = await sender.send(form, AGENCY, [{ name: 'Copy.txt', body: 'more' }], { background: true });
  expect(copy.body.outcomes).toMatchObject([{ name: 'Copy.txt', is: 'same' }]);
  await nothingIncoming();
});

test('the same form sent twice adds once, and two who add the same at once add it once', async () => {
  const once = '0191e2a4-6d2c-7c3f-8f2d-3f7e5a1b2c3d';
  const sent = [{ name: 'Twice.txt', body: 'twice' }];
  const answers = await Promise.all([1, 2].map(() => sender.send(form, AGENCY, sent, { once })));
  expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
    [303, list],
    [303, list],
  ]);
  const team = await senderOf(test_.app, 'team@demo.example');
  const both = [{ name: 'Minutes.txt', body: 'The minutes' }];
  await Promise.all([sender.send(form, AGENCY, both), team.send(form, AGENCY, both)]);
  const minutes = (await rows()).filter(({ file_name }) => file_name === 'Minutes.txt');
  expect(minutes).toHaveLength(1);
  // Whoever came first: the key in the row opens what lies in the store.
  const back = await sender.get(`${list}/${minutes[0]?.id}/file`).buffer(true);
  expect(back.text).toBe('The minutes');
  expect((await rows()).filter(({ title }) => title === 'Twice')).toHaveLength(1);
});

test('what cannot be taken is said beside the field, and nothing is left', async () => {
  const before = await rows();
  const at = async (fields: Record<string, string>, files: TestFile[]) => {
    const answer = await sender.send(form, fields, files);
    expect(answer.status).toBe(422);
    await nothingIncoming();
    return answer.text;
  };
  const file = [{ name: 'a.txt', body: 'a' }];
  expect(await at(AGENCY, [])).toContain('Choose one or more files');
  expect(await at({ agency: '', agency_name: '' }, file)).toContain('Choose the agency');
  const empty = await at({ agency: '', agency_name: '', 'dated-day': '31' }, []);
  for (const asked of ['Choose the agency', 'Date must include a month', 'Choose one or more files'])
    expect(empty).toContain(asked);
  // To the page's script, which shows them beside their fields.
  const checked = await sender.send(form, { agency: '', 'dated-day': '31' }, [], { background: true });
  expect(checked.body.problems.map(({ field }: { field: string }) => field)).toEqual([
    'agency',
    'dated',
    'files',
  ]);
  expect(await at({ ...AGENCY, kind: 'invented' }, file)).toContain('Choose one of the kinds');
  expect(
    await at({ ...AGENCY, 'dated-day': '31', 'dated-month': '2', 'dated-year': '2011' }, file),
  ).toContain('must be a real date');
  expect(await at({ ...AGENCY, agency_name: 'a\u0000b' }, file)).toContain('characters that cannot be kept');
  expect(await at({ ...AGENCY, agency_name: 'x'.repeat(90_000) }, file)).toContain('200 characters or fewer');
  const emptied = [{ name: 'a.xlsx', body: sheetOf('<row/>'.repeat(20_000)) }];
  expect(await at(AGENCY, emptied)).toContain('more than 10,000 rows without anything in them');
  const many = Array.from({ length: 101 }, (_, n) => ({ name: `${n}.txt`, body: String(n) }));
  expect(await at(AGENCY, many)).toContain('Choose 100 files or fewer at once');
  expect(await rows()).toEqual(before);
  const strange = await sender.send(form, AGENCY, [{ name: `${'long '.repeat(300)}.txt`, body: 'strange' }]);
  expect(strange.status).toBe(303);
  expect((await rows()).at(-1)?.file_name.length).toBeLessThanOrEqual(200);
});

test('details are changed with every version kept, a document is withdrawn with a reason and restored', async () => {
  const [first] = await rows();
  const at = `${list}/${first?.id}`;
  const shown = await sender.get(`${at}/details`);
  expect(shown.text).toContain(String(first?.sha256));
  const visitor = await visit(test_.app, 'coordinator@demo.example');
  const details = { title: 'Notes of visits', agency: '', agency_name: 'Social Care', kind: 'other' };
  const saved = await visitor.post(`${at}/details`, { ...details, version: '1' });
  expect([saved.status, saved.headers.location]).toEqual([303, at]);
  const refused = await visitor.post(`${at}/details`, { ...details, title: '', version: '2' });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('Give the document a title');
  const conflict = await visitor.post(`${at}/details`, {
    ...details,
    title: 'Mine',
    kind: 'plan',
    version: '1',
  });
  expect(conflict.status).toBe(409);
  expect(conflict.text).toContain('Plan');
  expect(conflict.text).not.toContain(review.boardId);

  expect((await visitor.post(`${at}/withdrawal`, { why: '' })).status).toBe(422);
  const withdrawn = await visitor.post(`${at}/withdrawal`, { why: 'It is of another child' });
  expect([withdrawn.status, withdrawn.headers.location]).toEqual([303, at]);
  expect((await visitor.get(`${at}/details`)).text).toContain('It is of another child');
  expect((await visitor.get(list)).text).toContain('Withdrawn');
  expect((await visitor.get(`${at}/withdrawal`)).status).toBe(303);
  const restored = await visitor.post(`${at}/restoration`, {}, `${at}/details`);
  expect(restored.status).toBe(303);
  const again = await visitor.post(`${at}/restoration`, {}, `${at}/details`);
  expect(again.status).toBe(422);
  expect((await rows())[0]).toMatchObject({ title: 'Notes of visits', version: 2, withdrawn_why: '' });
  expect(await test_.owner("select 1 from revision where kind = 'document'")).toHaveLength(1);
  expect([await audited('document.withdrawn'), await audited('document.restored')]).toEqual([1, 1]);
});

test('while the store is away, words say so and nothing is added', async () => {
  const [first] = await rows();
  const { documents } = test_.house;
  const there = { put: documents.put, open: documents.open };
  const away = (): never => {
    throw new StoreAway(new Error('connect ECONNREFUSED'));
  };
  Object.assign(documents, { put: async () => away(), open: async () => away() });
  try {
    const opened = await sender.get(`${list}/${first?.id}/file`);
    expect([opened.status, opened.text.includes('documents are kept does not answer')]).toEqual([503, true]);
    const before = await rows();
    const put = await sender.send(form, AGENCY, [{ name: 'Away.txt', body: 'away' }]);
    expect([put.status, put.text.includes('Nothing was changed')]).toEqual([503, true]);
    expect(await rows()).toEqual(before);
    await nothingIncoming();
  } finally {
    Object.assign(documents, there);
  }
});

test('who may not gather evidence, or not see the review, finds no page', async () => {
  const [first] = await rows();
  const chair = await senderOf(test_.app, 'chair@demo.example');
  expect((await chair.get(list)).status).toBe(200);
  expect((await chair.get(list)).text).not.toContain('Add documents');
  expect((await chair.get(form)).status).toBe(404);
  expect((await chair.get(`${list}/${first?.id}/file`)).status).toBe(200);
  const refused = await chair.send(form, AGENCY, [{ name: 'c.txt', body: 'chair' }]);
  expect(refused.status).toBe(404);
  const other = await senderOf(test_.app, 'reviewer-b@demo.example');
  for (const at of [list, form, `${list}/${first?.id}/file`, `${list}/${first?.id}/details`])
    expect((await other.get(at)).status).toBe(404);
  expect((await other.send(form, AGENCY, [{ name: 'c.txt', body: 'other' }])).status).toBe(404);
  expect((await sender.get(`/reviews/${elsewhere.id}/documents/${first?.id}/file`)).status).toBe(404);
  await nothingIncoming();
});

test('a content that was changed, or kept under another key, is never taken for the document', async () => {
  const body = randomBytes(200_000).toString('hex');
  expect((await sender.send(form, AGENCY, [{ name: 'Tampered.txt', body }])).status).toBe(303);
  const row = (await rows()).at(-1);
  const file = filesIn('documents').find((name) => name.endsWith(String(row?.sha256))) ?? '';
  const genuine = readFileSync(file);
  const changed = Buffer.from(genuine);
  changed.writeUInt8(changed.readUInt8(150_000) ^ 1, 150_000);
  writeFileSync(file, changed);
  const content = await openContent(test_.house, row as unknown as ContentRow);
  await expect(buffer(content)).rejects.toThrow(NotGenuine);
  writeFileSync(file, genuine);
  await test_.owner("update document set key_id = 'ffffffffffff' where id = $1", [row?.id]);
  const other = await sender.get(`${list}/${row?.id}/file`);
  expect([other.status, other.text.includes('kept under another key')]).toEqual([503, true]);
  await test_.owner('update document set key_id = $2 where id = $1', [row?.id, row?.key_id]);
});

describe('over a line', () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer(test_.app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const BOUNDARY = 'a-boundary-between-parts';
  const part = (name: string, value: string): string =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

  async function begin(fileName: string, bytes: number) {
    const { cookie, csrf, once } = await sender.tokens(form);
    const head = `${part('_csrf', csrf)}${part('_once', once)}${part('agency_name', 'Health')}--${BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="${fileName}"\r\nContent-Type: text/plain\r\n\r\n`;
    const tail = `\r\n--${BOUNDARY}--\r\n`;
    const sending = httpRequest({
      port,
      host: '127.0.0.1',
      path: form,
      method: 'POST',
      headers: {
        cookie,
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        'content-length': Buffer.byteLength(head) + bytes + Buffer.byteLength(tail),
      },
    });
    sending.write(head);
    return { sending, tail, cookie };
  }

  test('an upload that is cut off half way leaves nothing', async () => {
    const before = filesIn('documents').length;
    const { sending } = await begin('Half.txt', 20_000_000);
    sending.on('error', () => undefined);
    sending.write(Buffer.alloc(5_000_000, 'half '));
    while (filesIn('incoming').length === 0) await wait(10);
    sending.destroy();
    await nothingIncoming();
    expect(filesIn('documents')).toHaveLength(before);
  });

  test('an upload whose sender is gone before it was kept leaves nothing, and is no error of the store', async () => {
    const before = filesIn('documents').length;
    const put = jest.spyOn(test_.house.documents, 'put');
    const { sending, tail } = await begin('Gone.txt', 5);
    sending.on('error', () => undefined);
    await new Promise<void>((sent) => void sending.end(`whole${tail}`, sent));
    while (filesIn('incoming').length === 0) await wait(1);
    sending.destroy();
    await nothingIncoming();
    expect([put.mock.calls, filesIn('documents').length]).toEqual([[], before]);
    put.mockRestore();
  });

  test('40 MB go up and come down again without the memory for it', async () => {
    const MOST_GROWTH = 64;
    const megabyte = Buffer.alloc(1024 * 1024, 'The health visitor wrote what she saw that day. ');
    const size = 40;
    const { sending, tail, cookie } = await begin('Large.txt', size * megabyte.length);
    const base = process.memoryUsage.rss();
    let top = base;
    const hash = createHash('sha256');
    for (let sent = 0; sent < size; sent += 1) {
      const piece = Buffer.from(megabyte);
      piece.write(`Page ${sent}. `);
      hash.update(piece);
      if (!sending.write(piece)) await new Promise((resolve) => sending.once('drain', resolve));
      top = Math.max(top, process.memoryUsage.rss());
    }
    const status = new Promise((resolve) =>
      sending.on('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      }),
    );
    sending.end(tail);
    expect(await status).toBe(303);
    const row = (await rows()).find(({ title }) => title === 'Large');
    const sha256 = hash.digest('hex');
    expect(row?.sha256).toBe(sha256);
    const back = createHash('sha256');
    await new Promise<void>((resolve, reject) => {
      httpRequest(
        { port, host: '127.0.0.1', path: `${list}/${row?.id}/file`, headers: { cookie } },
        (answer) => {
          answer.on('data', (data: Buffer) => {
            back.update(data);
            top = Math.max(top, process.memoryUsage.rss());
          });
          answer.on('end', resolve);
          answer.on('error', reject);
        },
      ).end();
    });
    expect(back.digest('hex')).toBe(sha256);
    expect((top - base) / 1024 / 1024).toBeLessThan(MOST_GROWTH);
  });
});
