import { submitFinding } from '../../server/approvals/submission';
import { visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { someEvidence, type SomeEvidence } from './some-evidence';

const now = new Date('2012-05-02T10:00:00Z');
let test: TestHouse;
let lead: Visitor;
let review: TestReview;
let evidence: SomeEvidence;
beforeAll(async () => {
  test = await openHouse(() => now);
  lead = await visit(test.app, 'reviewer@demo.example');
  review = await makeReview(test);
  await test.owner(`update review set method = 'rca_london_protocol' where id = $1`, [review.id]);
  evidence = await someEvidence(test, review);
});
afterAll(() => test.close());

const at = (place: string): string => `/reviews/${review.id}/${place}`;

describe('a review by a method with words of its own', () => {
  it('begins a finding where evidence is to be used and there is none to write in', async () => {
    const { text } = await lead.get(at(`use?event=${evidence.event}`));
    expect(text).toContain('no root cause that can be written in now');
    expect(text).toContain(`action="${at('findings')}"`);
    expect(text).toContain('Add a root cause');
    const begun = await lead.post(at('findings'), {}, at(`use?event=${evidence.event}`));
    expect(begun.status).toBe(303);
    expect((await lead.get(at(`use?event=${evidence.event}`))).text).not.toContain('Add a root cause');
  });

  it('keeps to the method’s words on the pages of the review, its findings, the picker and the search', async () => {
    const { id } = await makeFinding(test, review, { sufficient: true });
    const finding = at(`findings/${id}`);
    const sent = await lead.send(at('search'), { words: 'supervision', kind: '', agency: '' });
    const pages = [
      `/reviews/${review.id}`,
      finding,
      `${finding}/evidence/new?from=manifestation&row=`,
      `${finding}/evidence/new?from=manifestation&row=&kind=conversation`,
      `${finding}/evidence/new?from=manifestation&row=&episode=${evidence.episode}`,
      `${finding}/evidence/new?episode=${evidence.episode}`,
      at(`use?episode=${evidence.episode}`),
      `${finding}/why`,
      `${finding}/why/new`,
      `${finding}/extent`,
      at(`conversations/${evidence.conversation}`),
      at(`conversations/${evidence.conversation}/consent-withdrawal`),
      at('conversations/new?about=practitioner'),
      at(`documents/${evidence.document}/withdrawal`),
      at(`episodes/${evidence.episode}`),
      at('team'),
      String(sent.headers.location),
    ];
    for (const path of pages) {
      const { text, status } = await lead.get(path);
      const shown = text
        .replace(/^[\s\S]*<main/, '')
        .replace(/<\/main>[\s\S]*$/, '')
        .replace(/<[^>]*>/g, ' ')
        // A kind of evidence from outside the case is called the same everywhere.
        .replaceAll('Interviews or conversations', '');
      expect([
        path,
        status,
        shown.match(/.{0,40}\b(?:findings?|episodes?|conversations?)\b.{0,40}/gi),
      ]).toEqual([path, 200, null]);
    }
  });

  it('calls a finding by the method’s word in its list of tasks', async () => {
    const { text } = await lead.get(`/reviews/${review.id}`);
    expect(text).toContain('4. Root causes');
    expect(text).toContain('Root cause 1: not yet put into words');
    expect(text).toContain('Decide on each root cause');
  });

  it('offers the method’s headings for a factor of a finding, and reads them wherever the factor is read', async () => {
    const made = await makeFinding(test, review, { sufficient: true });
    const [factor] = await test.owner<{ id: string }>(
      `update factor set heading = 'conditions' where finding_id = $1 returning id`,
      [made.id],
    );
    const finding = at(`findings/${made.id}`);
    for (const path of ['context/new', `context/${factor?.id}`]) {
      const { text } = await lead.get(`${finding}/${path}`);
      expect([path, text.includes('<option value="conditions"')]).toEqual([path, true]);
      expect(text).toMatch(/<option value="conditions"[^>]*>\s*Work environment/);
    }
    for (const path of ['context', 'check', `context/${factor?.id}/removal`])
      expect([path, (await lead.get(`${finding}/${path}`)).text.includes('Work environment')]).toEqual([
        path,
        true,
      ]);
    const saved = await lead.post(`${finding}/context/new`, { text: 'Two desks.', heading: 'conditions' });
    expect(saved.status).toBe(303);
    const kept = await test.owner<{ heading: string }>(
      `select heading from factor where finding_id = $1 and text = 'Two desks.'`,
      [made.id],
    );
    expect(kept).toEqual([{ heading: 'conditions' }]);
    const which = { reviewId: review.id, findingId: made.id };
    await test.as('reviewer@demo.example', (tx, actor) => submitFinding(tx, actor, now, which));
    const chair = await visit(test.app, 'chair@demo.example');
    const { text } = await chair.get(finding);
    expect(text).toContain('Work environment');
    expect(text).toContain('Approve this root cause');
    expect((await chair.get('/reviews')).text).toContain('Root cause 3 of');
    expect((await lead.get(`/reviews/${review.id}`)).text).toMatch(/sent root cause 3 to the chair/);
  });

  it('says what is looked through, and what is found, in the method’s words', async () => {
    const before = (await lead.get(at('search'))).text;
    expect(before).toContain('Care or service delivery problems');
    expect(before).toContain('interviews by every heading');
    expect(before).toContain('with circumstances at the time and contributory factors');
    const sent = await lead.send(at('search'), { words: 'coped', kind: '', agency: '' });
    const { text } = await lead.get(String(sent.headers.location));
    expect(text).toContain('Care or service delivery problems (1)');
    expect(text).toContain('Care or service delivery problem 1: The bruise explained</a>');
    expect(text).toContain('<span>Circumstances at the time</span>');
  });

  it('says of a factor of an episode what it still lacks', async () => {
    await lead.post(at(`episodes/${evidence.episode}/factors/new`), { text: 'The rota.' });
    const { text } = await lead.get(at(`episodes/${evidence.episode}`));
    expect(text).toContain('No heading yet · No level yet: it is in the table but not in the picture');
  });

  it('lets documents and the chronology begin before any agency is named', async () => {
    const empty = await makeReview(test);
    const { text } = await lead.get(`/reviews/${empty.id}`);
    expect(text).not.toContain('Name the agencies first');
    for (const place of ['documents', 'chronology'])
      expect(text).toContain(`href="/reviews/${empty.id}/${place}"`);
  });
});
