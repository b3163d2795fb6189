import { makeFinding, makeReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { backgroundOf } from './agent';

/** Two people write on one page, each in a field of their own, and both pages save by themselves. */

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
}, 60_000);
afterAll(() => test.close());

describe('two pages that save by themselves', () => {
  it('keep each other’s words: the answer says what the other fields hold now', async () => {
    const review = await makeReview(test);
    const { id } = await makeFinding(test, review, { sufficient: true });
    const [row] = await test.owner<{ id: string }>('select id from factor where finding_id = $1', [id]);
    const path = `/reviews/${review.id}/findings/${id}/context/${row?.id}`;
    const fields = {
      heading: 'culture_management',
      level: 'agency',
      text: 'Completion of tasks is counted monthly.',
      evidence: 'Performance reports 2011',
      weight: 'strong',
    };
    const lead = await backgroundOf(test.app, 'reviewer@demo.example');
    const team = await backgroundOf(test.app, 'team@demo.example');
    const first = await lead(path, { ...fields, version: '1', text: 'The lead’s words.' });
    expect(first.body).toEqual({ savedAt: expect.any(String), version: 2 });
    const second = await team(path, {
      ...fields,
      version: '1',
      evidence: 'The team’s words.',
      weight: 'slight',
    });
    expect(second.body).toMatchObject({
      version: 3,
      values: {
        text: 'The lead’s words.',
        evidence: 'The team’s words.',
        weight: 'slight',
        heading: 'culture_management',
      },
    });
    // The page now holds what it was told, and saves again.
    const third = await team(path, { ...second.body.values, version: '3', evidence: 'More of the team’s.' });
    expect(third.status).toBe(200);
    const [kept] = await test.owner<Record<string, string>>(
      'select text, evidence, weight from factor where id = $1',
      [row?.id],
    );
    expect(kept).toEqual({ text: 'The lead’s words.', evidence: 'More of the team’s.', weight: 'slight' });
  });

  it('tell of a section’s reason in the box of its answer', async () => {
    const review = await makeReview(test);
    const { id } = await makeFinding(test, review, { sufficient: true });
    const path = `/reviews/${review.id}/findings/${id}/extent`;
    const [{ version } = { version: 0 }] = await test.owner<{ version: number }>(
      'select version from finding where id = $1',
      [id],
    );
    const sent = {
      extent: 'wider',
      spread: 'local_multi_agency',
      prevalence: '14 of 20 files',
      version: String(version),
    };
    const lead = await backgroundOf(test.app, 'reviewer@demo.example');
    const team = await backgroundOf(test.app, 'team@demo.example');
    await lead(path, { ...sent, extent: 'not_known', reason_not_known: 'An audit of three teams.' });
    const merged = await team(path, { ...sent, prevalence: '9 of 20 files' });
    expect(merged.body.values).toMatchObject({
      extent: 'not_known',
      reason_not_known: 'An audit of three teams.',
      reason_case_specific: '',
      prevalence: '9 of 20 files',
    });
  });
});
