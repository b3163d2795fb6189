import type { Role, Tx } from '../database/with-actor';
import { Missing } from '../http/errors';

export interface AccountRow {
  id: string;
  name: string;
  email: string;
  status: 'active' | 'suspended';
  version: number;
  roles: { role: Role; board_name: string | null }[];
}

export const ACCOUNTS_PER_PAGE = 50;

const ACCOUNTS = `
  select a.id, a.name, a.email, a.status, a.version,
         (select coalesce(jsonb_agg(jsonb_build_object('role', m.role, 'board_name', b.name) order by m.role, b.name), '[]')
            from membership m left join board b on b.id = m.board_id where m.account_id = a.id) as roles,
         (count(*) over ())::integer as found
    from account a`;

/** Accounts by name, those whose name or e-mail address has the text in it, a page at a time. */
export async function readAccounts(
  tx: Tx,
  find: string,
  page: number,
): Promise<{ accounts: AccountRow[]; found: number }> {
  const like = `%${find.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const answer = await tx.raw<{ rows: (AccountRow & { found: number })[] }>(
    `${ACCOUNTS} where a.name ilike ? or a.email ilike ? order by a.name, a.id limit ? offset ?`,
    [like, like, ACCOUNTS_PER_PAGE, (page - 1) * ACCOUNTS_PER_PAGE],
  );
  return { accounts: answer.rows, found: answer.rows[0]?.found ?? 0 };
}

/** @throws Missing when there is no such account */
export async function readAccount(tx: Tx, id: string): Promise<AccountRow> {
  const answer = await tx.raw<{ rows: AccountRow[] }>(`${ACCOUNTS} where a.id = ?`, [id]);
  const row = answer.rows[0];
  if (!row) throw new Missing();
  return row;
}

export interface BoardRow {
  id: string;
  name: string;
  area: string;
  region: string;
}

/** Boards, and the areas in which there could be one. */
export async function readBoards(
  tx: Tx,
): Promise<{ boards: BoardRow[]; areas: { name: string; region: string }[] }> {
  const answer = await tx.raw<{
    rows: { boards: BoardRow[]; areas: { name: string; region: string }[] }[];
  }>(`
    select (select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'name', b.name, 'area', b.area, 'region', a.region) order by b.name), '[]')
              from board b join area a on a.name = b.area) as boards,
           (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'region', region) order by name), '[]') from area) as areas`);
  return answer.rows[0] ?? { boards: [], areas: [] };
}

export async function insertAccount(
  tx: Tx,
  row: { email: string; name: string; created_at: Date },
): Promise<string> {
  const [kept] = await tx('account').insert(row).returning<{ id: string }[]>('id');
  if (!kept) throw new Error('The account was not kept');
  return kept.id;
}

export async function insertMembership(
  tx: Tx,
  row: { account_id: string; role: Role; board_id: string | null },
): Promise<void> {
  await tx('membership').insert(row);
}

export async function setPassword(tx: Tx, accountId: string, hash: string): Promise<void> {
  await tx.raw('select app.set_password(?, ?)', [accountId, hash]);
}

/** @returns false when someone else changed the account since that version was read */
export async function updateStatus(
  tx: Tx,
  id: string,
  version: number,
  status: AccountRow['status'],
): Promise<boolean> {
  return (
    (await tx('account')
      .where({ id, version })
      .update({ status, version: version + 1 })) === 1
  );
}

export async function insertBoard(tx: Tx, row: { name: string; area: string }): Promise<string> {
  const [kept] = await tx('board').insert(row).returning<{ id: string }[]>('id');
  if (!kept) throw new Error('The Board was not kept');
  return kept.id;
}
