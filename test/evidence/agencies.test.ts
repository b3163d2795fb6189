import { fingerprintOf } from '../../server/evidence/event-fingerprint';
import { agencyFor } from '../../server/evidence/agencies';
import { visit, type Visitor } from '../support/browser-of';
import { makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let review: TestReview;
let base: string;
let reviewer: Visitor;
beforeAll(async () => {
  test = await openHouse();
  review = await makeReview(test);
  base = `/reviews/${review.id}/agencies`;
  reviewer = await visit(test.app, 'reviewer@demo.example');
});
afterAll(() => test.close());

const idOf = async (name: string): Promise<string> => {
  const [row] = await test.owner<{ id: string }>('select id from agency where review_id = $1 and name = $2', [
    review.id,
    name,
  ]);
  return String(row?.id);
};
const named = (name: string) => ({ boardId: review.boardId, reviewId: review.id, name });

describe('the agencies of a review', () => {
  it('are found by name, whatever its capitals and spaces, or added', async () => {
    const now = new Date();
    const [first, again, other] = await test.as('reviewer@demo.example', async (tx, actor) => [
      await agencyFor(tx, actor, now, named('Health  visiting ')),
      await agencyFor(tx, actor, now, named('HEALTH VISITING')),
      await agencyFor(tx, actor, now, named('Police')),
    ]);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('are added, renamed, and kept apart', async () => {
    const empty = await reviewer.post(base, { name: ' ' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('Give the agency’s name');
    expect((await reviewer.post(base, { name: 'police' })).text).toContain(
      'There is an agency of this name already',
    );
    expect((await reviewer.post(base, { name: 'X', kind: 'nothing' })).text).toContain(
      'Choose one of the kinds',
    );
    const added = await reviewer.post(base, { name: 'School <nurse>', kind: '' });
    expect(added.headers.location).toBe(base);
    expect((await reviewer.get(base)).text).toContain('School &lt;nurse&gt;');
    const path = `${base}/${await idOf('School <nurse>')}`;
    const taken = await reviewer.post(path, { name: 'POLICE', kind: '', version: '1' });
    expect(taken.text).toContain('Another agency has this name');
    const renamed = await reviewer.post(path, { name: 'School nursing', kind: '', version: '1' });
    expect(renamed.status).toBe(303);
  });

  it('are merged when two names are of one: everything moves, and the same row in a spreadsheet stays the same', async () => {
    const when = { from: '2010-04-03', until: '2010-04-04', exactness: 'day' as const, circa: false };
    const added = await reviewer.post(
      `/reviews/${review.id}/chronology/new`,
      { when: '3/4/2010', agency: await idOf('School nursing'), description: 'Weighed', source: 'Record' },
      `/reviews/${review.id}/chronology/new`,
    );
    expect(added.status).toBe(303);
    const [from, to] = [await idOf('School nursing'), await idOf('Health visiting')];
    expect((await reviewer.get(`${base}/${from}`)).text).toContain('1 event and everything else of it moves');
    const unsaid = await reviewer.post(`${base}/${from}/merger`, { into: from }, `${base}/${from}`);
    expect(unsaid.status).toBe(422);
    const merged = await reviewer.post(`${base}/${from}/merger`, { into: to }, `${base}/${from}`);
    expect(merged.status).toBe(303);
    const rows = await test.owner<{ agency_id: string; fingerprint: string }>(
      `select agency_id, fingerprint from event where description = 'Weighed'`,
    );
    const fingerprint = fingerprintOf({
      agency: 'health VISITING',
      when,
      time: null,
      description: ' weighed',
      source: 'Record',
    });
    expect(rows).toEqual([{ agency_id: to, fingerprint }]);
    expect((await reviewer.get(`${base}/${from}`)).status).toBe(404);
    const [entry] = await test.owner<{ payload: string }>(
      `select payload from audit.entry where action = 'agency.merged'`,
    );
    expect(entry?.payload).toContain('School nursing');
    const kept = await test.owner(
      `select 1 from revision where kind = 'agency' and row_id = $1 and version = 2`,
      [from],
    );
    expect(kept).toHaveLength(1);
  });

  it('are for those on the case', async () => {
    const foreign = await visit(test.app, 'coordinator-b@demo.example');
    const chair = await visit(test.app, 'chair@demo.example');
    const coordinator = await visit(test.app, 'coordinator@demo.example');
    expect((await foreign.get(base)).status).toBe(404);
    expect((await chair.get(base)).text).not.toContain('Add an agency');
    expect((await chair.send(base, { name: 'No' })).status).toBe(404);
    expect((await coordinator.post(base, { name: 'Housing' })).status).toBe(303);
    const path = `${base}/${await idOf('Housing')}`;
    expect((await chair.get(path)).status).toBe(404);
    expect((await chair.send(`${path}/merger`, { into: await idOf('Police') })).status).toBe(404);
  });
});
