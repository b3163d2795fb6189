import request from 'supertest';
import { issueToken } from '../../server/accounts/tokens';
import { visit, type Visitor } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let analyst: Visitor;
beforeAll(async () => {
  test = await openHouse();
  analyst = await visit(test.app, 'analyst@demo.example');
});
afterAll(() => test.close());

const FORM = { name: 'Yearly <report>', scopes: ['aggregates:read', 'findings:read'], days: '30' };
const tokenIn = (html: string): string => /srw_[\w-]{43}/.exec(html)?.[0] ?? '';
const use = async (token: string, path = '/api/v1/findings'): Promise<number> =>
  (await request(test.app).get(path).set('Authorization', `Bearer ${token}`)).status;

describe('API tokens', () => {
  it('are made, shown once, listed with what they may do, used and revoked', async () => {
    const made = await analyst.post('/account/tokens', FORM);
    expect(made.status).toBe(200);
    const token = tokenIn(made.text);
    expect(await use(token)).toBe(200);
    const list = await analyst.get('/account/tokens');
    expect(tokenIn(list.text)).toBe('');
    for (const words of [
      'Yearly &lt;report&gt;',
      'Reads national figures; Reads published findings',
      'Last used on',
    ]) {
      expect(list.text).toContain(words);
    }
    const [row] = await test.owner<{ row: string; days: number }>(
      `select to_jsonb(t)::text as row, extract(day from expires_at - created_at)::integer as days from api_token t where name like 'Yearly%'`,
    );
    expect(row?.row).not.toContain(token);
    expect(row?.days).toBe(30);
    expect((await analyst.get('/account')).text).toContain('href="/account/tokens"');
    const action = /action="(\/account\/tokens\/[^"]+\/revocation)"/.exec(list.text)?.[1] ?? '';
    const others = await visit(test.app, 'editor@demo.example');
    expect((await others.post(action, {}, '/account/tokens')).status).toBe(404);
    expect((await analyst.post(action, {}, '/account/tokens')).status).toBe(303);
    expect(await use(token)).toBe(401);
    const told = await test.owner<{ action: string }>(
      `select action from audit.entry where chain = 'national' and action like 'token.%' order by seq`,
    );
    expect(told.map(({ action }) => action)).toEqual(['token.issued', 'token.revoked']);
  });

  it('are for no more than their maker may do, and for national staff alone', async () => {
    for (const fields of [
      { name: '' },
      { scopes: [] as string[] },
      { scopes: ['reviews:import'] },
      { scopes: ['everything'] },
      { days: '9999' },
      { name: 'x'.repeat(200_000) },
    ]) {
      const refused = await analyst.post('/account/tokens', { ...FORM, ...fields });
      expect(refused.status).toBe(422);
      expect(tokenIn(refused.text)).toBe('');
    }
    const editor = await visit(test.app, 'editor@demo.example');
    const made = await editor.post('/account/tokens', { ...FORM, scopes: 'reviews:import' });
    expect(await use(tokenIn(made.text))).toBe(403);
    const reviewer = await visit(test.app, 'reviewer@demo.example');
    expect((await reviewer.get('/account/tokens')).status).toBe(404);
  });

  it('do no more than their account may now, but for what a command gave beyond its roles', async () => {
    const editor = await visit(test.app, 'editor@demo.example');
    const scopes = ['findings:read', 'reviews:import'];
    const made = tokenIn((await editor.post('/account/tokens', { ...FORM, scopes })).text);
    const outside = await test.as('coordinator@demo.example', (tx, actor) =>
      issueToken(tx, actor, ['findings:read', 'aggregates:read'], new Date()),
    );
    const load = async (): Promise<number> =>
      (
        await request(test.app)
          .post('/api/v1/imports')
          .set('Authorization', `Bearer ${made}`)
          .send({ reviews: 'none' })
      ).status;
    const become = (role: string) =>
      test.owner(
        `update membership set role = $1 where account_id = (select id from account where email = 'editor@demo.example')`,
        [role],
      );
    expect([await use(made), await load(), await use(outside)]).toEqual([200, 422, 200]);
    await become('analyst');
    expect([await use(made), await load()]).toEqual([200, 403]);
    await become('accreditation_manager');
    expect([await use(made), await load(), await use(outside)]).toEqual([403, 403, 200]);
    // They are listed, to be revoked; no page to make one is offered.
    const own = (await editor.get('/account')).text;
    expect(own).toContain('/revocation');
    expect(own).toContain('No role of yours allows this now: Reads published findings; Sends in');
    expect(own).not.toContain('href="/account/tokens"');
    await become('editor');
    expect([await use(made), await load()]).toEqual([200, 422]);
  });

  it('do nothing while their account is suspended, or past their time', async () => {
    const token = tokenIn((await analyst.post('/account/tokens', FORM)).text);
    expect(await use(token)).toBe(200);
    await test.owner(`update account set status = 'suspended' where email = 'analyst@demo.example'`);
    expect(await use(token)).toBe(401);
    await test.owner(`update account set status = 'active' where email = 'analyst@demo.example'`);
    expect(await use(token)).toBe(200);
    await test.owner(`update api_token set expires_at = now() - interval '1 minute'`);
    expect(await use(token)).toBe(401);
  });
});
