import type { Tx } from '../database/with-actor';
import type { Column } from './bundle-columns';
import type { Row } from './bundle-format';
import { REVIEW, type BundleTable } from './bundle-tables';

const TYPES: { [Kind in Column['kind']]: string } = {
  id: 'uuid',
  to: 'uuid',
  person: 'uuid',
  text: 'text',
  texts: 'text[]',
  choice: 'text',
  code: 'text',
  whole: 'bigint',
  yes: 'boolean',
  day: 'date',
  hour: 'time',
  time: 'timestamptz',
  period: 'jsonb',
  sha256: 'text',
  media_type: 'text',
  json: 'jsonb',
  fields: 'jsonb',
  frozen: 'text',
};

const AT_ONCE = 500;

/** Writes rows of a file; accounts are ids by now. */
export async function insertRows(
  tx: Tx,
  place: { boardId: string; reviewId: string },
  table: BundleTable,
  rows: readonly Row[],
): Promise<void> {
  for (let i = 0; i < rows.length; i += AT_ONCE) {
    const some = JSON.stringify(rows.slice(i, i + AT_ONCE));
    if (table.table === 'check_back_answer') {
      // No one has the right to write what a practitioner said, but together with the review that it came with.
      await tx.raw('select app.bring_check_back_answers(?, ?, ?::jsonb)', [
        place.boardId,
        place.reviewId,
        some,
      ]);
    } else await tx.raw(insertOf(table), { ...place, rows: some });
  }
}

function insertOf(table: BundleTable): string {
  const given = Object.entries(table.columns);
  const own = given.filter(([name]) => !table.virtual?.includes(name));
  const values = own.map(([name, { kind }]) =>
    kind === 'period'
      ? `daterange((g.${name} ->> 'from')::date, (g.${name} ->> 'until')::date, '[)')`
      : `g.${name}`,
  );
  const kept = Object.entries(table.kept ?? {});
  const place: [string, string][] = [['board_id', 'cast(:boardId as uuid)']];
  if (table !== REVIEW) place.push(['review_id', 'cast(:reviewId as uuid)']);
  const columns = [
    ...place.map(([name]) => name),
    ...own.map(([name]) => name),
    ...kept.map(([name]) => name),
  ];
  const all = [...place.map(([, value]) => value), ...values, ...kept.map(([, value]) => value)];
  const types = given.map(([name, { kind }]) => `${name} ${TYPES[kind]}`);
  return `insert into ${table.table} (${columns.join(', ')})
    select ${all.join(', ')} from jsonb_to_recordset(cast(:rows as jsonb)) as g(${types.join(', ')})`;
}
