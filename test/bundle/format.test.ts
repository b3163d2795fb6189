import Ajv2020 from 'ajv/dist/2020';
import { bundleJsonSchema } from '../../server/bundle/bundle-format';
import { readReviewBundle } from '../../server/bundle/bundle-export';
import { ALL_TABLES, NOT_IN_BUNDLE, personColumns, REVIEW, TABLES } from '../../server/bundle/bundle-tables';
import { bundleText, sortLists } from '../../server/bundle/bundle-writing';
import { rowsInWords } from '../../server/bundle/bundle-words';
import { openHouse, type TestHouse } from '../support/house';
import { visit } from '../support/browser-of';
import { aWholeReview } from './a-whole-review';

let test: TestHouse;
beforeAll(async () => {
  test = await openHouse();
});
afterAll(() => test.close());

describe('what belongs to a review', () => {
  it('is in the file, or is left out by name: every table and every column', async () => {
    const rows = await test.owner<{ table: string; columns: string[] }>(
      `select case table_schema when 'public' then table_name else table_schema || '.' || table_name end as table,
              array_agg(column_name::text order by column_name) as columns
         from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where t.table_type = 'BASE TABLE' and table_schema not in ('national', 'pg_catalog', 'information_schema')
        group by table_schema, table_name
       having bool_or(column_name = 'review_id') or table_name = 'review' order by 1`,
    );
    const known = [...ALL_TABLES.map(({ table }) => table), ...Object.keys(NOT_IN_BUNDLE)].sort();
    expect(rows.map(({ table }) => table)).toEqual(known);
    for (const { table, columns, leftOut, virtual = [] } of ALL_TABLES) {
      const declared = [...Object.keys(columns).filter((name) => !virtual.includes(name)), ...leftOut].sort();
      expect([table, rows.find((row) => row.table === table)?.columns]).toEqual([table, declared]);
    }
  });

  it('is declared as the database has it: accounts, choices, and what may be null', async () => {
    const [found = { accounts: {}, choices: {}, open: {} }] = await test.owner<
      Record<'accounts' | 'open', Record<string, string[]>> & { choices: Record<string, string> }
    >(
      `select (select jsonb_object_agg(t, names) from (
                select conrelid::regclass::text as t, jsonb_agg(a.attname order by a.attname) as names from pg_constraint k
                  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
                 where k.contype = 'f' and k.confrelid = 'account'::regclass group by 1) x) as accounts,
              (select jsonb_object_agg(t, names) from (
                select table_name as t, jsonb_agg(column_name::text) as names from information_schema.columns
                 where table_schema = 'public' and is_nullable = 'YES' group by 1) x) as open,
              (select jsonb_object_agg(conrelid::regclass::text || '.' || a.attname, pg_get_constraintdef(k.oid)) from pg_constraint k
                 join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
                where k.contype = 'c' and array_length(k.conkey, 1) = 1 and pg_get_constraintdef(k.oid) like '%ANY (ARRAY[%') as choices`,
    );
    const said: Record<string, string[]> = {};
    for (const table of ALL_TABLES) {
      const people = found.accounts[table.table] ?? [];
      expect([table.table, personColumns(table).sort()]).toEqual([table.table, people]);
      const open = Object.entries(table.columns).filter(
        ([name, column]) => column.optional && !table.virtual?.includes(name),
      );
      for (const [name] of open) expect(found.open[table.table]).toContain(name);
      for (const name of found.open[table.table] ?? [])
        if (table.columns[name])
          expect([table.table, name, table.columns[name].optional]).toEqual([table.table, name, true]);
      for (const [name, column] of Object.entries(table.columns)) {
        if (column.kind !== 'choice') continue;
        const rule = found.choices[`${table.table}.${name}`];
        // What no rule of the database holds to a choice is held to it by the file alone.
        if (rule)
          said[`${table.table}.${name}`] = [...rule.matchAll(/'([^']+)'::text/g)].map(([, value]) =>
            String(value),
          );
        if (rule && `${table.table}.${name}` !== 'check_back.mail')
          expect([table.table, name, [...column.values].sort()]).toEqual([
            table.table,
            name,
            said[`${table.table}.${name}`]?.sort(),
          ]);
      }
    }
    expect(Object.keys(said).length).toBeGreaterThan(30);
  });

  it('has words for every list, and refers only to lists before it', () => {
    const before = new Set<string>();
    for (const table of TABLES) {
      expect(rowsInWords(table.list, 2)).not.toBe(`2 ${table.list.replaceAll(' ', '')}_`);
      for (const column of Object.values(table.columns))
        if (column.kind === 'to') expect(before).toContain(column.list);
      before.add(table.list);
    }
    expect(before.has(REVIEW.list)).toBe(false);
  });
});

describe('the file', () => {
  it('fits its JSON Schema, which anyone may read', async () => {
    const { id } = await aWholeReview(test);
    const answer = await (await visit(test.app)).get('/schemas/review-bundle-1.json');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('application/schema+json');
    const schema = JSON.parse(String(answer.text ?? answer.body)) as object;
    expect(schema).toEqual(JSON.parse(JSON.stringify(bundleJsonSchema())));
    const fits = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
    const { bundle } = await test.as('coordinator@demo.example', (tx) => readReviewBundle(tx, id));
    for (const { list } of TABLES) expect([list, bundle.lists[list]?.length]).not.toEqual([list, 0]);
    const text = await bundleText(bundle);
    fits(JSON.parse(text));
    expect(fits.errors).toBeNull();
    expect(fits({ ...(JSON.parse(text) as object), more: 1 })).toBe(false);
    expect(text.endsWith('}\n')).toBe(true);
    expect(text).not.toContain('\r');
  });

  it('is the same bytes in whatever order the rows come, and whoever reads it', async () => {
    const { id } = await aWholeReview(test);
    const read = async (email: string, timeZone: string): Promise<string> =>
      test.as(email, async (tx) => {
        await tx.raw(`set local timezone to '${timeZone}'`);
        await tx.raw(`set local datestyle to 'German'`);
        return bundleText((await readReviewBundle(tx, id)).bundle);
      });
    const text = await read('coordinator@demo.example', 'UTC');
    expect(await read('reviewer@demo.example', 'Asia/Tokyo')).toBe(text);
    const { bundle } = await test.as('coordinator@demo.example', (tx) => readReviewBundle(tx, id));
    for (let seed = 1; seed <= 20; seed += 1) {
      const shuffled = Object.fromEntries(
        Object.entries(bundle.lists).map(([list, rows]) => [
          list,
          rows
            .map((row, i) => ({ row, by: (i * 7919 * seed + seed * 104729) % 1009 }))
            .sort((a, b) => a.by - b.by)
            .map(({ row }) => row),
        ]),
      );
      expect(await bundleText({ ...bundle, lists: sortLists(shuffled) })).toBe(text);
    }
  });
});
