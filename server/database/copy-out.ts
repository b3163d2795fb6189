import { PassThrough, type Readable } from 'node:stream';
import { to as copyTo, type CopyToStreamQuery } from 'pg-copy-streams';
import type { Knex } from 'knex';
import type { Database } from './database';
import { withNational, type Tx } from './with-actor';

/** A query with its values, as knex takes them. */
export interface Asked {
  sql: string;
  bindings: Knex.ValueDict | readonly Knex.RawBinding[];
}

/** CSV with a header. */
export const AS_CSV = 'format csv, header true';
/** One JSON value a line: JSON has no control characters, so nothing of it is quoted. */
export const AS_LINES = `format csv, quote E'\\x01', escape E'\\x01', delimiter E'\\x02'`;

/**
 * What a query gives, by COPY, as fast as it is taken and no faster: memory does not grow with its rows. It is read in a
 * transaction of the national role at one moment. Whoever destroys the stream ends the query.
 * @param options of COPY: `AS_CSV`, or `AS_LINES` for a query of one column of JSON
 */
export function copyOut(database: Database, asked: Asked, options: string): Readable {
  const out = new PassThrough({ highWaterMark: 256 * 1024 });
  withNational(database, (tx) => pour(database, tx, asked, options, out)).then(
    () => out.end(),
    (error: unknown) => out.destroy(error as Error),
  );
  return out;
}

async function pour(
  database: Database,
  tx: Tx,
  asked: Asked,
  options: string,
  out: PassThrough,
): Promise<void> {
  const { sql, values } = withoutParameters(tx, asked);
  const answer = await tx.raw<{ rows: { pid: number }[] }>(
    `select set_config('app.copied', ?, true), pg_backend_pid() as pid`,
    [values],
  );
  const pid = answer.rows[0]?.pid ?? 0;
  const connection = (await tx.client.acquireConnection()) as { query(query: CopyToStreamQuery): void };
  const rows = copyTo(`copy (${sql}) to stdout (${options})`);
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      // The connection is of use again only when the query has ended: what is still on its way is thrown away.
      rows.unpipe(out);
      rows.resume();
      database.national.raw('select pg_cancel_backend(?)', [pid]).catch(reject);
    };
    rows.once('end', () => resolve());
    rows.once('error', reject);
    out.once('close', () => (out.writableFinished ? undefined : stop()));
    if (out.destroyed) return reject(new Error('No one takes what is copied'));
    rows.pipe(out, { end: false });
    connection.query(rows);
  });
}

/**
 * COPY takes no parameters, and no value is ever written into its text: the values are a setting of the transaction,
 * and where a parameter stood the query reads its value from there.
 */
function withoutParameters(tx: Tx, { sql, bindings }: Asked): { sql: string; values: string } {
  const native = tx
    .raw(sql, bindings as Knex.ValueDict)
    .toSQL()
    .toNative();
  const values = [...native.bindings] as unknown[];
  const place = (k: number): string => {
    const value = values[k];
    const all = `current_setting('app.copied')::jsonb`;
    if (value === null) return 'null';
    if (Array.isArray(value)) return `array(select jsonb_array_elements_text(${all} -> ${k}))`;
    return `(select ${all} ->> ${k})${typeof value === 'number' ? '::integer' : ''}`;
  };
  return {
    sql: native.sql.replace(/\$(\d+)/g, (_whole, number: string) => place(Number(number) - 1)),
    values: JSON.stringify(values),
  };
}
