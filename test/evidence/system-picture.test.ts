import { visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let review: TestReview;
let at: string;
let reviewer: Visitor;
let chair: Visitor;

beforeAll(async () => {
  test = await openHouse(() => new Date('2012-05-04T15:56:00Z'));
  review = await makeReview(test);
  at = `/reviews/${review.id}`;
  [reviewer, chair] = (await Promise.all(
    ['reviewer@demo.example', 'chair@demo.example'].map((email) => visit(test.app, email)),
  )) as [Visitor, Visitor];
});
afterAll(() => test.close());

const ofReview = [() => review.boardId, () => review.id] as const;

async function insert(table: string, fields: Record<string, unknown>): Promise<string> {
  const names = Object.keys(fields);
  const [row] = await test.owner<{ id: string }>(
    `insert into ${table} (board_id, review_id, ${names.join(', ')})
     values ($1, $2, ${names.map((_, n) => `$${n + 3}`).join(', ')}) returning id`,
    [...ofReview.map((value) => value()), ...Object.values(fields)],
  );
  return String(row?.id);
}

const asText = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('the system picture', () => {
  it('says what it is drawn from while there is nothing to draw', async () => {
    const { text } = await reviewer.get(`${at}/system-picture`);
    expect(text).toContain('There are none yet.');
    expect(text).not.toContain('<svg class="app-system-svg"');
    const page = await reviewer.get(at);
    expect(asText(page.text)).toContain('There are none yet. Cannot start yet');
  });

  it('joins the factors of findings and episodes to where they come from, in a drawing and a table', async () => {
    const finding = await makeFinding(test, review, { sufficient: true });
    const other = await makeFinding(test, review, { sufficient: true, statement: 'Second <i>pattern</i>' });
    const episode = await insert('episode', {
      number: 1,
      title: 'The <b>week</b>',
      period: '[2011-06-01,2011-06-08)',
    });
    const factor = await insert('episode_factor', {
      episode_id: episode,
      heading: 'role',
      level: 'national',
      text: 'A rule',
      weight: 'slight',
    });
    await insert('episode_factor', { episode_id: episode, text: 'No level as yet' });
    await insert('pointer', { finding_id: finding.id, from_part: 'manifestation', episode_id: episode });
    const { text, status } = await reviewer.get(`${at}/system-picture`);
    expect(status).toBe(200);
    expect(text).toContain(`href="${at}/episodes/${episode}#factor-${factor}"`);
    expect(text).toMatch(new RegExp(`href="${at}/findings/${finding.id}/context/[0-9a-f-]{36}"`));
    expect(text).toContain('app-system-svg__wire--pointer');
    expect(text).toContain('The &lt;b&gt;week&lt;/b&gt;');
    expect(text).not.toContain('style=');
    const words = asText(text);
    // Which rests on which can be read at either end of a line.
    expect(words).toContain('Rests on key practice episode 1');
    expect(words).toContain('Finding 1 rests on it');
    expect(text).toContain(
      'app-system-svg__wire--pointer app-system-svg__wire--of-1 app-system-svg__wire--of-3',
    );
    expect(words).toContain(
      'National policy and regulation Role A rule Slight Key practice episode 1 Finding 1',
    );
    expect(words).toContain('No level yet No heading yet No level as yet');
    expect(words).toContain('1 without a level is in the table alone.');
    const one = await reviewer.get(`${at}/findings/${other.id}/system-picture`);
    expect(one.text).toContain('Second &lt;i&gt;pattern&lt;/i&gt;');
    expect(one.text).not.toContain('A rule');
    expect((await reviewer.get(`${at}/findings/${finding.id}/system-picture`)).text).toContain('A rule');
    expect((await reviewer.get(`${at}/findings/${review.id}/system-picture`)).status).toBe(404);
    const [kept] = await test.owner<{ n: number }>(
      `select count(*)::int as n from audit.entry where action = 'evidence.read' and subject_id = $1`,
      [other.id],
    );
    expect(kept?.n).toBe(1);
  });

  it('shows those who are not on the review what was sent, and nothing of a draft', async () => {
    const draft = await makeFinding(test, review, { sufficient: true, statement: 'A third' });
    await test.owner(`update factor set text = 'Still being written' where finding_id = $1`, [draft.id]);
    expect((await reviewer.get(`${at}/system-picture`)).text).toContain('Still being written');
    const { text } = await chair.get(`${at}/system-picture`);
    expect(text).toContain('A rule');
    expect(text).not.toContain('Still being written');
    expect(text).not.toContain('/context/');
    const one = await chair.get(`${at}/findings/${draft.id}/system-picture`);
    expect(one.text).toContain('is being written');
    const sent = await reviewer.post(
      `${at}/findings/${draft.id}/submission`,
      {},
      `${at}/findings/${draft.id}/check`,
    );
    expect(sent.status).toBe(303);
    expect((await chair.get(`${at}/findings/${draft.id}/system-picture`)).text).toContain(
      'Still being written',
    );
  });

  it('is missing to those outside the review and its Board', async () => {
    for (const email of ['reviewer2@demo.example', 'chair-b@demo.example', 'analyst@demo.example']) {
      const visitor = await visit(test.app, email);
      expect((await visitor.get(`${at}/system-picture`)).status).toBe(404);
    }
  });
});
