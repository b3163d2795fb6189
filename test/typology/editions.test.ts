import request from 'supertest';
import { visit, hiddenValue, type Visitor } from '../support/browser-of';
import { makeFinding, makeReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';
import { listPublished } from '../../server/published/published-queries';
import { isoDay } from '../../server/http/dates';

let test: TestHouse;
let editor: Visitor;
let now = new Date('2026-11-22T10:00:00Z');
let reviewer: Visitor;
/** Tagged while 2012 is in force. */
let finding: string;
beforeAll(async () => {
  test = await openHouse(() => now);
  editor = await visit(test.app, 'editor@demo.example');
  reviewer = await visit(test.app, 'reviewer@demo.example');
  const review = await makeReview(test);
  finding = `/reviews/${review.id}/findings/${(await makeFinding(test, review)).id}`;
  for (const category of ['MGT.SUP', 'MGT.CAP', 'INC.NAR', 'FAM.ADU']) {
    const tagged = await reviewer.send(`${finding}/tags/new`, {
      category,
      rationale: 'It fits',
      extract: '',
      action: 'save',
    });
    expect(tagged.status).toBe(303);
  }
  await test.owner(
    `with r as (insert into national.published_review (external_id, region, year_published) values ('r', 'London', 2011) returning id),
          f as (insert into national.published_finding (review_id, external_id, position, text)
                  select r.id, x, 1, 'text' from r, unnest(array['one', 'two']) x returning id, external_id)
     insert into national.published_tag (finding_id, edition, category, coded_by)
       select f.id, '2012', case external_id when 'one' then 'MGT.SUP' else 'FAM.ADU' end, a.id from f, account a where a.email = 'editor@demo.example'`,
  );
  await test.owner(`select national.refresh_reviews(array(select id from national.published_review))`);
});
afterAll(() => test.close());

const DRAFT = '/typology/drafts/2014';
const at = (code: string, noun = ''): string => `${DRAFT}/categories/${code}${noun && `/${noun}`}`;
const stepOf = async (from: string): Promise<string | undefined> =>
  (
    await test.owner<{ said: string }>(
      `select concat_ws(' ', change, array_to_string(to_codes, ' ')) as said from typology.crosswalk_step where to_edition = '2014' and from_code = $1`,
      [from],
    )
  )[0]?.said.trim();
const own = (code: string) => ({
  name: code,
  code,
  definition: 'What it is',
  includes: '',
  excludes: '',
  examples: '',
});
const asShown = async (code: string): Promise<Record<string, string>> => {
  const [row] = await test.owner<Record<string, string> & { examples: unknown }>(
    `select name, code, definition, includes, excludes, examples, version::text from typology.category where edition = '2014' and code = $1`,
    [code],
  );
  const { version, examples, ...words } = row ?? { version: '1', examples: [] };
  const typed = { ...words, examples: (examples as string[]).join('\n') };
  return {
    version: String(version),
    ...typed,
    ...Object.fromEntries(Object.entries(typed).map(([key, value]) => [`was_${key}`, value])),
  };
};

describe('the next edition', () => {
  it('begins as the one in force is, once', async () => {
    expect((await editor.get('/typology/editions')).text).toContain('Draft the next edition');
    for (const code of ['', '2011', 'drafts', '20 14', '2012', '2014\u0000', '2'.repeat(200_000), '<b>']) {
      const answer = await editor.send('/typology/editions', { code, note: '' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('There is a problem');
    }
    const [first, second] = await Promise.all([
      editor.send('/typology/editions', { code: '2014', note: '<i>Why</i>' }),
      editor.send('/typology/editions', { code: '2015', note: '' }),
    ]);
    expect([first.status, second.status].sort()).toEqual([303, 422]);
    if (second.status === 303) {
      await editor.send('/typology/drafts/2015/removal', {});
      await editor.send('/typology/editions', { code: '2014', note: '<i>Why</i>' });
    }
    const page = await editor.get('/typology/editions');
    expect(page.text).toContain('One edition is drafted at a time');
    expect(page.text).toContain('&lt;i&gt;Why&lt;/i&gt;');
    expect((await editor.get(DRAFT)).text).toContain('Nothing of edition 2012 is changed yet');
    expect(
      await test.owner(`select from typology.crosswalk_step where to_edition = '2014' and change = 'same'`),
    ).toHaveLength(26);
  });

  it('is there for editors alone', async () => {
    for (const email of [undefined, 'analyst@demo.example', 'reviewer@demo.example']) {
      const visitor = await visit(test.app, email);
      for (const path of [
        '/typology/editions',
        DRAFT,
        `${DRAFT}/crosswalk`,
        `${DRAFT}/publication`,
        at('MGT.SUP'),
        `${DRAFT}/typology.json`,
      ]) {
        expect([path, (await visitor.get(path)).status]).toEqual([path, email ? 404 : 303]);
      }
    }
    for (const path of [
      '/typology/2014/MGT.SUP',
      '/typology?edition=2014',
      '/typology/editions/2014/typology.json',
      '/typology/editions/2014/codebook.qdc',
    ]) {
      expect((await request(test.app).get(path)).status).toBe(404);
    }
    expect((await request(test.app).get('/typology/crosswalk')).text).not.toContain('2014');
  });
});

describe('changes', () => {
  it('are each a form, and each right in the crosswalk', async () => {
    const changes: [string, Record<string, string | string[]>, string, string][] = [
      [at('MGT.SUP'), { ...(await asShown('MGT.SUP')), name: 'Supervision' }, 'MGT.SUP', 'renamed MGT.SUP'],
      [at('LTW.CHA', 'place'), { version: '1', parent: 'MGT' }, 'LTW.CHA', 'moved LTW.CHA'],
      [
        at('MGT.CAP', 'merger'),
        { version: '1', into: 'MGT.EXP', others: [] },
        'MGT.CAP',
        'merged_into MGT.EXP',
      ],
      [
        at('BIAS.COG', 'merger'),
        {
          version: '1',
          into: 'new',
          others: ['BIAS.EMO'],
          name: 'Mind',
          code: 'bias.min',
          definition: 'x',
          parent: 'BIAS',
        },
        'BIAS.EMO',
        'merged_into BIAS.MIN',
      ],
      [
        at('FAM.ADU', 'split'),
        { version: '1', kept: 'yes', name: 'Fathers', code: 'FAM.FAT', definition: 'x' },
        'FAM.ADU',
        'split_into FAM.ADU FAM.FAT',
      ],
      [at('INC.NAR', 'retirement'), { version: '1', reason: 'None in years' }, 'INC.NAR', 'retired'],
      [`${DRAFT}/steps/TOOL.REC`, { to: ['TOOL.FRM'], reason: '' }, 'TOOL.REC', 'merged_into TOOL.FRM'],
      [`${DRAFT}/steps/TOOL.REC/return`, {}, 'TOOL.REC', 'same TOOL.REC'],
      [
        at('INC.PRI', 'split'),
        { version: '1', kept: 'yes', name: 'Urgency', code: 'INC.URG', definition: 'x' },
        'INC.PRI',
        'split_into INC.PRI INC.URG',
      ],
      [`${DRAFT}/steps/INC.PRI/return`, {}, 'INC.PRI', 'same INC.PRI'],
    ];
    for (const [path, fields, from, step] of changes) {
      if (!path.endsWith('return')) expect((await editor.get(path)).status).toBe(200);
      const answer = await editor.send(path, fields);
      expect([path, answer.status]).toEqual([path, 303]);
      expect([path, await stepOf(from)]).toEqual([path, step]);
    }
    expect((await editor.send(`${DRAFT}/categories/new`, { ...own('MGT.NEW'), parent: 'MGT' })).status).toBe(
      303,
    );
    expect((await editor.send(at('MGT.NEW', 'removal'), { version: '1' })).status).toBe(303);
    const page = (await editor.get(DRAFT)).text;
    for (const words of [
      'renamed from',
      'moved from',
      'takes in',
      'takes a part of',
      'None in years',
      'Wait to be coded again',
      'Stay behind',
    ])
      expect(page).toContain(words);
    const actions = await test.owner<{ action: string }>(
      `select action from audit.entry where subject_id = '2014'`,
    );
    expect(new Set(actions.map(({ action }) => action)).size).toBe(10);
    expect(actions).toHaveLength(13);
    // What was made for a split went with it, and its words are kept.
    expect(page).not.toContain('INC.URG');
    expect(
      await test.owner(
        `select (payload::jsonb) #>> '{detail,removed,0,name}' as name from audit.entry
          where action = 'edition.category_brought_back' order by seq desc limit 1`,
      ),
    ).toEqual([{ name: 'Urgency' }]);
  });

  it('put a category elsewhere in the order, which the draft says and the crosswalk does not', async () => {
    const before = await stepOf('TOOL');
    const page = (await editor.get(at('TOOL', 'order'))).text;
    expect(page).toContain('A part takes its categories with it');
    expect(page).not.toContain('Does not fit');
    for (const [after, words] of [
      ['', 'Choose what it stands after'],
      ['X', 'Choose a category that stands beside it'],
      ['MGT.SUP', 'Choose a category that stands beside it'],
    ] as const) {
      const answer = await editor.send(at('TOOL', 'order'), { version: '1', after });
      expect([after, answer.status]).toEqual([after, 422]);
      expect(answer.text).toContain(words);
    }
    expect((await editor.send(at('X', 'order'), { version: '1', after: 'first' })).text).toContain(
      'cannot be put elsewhere',
    );
    expect((await editor.send(at('TOOL', 'order'), { version: '1', after: 'first' })).status).toBe(303);
    expect((await editor.send(at('TOOL', 'order'), { version: '1', after: 'first' })).text).toContain(
      'It stands there already',
    );
    const codes = await test.owner<{ code: string }>(
      `select code from typology.category where edition = '2014' order by position`,
    );
    expect(codes.slice(0, 4).map(({ code }) => code)).toEqual(['TOOL', 'TOOL.FRM', 'TOOL.REC', 'BIAS']);
    expect(codes.at(-1)?.code).toBe('X');
    expect(await stepOf('TOOL')).toBe(before);
    expect((await editor.get(DRAFT)).text).toContain('In another order than in edition 2012: the parts.');
    const [said] = await test.owner<{ detail: object }>(
      `select (payload::jsonb) -> 'detail' as detail from audit.entry where action = 'edition.category_put'`,
    );
    expect(said?.detail).toEqual({ category: 'TOOL', after: null });
  });

  it('give the draft another code and note, which everything of it follows', async () => {
    const about = `${DRAFT}/description`;
    expect((await editor.get(about)).text).toContain('&lt;i&gt;Why&lt;/i&gt;');
    const fields = { code: '2014', note: 'For fathers', was_note: '<i>Why</i>' };
    for (const [more, words] of [
      [{ code: '2012' }, 'There is an edition 2012 already'],
      [{ code: 'x' }, 'begins with the year'],
      [{ code: '2011' }, 'give it a code that comes after that, like 2013'],
      [{ code: '' }, 'Give the edition a code'],
      [{ was_note: 'Other', code: '2015' }, 'It now says: “&lt;i&gt;Why&lt;/i&gt;”'],
    ] as const) {
      const answer = await editor.send(about, { ...fields, ...more });
      expect([words, answer.status]).toEqual([words, 422]);
      expect(answer.text).toContain(words);
    }
    const [asked] = await test.owner<{ id: string }>(
      `insert into national.suggestion_answer (origin, finding_id, suggested_name, draft_edition, category, answer, answered_by, answered_at)
       select 'published', f.id, '', '2014', 'FAM.FAT', '', a.id, now() from national.published_finding f, account a
        where f.external_id = 'two' and a.email = 'editor@demo.example' returning id`,
    );
    const renamed = await editor.send(about, { ...fields, code: '2015' });
    expect([renamed.status, renamed.headers.location]).toEqual([303, '/typology/drafts/2015']);
    const page = (await editor.get('/typology/drafts/2015')).text;
    expect(page).toContain('For fathers');
    expect(page).toContain('Wait to be coded again');
    const moved = await editor.get(at('MGT.SUP'));
    expect(moved.status).toBe(404);
    expect(moved.text).toContain('Edition 2015 is being drafted');
    expect(
      await test.owner(
        `select (select count(*)::integer from typology.category where edition = '2015') as categories,
                (select count(*)::integer from typology.crosswalk_step where to_edition = '2015') as steps,
                (select draft_edition from national.suggestion_answer where id = $1) as answer`,
        [asked?.id],
      ),
    ).toEqual([{ categories: 24, steps: 26, answer: '2015' }]);
    const back = { code: '2014', note: 'For fathers', was_note: 'For fathers' };
    expect((await editor.send('/typology/drafts/2015/description', back)).status).toBe(303);
    expect(
      await test.owner(`select subject_id from audit.entry where action = 'edition.described' order by seq`),
    ).toEqual([{ subject_id: '2015' }, { subject_id: '2014' }]);
  });

  it('say what they touch, by counts alone', async () => {
    const [counted] = await test.owner<{ findings: string }>(
      `select count(distinct finding_id)::text as findings from national.fact where edition = '2012' and direct and category = 'FAM.ADU'`,
    );
    const page = (await editor.get(DRAFT)).text;
    expect(page).toContain(`${counted?.findings} finding`);
    // What fitted nowhere and was answered with a category of the draft waits to be coded again, and is told of.
    expect(page).not.toContain('fitted nowhere');
    const unfitting = `update national.published_tag set category = $1 where finding_id = (select id from national.published_finding where external_id = 'two')`;
    const recount = `select national.refresh_reviews(array(select id from national.published_review))`;
    await test.owner(unfitting, ['X']);
    await test.owner(recount);
    const told = '1 finding in 1 review fitted nowhere and was answered with a category of this edition';
    expect((await editor.get(DRAFT)).text).toContain(told);
    expect((await editor.get(`${DRAFT}/publication/check?in_force_from=2026-12-01`)).text).toContain(told);
    await test.owner(unfitting, ['FAM.ADU']);
    await test.owner(recount);
    await test.owner(`delete from national.suggestion_answer`);
    const seen = await test.as('analyst@demo.example', async (tx) =>
      tx.raw<{ rows: object[] }>(`select typology.draft_effect('2012', '{}', '{}', '{}') as effect`),
    );
    expect(seen.rows).toEqual([{ effect: null }]);
  });

  it('are refused on the same page, with what was typed', async () => {
    const long = 'x'.repeat(200_000);
    const shown = await asShown('MGT.MES');
    const refused: [string, Record<string, string | string[]>, string][] = [
      [at('MGT.MES'), { ...shown, name: '' }, 'Give it a name'],
      [at('MGT.MES'), { ...shown, name: 'a\nb' }, 'must be one line'],
      [at('MGT.MES'), { ...shown, definition: long }, 'must be 20,000 characters or fewer'],
      [at('MGT.MES'), { ...shown, name: 'a\u0000' }, 'cannot be kept'],
      [at('MGT.MES'), { ...shown, code: 'MGT.SUP', name: '<script>' }, '&lt;script&gt;'],
      [at('X', 'retirement'), { version: '1', reason: 'no' }, 'every edition has it'],
      [at('MGT', 'place'), { version: '1', parent: 'LTW' }, 'two levels'],
      [at('MGT.MES', 'merger'), { version: '1', into: '', others: [] }, 'Choose what it is merged into'],
      [at('MGT.MES', 'merger'), { version: '1', into: 'new', others: [] }, 'Name the new category'],
      [
        at('MGT.MES', 'split'),
        { version: '1', name_2: 'A', code_2: 'MGT.SUP', name: 'B', code: 'MGT.B' },
        'href="#code_2"',
      ],
      [at('MGT.MES', 'retirement'), { version: '1', reason: ' ' }, 'Say why nothing takes its place'],
      [at('MGT.MES', 'retirement'), { version: '9', reason: 'x' }, 'Another change was saved'],
      [`${DRAFT}/steps/INC.NAR`, { to: ['NONE'], reason: '' }, 'Choose categories of the draft'],
      [`${DRAFT}/steps/INC.PRI`, { to: [], reason: '' }, 'say why nothing takes its place'],
    ];
    for (const [path, fields, words] of refused) {
      const answer = await editor.send(path, fields);
      expect([path, words, answer.status]).toEqual([path, words, 422]);
      expect(answer.text).toContain(words);
    }
    for (const path of [at('NONE'), `${DRAFT}/steps/NONE`, '/typology/drafts/2012', '/typology/drafts/%00'])
      expect((await editor.get(path)).status).toBe(404);
  });

  it('of two editors both stand, or are asked about', async () => {
    const shown = await asShown('MGT.MES');
    await editor.send(at('MGT.MES'), { ...shown, name: 'Targets' });
    expect((await editor.send(at('MGT.MES'), { ...shown, definition: 'Mine' })).status).toBe(303);
    expect(await asShown('MGT.MES')).toMatchObject({ name: 'Targets', definition: 'Mine' });
    const conflict = await editor.send(at('MGT.MES'), { ...shown, name: 'Messages' });
    expect(conflict.status).toBe(409);
    expect(conflict.text).toContain('Targets');
    expect(conflict.text).toContain('Messages');
  });
});

describe('publication', () => {
  it('waits until the crosswalk is complete and every category says what it is', async () => {
    await editor.send(at('MGT.MES'), { ...(await asShown('MGT.MES')), definition: '' });
    const page = (await editor.get(`${DRAFT}/publication`)).text;
    expect(page).toContain('has no definition');
    // On the page of the draft too: what is missing by its name, and that it is not the crosswalk.
    const draft = (await editor.get(DRAFT)).text;
    expect(draft).toContain('“Targets” (MGT.MES)');
    expect(draft).toMatch(
      /has no definition\. <a class="govuk-link" href="[^"]*categories\/MGT\.MES">Write its definition/,
    );
    expect(draft).toContain('Crosswalk</a>: complete.');
    expect((await editor.get(`${DRAFT}/crosswalk`)).text).not.toContain('has no definition');
    expect(page).toContain(at('MGT.MES'));
    expect(page).not.toContain('in_force_from-day');
    await editor.send(at('MGT.MES'), { ...(await asShown('MGT.MES')), definition: 'Again' });
    await test.owner(
      `delete from typology.crosswalk_step where to_edition = '2014' and from_code = 'INC.PRI'`,
    );
    expect((await editor.get(`${DRAFT}/crosswalk`)).text).toContain('has no step');
    const answer = await editor.send(`${DRAFT}/publication`, { in_force_from: '2026-11-22' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`${DRAFT}/steps/INC.PRI`);
    await editor.send(`${DRAFT}/steps/INC.PRI`, { to: ['INC.PRI'], reason: '' });
    expect(await stepOf('INC.PRI')).toBe('same INC.PRI');
  });

  it('is for today or later', async () => {
    const day = (d: string, m: string, y: string) =>
      `${DRAFT}/publication/check?in_force_from-day=${d}&in_force_from-month=${m}&in_force_from-year=${y}`;
    for (const [path, words] of [
      [day('31', '2', '2027'), 'must be a real date'],
      [day('22', '11', '2126'), 'The day is too far ahead: the year can be 2100 at most'],
      [day('', '', ''), 'Give the day'],
      [day('21', '11', '2026'), 'must be today or later'],
    ] as const) {
      const answer = await editor.get(path);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(words);
    }
    const answer = await editor.get(day('1', '12', '2026'));
    expect(answer.text).toContain('1 December 2026');
    expect(answer.text).toContain('Complete');
    expect((await editor.send(`${DRAFT}/publication`, { in_force_from: '2026-11-21' })).status).toBe(422);
  });

  it('for a later day is to come, public, and no draft any more', async () => {
    // What was not seen is not published: it cannot be taken back.
    const unseen = await editor.send(`${DRAFT}/publication`, { in_force_from: '2026-12-01' });
    expect([unseen.status, unseen.text.includes('Check the draft before you publish it')]).toEqual([
      422,
      true,
    ]);
    const before = await editor.get(`${DRAFT}/publication/check?in_force_from=2026-12-01`);
    await editor.send(at('MGT.MES'), { ...(await asShown('MGT.MES')), excludes: 'pay (see MGT.PAY)' });
    const changed = await editor.send(`${DRAFT}/publication`, {
      in_force_from: '2026-12-01',
      seen: hiddenValue(before.text, 'seen') ?? '',
    });
    expect(changed.status).toBe(422);
    for (const words of ['The draft changed since you checked it', 'says to see MGT.PAY', 'id="seen"'])
      expect(changed.text).toContain(words);
    expect((await editor.get(DRAFT)).text).toContain('says to see MGT.PAY');
    const check = changed;
    expect(hiddenValue(check.text, 'seen')).toMatch(/^[0-9a-f]{64}$/);
    const fields = {
      seen: hiddenValue(check.text, 'seen') ?? '',
      _csrf: hiddenValue(check.text, '_csrf') ?? '',
      _once: hiddenValue(check.text, '_once') ?? '',
      in_force_from: '2026-12-01',
    };
    for (let time = 0; time < 2; time += 1)
      expect((await editor.send(`${DRAFT}/publication`, fields)).status).toBe(303);
    expect(await test.owner(`select from audit.entry where action = 'edition.published'`)).toHaveLength(1);
    // A page of the draft that was left open says what became of it, and keeps what was written there.
    const stale = await editor.get(at('MGT.SUP'));
    expect(stale.status).toBe(404);
    for (const words of [
      'Edition 2014 is published',
      'on 22 November 2026, as edition 2014',
      '/typology?edition=2014',
    ])
      expect(stale.text).toContain(words);
    const lost = { ...(await asShown('MGT.SUP')), definition: 'A definition that was long in the writing' };
    const sent = await editor.send(at('MGT.SUP'), { ...lost, version: '1' });
    expect([sent.status, (sent.text.match(/long in the writing/g) ?? []).length]).toEqual([404, 1]);
    expect((await (await visit(test.app, 'analyst@demo.example')).get(DRAFT)).text).not.toContain(
      'is published',
    );
    expect((await request(test.app).get('/typology?edition=2014')).text).toContain(
      'To come: it is in force from 1 December 2026',
    );
    expect((await request(test.app).get('/typology')).text).toContain('In force since 1 June 2012');
    expect((await request(test.app).get('/typology/2012/INC.NAR')).text).toContain('Was retired');
    const next = await editor.send('/typology/editions', { code: '2016', note: '' });
    expect(next.status).toBe(422);
    expect(next.text).toContain('published and to come');
    const [row] = await test.owner<{ name: string }>(
      `select a.name from typology.edition e join account a on a.id = e.published_by where e.code = '2014'`,
    );
    expect(row?.name).toBe('National typology editor');
  });

  it('comes into force on its day, and the next one of today at once', async () => {
    now = new Date('2026-12-01T09:00:00Z');
    await test.as('editor@demo.example', async (tx) =>
      tx.raw('select typology.bring_into_force(?::date)', [isoDay(now)]),
    );
    expect((await request(test.app).get('/typology')).text).toContain('Supervision');
    await editor.send('/typology/editions', { code: '2016', note: '' });
    const check = await editor.get('/typology/drafts/2016/publication/check?in_force_from=2026-12-01');
    const seen = hiddenValue(check.text, 'seen') ?? '';
    for (const [from, status] of [
      ['2026-11-30', 422],
      ['2026-12-01', 303],
    ] as const) {
      const sent = await editor.send('/typology/drafts/2016/publication', { in_force_from: from, seen });
      expect(sent.status).toBe(status);
    }
    const states = await test.owner<{ said: string }>(
      `select code || ' ' || status as said from typology.edition order by code`,
    );
    expect(states.map(({ said }) => said)).toEqual([
      '2008 superseded',
      '2012 superseded',
      '2014 superseded',
      '2016 in_force',
    ]);
    // What was coded stands in each edition that followed, as far as the crosswalk carries it.
    const [facts] = await test.owner<{ then: string; now: string }>(
      `select count(*) filter (where edition = '2014' and category = 'MGT.SUP')::text as then,
              count(*) filter (where edition = '2016' and category = 'MGT.SUP')::text as now from national.fact`,
    );
    expect(facts?.now).toBe(facts?.then);
  });
});

describe('tags of an older edition', () => {
  it('are told of with what became of them, and carried over where they have one place', async () => {
    const told = 'has tags of an older edition of the typology';
    const work = (await reviewer.get('/reviews')).text;
    expect(work.split(told)).toHaveLength(2);
    expect(work).toContain(`href="${finding}/tags"`);
    for (const words of ['is “Expertise” (MGT.EXP) now', 'was retired', 'was split'])
      expect(work).toContain(words);
    expect((await editor.get('/reviews')).text).not.toContain(told);
    expect((await reviewer.get(`${finding}/check`)).text).toContain('Tags of an older edition');
    const page = (await reviewer.get(`${finding}/tags`)).text;
    expect(page).toContain('Edition 2016 of the typology is now in force');
    for (const words of [
      'is “Supervision” (MGT.SUP) now',
      'is “Expertise” (MGT.EXP) now',
      'was retired',
      'was split',
      'tags/new?category=FAM.FAT',
    ])
      expect(page).toContain(words);
    expect(
      (await (await visit(test.app, 'reviewer-b@demo.example')).send(`${finding}/tags/carrying`, {})).status,
    ).toBe(404);
    expect((await reviewer.send(`${finding}/tags/carrying`, {})).status).toBe(303);
    const tags = await test.owner<{ said: string }>(
      `select edition || ' ' || category as said from finding_tag order by position`,
    );
    expect(tags.map(({ said }) => said)).toEqual([
      '2016 MGT.SUP',
      '2016 MGT.EXP',
      '2012 INC.NAR',
      '2012 FAM.ADU',
    ]);
    expect(await test.owner(`select from revision where kind = 'finding_tag'`)).toHaveLength(2);
    expect((await reviewer.send(`${finding}/tags/carrying`, {})).status).toBeGreaterThanOrEqual(400);
    expect((await reviewer.get(`${finding}/tags`)).text).not.toContain('Carry them over');
  });

  it('go with the first tag of the newer one', async () => {
    await test.owner(`update finding_tag set edition = '2012' where category = 'MGT.SUP'`);
    expect((await reviewer.get(`${finding}/tags/new`)).text).toContain('FAM.FAT');
    const fields = { category: 'FAM.FAT', rationale: 'It fits', extract: '', action: 'save' };
    expect((await reviewer.send(`${finding}/tags/new`, fields)).status).toBe(303);
    expect(
      await test.owner(`select from finding_tag where edition = '2016' and category = 'MGT.SUP'`),
    ).toHaveLength(1);
  });

  it('leave a published finding coded where they are carried, and waiting where they were split', async () => {
    const coded = async (email: string) =>
      (
        await test.as(email, async (tx) =>
          listPublished(tx, { q: '', region: '', year: '', coded: '', page: 1 }),
        )
      ).all;
    expect(await coded('editor@demo.example')).toMatchObject({ findings: 2, coded: 1 });
    const [one] = await test.owner<{ id: string }>(
      `select id from national.published_finding where external_id = 'two'`,
    );
    const coding = `/published/findings/${one?.id}/coding`;
    expect((await editor.get(coding)).text).toContain('FAM.FAT');
    // What a person decided on counts for analysts too.
    await test.owner(
      `insert into national.recoded (origin, review_id, finding_id, from_edition, from_code, to_edition, to_codes, reason, decided_by, decided_at)
       select u.origin, u.review_id, u.finding_id, u.from_edition, u.from_code, u.to_edition, '{FAM.FAT}', 'Read again.', a.id, now()
         from national.undecided u, account a where u.finding_id = $1 and a.email = 'editor@demo.example'`,
      [one?.id],
    );
    await test.owner(`select national.refresh_reviews(array(select id from national.published_review))`);
    for (const email of ['editor@demo.example', 'analyst@demo.example'])
      expect(await coded(email)).toMatchObject({ findings: 2, coded: 2 });
  });

  it('go with the first code of the newer one, on a published finding too', async () => {
    const found = await test.owner<{ id: string; external_id: string }>(
      `select id, external_id from national.published_finding order by external_id`,
    );
    for (const { id, external_id } of found) {
      const coding = `/published/findings/${id}/coding`;
      expect((await editor.get(coding)).text).toContain(
        'From an older edition it counts in edition 2016 as:',
      );
      const saved = await editor.send(coding, {
        version: '1',
        category: external_id === 'one' ? 'MGT.EXP' : 'MGT.SUP',
        rationale: 'It fits too',
        extract: '',
        suggested_name: '',
        polarity: '',
        extent: '',
        journey_stage: '',
        was_polarity: '',
        was_extent: '',
        was_journey_stage: '',
        action: 'save',
      });
      expect(saved.status).toBe(303);
      const page = (await editor.get(coding)).text;
      expect(page).toContain('Carried over with it from an older edition: ');
      expect(page).not.toContain('From an older edition it counts');
    }
    const standing = await test.owner<{ said: string }>(
      `select f.external_id || ' ' || k.category || ' ' || k.how as said from national.fact k
         join national.published_finding f on f.id = k.finding_id where k.edition = '2016' and k.direct order by 1`,
    );
    expect(standing.map(({ said }) => said)).toEqual([
      'one MGT.EXP coded',
      'one MGT.SUP coded',
      'two FAM.FAT coded',
      'two MGT.SUP coded',
    ]);
    expect(
      await test.owner(`select rationale from national.published_tag where category = 'FAM.FAT'`),
    ).toEqual([{ rationale: 'Read again.' }]);
  });
});

it('what is incomplete is published by no road, and a row cannot slip in while an edition is published', async () => {
  await editor.send('/typology/editions', { code: '2018', note: '' });
  const publish = `update typology.edition set status = 'to_come', in_force_from = '2027-01-01' where code = '2018'`;
  const spoilt: [string, RegExp][] = [
    [
      `delete from typology.crosswalk_step where to_edition = '2018' and from_code = 'INC.PRI'`,
      /has no step/,
    ],
    [
      `update typology.crosswalk_step set to_codes = '{GONE}' where to_edition = '2018' and from_code = 'INC.PRI'`,
      /not there/,
    ],
    [
      `update typology.crosswalk_step set to_codes = '{}' where to_edition = '2018' and from_code = 'INC.PRI'`,
      /not what it is called/,
    ],
    [
      `update typology.crosswalk_step set to_codes = '{MGT}' where to_edition = '2018' and from_code = 'INC.PRI'`,
      /live on in one/,
    ],
    [
      `insert into typology.crosswalk_step (from_edition, to_edition, from_code, change, to_codes) values ('2008', '2018', 'T1', 'retired', '{}')`,
      /from another edition/,
    ],
    [
      `update typology.crosswalk_step set to_codes = '{MGT}', change = 'merged_into' where to_edition = '2018' and from_code = 'X'`,
      /Does not fit/,
    ],
    [
      `update typology.category set definition = ' ' where edition = '2018' and code = 'INC.PRI'`,
      /no definition/,
    ],
    [
      `update typology.edition set based_on = '2012' where code = '2018'`,
      /not based on the edition in force/,
    ],
    [`update typology.edition set based_on = null where code = '2018'`, /not based on the edition in force/],
  ];
  for (const [sql, words] of spoilt) {
    const road = test.as('editor@demo.example', async (tx) => {
      await tx.raw(sql);
      await tx.raw(publish);
    });
    await expect(road).rejects.toThrow(words);
  }
  // One writes to the draft and has not committed; the publication waits for it, and what comes after is refused.
  const told: string[] = [];
  let published: Promise<unknown> = Promise.resolve();
  await test.as('editor@demo.example', async (tx) => {
    await tx.raw(
      `update typology.category set includes = 'in time' where edition = '2018' and code = 'INC.PRI'`,
    );
    published = test
      .as('editor@demo.example', async (other) => other.raw(publish))
      .then(() => told.push('published'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    told.push('written');
  });
  await published;
  expect(told).toEqual(['written', 'published']);
  for (const sql of [
    `update typology.category set includes = 'too late' where edition = '2018'`,
    `update typology.category set parent = 'MGT' where edition = '2018' and code = 'INC.PRI'`,
    `update typology.category set examples = '["x"]' where edition = '2018' and code = 'INC.PRI'`,
    `update typology.crosswalk_step set reason = 'x' where to_edition = '2018'`,
    `update typology.edition set in_force_from = '2026-12-02' where code = '2018'`,
    `update typology.edition set code = '2017' where code = '2018'`,
    `delete from typology.edition where code = '2018'`,
  ]) {
    await expect(test.owner(sql)).rejects.toThrow(/published and cannot be changed/);
    const asEditor = test.as('editor@demo.example', async (tx) => {
      const { rowCount } = (await tx.raw(sql)) as { rowCount: number };
      throw new Error(rowCount === 0 ? 'published: no rows' : 'was changed');
    });
    await expect(asEditor).rejects.toThrow(/published/);
  }
  for (const path of [
    '/description',
    '/removal',
    '/categories/INC.PRI',
    '/categories/INC.PRI/order',
    '/steps/INC.PRI/return',
  ])
    expect(
      (
        await editor.send(`/typology/drafts/2018${path}`, {
          version: '1',
          after: 'first',
          code: '2019',
          note: '',
          was_note: '',
        })
      ).status,
    ).toBe(404);
  now = new Date('2027-01-01T09:00:00Z');
  await test.as('editor@demo.example', async (tx) =>
    tx.raw('select typology.bring_into_force(?::date)', [isoDay(now)]),
  );
});

it('a published edition is changed by no one, by any road', async () => {
  const roads: [string, RegExp][] = [
    [`update typology.edition set in_force_from = '2030-01-01' where code = '2012'`, /published|no rows/],
    [
      `update typology.edition set note = 'x', status = 'superseded' where code = '2016'`,
      /published|no rows/,
    ],
    [`update typology.edition set status = 'draft' where code = '2012'`, /published|no rows/],
    [`update typology.edition set status = 'in_force' where code = '2012'`, /published|no rows/],
    [`update typology.edition set code = '1999' where code = '2012'`, /published|no rows/],
    [`delete from typology.edition where code = '2012'`, /published|no rows/],
    [
      `update typology.edition set status = 'superseded' where status = 'in_force'`,
      /none would be in force|no rows/,
    ],
    [`update typology.category set definition = 'x' where edition = '2012' and code = 'MGT'`, /published/],
    [
      `update typology.category set edition = '2020' where edition = '2012' and code = 'INC.PRI'`,
      /published/,
    ],
    [
      `update typology.category set edition = '2012', code = 'NEW' where edition = '2020' and code = 'INC.PRI'`,
      /published/,
    ],
    [`delete from typology.category where edition = '2012' and code = 'INC.PRI'`, /published/],
    [
      `insert into typology.category (edition, code, position, name, definition) values ('2012', 'NEW', 9, 'n', 'd')`,
      /published/,
    ],
    [
      `update typology.crosswalk_step set to_codes = '{MGT}' where to_edition = '2014' and from_code = 'INC.NAR'`,
      /published/,
    ],
    [
      `update typology.crosswalk_step set to_edition = '2020' where to_edition = '2014' and from_code = 'INC.NAR'`,
      /published/,
    ],
    [
      `update typology.crosswalk_step set to_edition = '2014', from_edition = '2008', from_code = 'T' where to_edition = '2020' and from_code = 'X'`,
      /published/,
    ],
    [`delete from typology.crosswalk_step where to_edition = '2012'`, /published/],
    [
      `insert into typology.crosswalk_step (from_edition, to_edition, from_code, change, to_codes) values ('2008', '2014', 'T', 'retired', '{}')`,
      /published/,
    ],
    [`truncate typology.crosswalk_step`, /cannot be emptied|permission denied/],
    [`truncate typology.category cascade`, /cannot be emptied|permission denied/],
    [`truncate typology.edition cascade`, /cannot be emptied|permission denied/],
  ];
  await editor.send('/typology/editions', { code: '2020', note: '' });
  const before = await test.owner(
    `select * from typology.category where edition <> '2020' order by edition, code`,
  );
  for (const [sql, words] of roads) {
    const asEditor = test.as('editor@demo.example', async (tx) => {
      const { rowCount } = (await tx.raw(sql)) as { rowCount: number };
      throw new Error(rowCount === 0 ? 'no rows' : 'was changed');
    });
    await expect(asEditor).rejects.toThrow(words);
    const asOwner = test.owner(sql);
    await expect(asOwner).rejects.toThrow(/published|cannot be emptied|none would be in force/);
  }
  for (const sql of [
    `insert into typology.edition (code, status, in_force_from) values ('1990', 'superseded', '1990-01-01')`,
    `update typology.edition set status = 'in_force', in_force_from = '2027-01-01' where code = '2020'`,
  ]) {
    await expect(test.as('editor@demo.example', async (tx) => tx.raw(sql))).rejects.toThrow(
      /row-level security/,
    );
  }
  for (const email of ['analyst@demo.example', 'chair@demo.example']) {
    const answer = await test.as(
      email,
      async (tx) =>
        (await tx.raw(`delete from typology.crosswalk_step where to_edition = '2020'`)) as {
          rowCount: number;
        },
    );
    expect(answer.rowCount).toBe(0);
  }
  expect(
    await test.owner(`select * from typology.category where edition <> '2020' order by edition, code`),
  ).toEqual(before);
  expect((await editor.get('/typology/drafts/2020/removal')).text).toContain(
    'Delete the draft of edition 2020?',
  );
  expect((await editor.send('/typology/drafts/2020/removal', {})).status).toBe(303);
  expect((await editor.send('/typology/drafts/2020/removal', {})).status).toBe(404);
});
