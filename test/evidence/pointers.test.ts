import { Writable } from 'node:stream';
import { pino } from 'pino';
import request from 'supertest';
import { createApp } from '../../server/app';
import { submitFinding } from '../../server/approvals/submission';
import { changePointer } from '../../server/evidence/pointers';
import { allMissing, sufficiencyOf } from '../../server/findings/sufficiency';
import { readFinding } from '../../server/findings/finding-queries';
import { Missing, Refused } from '../../server/http/errors';
import { hiddenValue, visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { someEvidence, type SomeEvidence } from './some-evidence';

const LEAD = 'reviewer@demo.example';
const now = new Date('2012-05-02T10:00:00Z');
let test: TestHouse;
let lead: Visitor;
let chair: Visitor;
beforeAll(async () => {
  test = await openHouse(() => now);
  lead = await visit(test.app, LEAD);
  chair = await visit(test.app, 'chair@demo.example');
});
afterAll(() => test.close());

interface Case {
  review: TestReview;
  evidence: SomeEvidence;
  findingId: string;
  path: string;
  rationale: string;
}
async function aCase(): Promise<Case> {
  const review = await makeReview(test);
  const evidence = await someEvidence(test, review);
  const { id: findingId } = await makeFinding(test, review, { sufficient: true });
  const [row] = await test.owner<{ id: string }>('select id from rationale where finding_id = $1', [
    findingId,
  ]);
  return {
    review,
    evidence,
    findingId,
    path: `/reviews/${review.id}/findings/${findingId}`,
    rationale: String(row?.id),
  };
}
const pointersOf = ({ findingId }: Case) =>
  test.owner<{
    id: string;
    version: number;
    page: number | null;
    heading: string;
    quote: string;
    from_part: string;
  }>('select * from pointer where finding_id = $1 order by position', [findingId]);
const wholeOf = ({ review, findingId }: Case) => test.as(LEAD, (tx) => readFinding(tx, review.id, findingId));
const quoting = { quote: 'in fifty minutes', page: '2', heading: '' };
const add = (made: Case, fields: Record<string, string>, path = made.path) =>
  lead.post(`${path}/evidence`, { page: '', heading: '', quote: '', ...fields }, `${path}/manifestation`);
const toDocument = (made: Case) =>
  add(made, {
    from: 'rationales',
    row: made.rationale,
    kind: 'document',
    target: made.evidence.document,
    ...quoting,
  });

describe('choosing what a part rests on', () => {
  it('leads from a row to evidence, to the place in it, and back with the evidence beside the words', async () => {
    const made = await aCase();
    const row = `${made.path}/why/${made.rationale}`;
    const from = `from=rationales&amp;row=${made.rationale}`;
    const before = (await lead.get(row)).text;
    expect(before).toContain('What this rests on');
    expect(before).toContain(`${made.path}/evidence/new?${from}"`);
    expect(before).toContain(`/evidence/new?${from}&amp;episode=${made.evidence.episode}`);
    const picker = (await lead.get(`${made.path}/evidence/new?from=rationales&row=${made.rationale}`)).text;
    expect(picker).toContain('Conversation with Team manager 1, 12 March 2012');
    expect(picker).not.toContain('Nurse 9');
    expect(picker).toContain('Documents (1)');
    const documents = await lead.get(
      `${made.path}/evidence/new?from=rationales&row=${made.rationale}&kind=document`,
    );
    expect(documents.text).toContain('Supervision record, 9 June 2011');
    expect(documents.text).not.toContain('kept back');
    const place = await lead.get(
      `${made.path}/evidence/new?from=rationales&row=${made.rationale}&document=${made.evidence.document}&page=2`,
    );
    expect(place.text).toMatch(/id="page" name="page"[^>]*value="2"/);
    const added = await toDocument(made);
    expect([added.status, added.headers.location]).toEqual([303, row]);
    const after = (await lead.get(row)).text;
    expect(after).toContain('Supervision record, 9 June 2011, page 2');
    expect(after).toContain(
      `/reviews/${made.review.id}/documents/${made.evidence.document}?page=2&amp;quote=in+fifty+minutes#passage`,
    );
    expect(after).toContain('<q class="app-rests__quote">in fifty minutes</q>');
    expect(after).not.toContain('What other parts rest on');
    expect((await lead.get(`${made.path}/context`)).text).toContain('What other parts rest on');
    expect((await lead.get(`${made.path}/evidence`)).text).toContain(
      'Supervision record, 9 June 2011, page 2',
    );
    expect((await lead.get(`${made.path}/check`)).text).toContain('Supervision record, 9 June 2011, page 2');
  });

  it('finds evidence by words that are posted, and leads to the very place', async () => {
    const made = await aCase();
    const from = `${made.path}/evidence/new?from=manifestation`;
    const sent = await lead.post(
      `${made.path}/evidence/new`,
      { from: 'manifestation', row: '', words: 'supervision' },
      from,
    );
    expect(String(sent.headers.location)).toMatch(/\/new\?from=manifestation&asked=[0-9a-f-]{36}$/);
    const { text } = await lead.get(String(sent.headers.location));
    const long = String(sent.headers.location).replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect((await lead.get(long)).text).toContain('aria-current="page"');
    expect((await lead.get(`${from}&asked=x`)).status).toBe(404);
    expect(text).toContain(`document=${made.evidence.document}&amp;page=1`);
    expect(text).toContain(`heading=would_change`.replace('would_change', 'part'));
    expect(text).toContain(`heading=turning-point-${made.evidence.turning}`);
    expect(text).not.toContain('Nurse 9');
    expect(text).not.toContain('kept back');
    const short = await lead.post(
      `${made.path}/evidence/new`,
      { from: 'manifestation', row: '', words: 'x' },
      from,
    );
    expect(short.status).toBe(422);
    expect(short.text).toContain('Type at least two letters');
  });

  it('begins from the evidence as well', async () => {
    const made = await aCase();
    const use = await lead.get(`/reviews/${made.review.id}/use?event=${made.evidence.event}`);
    expect(use.text).toContain('4 May 2011, Health visiting: Home visit');
    expect(use.text).toContain(`from=rationales&amp;row=${made.rationale}&amp;event=${made.evidence.event}`);
    const within = await lead.get(`${made.path}/evidence/new?episode=${made.evidence.episode}`);
    expect(within.text).toContain('Which part rests on it?');
    const added = await add(made, {
      from: 'manifestation',
      row: '',
      kind: 'episode',
      target: made.evidence.episode,
      page: '4',
      quote: 'not kept',
    });
    expect(added.headers.location).toBe(`${made.path}/manifestation`);
    expect((await pointersOf(made))[0]).toMatchObject({ from_part: 'manifestation', page: null, quote: '' });
    const coordinator = await visit(test.app, 'coordinator@demo.example');
    for (const path of [
      `/reviews/${made.review.id}/use?event=${made.evidence.event}`,
      `${made.path}/evidence/new`,
    ])
      expect((await coordinator.get(path)).status).toBe(404);
    for (const path of ['use', 'use?event=x', `use?event=${made.evidence.episode}`])
      expect((await lead.get(`/reviews/${made.review.id}/${path}`)).status).toBe(404);
  });

  it('adds nothing twice, nothing that may not be used, and no place that is not there', async () => {
    const made = await aCase();
    await toDocument(made);
    expect((await toDocument(made)).headers.location).toBe(`${made.path}/why/${made.rationale}`);
    expect(await pointersOf(made)).toHaveLength(1);
    const base = { from: 'rationales', row: made.rationale };
    for (const [fields, words] of [
      [{ kind: 'document', target: made.evidence.held }, 'waits for its scan'],
      [{ kind: 'conversation', target: made.evidence.silent }, 'needs consent'],
      [{ kind: 'document', target: made.evidence.document, page: '4' }, 'This document has 3 pages'],
      [{ kind: 'document', target: made.evidence.document, page: '-1' }, 'Page must be a whole number'],
      [{ kind: 'conversation', target: made.evidence.conversation, heading: '"><img>' }, 'no such heading'],
      [{ kind: 'document', target: made.evidence.document, quote: '\u0000' }, 'cannot be kept'],
      [{ kind: 'document', target: made.evidence.document, quote: 'x'.repeat(200_000) }, '2,000 characters'],
    ] as const) {
      const { status, text } = await add(made, { ...base, ...fields });
      expect([words, status]).toEqual([words, 422]);
      expect(text).toContain(words);
    }
    for (const fields of [
      { ...base, kind: 'event', target: made.evidence.document },
      { ...base, kind: 'x', target: made.evidence.document },
      { ...base, row: '', kind: 'document', target: made.evidence.document },
      { from: 'manifestation', row: made.rationale, kind: 'document', target: made.evidence.document },
      { ...base, row: made.evidence.event, kind: 'document', target: made.evidence.document },
    ])
      expect((await add(made, fields)).status).toBe(404);
    const other = await aCase();
    expect((await add(made, { ...base, kind: 'document', target: other.evidence.document })).status).toBe(
      404,
    );
    expect(await pointersOf(made)).toHaveLength(1);
  });

  it('changes the place and takes it away, keeps what it said, and counts as writing', async () => {
    const made = await aCase();
    const team = await visit(test.app, 'team@demo.example');
    await toDocument(made);
    const [pointer] = await pointersOf(made);
    const path = `${made.path}/evidence/${pointer?.id}`;
    const shown = (await team.get(path)).text;
    const version = String(hiddenValue(shown, 'version'));
    const saved = await team.post(path, { version, page: '1', heading: '', quote: 'The plan' });
    expect(saved.headers.location).toBe(`${made.path}/evidence`);
    expect((await pointersOf(made))[0]).toMatchObject({ page: 1, quote: 'The plan', version: 2 });
    const conflict = await lead.post(path, { version, page: '3', heading: '', quote: 'Another' });
    expect(conflict.status).toBe(409);
    const late = await lead.post(`${path}/removal`, { version }, path);
    expect(late.status).toBe(422);
    expect(late.text).toContain('Someone changed this');
    expect((await lead.post(`${path}/removal`, { version: '2' }, path)).status).toBe(303);
    expect(await pointersOf(made)).toHaveLength(0);
    expect((await lead.get(path)).status).toBe(404);
    const kept = await test.owner<{ version: number }>(
      `select version from revision where kind = 'pointer' and row_id = $1 order by version`,
      [pointer?.id],
    );
    expect(kept.map((row) => row.version)).toEqual([1, 2]);
    const writers = (await wholeOf(made)).writers;
    const [account] = await test.owner<{ id: string }>(
      `select id from account where email = 'team@demo.example'`,
    );
    expect(writers).toContain(account?.id);
    const actions = await test.owner<{ action: string }>(
      `select action from audit.entry where subject_id = $1 and action like 'finding.evidence%' order by seq`,
      [made.findingId],
    );
    expect(actions.map(({ action }) => action)).toEqual(
      ['added', 'changed', 'removed'].map((what) => `finding.evidence_${what}`),
    );
  });

  it('goes with its row, and is not written while the chair reads', async () => {
    const made = await aCase();
    await toDocument(made);
    const row = `${made.path}/why/${made.rationale}`;
    await lead.post(`${row}/removal`, { version: '1' }, `${row}/removal`);
    expect(await pointersOf(made)).toHaveLength(0);
    const sent = await aCase();
    await toDocument(sent);
    const [pointer] = await pointersOf(sent);
    await test.as(LEAD, (tx, actor) =>
      submitFinding(tx, actor, now, { reviewId: sent.review.id, findingId: sent.findingId }),
    );
    expect((await lead.get(`${sent.path}/evidence/new?from=manifestation`)).headers.location).toBe(sent.path);
    const which = { reviewId: sent.review.id, findingId: sent.findingId, pointerId: String(pointer?.id) };
    const change = { ...which, version: 1, page: 1, heading: '', quote: '' };
    await expect(test.as(LEAD, (tx, actor) => changePointer(tx, actor, now, change))).rejects.toThrow(
      Refused,
    );
    await expect(
      test.as('reviewer2@demo.example', (tx, actor) => changePointer(tx, actor, now, change)),
    ).rejects.toThrow(Missing);
  });
});

describe('the words of a pointer', () => {
  it('are in the address that opens it, and not in the log', async () => {
    let log = '';
    const lines = new Writable({
      write(line: Buffer, _encoding, done) {
        log += line.toString();
        done();
      },
    });
    const app = createApp(test.house, pino({ level: 'info' }, lines));
    const path = '/reviews/1/documents/2?page=2&quote=in+fifty+minutes';
    const answer = await request(app).get(path).set('Referer', `http://localhost${path}`);
    await request(app).get(String(answer.headers.location));
    expect(log).toContain('/documents/');
    expect(log).not.toMatch(/fifty/);
  });
});

describe('a finding that rests on evidence', () => {
  it('is sufficient where an account points to a conversation or document in place of words', async () => {
    const made = await aCase();
    await test.owner(`update rationale set source_kind = null, source = '' where id = $1`, [made.rationale]);
    const lacks = async () =>
      allMissing(sufficiencyOf((await wholeOf(made)).content)).map(({ message }) => message);
    expect(await lacks()).toEqual(['Team manager 1: whether this rests on a conversation or a document']);
    await add(made, { from: 'rationales', row: made.rationale, kind: 'event', target: made.evidence.event });
    expect(await lacks()).toHaveLength(1);
    await add(made, {
      from: 'rationales',
      row: made.rationale,
      kind: 'conversation',
      target: made.evidence.conversation,
      heading: `turning-point-${made.evidence.turning}`,
    });
    expect(await lacks()).toEqual([]);
  });

  it('shows the chair what each part rests on, what changed in that, and what was withdrawn since', async () => {
    const made = await aCase();
    await toDocument(made);
    await add(made, {
      from: 'rationales',
      row: made.rationale,
      kind: 'conversation',
      target: made.evidence.conversation,
      heading: 'part',
    });
    const submit = () =>
      test.as(LEAD, (tx, actor) =>
        submitFinding(tx, actor, now, { reviewId: made.review.id, findingId: made.findingId }),
      );
    await submit();
    const first = (await chair.get(made.path)).text;
    expect(first).toContain('Supervision record, 9 June 2011, page 2');
    expect(first).toContain('<q class="app-rests__quote">in fifty minutes</q>');
    expect(first).toContain(`/conversations/${made.evidence.conversation}#part"`);
    expect(first).not.toContain('was withdrawn');
    const fields = { version_id: String(hiddenValue(first, 'version_id')), comment: 'Say more of June.' };
    await chair.post(`${made.path}/return`, fields, made.path);
    const [pointer] = await pointersOf(made);
    await lead.post(
      `${made.path}/evidence/${pointer?.id}/removal`,
      { version: '1' },
      `${made.path}/evidence/${pointer?.id}`,
    );
    await add(made, { from: 'manifestation', row: '', kind: 'episode', target: made.evidence.episode });
    await submit();
    await test.owner(
      `update conversation set consent = 'withdrawn', consent_on = '2012-05-01' where id = $1`,
      [made.evidence.conversation],
    );
    const second = (await chair.get(made.path)).text;
    expect(second).toContain('2 passages changed since you read the first version');
    expect(second).toMatch(/<ins class="app-added" id="change-1">.*?Episode 1: The bruise explained/);
    expect(second).toMatch(/<del class="app-removed" id="change-2">.*?Supervision record/);
    expect(second).toContain('Evidence that this finding rests on was withdrawn');
    expect(second).toContain('consent was withdrawn on 1 May 2012');
    const versions = await test.owner<{ same: boolean }>(
      `select sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex') as same from finding_version where finding_id = $1`,
      [made.findingId],
    );
    expect(versions.map(({ same }) => same)).toEqual([true, true]);
  });

  it('tells its writers that evidence was withdrawn, wherever it is used, and asks what the account rests on then', async () => {
    const made = await aCase();
    await toDocument(made);
    await test.owner(
      `update document set withdrawn_at = '2012-04-30T10:00Z', withdrawn_by = (select id from account where email = $2), withdrawn_why = 'Another child’s record' where id = $1`,
      [made.evidence.document, LEAD],
    );
    for (const path of ['', '/why', `/why/${made.rationale}`, '/check', '/evidence']) {
      const { text } = await lead.get(`${made.path}${path}`);
      expect([
        path,
        text.includes('the document was withdrawn on 30 April 2012: Another child’s record'),
      ]).toEqual([path, true]);
    }
    expect((await lead.get(`${made.path}/context`)).text).not.toContain('app-withdrawn');
    const check = (await lead.get(`${made.path}/check`)).text;
    expect(check).toContain('Account 1 (Team manager 1): what it rests on was withdrawn.');
    expect(check).not.toContain('/submission"');
    const submit = () =>
      test.as(LEAD, (tx, actor) =>
        submitFinding(tx, actor, now, { reviewId: made.review.id, findingId: made.findingId }),
      );
    await expect(submit()).rejects.toThrow(/what it rests on was withdrawn/);
    const again = await add(made, {
      from: 'manifestation',
      row: '',
      kind: 'document',
      target: made.evidence.document,
    });
    expect(again.status).toBe(422);
    const [pointer] = await pointersOf(made);
    const where = `${made.path}/evidence/${pointer?.id}`;
    expect((await lead.post(`${where}/removal`, { version: '1' }, where)).status).toBe(303);
    expect((await lead.get(`${made.path}/check`)).text).toContain('action="' + made.path + '/submission"');
  });

  it('shows no words of a conversation when its consent is withdrawn, to writers or the chair, until it is given again', async () => {
    const made = await aCase();
    const turning = { heading: `turning-point-${made.evidence.turning}`, quote: 'The list was complete' };
    const words = /The list was complete|The June supervision/;
    const base = { from: 'rationales', row: made.rationale };
    await add(made, { ...base, kind: 'conversation', target: made.evidence.conversation, ...turning });
    await add(made, { ...base, kind: 'document', target: made.evidence.document });
    const [pointer] = await pointersOf(made);
    const where = `${made.path}/evidence/${pointer?.id}`;
    await lead.post(where, { version: '1', page: '', ...turning, quote: 'the list was' }, where);
    const which = { reviewId: made.review.id, findingId: made.findingId };
    await test.as(LEAD, (tx, actor) => submitFinding(tx, actor, now, which));
    const sent = (await chair.get(made.path)).text;
    expect(sent).toContain('<q class="app-rests__quote">the list was</q>');
    const conversation = `/reviews/${made.review.id}/conversations/${made.evidence.conversation}`;
    const on = { 'on-day': '1', 'on-month': '5', 'on-year': '2012' };
    const withdrawn = await lead.post(`${conversation}/consent-withdrawal`, {
      ...{ version: '1', sure: 'yes' },
      ...on,
    });
    expect(withdrawn.status).toBe(303);
    const hidden = 'Consent was withdrawn; the words are no longer shown';
    const read = (await chair.get(made.path)).text;
    expect(read).toContain(hidden);
    expect(read).not.toMatch(/the list was<|June supervision/);
    expect(read).toContain('Turning point 1');
    const fields = { version_id: String(hiddenValue(read, 'version_id')), comment: 'Say more of June.' };
    await chair.post(`${made.path}/return`, fields, made.path);
    for (const path of [`/why/${made.rationale}`, '/check', '/evidence', `/evidence/${pointer?.id}`]) {
      const { text } = await lead.get(`${made.path}${path}`);
      expect([path, text.includes(hidden)]).toEqual([path, true]);
      expect(text).not.toMatch(/the list was<|June supervision|heading that was removed/);
    }
    const change = await lead.post(where, { version: '2', page: '', ...turning }, where);
    expect(change.status).toBe(422);
    const kept = () =>
      test.owner<{ quote: string }>(
        `select quote from pointer where id = $1 union all select fields ->> 'quote' from revision where row_id = $1`,
        [pointer?.id],
      );
    expect((await kept()).map(({ quote }) => quote)).toEqual(['', '']);
    const file = await lead.get(conversation);
    expect(file.text).not.toMatch(words);
    await lead.post(`${conversation}/consent-renewal`, { version: '1', ...on, terms: 'As before' });
    expect((await kept()).map(({ quote }) => quote)).toEqual(['the list was', 'The list was complete']);
    expect((await lead.get(`${made.path}/evidence`)).text).toContain('>the list was</q>');
  });
});

describe('the words that are quoted', () => {
  it('must stand where they are said to stand, as far as that was read', async () => {
    const made = await aCase();
    const document = { kind: 'document', target: made.evidence.document };
    const conversation = { kind: 'conversation', target: made.evidence.conversation };
    const turning = `turning-point-${made.evidence.turning}`;
    const quoting = (fields: Record<string, string>) =>
      add(made, { from: 'manifestation', row: '', ...fields });
    const leave = 'or leave the box empty';
    for (const [fields, words] of [
      [
        { ...document, page: '2', quote: 'was up to date' },
        `not on page 2 of “Supervision record”. Copy them from the page, ${leave}`,
      ],
      [
        { ...document, quote: 'nobody ever said this' },
        `not in “Supervision record”. Copy them from the document, say which page they are on if it is a scan, ${leave}`,
      ],
      [
        { ...conversation, heading: 'part', quote: 'The list was complete' },
        `not under “Their part in what happened”. Copy them from the record, ${leave}`,
      ],
      [{ ...conversation, quote: 'nobody ever said this' }, 'not in this record'],
    ] as const) {
      const { status, text } = await quoting(fields);
      expect([words, status, text.includes(`These words are ${words}`)]).toEqual([words, 422, true]);
      expect(text).toContain(`${fields.quote}</textarea>`);
      expect(text).toContain('href="#quote"');
    }
    for (const fields of [
      { ...document, page: '2', quote: 'FOURTEEN cases\r\nwere  discussed' },
      { ...document, quote: 'the plan was up to date' },
      // No text was read of this page.
      { ...document, page: '3', quote: 'as the scan says' },
      { ...conversation, heading: turning, quote: 'the list was complete' },
      { ...conversation, quote: 'Time to think' },
    ])
      expect([fields, (await quoting(fields)).status]).toEqual([fields, 303]);
    const [pointer] = await pointersOf(made);
    const where = `${made.path}/evidence/${pointer?.id}`;
    const changed = await lead.post(where, { version: '1', page: '1', heading: '', quote: 'made up' }, where);
    expect(changed.status).toBe(422);
    expect(changed.text).toContain('made up</textarea>');
    expect((await pointersOf(made))[0]).toMatchObject({ page: 2, version: 1 });
  });
});
