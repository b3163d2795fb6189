import { issueToken } from '../../server/accounts/tokens';
import { visit } from '../support/browser-of';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
});
afterAll(() => test.close());

const OLD = 'demo-workbench-2012';
const NEW = 'four words that differ';
const form = (current: string, fresh = NEW, again = fresh) => ({ current, fresh, again });
const change = (visitor: Awaited<ReturnType<typeof visit>>, fields: Record<string, string>) =>
  visitor.post('/account/password', fields, '/account');

describe('changing one’s password', () => {
  it.each([
    ['no current one', form(''), 'current', 'Enter your current password'],
    ['a wrong current one', form('wrong'), 'current', 'The current password is not right'],
    ['a short one', form(OLD, 'short'), 'fresh', 'must be 12 characters or more'],
    ['one typed differently', form(OLD, NEW, 'another'), 'again', 'not the same as the new password'],
    ['the same again', form(OLD, OLD), 'fresh', 'must be another'],
    ['far too long a one', form(OLD, 'x'.repeat(5000)), 'fresh', '1,000 characters or fewer'],
  ])('refuses %s, and shows none of it', async (_what, fields, field, message) => {
    const answer = await change(await visit(test.app, 'team@demo.example'), fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain(`href="#${field}"`);
    expect(answer.text).not.toContain(NEW);
  });

  it('keeps it, ends the other sessions of the account and no one else’s, and records it', async () => {
    const here = await visit(test.app, 'reviewer2@demo.example');
    const there = await visit(test.app, 'reviewer2@demo.example');
    const someone = await visit(test.app, 'chair@demo.example');
    expect((await change(here, form(OLD))).status).toBe(303);
    expect((await here.get('/account')).status).toBe(200);
    expect((await someone.get('/account')).status).toBe(200);
    expect((await there.get('/account')).headers.location).toMatch(/^\/sign-in/);
    const guest = await visit(test.app);
    const signIn = (password: string) =>
      guest.post('/sign-in', { email: 'reviewer2@demo.example', password });
    expect((await signIn(OLD)).status).toBe(422);
    expect((await signIn(NEW)).status).toBe(303);
    const audit = await test.owner(`select 1 from audit.entry where action = 'account.password_changed'`);
    expect(audit).toHaveLength(1);
  });

  it('limits guesses of the current one', async () => {
    const visitor = await visit(test.app, 'coordinator-b@demo.example');
    for (let i = 0; i < 8; i += 1) await change(visitor, form(`wrong ${i}`));
    expect((await change(visitor, form(OLD))).text).toContain('Too many wrong passwords');
  });
});

describe('one’s own API tokens', () => {
  it('are listed with their use and end, and can be revoked by their owner alone', async () => {
    const token = await test.as('analyst@demo.example', (tx, actor) =>
      issueToken(tx, actor, ['aggregates:read'], new Date()),
    );
    const [row] = await test.owner<{ id: string }>(`select id from api_token`);
    const revoke = `/account/tokens/${row?.id}/revocation`;
    const analyst = await visit(test.app, 'analyst@demo.example');
    const listed = (await analyst.get('/account')).text;
    for (const words of ['Reads national figures', 'Never used', 'Ends on', revoke])
      expect(listed).toContain(words);
    expect(listed).not.toContain(token);
    const editor = await visit(test.app, 'editor@demo.example');
    const others = (await editor.get('/account')).text;
    expect(others).toContain('Your API tokens');
    expect(others).not.toContain(revoke);
    expect((await editor.post(revoke, {}, '/account')).status).toBe(404);
    expect((await analyst.post(revoke, {}, '/account')).status).toBe(303);
    expect((await analyst.get('/account')).text).not.toContain(revoke);
    expect((await analyst.post(revoke, {}, '/account')).status).toBe(404);
    const audit = await test.owner(`select 1 from audit.entry where action = 'token.revoked'`);
    expect(audit).toHaveLength(1);
  });

  it('are not spoken of to those who have none to do with', async () => {
    const team = await visit(test.app, 'team@demo.example');
    expect((await team.get('/account')).text).not.toContain('API tokens');
  });
});
