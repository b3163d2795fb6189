import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import request, { type Response } from 'supertest';
import { DEMO_PASSWORD } from '../../seeds/cast';
import { openContent } from '../../server/evidence/content';
import { incomingFolder, receive } from '../../server/evidence/incoming-folder';
import { contentKey } from '../../server/evidence/store/document-store';
import { documentsOf } from '../../server/bundle/bundle-queries';
import { hiddenValue, visit } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';
import { aWholeReview } from './a-whole-review';

let test: TestHouse;
let elsewhere: TestHouse;
let review: Awaited<ReturnType<typeof aWholeReview>>;
beforeAll(async () => {
  [test, elsewhere] = await Promise.all([openHouse(), openHouse()]);
  review = await aWholeReview(test);
  await keepContent('hello world');
});
afterAll(() => Promise.all([test.close(), elsewhere.close()]));

/** Puts the content of the review's document into the store, as adding it does. */
async function keepContent(content: string): Promise<void> {
  const { documents, documentKey, config } = test.house;
  const incoming = await receive(Readable.from([Buffer.from(content)]), 'log.txt', incomingFolder(config));
  const place = contentKey(review.id, incoming.sha256);
  await documents.put(place, incoming.sealed.file, incoming.sealed.bytes);
  await test.owner(`update document set scan = 'not_scanned', wrapped_key = $1, key_id = $2 where id = $3`, [
    documentKey.wrap(incoming.sealed.key, place),
    documentKey.id,
    review.documentId,
  ]);
}

async function takeOut(
  house: TestHouse,
  content: 'yes' | 'no',
  email = 'coordinator@demo.example',
): Promise<Response> {
  const visitor = await visit(house.app, email);
  return visitor.post(`/reviews/${review.id}/bundle`, { content });
}
const bodyOf = (answer: Response): string => answer.text ?? JSON.stringify(answer.body);

/** Sends a file on the page that brings a review in. */
async function bringIn(
  house: TestHouse,
  file: string | Buffer,
  email = 'coordinator@demo.example',
  name = 'case.json',
): Promise<Response & { after?: string }> {
  const agent = request.agent(house.app);
  const signIn = await agent.get('/sign-in');
  await agent
    .post('/sign-in')
    .type('form')
    .send({ email, password: DEMO_PASSWORD, _csrf: hiddenValue(signIn.text, '_csrf') });
  const form = await agent.get('/reviews/bundles');
  const answer: Response & { after?: string } = await agent
    .post('/reviews/bundles')
    .field('_csrf', hiddenValue(form.text, '_csrf') ?? '')
    .field('_once', hiddenValue(form.text, '_once') ?? '')
    .attach('file', Buffer.from(file as string), name);
  if (answer.status === 303) answer.after = (await agent.get(String(answer.headers.location))).text;
  return answer;
}

describe('taking a review out', () => {
  it('says what is in the file and what is not', async () => {
    const { text, status } = await (
      await visit(test.app, 'reviewer@demo.example')
    ).get(`/reviews/${review.id}/bundle`);
    expect(status).toBe(200);
    for (const words of [
      '1 agency, 2 documents, 2 events, 1 conversation',
      'The audit: who read what',
      '1 document, 11 bytes',
      'everything of the case',
    ])
      expect(text).toContain(words);
  });

  it.each(['chair@demo.example', 'team@demo.example', 'coordinator-b@demo.example', 'analyst@demo.example'])(
    'is not there for %s',
    async (email) => {
      const visitor = await visit(test.app, email);
      expect((await visitor.get(`/reviews/${review.id}/bundle`)).status).toBe(404);
      expect((await visitor.send(`/reviews/${review.id}/bundle`, { content: 'no' })).status).toBe(404);
    },
  );

  it('downloads the file, as long as it says, and is in the audit', async () => {
    const answer = await takeOut(test, 'no');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-disposition']).toMatch(
      /attachment; filename=COV-2012-\d+\.review-bundle\.json$/,
    );
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(bodyOf(answer))));
    expect(bodyOf(answer)).not.toContain('"contents"');
    const entries = await test.owner<{ account: string }>(
      `select payload::jsonb ->> 'account' as account from audit.entry where action = 'review.exported' and subject_id = $1`,
      [review.id],
    );
    expect(entries).toHaveLength(1);
  });

  it('asks which, when neither was chosen', async () => {
    const visitor = await visit(test.app, 'coordinator@demo.example');
    const answer = await visitor.post(`/reviews/${review.id}/bundle`, { content: '' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Choose whether the content of the documents goes along');
  });
});

describe('bringing a review in', () => {
  it('takes the documents’ content along, sealed anew, and gives the same bytes again', async () => {
    const without = bodyOf(await takeOut(test, 'no'));
    const whole = bodyOf(await takeOut(test, 'yes'));
    expect(whole).toContain(
      `"${createHash('sha256').update('hello world').digest('hex')}":"aGVsbG8gd29ybGQ="`,
    );
    const first = await bringIn(elsewhere, without);
    expect([first.status, first.headers.location]).toEqual([303, `/reviews/${review.id}`]);
    expect(first.after).toContain('Added review COV 2012/');
    expect(first.after).toContain('The content of 1 document is not here.');
    expect(bodyOf(await takeOut(elsewhere, 'no'))).toBe(without);

    const filled = await bringIn(elsewhere, whole);
    expect(filled.after).toContain('Added the content of 1 document.');
    expect(bodyOf(await takeOut(elsewhere, 'yes'))).toBe(whole);
    const documents = await elsewhere.as('coordinator@demo.example', (tx) => documentsOf(tx, review.id));
    const document = documents.find(({ id }) => id === review.documentId);
    if (!document) throw new Error('no document');
    const read: Buffer[] = [];
    for await (const piece of await openContent(elsewhere.house, document)) read.push(piece as Buffer);
    expect(Buffer.concat(read).toString()).toBe('hello world');
    expect((await bringIn(elsewhere, whole)).after).toContain('Added 0; changed 0; left review');
    // What was approved elsewhere does not count yet: test/bundle/brought.
    expect(await elsewhere.owner('select from national.fact where review_id = $1', [review.id])).toEqual([]);
  });

  it('says where the file is wrong, and leaves no content behind', async () => {
    const third = await openHouse();
    try {
      const whole = bodyOf(await takeOut(test, 'yes'));
      const wrong = await bringIn(third, whole.replace('aGVsbG8gd29ybGQ=', 'aGVsbG8gd29ybGR='));
      expect([wrong.status, wrong.text.includes('must be base64')]).toEqual([422, true]);
      const unknown = await bringIn(third, whole.replace('"scr"', '"dice"').replace('"1-5"', '"9-5"'));
      expect(unknown.status).toBe(422);
      for (const words of ['review.kind: must be one of', 'review.age_band: must be one of'])
        expect(unknown.text).toContain(words);
      expect((await bringIn(third, '')).text).toContain('Choose the file of a review');
      const named = await bringIn(third, whole, 'coordinator@demo.example', '<b>.json');
      expect([named.status, named.text.includes('has &lt; or &gt; in it')]).toEqual([422, true]);
      expect(await third.owner('select id from review')).toEqual([]);
      // Refused by the database after the content was put: what was put is taken away again.
      await third.owner('alter table document_text add check (place > 5)');
      expect((await bringIn(third, whole)).status).toBe(422);
      await third.owner(`create function app.no() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
        create trigger no before update on document for each row execute function app.no();
        alter table document_text drop constraint document_text_place_check1`);
      expect((await bringIn(third, whole)).status).toBe(500);
      const left = async (): Promise<string[]> => {
        const keys: string[] = [];
        for await (const { key } of third.house.documents.list()) keys.push(key);
        return keys;
      };
      // It is taken away when the transaction has ended, after the answer.
      for (let tries = 0; tries < 40 && (await left()).length > 0; tries += 1) await wait(50);
      expect(await left()).toEqual([]);
    } finally {
      await third.close();
    }
  });

  it('is the coordinators’ alone', async () => {
    for (const email of ['chair@demo.example', 'reviewer@demo.example', 'editor@demo.example'])
      expect((await (await visit(test.app, email)).get('/reviews/bundles')).status).toBe(404);
    const work = await (await visit(test.app, 'coordinator@demo.example')).get('/reviews');
    expect(work.text).toContain('href="/reviews/bundles"');
  });
});
