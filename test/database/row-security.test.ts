import { Client } from 'pg';
import { makeFinding, makeReview, type TestReview } from '../support/cases';
import { openHouse, type TestHouse } from '../support/house';

let test: TestHouse;
let mine: TestReview;
let theirs: TestReview;
beforeAll(async () => {
  test = await openHouse();
  mine = await makeReview(test);
  theirs = await makeReview(test, { board: 'Lancashire', lead: 'reviewer-b@demo.example', team: null });
  await makeFinding(test, mine, { sufficient: true });
  await makeFinding(test, theirs, { sufficient: true, writer: 'reviewer-b@demo.example' });
});
afterAll(() => test.close());

async function connected<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Tables with case content: those that carry a Board and a review. */
async function caseTables(): Promise<string[]> {
  const rows = await test.owner<{ name: string }>(
    `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and c.column_name = 'board_id' and t.table_type = 'BASE TABLE' and c.table_name <> 'membership'`,
  );
  return rows.map(({ name }) => name);
}

describe('row-level security', () => {
  it('is forced on every table, but for sessions, guesses and the list of migrations', async () => {
    const open = await test.owner<{ name: string }>(
      `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname in ('public', 'app', 'audit', 'typology', 'national')
          and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`,
    );
    expect(open.map(({ name }) => name)).toEqual([
      'app.rate_limit',
      'app.session',
      'public.schema_migration',
      'public.schema_migration_lock',
    ]);
  });

  it('shows no row of case content while no one acts', async () => {
    const tables = await caseTables();
    expect(tables.length).toBeGreaterThan(15);
    await connected(test.urls.appUrl, async (client) => {
      for (const table of tables) {
        const { rows } = await client.query(`select count(*)::int as n from ${table}`);
        expect([table, rows[0].n]).toEqual([table, 0]);
      }
    });
  });

  it('shows a reviewer the reviews they are on, and a chair their Board’s', async () => {
    const seen = (email: string) =>
      test.as(email, async (tx) =>
        (await tx('finding').select('review_id')).map(({ review_id }) => review_id),
      );
    expect(await seen('reviewer@demo.example')).toEqual([mine.id]);
    expect(await seen('reviewer2@demo.example')).toEqual([]);
    expect(await seen('chair@demo.example')).toEqual([mine.id]);
    expect(await seen('chair-b@demo.example')).toEqual([theirs.id]);
    expect(await seen('admin@demo.example')).toEqual([]);
    expect(await seen('analyst@demo.example')).toEqual([]);
  });

  it('lets no one write into another Board', async () => {
    const write = test.as('coordinator@demo.example', async (tx, actor) =>
      tx('review_question').insert({
        board_id: theirs.boardId,
        review_id: theirs.id,
        position: 9,
        text: actor.name,
      }),
    );
    await expect(write).rejects.toThrow(/row-level security/);
    const change = await test.as('coordinator@demo.example', (tx) =>
      tx('review').where({ id: theirs.id }).update({ child_label: 'Changed' }),
    );
    expect(change).toBe(0);
  });

  it('keeps passwords, and the writing of the audit, out of the application’s reach', async () => {
    await connected(test.urls.appUrl, async (client) => {
      await expect(client.query('select * from credential')).rejects.toThrow(/permission denied/);
      for (const statement of [
        'delete from audit.entry',
        `update audit.entry set payload = '{}'`,
        `insert into audit.entry (chain, seq, payload, hash) values ('x', 1, '{}', '')`,
        'update audit.chain set entries = 0',
        'delete from national.fact',
      ]) {
        await expect(client.query(statement)).rejects.toThrow(/permission denied/);
      }
    });
  });

  it('shows the national role no case content', async () => {
    const tables = await caseTables();
    await connected(test.urls.nationalUrl, async (client) => {
      for (const table of [...tables, 'account', 'credential', 'audit.entry', 'app.session']) {
        const name = table.includes('.') ? table : `public.${table}`;
        await expect(client.query(`select * from ${name}`)).rejects.toThrow(/permission denied/);
      }
    });
  });
});
