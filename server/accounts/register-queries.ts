import type { Tx } from '../database/with-actor';
import { Missing } from '../http/errors';
import type { RegisterEntry } from './register-words';

export interface Reviewer extends RegisterEntry {
  account_id: string;
  name: string;
  email: string;
  status: 'active' | 'suspended';
  note: string;
  /** Of the entry; 0 when there is none yet. */
  version: number;
}

const REVIEWERS = `
  select a.id as account_id, a.name, a.email, a.status, (select coalesce(jsonb_agg(jsonb_build_object('from', lower(p), 'until', upper(p)) order by p), '[]') from unnest(g.accredited) p) as accredited,
         g.suspended_on::text, coalesce(g.note, '') as note, coalesce(g.version, 0) as version
    from account a left join accreditation g on g.account_id = a.id
   where exists (select 1 from membership m where m.account_id = a.id and m.role = 'lead_reviewer')`;

/** Everyone who has the role of a lead reviewer, accredited or not, by name. */
export async function readRegister(tx: Tx, find: string): Promise<Reviewer[]> {
  const like = `%${find.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const answer = await tx.raw<{ rows: Reviewer[] }>(
    `${REVIEWERS} and (a.name ilike ? or a.email ilike ?) order by a.name, a.id`,
    [like, like],
  );
  return answer.rows;
}

/** @throws Missing when there is no such reviewer */
export async function readReviewer(tx: Tx, accountId: string): Promise<Reviewer> {
  const answer = await tx.raw<{ rows: Reviewer[] }>(`${REVIEWERS} and a.id = ?`, [accountId]);
  const row = answer.rows[0];
  if (!row) throw new Missing();
  return row;
}

export interface RegisterAct {
  id: string;
  what: 'period' | 'correction' | 'suspension' | 'restoration';
  from: string | null;
  until: string | null;
  /** True for a period that was corrected since. */
  replaced: boolean;
  words: string;
  by_name: string | null;
  at: string;
}

/** What was done to an entry, oldest first. */
export async function readActs(tx: Tx, accountId: string): Promise<RegisterAct[]> {
  const answer = await tx.raw<{ rows: RegisterAct[] }>(
    `select h.id, h.what, lower(h.period)::text as from, upper(h.period)::text as until, h.words, a.name as by_name, h.at,
            exists (select 1 from accreditation_act n where n.replaces = h.id) as replaced
       from accreditation_act h left join account a on a.id = h.by_account
      where h.account_id = ? order by h.id`,
    [accountId],
  );
  return answer.rows;
}

/** Keeps an act; one with a period also brings up to date in which periods the reviewer is accredited. */
export async function insertAct(
  tx: Tx,
  row: {
    account_id: string;
    what: RegisterAct['what'];
    period?: string;
    replaces?: string;
    words?: string;
    by_account: string;
    at: Date;
  },
): Promise<void> {
  await tx('accreditation_act').insert(row);
  if (row.period === undefined) return;
  await tx.raw(
    `update accreditation set accredited = (select range_agg(h.period) from accreditation_act h
        where h.account_id = accreditation.account_id and h.period is not null
          and not exists (select 1 from accreditation_act n where n.replaces = h.id))
      where account_id = ?`,
    [row.account_id],
  );
}

/** @returns false when there is an entry already */
export async function insertAccreditation(tx: Tx, accountId: string, period: string): Promise<boolean> {
  const rows = await tx('accreditation')
    .insert({ account_id: accountId, accredited: `{${period}}` })
    .onConflict('account_id')
    .ignore()
    .returning('account_id');
  return rows.length === 1;
}

/** @returns false when someone else changed the entry since that version was read */
export async function updateAccreditation(
  tx: Tx,
  accountId: string,
  version: number,
  changes: { suspended_on?: string | null; note?: string },
): Promise<boolean> {
  const changed = await tx('accreditation')
    .where({ account_id: accountId, version })
    .update({ ...changes, version: version + 1 });
  return changed === 1;
}
