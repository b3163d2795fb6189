import type { Tx } from '../database/with-actor';

export interface MemberRow {
  id: string;
  account_id: string;
  part: 'lead' | 'team';
}

export async function currentMembers(tx: Tx, boardId: string, reviewId: string): Promise<MemberRow[]> {
  return tx('review_member')
    .where({ board_id: boardId, review_id: reviewId })
    .whereNull('removed_at')
    .select<MemberRow[]>('id', 'account_id', 'part');
}

/** The name of an active account that has the role which the part asks for. */
export async function nameOfCandidate(
  tx: Tx,
  accountId: string,
  part: 'lead' | 'team',
): Promise<string | null> {
  const row = await tx('account as a')
    .join('membership as m', 'm.account_id', 'a.id')
    .where({
      'a.id': accountId,
      'a.status': 'active',
      'm.role': part === 'lead' ? 'lead_reviewer' : 'team_member',
    })
    .first<{ name: string } | undefined>('a.name');
  return row?.name ?? null;
}

export async function insertMember(
  tx: Tx,
  row: {
    board_id: string;
    review_id: string;
    account_id: string;
    part: 'lead' | 'team';
    added_by: string;
    added_at: Date;
  },
): Promise<string> {
  const [kept] = await tx('review_member').insert(row).returning<{ id: string }[]>('id');
  if (!kept) throw new Error('The member was not kept');
  return kept.id;
}

/** The row stays, with who ended it and when: who was on a review remains known. */
export async function endMembership(
  tx: Tx,
  boardId: string,
  id: string,
  end: { removed_by: string; removed_at: Date },
): Promise<void> {
  await tx('review_member').where({ board_id: boardId, id }).whereNull('removed_at').update(end);
}

export async function hasDeclared(
  tx: Tx,
  boardId: string,
  reviewId: string,
  accountId: string,
): Promise<boolean> {
  const row = await tx('independence_declaration')
    .where({ board_id: boardId, review_id: reviewId, account_id: accountId })
    .first<{ id: string } | undefined>('id');
  return row !== undefined;
}

export async function insertDeclaration(
  tx: Tx,
  row: { board_id: string; review_id: string; account_id: string; text: string; declared_at: Date },
): Promise<void> {
  await tx('independence_declaration').insert(row);
}
