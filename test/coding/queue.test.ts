import { approveFinding } from '../../server/approvals/approval';
import { submitFinding } from '../../server/approvals/submission';
import { proposedCategory } from '../../server/coding/queue-proposal';
import { drawForSecondCoding } from '../../server/coding/samples';
import { codeFinding } from '../../server/published/coding';
import { importPublished } from '../../server/published/import-published';
import { rewordCategory } from '../../server/typology/draft';
import { readDraft } from '../../server/typology/draft-queries';
import { beginDraft, deleteDraft, publishDraft } from '../../server/typology/edition-steps';
import { visit, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

const now = new Date('2014-05-06T10:00:00Z');
const EDITOR = 'editor@demo.example';
const none = { polarity: null, extent: null, journey_stage: null };

let test: TestHouse;
let editor: Visitor;
let review: TestReview;
/** Findings by their text. */
const ids: Record<string, string> = {};
const TEXTS: Record<string, string> = {
  'The pull of the local neighbourhood was strong': 'Neighbourhood pull',
  'Friends on the estate drew him away': 'pull of the neighbourhood',
  'Taking account of culture': 'Language and culture',
  'No <interpreter> was booked': 'Interpreters not used',
};
const path = (text: string): string => `/coding/does-not-fit/${ids[text]}`;
const [pull = '', friends = '', culture = '', interpreter = ''] = Object.keys(TEXTS);

beforeAll(async () => {
  test = await openHouse(() => now);
  const findings = [...Object.keys(TEXTS), 'Supervision left reasoning alone'].map((text, n) => ({
    id: `f-${n}`,
    text,
  }));
  const text = JSON.stringify({
    format: 'published-reviews/1',
    reviews: [
      { id: 'r-1', title: 'Child A', findings: findings.slice(0, 1) },
      { id: 'r-2', findings: findings.slice(1) },
    ],
  });
  await test.as(EDITOR, (tx, actor) => importPublished(tx, actor, now, { fileName: 'x.json', text }));
  const rows = await test.owner<{ id: string; text: string }>(
    'select id, text from national.published_finding',
  );
  for (const row of rows) ids[row.text] = row.id;
  for (const [finding, name] of Object.entries(TEXTS))
    await test.as(EDITOR, (tx, actor) =>
      codeFinding(tx, actor, now, String(ids[finding]), {
        version: 1,
        before: none,
        ...none,
        category: 'X',
        rationale: `Said of it: ${finding}. The edition has no category for it.`,
        extract: '',
        suggested_name: name,
      }),
    );
  // A finding of the workbench, approved, that fits nowhere either.
  review = await makeReview(test);
  const made = await makeFinding(test, review, {
    sufficient: true,
    statement: 'The neighbourhood pulls children in',
  });
  await test.owner(
    `insert into finding_tag (board_id, review_id, finding_id, updated_by, edition, category, rationale, extract, suggested_name)
     select board_id, review_id, id, written_by, '2012', 'X', 'Private reasons of the team.', 'Supervision follows', 'Pull of the neighbourhood' from finding where id = $1`,
    [made.id],
  );
  ids.own = made.id;
  const target = { reviewId: review.id, findingId: made.id };
  const { versionId } = await test.as('reviewer@demo.example', (tx, actor) =>
    submitFinding(tx, actor, now, target),
  );
  const [version] = await test.owner<{ sha256: string }>('select sha256 from finding_version where id = $1', [
    versionId,
  ]);
  await test.as('chair@demo.example', (tx, actor) =>
    approveFinding(tx, actor, now, {
      ...target,
      versionId,
      sha256: String(version?.sha256),
      comments: [{ part: 'extent', text: 'Two audits say so.' }],
    }),
  );
  editor = await visit(test.app, EDITOR);
}, 60_000);
afterAll(() => test.close());

const shown = async (address: string, who = editor): Promise<string> => (await who.get(address)).text;
const category = (more: Record<string, string | string[]> = {}) => ({
  take: [String(ids[pull]), String(ids[friends]), String(ids.own)],
  how: 'category',
  name: 'Neighbourhood pull',
  code: 'nei',
  parent: 'FAM',
  definition: 'Places draw children more than services hold them.',
  ...more,
});

describe('the queue of what does not fit', () => {
  it('is for editors alone', async () => {
    const analyst = await visit(test.app, 'analyst@demo.example');
    for (const address of [
      '/coding',
      '/coding/does-not-fit',
      '/coding/does-not-fit/answered',
      path(pull),
      '/coding/again',
    ])
      expect([address, (await analyst.get(address)).status]).toEqual([address, 404]);
    expect((await analyst.send(path(pull), category())).status).toBe(404);
    const [rows] = await Promise.all([
      test.as('reviewer@demo.example', (tx) => tx.raw('select * from national.suggestions()')),
    ]);
    expect(rows.rows).toEqual([]);
  });

  it('says on the desk what waits, and groups by likeness, published and workbench together', async () => {
    const desk = await shown('/coding');
    expect(desk).toContain('5 findings that do not fit');
    expect(desk).toContain('3 groups of suggested names');
    // The same on the editor's page of work, and since when.
    const work = await shown('/reviews');
    for (const one of [
      '5 findings that do not fit',
      '1 published finding not yet coded',
      'waiting </span>today',
    ])
      expect(work).toContain(one);
    expect(desk).toContain('1 published finding not yet coded');
    expect(desk).toContain('No other is being drafted');
    const list = await shown('/coding/does-not-fit');
    expect(list).toContain('5 findings of edition 2012 fit no category, in 3 groups');
    expect(list).toMatch(/3 findings in 3 reviews · also: [^·]*[Nn]eighbourhood[^·]* · “/);
    expect(list).toContain('Draft the next edition');
  });

  it('shows a group with its texts and reasons, and no word of whose review it is', async () => {
    const group = await shown(path(pull));
    expect(group).toContain('The neighbourhood pulls children in');
    expect(group).toContain('Approved in the workbench');
    expect(group).not.toContain(review.reference);
    expect(group).not.toContain('Coventry');
    expect(group).toContain('Child A');
    expect(group).toContain('No &lt;interpreter&gt; was booked');
    // Without a draft there is only the answer.
    expect(group).not.toContain('Make it a category');
    expect((await editor.get(`/coding/does-not-fit/${ids['Supervision left reasoning alone']}`)).status).toBe(
      404,
    );
    expect((await editor.get('/coding/does-not-fit/01900000-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await editor.get('/coding/does-not-fit/nothing')).status).toBe(404);
  });

  it('proposes a category in published words alone', () => {
    const said = (
      origin: 'published' | 'workbench',
      suggested_name: string,
      rationale: string,
      statement: string,
    ) => ({ origin, suggested_name, rationale, statement });
    const entries = [
      said('published', 'Loss of school', 'It took away a safe place. No category describes it.', 'Excluded'),
      said('published', 'School exclusion', '', 'Out of school'),
      said('workbench', 'Secret name', 'Private.', 'Ours'),
    ];
    expect(proposedCategory({ name: 'Loss of school', entries }, ['FAM', 'FAM.LOS'])).toEqual({
      name: 'Loss of school',
      code: 'LOSS',
      definition: 'It took away a safe place.',
      includes: 'School exclusion',
      excludes: '',
    });
    expect(proposedCategory({ name: '', entries: entries.slice(1, 2) }, [])).toMatchObject({
      code: '',
      definition: 'Out of school',
    });
  });

  it('refuses what cannot be, in words, and keeps what was typed', async () => {
    const nothing = await editor.post(path(pull), { how: 'answer', answer: '' });
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain('Choose at least one of the findings');
    const wordless = await editor.post(path(pull), { take: String(ids[pull]), how: 'answer', answer: ' ' });
    expect(wordless.text).toContain('Write what the reviewers read');
    const draftless = await editor.post(path(pull), category());
    expect(draftless.status).toBe(422);
    expect(draftless.text).toContain('No edition is being drafted');
    for (const answer of ['a\u0000b', 'x'.repeat(200_000)])
      expect((await editor.post(path(pull), { take: String(ids[pull]), how: 'answer', answer })).status).toBe(
        422,
      );
    expect(await test.owner('select 1 from national.suggestion_answer')).toEqual([]);
  });

  it('answers a reviewer beside the tag, once, with an entry in the audit; and can take it back', async () => {
    const words = 'Use “Engagement”: <interpreters> are its example.';
    const form = { take: String(ids[interpreter]), how: 'answer', answer: words };
    const answer = await editor.post(path(interpreter), form);
    expect([answer.status, answer.headers.location]).toEqual([303, '/coding/does-not-fit']);
    const late = await editor.post(path(interpreter), form, path(culture));
    expect(late.status).toBe(422);
    expect(late.text).toContain('was answered by another editor');
    expect(late.text).toContain('What you wrote was not sent');
    const coding = await shown(`/published/findings/${ids[interpreter]}/coding`);
    expect(coding).toContain('Use “Engagement”: &lt;interpreters&gt; are its example.');
    const answered = await shown('/coding/does-not-fit/answered');
    expect(answered).toContain('Interpreters not used');
    expect(await shown('/coding/does-not-fit')).toContain('4 findings of edition 2012');
    const removal = /action="(\/coding\/does-not-fit\/answered\/[^"]+)"/.exec(answered)?.[1] ?? '';
    expect((await editor.send(removal, {})).status).toBe(303);
    expect((await editor.send(removal, {})).status).toBe(404);
    expect(await shown('/coding/does-not-fit')).toContain('5 findings of edition 2012');
    expect(
      await test.owner(`select action from audit.entry where action like 'suggestion.%' order by seq`),
    ).toEqual([{ action: 'suggestion.answered' }, { action: 'suggestion.answer_taken_back' }]);
  });

  it('makes a category of the draft, which the reviewers read of; and waits again when the draft is deleted', async () => {
    await test.as(EDITOR, (tx, actor) => beginDraft(tx, actor, now, { code: '2014', note: '' }));
    expect(await shown(path(pull))).toContain('Make it a category of edition 2014');
    // Where all that was said stands in reviews, nothing is put into the form, and nothing is said to be.
    for (const key of Object.keys(ids)) {
      const page = await shown(path(key));
      if (!page.includes('name="definition"')) continue;
      const empty = /<textarea[^>]*name="definition"[^>]*>\s*<\/textarea>/.test(page);
      expect([key, page.includes('Begun with what was said')]).toEqual([key, !empty]);
    }
    const taken = await editor.post(path(pull), category({ parent: 'FAM', code: 'ACC' }));
    expect(taken.status).toBe(422);
    expect(taken.text).toContain('has the code FAM.ACC already');
    expect(taken.text).toContain('Places draw children more');
    const made = await editor.post(path(pull), category());
    expect(made.headers.location).toBe('/coding/does-not-fit');
    expect(
      await test.owner(
        `select code, parent, name from typology.category where edition = '2014' and code like 'FAM.N%'`,
      ),
    ).toEqual([{ code: 'FAM.NEI', parent: 'FAM', name: 'Neighbourhood pull' }]);
    expect(await shown('/coding/does-not-fit')).toContain('2 findings of edition 2012');
    const reader = await visit(test.app, 'reviewer@demo.example');
    const reading = await shown(`/reviews/${review.id}/findings/${ids.own}`, reader);
    expect(reading).toContain(
      'A category for this is drafted for edition 2014 of the typology: “Neighbourhood pull”.',
    );
    // It is the work of the review's people until they have read it; no one else's.
    const stands = 'The national editors answered what does not fit in Finding 1 of';
    const work = await shown('/reviews', reader);
    expect(work).toContain(stands);
    expect(work).toContain(`/reviews/${review.id}/findings/${ids.own}#tags`);
    expect(work).toContain('A category for this is drafted for edition 2014');
    const button = /action="([^"]*\/answers\/[^"]*\/reading)"/.exec(work)?.[1] ?? '';
    const others = ['reviewer-b@demo.example', 'chair@demo.example', 'coordinator@demo.example'];
    for (const other of await Promise.all(others.map((who) => visit(test.app, who)))) {
      expect(await shown('/reviews', other)).not.toContain(stands);
      expect((await other.post(button, {}, '/reviews')).status).toBe(404);
    }
    expect((await reader.post(button, {}, '/reviews')).headers.location).toBe('/reviews');
    expect(await shown('/reviews', reader)).not.toContain(stands);
    expect((await reader.post(button, {}, '/reviews')).status).toBe(404);
    const stranger = await test.as('reviewer-b@demo.example', (tx) =>
      tx.raw<{ rows: { a: object }[] }>('select national.answers_to(?) as a', [String(ids.own)]),
    );
    expect(stranger.rows[0]?.a).toEqual({});
    // What the draft has by now can be the answer, as well as what is made for it.
    expect(await shown(path(culture))).toContain('Neighbourhood pull (FAM.NEI), new');
    for (const existing of ['', 'X', 'NEW.NONE', 'a\u0000'])
      expect([
        existing,
        (await editor.post(path(culture), { take: String(ids[culture]), how: 'existing', existing })).status,
      ]).toEqual([existing, 422]);
    const known = await editor.post(path(culture), {
      take: String(ids[culture]),
      how: 'existing',
      existing: 'FAM.NEI',
    });
    expect(known.headers.location).toBe('/coding/does-not-fit');
    expect(await shown('/coding/does-not-fit')).toContain('1 finding of edition 2012');
    expect(await shown(`/published/findings/${ids[culture]}/coding`)).toContain('“Neighbourhood pull”');
    const desk = await shown('/reviews');
    expect(desk).toContain('Edition 2014 is being drafted');
    await test.as(EDITOR, (tx) => deleteDraft(tx, '2014'));
    expect(await shown('/coding/does-not-fit')).toContain('5 findings of edition 2012');
    expect(await shown('/coding/does-not-fit/answered')).toContain('it waits again');
    expect(await shown(`/reviews/${review.id}/findings/${ids.own}`, reader)).not.toContain(
      'is drafted for edition',
    );
  });

  it('offers them for coding again once the edition is published, and the figures follow the decision', async () => {
    await test.as(EDITOR, (tx, actor) => beginDraft(tx, actor, now, { code: '2014', note: '' }));
    await editor.post(path(pull), category());
    // Another code in the draft, and back: what was answered with it stays answered.
    for (const [from, to] of [
      ['FAM.NEI', 'FAM.NBH'],
      ['FAM.NBH', 'FAM.NEI'],
    ] as const) {
      const words = { name: 'Neighbourhood pull', definition: 'D', includes: '', excludes: '', examples: [] };
      await test.as(EDITOR, async (tx, actor) => {
        const draft = await readDraft(tx, '2014');
        const version = draft?.categories.find(({ code }) => code === from)?.version ?? 0;
        const before = { ...words, code: from };
        await rewordCategory(tx, actor, '2014', from, { version, before, words: { ...words, code: to } });
      });
      expect(await shown('/coding/does-not-fit')).toContain('2 findings of edition 2012');
    }
    expect(await shown('/coding/again')).toContain('Nothing is to be coded again');
    await test.as(EDITOR, (tx, actor) =>
      publishDraft(tx, actor, now, { edition: '2014', from: '2014-05-06', today: '2014-05-06' }),
    );
    const list = await shown('/coding/again');
    expect(list).toContain('Did not fit, and now may');
    expect(list).toContain('Edition 2014 has “Neighbourhood pull”');
    const at = (id: string | undefined): string => `/coding/again/2014/X/${id}`;
    expect(await shown(at(ids.own))).toContain('It still fits none');
    await editor.post(at(ids.own), { to: 'FAM.NEI', reason: 'It is just that.' });
    await editor.post(at(ids[friends]), { to: 'none', reason: 'It is about one boy.' });
    const facts = await test.owner(
      `select finding_id, category, how from national.fact where edition = '2014' and direct and category <> 'MGT.SUP' and finding_id = any ($1) order by category`,
      [[ids.own, ids[friends]]],
    );
    expect(facts).toEqual([
      { finding_id: ids.own, category: 'FAM.NEI', how: 'recoded' },
      { finding_id: ids[friends], category: 'X', how: 'recoded' },
    ]);
    // What still fits nowhere waits among the suggestions again; what waits for coding does not.
    const again = await shown('/coding/does-not-fit');
    expect(again).toContain('3 findings of edition 2014');
    expect(again).toContain(String(ids[friends]));
    // What the crosswalk or a decision carried into the edition is coded there, for the desk and for a second coding.
    expect(await shown('/coding')).toContain('1 published finding not yet coded');
    const standing = await test.owner(
      `select finding_id, array_agg(category order by category) as codes from national.fact where edition = '2014' and direct
        group by 1 order by 1`,
    );
    await test.as(EDITOR, (tx, actor) =>
      drawForSecondCoding(tx, actor, now, { size: standing.length, seed: '2014-1', origin: 'both' }),
    );
    const drawn = await test.owner<{ finding_id: string; first_tags: unknown[] }>(
      'select finding_id, first_tags, first_coder is not null as by_someone from national.sample_finding order by 1',
    );
    expect(
      drawn.map(({ finding_id, first_tags }) => ({
        finding_id,
        codes: (first_tags as { category: string }[]).map(({ category }) => category),
      })),
    ).toEqual(standing);
    expect(drawn.find(({ finding_id }) => finding_id === ids[culture])).toMatchObject({
      first_tags: [
        { category: 'X', rationale: expect.stringContaining('Said of it: Taking account') as string },
      ],
      by_someone: true,
    });
  });
});
