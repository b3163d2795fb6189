import { openHouse, type TestHouse } from '../support/house';
import { visit } from '../support/browser-of';

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
});
afterAll(() => test.close());

describe('signing in', () => {
  it('lets a member of the cast in, with a new session, and records it', async () => {
    const visitor = await visit(test.app, 'reviewer@demo.example');
    const account = await visitor.get('/account');
    expect(account.status).toBe(200);
    expect(account.text).toContain('Lead reviewer');
    const [entry] = await test.owner<{ n: string }>(
      `select count(*) as n from audit.entry where action = 'account.signed_in'`,
    );
    expect(Number(entry?.n)).toBe(1);
  });

  it('asks those who are not signed in to sign in, and brings them back', async () => {
    const visitor = await visit(test.app);
    const answer = await visitor.get('/account?x=1');
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/sign-in?next=%2Faccount%3Fx%3D1');
  });

  it('says the same for a wrong password and an unknown account, beside the field', async () => {
    const visitor = await visit(test.app);
    for (const email of ['reviewer@demo.example', 'nobody@demo.example']) {
      const answer = await visitor.post('/sign-in', { email, password: 'wrong' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('The e-mail address or the password is not right');
      expect(answer.text).toContain(`value="${email}"`);
    }
  });

  it('limits guesses', async () => {
    const visitor = await visit(test.app);
    const statuses: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      statuses.push(
        (await visitor.post('/sign-in', { email: 'chair@demo.example', password: `wrong ${i}` })).status,
      );
    }
    expect(statuses.at(-1)).toBe(429);
    const right = await visitor.post('/sign-in', {
      email: 'chair@demo.example',
      password: 'demo-workbench-2012',
    });
    expect(right.status).toBe(429);
  });

  it('limits guesses that are sent together, and takes an address with spaces and capitals', async () => {
    const visitor = await visit(test.app);
    const form = await visitor.get('/sign-in');
    expect(form.status).toBe(200);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        visitor.post('/sign-in', { email: ' Team@demo.example ', password: `wrong ${i}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(8);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(12);
    const other = await visit(test.app);
    const right = await other.post('/sign-in', {
      email: ' Analyst@Demo.example ',
      password: 'demo-workbench-2012',
    });
    expect(right.status).toBe(303);
  });

  it('refuses a form without its token', async () => {
    const visitor = await visit(test.app);
    const answer = await visitor.post('/sign-in', {
      email: 'x@demo.example',
      password: 'x',
      _csrf: 'made up',
    });
    expect(answer.status).toBe(403);
  });

  it('does not go on to another site', async () => {
    for (const next of ['https://example.org/', '//example.org', '/\\example.org']) {
      const visitor = await visit(test.app);
      const answer = await visitor.post('/sign-in', {
        email: 'editor@demo.example',
        password: 'demo-workbench-2012',
        next,
      });
      expect(answer.headers.location).toBe('/reviews');
    }
  });
});
