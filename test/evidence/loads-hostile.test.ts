import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import request, { type Response } from 'supertest';
import { DEMO_PASSWORD } from '../../seeds/cast';
import { bundleRoutes } from '../../server/bundle/bundle-routes';
import type { Incoming } from '../../server/evidence/incoming';
import { inspectedRows, rows } from '../../server/evidence/reading-room/rows';
import { closeRooms } from '../../server/evidence/reading-room/room';
import { readingOfSheets } from '../../server/evidence/reading-of-sheets';
import type { House } from '../../server/http/route';
import { hiddenValue } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { zipOf } from '../support/zip-of';

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const VIRUS = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS'}-TEST-FILE!$H+H*`;

/** An Excel file with one sheet, by hand. */
const book = (rowsOf: string, { shared = '', merges = '', more = {} } = {}): Buffer =>
  zipOf({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships><Relationship Id="a" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets><sheet name="Log" r:id="s"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="s" Type="${OFFICE}/worksheet" Target="sheet.xml"/><Relationship Id="t" Type="${OFFICE}/sharedStrings" Target="shared.xml"/></Relationships>`,
    'xl/shared.xml': `<sst ${MAIN}>${shared}</sst>`,
    'xl/sheet.xml': `<worksheet ${MAIN}><sheetData>${rowsOf}</sheetData>${merges}</worksheet>`,
    ...more,
  });
const row = (r: string, ...cells: string[]): string =>
  `<row${r === '' ? '' : ` r="${r}"`}>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;
const HEAD = row('1', 'Date', 'Event');
const inspected = (name: string, content: Buffer) => inspectedRows({ name, bytes: content.length }, content);

describe('a spreadsheet with more than is taken', () => {
  it.each([
    ['a CSV of line ends', '\n'.repeat(12_000_000), /more than 200,000 empty lines/],
    ['a CSV of separators', ',;\t"" \r\n'.repeat(1_000_000), /more than 200,000 empty lines/],
    ['a CSV of one endless line', `a${','.repeat(12_000_000)}`, /more columns than any sheet/],
    ['a CSV with a long cell', `Date,Event\n1/1/2010,${'x'.repeat(20_001)}`, /^Row 2, column B has a cell/],
    [
      'a CSV with a long row',
      `Date,Event\n${'"y",'.repeat(3)}${`${'x'.repeat(19_000)},`.repeat(4)}`,
      /^Row 2 has/,
    ],
    [
      'a quotation mark left open',
      `Date,Event\n1/1/2010,"${'x\n'.repeat(1_000_000)}`,
      /^Row 2 .*never closed/,
    ],
    ['a CSV with much text', `Date,Event\n${`1/1/2010,${'x'.repeat(9_990)}\n`.repeat(3_100)}`, /30,000,000/],
  ])('is refused in words and in moments: %s', async (_, text, words) => {
    const content = Buffer.from(text);
    const began = Date.now();
    await expect(rows({ name: 'log.csv' }, content)).rejects.toThrow(words);
    // Moments on a machine of its own; far less than the time a job has on a busy one.
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  const long = 'x'.repeat(20_001);
  it.each([
    [
      'a long cell',
      book(HEAD + row('5', '1/1/2010', long)),
      /^Row 5, column B has a cell of more than 20,000/,
    ],
    [
      'an endless cell',
      book(HEAD + row('5', 'x'.repeat(9_000_000))),
      /^Row 5 has a cell of more than 20,000/,
    ],
    [
      'a long shared text',
      book(`${HEAD}<row r="7"><c t="s"><v>0</v></c></row>`, { shared: `<si><t>${long}</t></si>` }),
      /^Row 7, column A has a cell/,
    ],
    [
      'a shared text that many cells refer to',
      book(HEAD + '<row><c t="s"><v>0</v></c></row>'.repeat(2_000), {
        shared: `<si><t>${'y'.repeat(19_000)}</t></si>`,
      }),
      /30,000,000/,
    ],
    ['many shared texts', book(HEAD, { shared: '<si/>'.repeat(1_000_001) }), /more text than is taken/],
    [
      'a text merged over many rows',
      book(HEAD + row('2', 'y'.repeat(19_000), 'z') + row('', '', 'z').repeat(9_000), {
        merges: `<mergeCells>${Array.from({ length: 4 }, (_, i) => `<mergeCell ref="A${2 + i * 450}:A${452 + i * 450}"/>`).join('')}</mergeCells>`,
      }),
      /30,000,000/,
    ],
  ])('is refused in words when it is an Excel file: %s', async (_, content, words) => {
    await expect(rows({ name: 'log.xlsx' }, content)).rejects.toThrow(words);
  });

  it('numbers rows by their order where the file numbers them as no sheet does', async () => {
    const given = ['99999999999999', '2147483648', '2.5', 'abc', '9', '9', '0', '-3', '9999', '1048577'];
    const read = await rows(
      { name: 'log.xlsx' },
      book(HEAD + given.map((r) => row(r, '1/1/2010', r)).join('')),
    );
    expect(read.sheets[0]?.rows.map(({ number }) => number)).toEqual([
      2, 3, 4, 5, 9, 10, 11, 12, 9999, 10_000,
    ]);
  });
});

describe('a spreadsheet that is not what its name says', () => {
  it.each([
    ['a PDF', 'log.csv', Buffer.from('%PDF-1.7\n1 0 obj'), /another kind/],
    ['a web page', 'log.tsv', Buffer.from('<html><script>alert(1)</script>'), /web page/],
    [
      'what scanners are tested with',
      'log.csv',
      Buffer.from(`Date,Event\n1/1/2010,${VIRUS}`),
      /virus scanners/,
    ],
    ['the same in a cell', 'log.xlsm', book(HEAD + row('2', '1/1/2010', VIRUS)), /virus scanners/],
    [
      'a program inside',
      'log.xlsx',
      book(HEAD, { more: { 'xl/media/a.png': 'MZ\u0000\u0001' } }),
      /a program inside/,
    ],
    [
      'macros under the name of XLSX',
      'log.xlsx',
      book(HEAD, { more: { 'xl/vbaProject.bin': 'x' } }),
      /macros/,
    ],
  ])('is refused: %s', async (_, name, content, words) => {
    await expect(inspected(name, content)).rejects.toThrow(words);
  });

  it('is read with macros where its name says that it has some, since they are not kept', async () => {
    const content = book(HEAD + row('2', '1/1/2010', 'Seen'), {
      more: { 'xl/vbaProject.bin': Buffer.from('d0cf11e0a1b11ae1', 'hex') },
    });
    expect((await inspected('log.xlsm', content)).sheets[0]?.rows).toHaveLength(1);
  });
});

describe('bringing it in', () => {
  let test_: TestHouse;
  beforeAll(async () => {
    test_ = await openHouse(() => new Date('2012-05-04T10:00:00Z'));
  });
  afterAll(async () => {
    closeRooms();
    await test_.close();
  });

  async function person(review: TestReview, email = 'reviewer@demo.example') {
    const agent = request.agent(test_.app);
    const signIn = await agent.get('/sign-in');
    const _csrf = hiddenValue(signIn.text, '_csrf');
    await agent.post('/sign-in').type('form').send({ _csrf, email, password: DEMO_PASSWORD });
    const path = `/reviews/${review.id}/chronology/loads`;
    const form = async () => {
      const { text } = await agent.get(path);
      return { csrf: hiddenValue(text, '_csrf') ?? '', once: hiddenValue(text, '_once') ?? '' };
    };
    const send = (body: Buffer, { csrf, once }: { csrf: string; once: string }, name = 'log.csv') =>
      agent.post(path).field('_csrf', csrf).field('_once', once).attach('file', body, name);
    return { agent, path, form, send };
  }

  it('reads one at a time for one account, holds no transaction meanwhile, and answers the same form the same', async () => {
    const review = await makeReview(test_);
    const me = await person(review);
    const other = await person(review, 'coordinator@demo.example');
    const body = Buffer.from(`Date,Event\n${'1/1/2010,Seen at home\n'.repeat(20_000)}`);
    const [mine, another] = [await me.form(), await me.form()];
    const sent: Promise<Response>[] = [mine, mine, another, another].map((form) =>
      me.send(body, form).then((r) => r),
    );
    const before = Date.now();
    expect((await other.agent.get('/reviews')).status).toBe(200);
    expect(Date.now() - before).toBeLessThan(5_000);
    const answers = await Promise.all(sent);
    const taken = answers.filter(({ status }) => status === 303).map(({ headers }) => headers.location);
    const refused = answers.filter(({ status }) => status === 422);
    expect([taken.length, refused.length]).toEqual([2, 2]);
    expect(new Set(taken).size).toBe(1);
    for (const { text } of refused) expect(text).toContain('Your last spreadsheet is still being read');
    const drafts = await test_.owner('select 1 from chronology_load where review_id = $1', [review.id]);
    expect(drafts).toHaveLength(1);
    const empty = await me.send(book(HEAD + '<row/>'.repeat(300_000)), await me.form(), 'log.xlsx');
    expect([empty.status, empty.text.includes('more than 10,000 rows without anything')]).toEqual([
      422,
      true,
    ]);
    const again = await me.send(Buffer.from('\n'.repeat(300_000)), await me.form());
    expect([again.status, again.text.includes('more than 200,000 empty lines')]).toEqual([422, true]);
  });

  it('shows a page of bounded size, whatever the cells hold, and takes no name of a list or column but its own', async () => {
    const review = await makeReview(test_);
    const me = await person(review);
    const cells = Array.from({ length: 90 }, () => '&'.repeat(650)).join(',');
    const lines = [`When,${Array.from({ length: 90 }, (_, i) => `Event ${i}`).join(',')}`];
    const body = Buffer.from([...lines, ...Array.from({ length: 60 }, () => `no date,${cells}`)].join('\n'));
    const page = String((await me.send(body, await me.form())).headers.location);
    const { csrf } = await me.form();
    const typed = Object.fromEntries(
      Array.from({ length: 90 }, (_, i) => [`column-${i + 1}`, 'description']),
    );
    const columns = { 'column-0': 'date', ...typed, 'column-2': 'toString', 'column-3': '__proto__' };
    const mapped = await me.agent
      .post(`${page}/mapping`)
      .type('form')
      .send({ _csrf: csrf, version: '1', new_agency: 'Police', ...columns });
    expect(mapped.status).toBe(303);
    const [stored] = await test_.owner<{ columns: string[] }>(
      `select mapping->'columns' as columns from chronology_load where review_id = $1`,
      [review.id],
    );
    expect(stored?.columns.slice(0, 5)).toEqual(['date', 'description', '', '', 'description']);
    for (const show of ['', 'toString', '__proto__', 'all', 'constructor']) {
      const shown = await me.agent.get(`${page}?show=${show}`);
      expect([show, shown.status]).toEqual([show, 200]);
      expect(shown.text.length).toBeLessThan(1_000_000);
      expect(shown.text).toContain('>Row 2<');
    }
  });

  it('says what is wrong with a name that holds what no name can', async () => {
    const me = await person(await makeReview(test_));
    for (const name of ['a\u202elog.csv', '<img src=x onerror=alert(1)>.csv']) {
      const { status, text } = await me.send(Buffer.from('Date,Event\n1/1/2010,x'), await me.form(), name);
      expect([name, status, text.includes('Give it a plain name')]).toEqual([name, 422, true]);
    }
    const { csrf, once } = await me.form();
    const part = (name: string, value: string, more = '') =>
      `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const file = part('file', 'Date,Event\n1/1/2010,x', '; filename="a\u0000b.csv"');
    const sent = await me.agent
      .post(me.path)
      .set('Content-Type', 'multipart/form-data; boundary=x')
      .send(`${part('_csrf', csrf)}${part('_once', once)}${file}--x--\r\n`);
    expect([sent.status, sent.text.includes('The name of this file has control characters in it')]).toEqual([
      422,
      true,
    ]);
  });
});

describe('the virus scanner', () => {
  const sheet = Buffer.from('Date,Event\n1/1/2010,Seen');
  const incoming = { name: 'log.csv', bytes: sheet.length, open: () => Readable.from([sheet]) } as Incoming;
  const houseWith = (port: number) => ({ config: { clamd: { host: '127.0.0.1', port } } }) as House;

  it.each([
    ['stream: OK', null],
    ['stream: Win.Test FOUND', /found Win.Test in this file/],
    ['INSTREAM size limit exceeded. ERROR', /does not take files of this size/],
    ['', /The virus scanner does not answer/],
  ])('is asked before a sheet is read: %s', async (answer, words) => {
    const clamd = createServer((socket: Socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end(answer && `${answer}\0`));
    });
    await new Promise<void>((resolve) => clamd.listen(0, '127.0.0.1', resolve));
    const read = readingOfSheets.file(houseWith((clamd.address() as AddressInfo).port), incoming);
    if (words) await expect(read).rejects.toThrow(words);
    else expect((await read).sheets[0]?.rows).toHaveLength(1);
    await new Promise((resolve) => clamd.close(resolve));
  });
});

describe('a review from elsewhere', () => {
  it('is read and checked by the same way, before there is a transaction', async () => {
    const reading = bundleRoutes.find(({ method, path }) => method === 'post' && path === '/reviews/bundles')
      ?.upload?.read;
    const file = (text: string) =>
      reading?.file(
        {} as House,
        {
          bytes: text.length,
          open: () => Readable.from(text === '' ? [] : [Buffer.from(text)]),
        } as Incoming,
      );
    await expect(file('')).rejects.toThrow('Choose the file of a review');
    await expect(file('{"format":"other"}')).rejects.toThrow(/format/);
    expect(reading?.busy).toContain('still being read');
  });
});
