import request from 'supertest';
import { openHouse, type TestHouse } from '../support/house';
import { hiddenValue, visit, type Visitor } from '../support/browser-of';
import { makeReview } from '../support/cases';

let test: TestHouse;
let admin: Visitor;
let coventry: string;

beforeAll(async () => {
  test = await openHouse();
  admin = await visit(test.app, 'admin@demo.example');
  coventry = String(
    (await test.owner<{ id: string }>(`select id from board where area = 'Coventry'`))[0]?.id,
  );
});
afterAll(() => test.close());

const invitation = (changes: Record<string, string> = {}): Record<string, string> => ({
  name: 'New coordinator',
  email: 'New@Demo.example',
  role: 'coordinator',
  board: coventry,
  ...changes,
});
const invite = (changes?: Record<string, string>) => admin.post('/admin/accounts/new', invitation(changes));
const passwordOn = (html: string) => /<code>([a-z2-9-]{19})<\/code>/.exec(html)?.[1] ?? '';
const accountOf = async (email: string) =>
  String((await test.owner<{ id: string }>(`select id from account where email = $1`, [email]))[0]?.id);

async function canSignIn(email: string, password: string): Promise<boolean> {
  const agent = request.agent(test.app);
  const page = await agent.get('/sign-in');
  const answer = await agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf: hiddenValue(page.text, '_csrf'), email, password });
  return answer.status === 303 && (await agent.get('/account')).status === 200;
}

describe('inviting', () => {
  it('makes an account with a role and shows its first password once', async () => {
    const answer = await invite();
    expect(answer.status).toBe(200);
    const password = passwordOn(answer.text);
    expect(await canSignIn('new@demo.example', password)).toBe(true);
    const page = await admin.get(`/admin/accounts/${await accountOf('new@demo.example')}`);
    expect(page.text).toContain('Board coordinator, Coventry Safeguarding Children Board');
    expect(page.text).not.toContain(password);
    const kept = await test.owner<{ payload: string }>(
      `select payload from audit.entry where chain = 'national' and action = 'account.invited'`,
    );
    expect(kept).toHaveLength(1);
    expect(kept[0]?.payload).not.toContain(password);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['no name', { name: '' }, 'name', 'Enter a name'],
    ['what is no address', { email: 'new at demo' }, 'email', 'in the form'],
    ['an address that is taken', { email: 'CHAIR@demo.example' }, 'email', 'There is an account'],
    ['no role', { role: '' }, 'role', 'Choose what they do'],
    ['a chair of no Board', { role: 'chair', board: '' }, 'board', 'Choose the Board'],
    [
      'a Board that there is not',
      { board: '018f0000-0000-7000-8000-000000000000' },
      'board',
      'Choose the Board',
    ],
  ])('refuses %s, and keeps what was typed', async (_what, changes, field, message) => {
    const answer = await invite({ email: 'another@demo.example', ...changes });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain(`href="#${field}"`);
    if (field !== 'name') expect(answer.text).toContain('value="New coordinator"');
  });

  it('makes one account when the form is posted twice', async () => {
    const _once = '018f0000-0000-7000-8000-00000000abce';
    await invite({ email: 'twice@demo.example', _once });
    const again = await invite({ email: 'twice@demo.example', _once });
    expect(again.status).toBe(303);
    expect(again.headers.location).toBe(`/admin/accounts/${await accountOf('twice@demo.example')}`);
  });
});

describe('suspending', () => {
  it('ends what an account can do, and restoring gives it back', async () => {
    const page = `/admin/accounts/${await accountOf('reviewer2@demo.example')}`;
    const reviewer = await visit(test.app, 'reviewer2@demo.example');
    const step = async (name: string) =>
      admin.post(
        `${page}/${name}`,
        { version: hiddenValue((await admin.get(page)).text, 'version') ?? '' },
        page,
      );
    expect((await step('suspension')).status).toBe(303);
    expect((await reviewer.get('/reviews')).headers.location).toContain('/sign-in');
    expect(await canSignIn('reviewer2@demo.example', 'demo-workbench-2012')).toBe(false);
    expect((await admin.post(`${page}/restoration`, { version: '1' }, page)).status).toBe(422);
    expect((await step('restoration')).status).toBe(303);
    expect(await canSignIn('reviewer2@demo.example', 'demo-workbench-2012')).toBe(true);
  });

  it('is not for one’s own account', async () => {
    const page = `/admin/accounts/${await accountOf('admin@demo.example')}`;
    const answer = await admin.post(`${page}/suspension`, { version: '1' }, page);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('your own account');
  });
});

it('gives a new password, after which the old one is worth nothing', async () => {
  const page = `/admin/accounts/${await accountOf('analyst@demo.example')}`;
  const answer = await admin.post(`${page}/password`, {}, page);
  expect(await canSignIn('analyst@demo.example', passwordOn(answer.text))).toBe(true);
  expect(await canSignIn('analyst@demo.example', 'demo-workbench-2012')).toBe(false);
});

describe('Boards', () => {
  it('are added by area, with the usual name or another', async () => {
    expect((await admin.post('/admin/boards', { area: 'Derby', name: '' })).status).toBe(303);
    expect((await admin.get('/admin/boards')).text).toContain('Derby Safeguarding Children Board');
    const twice = await admin.post('/admin/boards', { area: 'Derby', name: '' });
    expect(twice.status).toBe(422);
    expect(twice.text).toContain('href="#name"');
    expect((await admin.post('/admin/boards', { area: 'Derby', name: 'Derby and District' })).status).toBe(
      303,
    );
  });
  it('are not added for an area that there is not', async () => {
    const answer = await admin.post('/admin/boards', { area: '<b>', name: '' });
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain('<b>');
  });
});

it('shows an administrator nothing of a case', async () => {
  const review = await makeReview(test);
  for (const path of [
    '/admin',
    '/admin/boards',
    `/admin/accounts/${await accountOf('reviewer@demo.example')}`,
  ])
    expect((await admin.get(path)).text).not.toContain(review.reference);
  expect((await admin.get(`/reviews/${review.id}`)).status).toBe(404);
});

it('is for administrators, and pages through accounts', async () => {
  for (const email of ['coordinator@demo.example', 'accreditation@demo.example', 'editor@demo.example']) {
    const visitor = await visit(test.app, email);
    for (const path of ['/admin', '/admin/accounts/new', '/admin/boards'])
      expect((await visitor.get(path)).status).toBe(404);
    expect((await visitor.post('/admin/accounts/new', invitation(), '/account')).status).toBe(404);
  }
  await test.owner(
    `insert into account (email, name) select 'person' || n || '@demo.example', 'Person ' || n from generate_series(1, 60) n`,
  );
  const first = await admin.get('/admin?find=person');
  expect(first.text).toContain('60 accounts');
  expect(first.text).toContain('page=2');
  expect((await admin.get('/admin?find=person&page=2')).text).toContain('page=1');
});
