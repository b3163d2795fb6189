import { registerState } from '../../server/accounts/register-words';
import { openHouse, type TestHouse } from '../support/house';
import { hiddenValue, visit, type Visitor } from '../support/browser-of';

describe('how someone stands in the register', () => {
  const entry = (from: string | null, until: string | null, suspended: string | null = null) => ({
    accredited: from && until ? [{ from, until }] : [],
    suspended_on: suspended,
  });
  it.each([
    [entry('2009-09-01', '2012-03-01'), '2012-02-29', 'accredited', 'Accredited until 1 March 2012'],
    [entry('2009-09-01', '2012-03-01'), '2012-03-01', 'lapsed', 'Lapsed on 1 March 2012'],
    [entry('2012-03-02', '2015-03-01'), '2012-03-01', 'not_yet', 'Accredited from 2 March 2012'],
    [
      entry('2009-09-01', '2015-03-01', '2012-03-01'),
      '2012-03-01',
      'suspended',
      'Suspended since 1 March 2012',
    ],
    [
      entry('2009-09-01', '2015-03-01', '2012-03-02'),
      '2012-03-01',
      'accredited',
      'Accredited until 1 March 2015',
    ],
    [entry(null, null), '2012-03-01', 'absent', 'Not on the register'],
    [null, '2012-03-01', 'absent', 'Not on the register'],
  ])('%j on %s: %s', (given, today, state, text) => {
    expect(registerState(given, today)).toEqual({ state, text, current: state === 'accredited' });
  });
});

describe('keeping the register', () => {
  let test: TestHouse;
  let manager: Visitor;
  let page: string;
  const accountOf = async (email: string) =>
    String((await test.owner<{ id: string }>(`select id from account where email = $1`, [email]))[0]?.id);
  const period = (from: string, until: string) => ({ from, until });
  const post = async (step: string, fields: Record<string, string>) => {
    const version = hiddenValue((await manager.get(page)).text, 'version') ?? '';
    return manager.post(`${page}/${step}`, { version, ...fields }, page);
  };
  const accredited = async () =>
    (
      await test.owner<{ yes: boolean }>(`select app.accredited($1, current_date) as yes`, [
        page.split('/').at(-1),
      ])
    )[0]?.yes;

  beforeAll(async () => {
    test = await openHouse();
    manager = await visit(test.app, 'accreditation@demo.example');
    page = `/register/${await accountOf('lapsed@demo.example')}`;
  });
  afterAll(() => test.close());

  it('lists lead reviewers with their standing, and finds them', async () => {
    const list = await manager.get('/register');
    expect(list.text).toContain('Lapsed reviewer');
    expect(list.text).toContain('Lapsed');
    expect(list.text).not.toContain('chair@demo.example');
    expect((await manager.get('/register?find=second')).text).toContain('1 reviewer');
    expect((await manager.get('/register?find=%25')).text).toContain('No reviewer has that');
  });

  it('renews, suspends with a reason and restores, each in the national audit', async () => {
    expect(await accredited()).toBe(false);
    expect((await post('accreditation', period('2010-01-01', '2090-01-01'))).status).toBe(303);
    expect(await accredited()).toBe(true);
    expect((await post('suspension', { reason: '' })).status).toBe(422);
    expect((await post('suspension', { reason: 'A complaint is looked into.' })).status).toBe(303);
    expect(await accredited()).toBe(false);
    expect((await manager.get(page)).text).toContain('A complaint is looked into.');
    expect((await post('suspension', { reason: 'Again.' })).status).toBe(422);
    expect((await post('restoration', {})).status).toBe(303);
    expect(await accredited()).toBe(true);
    expect((await post('restoration', {})).status).toBe(422);
    const audit = await test.owner<{ action: string }>(
      `select action from audit.entry where chain = 'national' and action like 'accreditation.%' order by seq`,
    );
    expect(audit.map(({ action }) => action)).toEqual([
      'accreditation.granted',
      'accreditation.suspended',
      'accreditation.restored',
    ]);
  });

  it('keeps what held before: a renewal adds a period, a correction replaces one', async () => {
    const before = page;
    page = `/register/${await accountOf('reviewer-b@demo.example')}`;
    const right = (right_from: string, right_until: string) =>
      post('correction', { right_from, right_until });
    expect((await right('2023-01-01', '2025-01-01')).status).toBe(303);
    expect((await post('accreditation', period('2024-01-01', '2024-06-01'))).text).toContain(
      'A renewal must end after 1 January 2025',
    );
    expect((await post('accreditation', period('2025-03-01', '2090-01-01'))).status).toBe(303);
    expect((await right('2025-04-01', '2089-01-01')).status).toBe(303);
    const on = async (day: string) =>
      (
        await test.owner<{ yes: boolean }>(`select app.accredited($1, $2) as yes`, [
          page.split('/').at(-1),
          day,
        ])
      )[0]?.yes;
    expect(await Promise.all(['2024-12-31', '2025-01-01', '2025-03-15', '2025-04-01'].map(on))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    const shown = (await manager.get(page)).text;
    for (const words of [
      '1 January 2023 to 1 January 2025; 1 April 2025 to 1 January 2089',
      'Accredited 1 March 2025 to 1 January 2090 (corrected since)',
      'Period corrected to 1 April 2025 to 1 January 2089',
      'Accreditation manager',
    ])
      expect(shown).toContain(words);
    page = before;
  });

  it('accredits someone for the first time', async () => {
    await test.owner(`delete from accreditation_act where account_id = $1`, [
      await accountOf('reviewer2@demo.example'),
    ]);
    await test.owner(`delete from accreditation where account_id = $1`, [
      await accountOf('reviewer2@demo.example'),
    ]);
    const before = page;
    page = `/register/${await accountOf('reviewer2@demo.example')}`;
    expect((await manager.get(page)).text).toContain('Not on the register');
    expect((await post('accreditation', period('2010-01-01', '2090-01-01'))).status).toBe(303);
    expect(await accredited()).toBe(true);
    page = before;
  });

  it.each([
    ['an end before the beginning', period('2012-03-01', '2012-03-01'), 'until', 'must be after the first'],
    ['31 February', period('2012-02-31', '2013-01-01'), 'from', 'must be a real date'],
    ['no dates', { 'from-day': '', 'until-day': '' }, 'from', 'Enter the date from which'],
  ])('refuses %s', async (_what, fields, field, message) => {
    const answer = await post('accreditation', fields as Record<string, string>);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain(`href="#${field}"`);
  });

  it('does not overwrite what another manager changed meanwhile', async () => {
    const answer = await post('accreditation', { ...period('2010-01-01', '2080-01-01'), version: '1' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('was changed while the page was open');
  });

  it('is for the accreditation manager, and for lead reviewers only', async () => {
    expect((await manager.get(`/register/${await accountOf('chair@demo.example')}`)).status).toBe(404);
    for (const email of ['admin@demo.example', 'coordinator@demo.example', 'lapsed@demo.example']) {
      const visitor = await visit(test.app, email);
      expect((await visitor.get('/register')).status).toBe(404);
      expect((await visitor.post(`${page}/restoration`, { version: '1' }, '/account')).status).toBe(404);
    }
  });
});
