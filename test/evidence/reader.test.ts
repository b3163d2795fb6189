import { HtmlValidate } from 'html-validate';
import sharp from 'sharp';
import { readDocument } from '../../server/evidence/read-document';
import { closeRooms } from '../../server/evidence/reading-room/room';
import { visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { senderOf } from './files';
import { docx, paragraph, pdf, workbook } from './hostile-files';

let test: TestHouse;
let review: TestReview;
let lead: Visitor;
let documents: Record<string, { id: string; href: string }>;

const LEAD = 'reviewer@demo.example';
const validate = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
    'attribute-boolean-style': 'off',
    'void-style': ['error', { style: 'omit' }],
    'no-redundant-role': 'off',
    'prefer-native-element': 'off',
    'no-inline-style': 'error',
  },
});
const read = (documentId: string): Promise<void> =>
  readDocument(test.house, { boardId: review.boardId, documentId });
const set = (id: string, columns: string): Promise<object[]> =>
  test.owner(`update document set ${columns} where id = $1`, [id]);
const audited = (action: string): Promise<{ detail: { page: number } }[]> =>
  test.owner(`select payload::jsonb -> 'detail' as detail from audit.entry where action = $1 order by 1`, [
    action,
  ]);

beforeAll(async () => {
  test = await openHouse(() => new Date('2012-05-04T10:00:00Z'));
  review = await makeReview(test);
  lead = await visit(test.app, LEAD);
  const sender = await senderOf(test.app, LEAD);
  const rows = Array.from({ length: 340 }, (_, n) => [`Row ${n + 1}`, `Home visit ${n + 1}`]);
  const files = {
    minutes: [
      'Minutes.pdf',
      await pdf(['The plan was on track', 'No one had\nseen him alone', '', 'Four', 'Five']),
    ],
    plan: [
      'Plan.docx',
      docx(paragraph('Aim &lt;script&gt;alert(1)&lt;/script&gt;') + paragraph('Seen weekly')),
    ],
    sheet: ['Sheet.xlsx', await workbook(rows, ['Contacts'])],
    table: ['Table.csv', Buffer.from('Contacts of the family\nDay;What\n4 May 2010;"Seen; well"\n')],
    mail: ['Mail.eml', Buffer.from('From: hv@agency.example\r\nSubject: Visit\r\n\r\nNo reply at the door.')],
    note: ['Note.txt', Buffer.from('Word '.repeat(90_000))],
    photo: [
      'Photo.jpg',
      await sharp({ create: { width: 2400, height: 900, channels: 3, background: '#7a9' } })
        .jpeg()
        .toBuffer(),
    ],
  } as const;
  for (const [name, body] of Object.values(files)) {
    const sent = await sender.send(
      `/reviews/${review.id}/documents/new`,
      { agency: '', agency_name: 'Health', kind: '', 'dated-day': '', 'dated-month': '', 'dated-year': '' },
      [{ name, body }],
    );
    if (sent.status >= 400) throw new Error(`${name}: ${sent.status}`);
  }
  const kept = await test.owner<{ id: string; file_name: string }>('select id, file_name from document');
  documents = Object.fromEntries(
    Object.entries(files).map(([key, [name]]) => {
      const id = String(kept.find(({ file_name }) => file_name === name)?.id);
      return [key, { id, href: `/reviews/${review.id}/documents/${id}` }];
    }),
  );
  for (const { id } of Object.values(documents)) await read(id);
}, 60_000);
afterAll(async () => {
  closeRooms();
  await test.close();
});
const the = (name: string): { id: string; href: string } => documents[name]!;
const shown = async (path: string): Promise<string> => {
  const { status, text } = await lead.get(path);
  expect(status).toBe(200);
  expect((await validate.validateString(text)).results.flatMap(({ messages }) => messages)).toEqual([]);
  return text;
};

describe('reading the text in the background', () => {
  it('keeps it by place, and the same when it is done again', async () => {
    const texts = () =>
      test.owner<{ place: number; heading: string; text: string }>(
        'select place, heading, text from document_text where document_id = $1 order by place',
        [the('minutes').id],
      );
    const before = await texts();
    expect(before.map(({ place, text }) => [place, text])).toEqual([
      [1, 'The plan was on track'],
      [2, expect.stringMatching(/^No one had\s+seen him alone$/)],
      [4, 'Four'],
      [5, 'Five'],
    ]);
    await read(the('minutes').id);
    expect(await texts()).toEqual(before);
    const states = await test.owner<{ file_name: string; reading: string }>(
      'select file_name, reading from document order by 1',
    );
    expect(states.map(({ file_name: name, reading }) => `${name} ${reading}`)).toEqual([
      'Mail.eml read',
      'Minutes.pdf read',
      'Note.txt read',
      'Photo.jpg nothing',
      'Plan.docx read',
      'Sheet.xlsx read',
      'Table.csv read',
    ]);
  });

  it('leaves alone what is held, and says when it cannot be read', async () => {
    const { id } = the('plan');
    await set(id, `scan = 'held', reading = 'waiting'`);
    await read(id);
    expect(await test.owner('select reading from document where id = $1', [id])).toEqual([
      { reading: 'waiting' },
    ]);
    await set(id, `scan = 'not_scanned', media_type = 'application/pdf'`);
    await read(id);
    expect(await test.owner('select reading from document where id = $1', [id])).toEqual([
      { reading: 'failed' },
    ]);
    expect(await shown(the('plan').href)).toContain('could not be read');
    await set(id, `media_type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'`);
    await read(id);
    await read('01a20129-0000-7000-8000-000000000000');
    await expect(
      readDocument(
        {
          ...test.house,
          documents: { ...test.house.documents, open: () => Promise.reject(new Error('store away')) },
        },
        { boardId: review.boardId, documentId: id },
      ),
    ).rejects.toThrow('store away');
  });
});

describe('a document in the page', () => {
  it('shows a page as a picture, its words, what is known of it, and the way on', async () => {
    const first = await shown(the('minutes').href);
    expect(first).toContain(`src="${the('minutes').href}/pages/1" alt="Page 1 of 5"`);
    expect(first).toContain('The plan was on track');
    expect(first).toContain(`${the('minutes').href}?page=2`);
    expect(first).toMatch(/PDF, \d KB, 5 pages/);
    expect(first).toContain(`${the('minutes').href}/file`);
    expect(first).toContain(`${the('minutes').href}/withdrawal`);
    const third = await shown(`${the('minutes').href}?page=3`);
    expect(third).toContain('No text was found on this page');
    expect(await shown(`${the('minutes').href}?page=999`)).toContain('alt="Page 5 of 5"');
    expect(await shown(`${the('minutes').href}?page=-1%00x`)).toContain('alt="Page 1 of 5"');
    expect((await audited('document.read')).map(({ detail }) => detail.page)).toContain(3);
  });

  it('opens at the words that were pointed to', async () => {
    const there = await shown(`${the('minutes').href}?page=2&quote=no+one+had+seen`);
    expect(there).toMatch(/<mark id="passage">No one had\s+seen<\/mark> him alone/);
    const found = await shown(`${the('minutes').href}?quote=${encodeURIComponent('“No one had')}`);
    expect(found).toContain('alt="Page 1 of 5"');
    expect(await shown(`${the('minutes').href}?quote=seen+HIM`)).toContain('alt="Page 2 of 5"');
    const missed = await shown(
      `${the('minutes').href}?page=1&quote=${encodeURIComponent('<b>never</b> said')}`,
    );
    expect(missed).toContain('id="passage"');
    expect(missed).toContain('“&lt;b&gt;never&lt;/b&gt; said”, do not stand here');
    const row = await shown(`${the('sheet').href}?quote=home+visit+335#passage`);
    expect(row).toMatch(/app-reader__marked" id="passage">\s*<td[^>]*>Row 335</);
    expect(row).not.toContain('>Row 1<');
  });

  it('shows words, sheets and mails to be read, and nothing of them as markup', async () => {
    const plan = await shown(the('plan').href);
    expect(plan).toContain('Aim &lt;script&gt;alert(1)&lt;/script&gt;\nSeen weekly');
    expect(plan).not.toContain('<img class="app-reader');
    const sheet = await shown(the('sheet').href);
    expect(sheet).toContain('300 rows of 340 are shown here');
    expect(sheet).toContain('>Contacts</a>');
    expect(await shown(`${the('sheet').href}?page=2`)).toContain('Nothing else');
    const table = await shown(the('table').href);
    expect(table).toMatch(/<td[^>]* colspan="2">Contacts of the family</);
    expect(table).toMatch(/>4 May 2010<\/td>\s*<td[^>]*>Seen; well</);
    expect(await shown(the('mail').href)).toContain('Subject: Visit\n\nNo reply at the door.');
    expect(await shown(`${the('note').href}?page=2`)).toContain('Part 2 of 3');
    const photo = await shown(the('photo').href);
    expect(photo).toContain('alt="Photo, as a picture"');
    expect(photo).toContain('Search cannot find words in it');
  });

  it('says what rests on it', async () => {
    const finding = await makeFinding(test, review, { sufficient: true });
    await test.owner(
      `insert into pointer (board_id, review_id, finding_id, from_part, document_id, page)
       values ($1, $2, $3, 'manifestation', $4, 2)`,
      [review.boardId, review.id, finding.id, the('minutes').id],
    );
    expect(await shown(the('plan').href)).toContain('No finding and no event rests on this document yet');
    const text = await shown(the('minutes').href);
    expect(text).toContain(`/findings/${finding.id}/manifestation"`);
    expect(text).toContain('Finding 1: Supervision checks');
    expect(text).toContain('How it showed in this case, page 2');
  });

  it('says in what state it is', async () => {
    const { id, href } = the('mail');
    const state = async (columns: string): Promise<string> => {
      await set(id, columns);
      return shown(href);
    };
    const by = `(select id from account where email = '${LEAD}')`;
    const withdrawn = await state(
      `withdrawn_at = '2012-05-02', withdrawn_by = ${by}, withdrawn_why = 'Of another child <b>'`,
    );
    expect(withdrawn).toContain('Withdrawn on 2 May 2012 by Lead reviewer.');
    expect(withdrawn).toContain('Of another child &lt;b&gt;');
    expect(withdrawn).toContain('No reply at the door.');
    await set(id, `withdrawn_at = null, withdrawn_by = null, withdrawn_why = ''`);
    const held = await state(`scan = 'held'`);
    expect(held).toContain('waits for the virus scanner');
    expect(held).not.toContain('No reply');
    expect(held).not.toContain(`${href}/file`);
    expect(await state(`scan = 'infected'`)).not.toContain('No reply');
    const absent = await state(`scan = 'absent'`);
    expect(absent).toContain('without its content');
    expect(absent).toContain('No reply');
    await state(`scan = 'clean', reading = 'waiting'`);
    await test.owner('delete from document_text where document_id = $1', [id]);
    expect(await shown(href)).toContain('has not been read yet');
    expect(await state(`reading = 'nothing'`)).toContain('No text was found in this document');
    expect(await state(`reading = 'read', text_cut = true`)).toContain('first part of it only');
  });
});

describe('the picture of a page', () => {
  it('is drawn anew, is shown and kept by no one else, and is told of', async () => {
    const { href } = the('minutes');
    const picture = await lead.get(`${href}/pages/2`);
    expect(picture.status).toBe(200);
    expect(picture.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect((await sharp(picture.body as Buffer).metadata()).width).toBe(1100);
    const again = await lead.get(`${href}/pages/2`);
    expect(Buffer.compare(again.body as Buffer, picture.body as Buffer)).toBe(0);
    const large = await lead.get(`${the('photo').href}/pages/1?size=large`);
    expect(large.headers['content-type']).toBe('image/jpeg');
    expect((await sharp(large.body as Buffer).metadata()).width).toBe(2000);
    expect((await audited('document.page_shown')).map(({ detail }) => detail.page)).toEqual([1, 2, 2]);
  });

  it('is missing where there is none', async () => {
    const { href } = the('minutes');
    for (const page of ['0', '6', '-1', '1.5', 'x', '9999999999', '%00']) {
      expect((await lead.get(`${href}/pages/${page}`)).status).toBe(404);
    }
    expect((await lead.get(`${the('plan').href}/pages/1`)).status).toBe(404);
    await set(the('photo').id, `scan = 'held'`);
    expect((await lead.get(`${the('photo').href}/pages/1`)).status).toBe(404);
    await set(the('photo').id, `scan = 'not_scanned'`);
  });

  it('and the document are for those who may see the case', async () => {
    const { id, href } = the('minutes');
    const other = await makeReview(test);
    for (const [email, expected] of [
      ['team@demo.example', 200],
      ['coordinator@demo.example', 200],
      ['chair@demo.example', 200],
      ['reviewer-b@demo.example', 404],
      ['coordinator-b@demo.example', 404],
      ['analyst@demo.example', 404],
    ] as const) {
      const someone = await visit(test.app, email);
      const statuses = [(await someone.get(href)).status, (await someone.get(`${href}/pages/1`)).status];
      expect([email, ...statuses]).toEqual([email, expected, expected]);
    }
    const chair = await visit(test.app, 'chair@demo.example');
    expect((await chair.get(href)).text).not.toContain(`${href}/withdrawal`);
    expect((await lead.get(`/reviews/${other.id}/documents/${id}`)).status).toBe(404);
    expect((await lead.get(`/reviews/${other.id}/documents/${id}/pages/1`)).status).toBe(404);
    expect((await lead.get(`/reviews/${review.id}/documents/nonsense`)).status).toBe(404);
  });
});
