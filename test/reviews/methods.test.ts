import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FACTOR_HEADINGS } from '../../server/findings/finding-content';
import { headingsOf, shortMany, stagesOf, wordsOf } from '../../server/reviews/method-words';
import { projectRoot } from '../../server/root';
import { visit, type Visitor } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

interface Method {
  code: string;
  words: Record<string, string>;
  stages: string[];
  headings?: { name: string; as: string[] }[];
}
const METHODS = JSON.parse(
  readFileSync(path.join(projectRoot, 'seeds', 'data', 'methods.json'), 'utf8'),
) as Method[];
const method = (code: string): Method =>
  METHODS.find((one) => one.code === code) ?? { code, words: {}, stages: [] };

describe('the words of a method', () => {
  it.each([
    ['learning_together', 'key_practice_episode', 'key practice episodes', 'a key practice episode'],
    ['learning_together', 'view_from_the_tunnel', 'views from the tunnel', 'a view from the tunnel'],
    ['learning_together', 'questions_for_the_board', 'questions for the Board', 'questions for the Board'],
    ['silp', 'conversation', 'discussions at the learning event', 'a discussion at the learning event'],
    ['silp', 'contributory_factor', 'influences on practice', 'an influence on practice'],
    ['rca_london_protocol', 'finding', 'root causes', 'a root cause'],
    [
      'rca_london_protocol',
      'key_practice_episode',
      'care or service delivery problems',
      'a care or service delivery problem',
    ],
    ['rca_london_protocol', 'view_from_the_tunnel', 'circumstances at the time', 'circumstances at the time'],
    ['rca_london_protocol', 'conversation', 'interviews', 'an interview'],
    ['child_practice_review', 'finding', 'learning points', 'a learning point'],
    [
      'child_practice_review',
      'contributory_factor',
      'circumstances that affected practice',
      'a circumstance that affected practice',
    ],
  ] as const)('of %s: %s', (code, term, many, a) => {
    const words = wordsOf(method(code).words)[term];
    expect([words.many, words.a]).toEqual([many, a]);
    expect(words.Many.charAt(0)).toBe(many.charAt(0).toUpperCase());
  });

  it('are the field’s own where the row has none, and take a plural that the row gives', () => {
    for (const nothing of [null, undefined, 'text', 3, [], { finding: 7, report: ' ' }])
      expect(wordsOf(nothing).finding.one).toBe('finding');
    expect(wordsOf({ finding: 'lens', finding_plural: 'lenses' }).finding.many).toBe('lenses');
    expect(stagesOf({})).toEqual([]);
  });

  it.each([
    ['learning_together', 'Conversations', 'Episodes'],
    ['silp', 'Discussions', 'Episodes'],
    ['rca_london_protocol', 'Interviews', 'Care or service delivery problems'],
    ['child_practice_review', 'Discussions', 'Significant events'],
  ])('of %s stand short on the way to the places of a review', (code, conversations, episodes) => {
    const { conversation, key_practice_episode: episode } = wordsOf(method(code).words);
    expect([shortMany(conversation), shortMany(episode)]).toEqual([conversations, episodes]);
  });

  it('name the nine headings of factors in its own terms, and each of the nine once', () => {
    const { headings = [] } = method('rca_london_protocol');
    const mapped = headings.flatMap(({ as }) => as);
    expect(mapped.every((heading) => heading in FACTOR_HEADINGS)).toBe(true);
    const words = headingsOf(headings);
    expect(words.role).toBe('Task and technology');
    expect(words.own_team).toBe('Team: own team');
    expect(words.inter_agency).toBe('Team: inter-agency team');
    expect(words.other).toBe('Other');
    expect(new Set(Object.values(words)).size).toBe(9);
    expect(headingsOf(undefined)).toEqual(FACTOR_HEADINGS);
  });
});

describe('a method is a row', () => {
  let test: TestHouse;
  let review: TestReview;
  let reviewer: Visitor;

  beforeAll(async () => {
    test = await openHouse(() => new Date('2012-05-04T15:56:00Z'));
    review = await makeReview(test);
    reviewer = await visit(test.app, 'reviewer@demo.example');
    await test.owner(
      `insert into method (code, position, name, description, words, stages, headings) values ('sixth', 6, 'A sixth method', 'Added by a row.',
         '{"finding": "insight", "key_practice_episode": "scene", "conversation": "visit", "view_from_the_tunnel": "seat", "contributory_factor": "current"}',
         '["Begin", "Listen <i>well</i>", "Tell"]', '[{"name": "the desk", "as": ["conditions"]}]')`,
    );
  });
  afterAll(() => test.close());

  it('is offered to whoever opens a review, and gives its pages their words and stages', async () => {
    const coordinator = await visit(test.app, 'coordinator@demo.example');
    const opening = await coordinator.get('/reviews/new');
    expect(opening.text).toContain('A sixth method');
    await test.owner(`update review set method = 'sixth' where id = $1`, [review.id]);
    const { text } = await reviewer.get(`/reviews/${review.id}`);
    for (const words of [
      '4. Insights',
      'Add an insight',
      'Choose the scenes',
      'Hold the visits',
      'Listen &lt;i&gt;well&lt;/i&gt;',
    ])
      expect(text).toContain(words);
    // The way to its places has them too.
    for (const place of ['Visits', 'Scenes'])
      expect(text).toMatch(new RegExp(`class="app-places__link"[^>]*>${place}<`));
    // The four features stay as they are.
    const finding = await reviewer.post(`/reviews/${review.id}/findings`, {}, `/reviews/${review.id}`);
    expect((await reviewer.get(String(finding.headers.location))).text).toContain('Why it made sense');
    const episodes = await reviewer.get(`/reviews/${review.id}/episodes`);
    expect(episodes.text).toContain('Add a scene');
    const added = await reviewer.post(`/reviews/${review.id}/episodes/new`, {
      title: 'One',
      from: '2011-06-01',
      to: '2011-06-02',
    });
    const episode = String(added.headers.location).replace(/\/events$/, '');
    const page = await reviewer.get(episode);
    for (const words of ['Seats', 'Currents', 'Insights that rest on it']) expect(page.text).toContain(words);
    const factor = await reviewer.get(`${episode}/factors/new`);
    expect(factor.text).toMatch(/<option value="conditions"[^>]*>The desk</);
  });

  it('is in a stage when a lead reviewer says so, and nobody else', async () => {
    const at = `/reviews/${review.id}/method-stage`;
    expect((await reviewer.post(at, { stage: '9' })).status).toBe(422);
    expect((await reviewer.post(at, { stage: 'x' })).text).toContain(
      'Choose the stage that the review is in',
    );
    const told = await reviewer.post(at, { stage: '2' });
    expect(told.headers.location).toBe(`/reviews/${review.id}`);
    const { text } = await reviewer.get(`/reviews/${review.id}`);
    expect(text).toMatch(/aria-current="step"><strong>Listen/);
    expect(text).toContain('Said by Lead reviewer, 4 May 2012.');
    const team = await visit(test.app, 'team@demo.example');
    expect((await team.get(at)).text).not.toContain('type="radio"');
    expect((await team.send(at, { stage: '1' })).status).toBe(404);
    expect((await (await visit(test.app, 'reviewer2@demo.example')).send(at, { stage: '1' })).status).toBe(
      404,
    );
    const [kept] = await test.owner<{ n: number }>(
      `select count(*)::int as n from audit.entry where action = 'review.stage_told' and subject_id = $1`,
      [review.id],
    );
    expect(kept?.n).toBe(1);
  });
});
