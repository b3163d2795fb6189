import request from 'supertest';
import { wordsOf } from '../../server/http/error-pages';
import { visit } from '../support/browser-of';
import { makeFinding, makeReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
});
afterAll(() => test.close());

describe('words that could not be taken', () => {
  it('are told apart from tokens, passwords and choices', () => {
    const long = 'Supervision follows a list of tasks & <b>no more</b>';
    expect(
      wordsOf({ _csrf: long, password: long, extent: 'wider', 'made-sense': long, many: [long, 'x'] }),
    ).toEqual([
      { label: 'Made sense', text: long, rows: 3 },
      { label: 'Many', text: long, rows: 3 },
    ]);
    expect(wordsOf(undefined)).toEqual([]);
    expect(wordsOf('text')).toEqual([]);
  });

  it('are shown again when the session ended meanwhile, escaped, with a way back', async () => {
    const review = await makeReview(test);
    const finding = await makeFinding(test, review);
    const at = `/reviews/${review.id}/findings/${finding.id}/issue`;
    const answer = await request(test.app)
      .post(at)
      .type('form')
      .send({ version: '1', issue: 'Words that took an hour to write <script>alert(1)</script>' });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Words that took an hour to write &lt;script&gt;');
    expect(answer.text).toContain(`/sign-in?next=${encodeURIComponent(at)}`);
    expect(answer.text).not.toContain('<script>alert');
  });

  it('are shown again when the page is no longer there', async () => {
    const reviewer = await visit(test.app, 'reviewer@demo.example');
    const answer = await reviewer.post(
      '/reviews/01890000-0000-7000-8000-000000000000/findings/01890000-0000-7000-8000-000000000000/issue',
      { version: '1', issue: 'Words that took an hour to write' },
      '/account',
    );
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('Words that took an hour to write');
  });
});

describe('an error page', () => {
  it.each([
    ['/typology/2012/%E0%A4%A', 400],
    ['/nothing', 404],
    ['/reviews/%00', 303],
    ['/typology/2012/%00', 404],
  ])('answers %s with %i and no trace of the program', async (path, status) => {
    const answer = await request(test.app).get(path);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toMatch(/node_modules|at \w+ \(/);
  });
});

describe('a body that cannot be read', () => {
  it('of another type than a form’s is refused at sign-in', async () => {
    const agent = request.agent(test.app);
    const token = /name="_csrf" value="([^"]+)"/.exec((await agent.get('/sign-in')).text)?.[1];
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
      const answer = await agent
        .post('/sign-in')
        .set('X-CSRF-Token', String(token))
        .set('Content-Type', type)
        .send('{}');
      expect([type, answer.status]).toEqual([type, 422]);
    }
  });

  it('is not read at all for those who may not send it', async () => {
    const api = await request(test.app)
      .post('/api/v1/imports')
      .set('Content-Type', 'application/json')
      .send('{');
    expect(api.status).toBe(401);
    const page = await request(test.app)
      .post('/published/import')
      .set('Content-Type', 'multipart/form-data')
      .send('x');
    expect([page.status, page.headers.location]).toEqual([303, '/sign-in']);
  });

  it('that was cut off is a mistake of the sender', async () => {
    const agent = request.agent(test.app);
    const token = /name="_csrf" value="([^"]+)"/.exec((await agent.get('/sign-in')).text)?.[1];
    await agent
      .post('/sign-in')
      .type('form')
      .send({ _csrf: token, email: 'editor@demo.example', password: 'demo-workbench-2012' });
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x']) {
      const answer = await agent
        .post('/published/import')
        .set('Content-Type', type)
        .send('--x\r\nContent-Disp');
      expect([type, answer.status]).toEqual([type, 400]);
    }
  });
});
