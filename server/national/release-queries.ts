import type { Tx } from '../database/with-actor';
import type { ReleaseCounts } from './release-counts';
import type { ReleaseFigures } from './release-figures';
import type { EarlierRelease } from './release-states';
import type { ReleaseSettings } from './release-settings';

export type ReleaseState = 'building' | 'failed' | 'built' | 'dropped' | 'proposed' | 'declined' | 'out';

/** What an outsider could work out of a release, as it was tried before it could be proposed. */
export interface KeptAttack {
  /** Figures of the release, how many of them are hidden, and of those how many could be worked out too closely. */
  figures: number;
  hidden: number;
  /** Of the hidden ones, those that are small, and further ones that differ too little from an earlier release. */
  small?: number;
  differing?: number;
  found: number;
  /** The narrowest bounds that could be placed on a hidden figure; null when none is hidden. */
  narrowest: number | null;
  /** What was found, by what it was found with; absent where nothing was. */
  found_with?: FoundWith[];
}

/** Figures that can be worked out, as the attack names them: the first few, how many, and the tables to leave out. */
export interface FoundWith {
  /** The earlier release with which they are; null for this one by itself. */
  release: number | null;
  found: number;
  figures: string[];
  tables: string[];
}

/** A release with what lists and pages say of it; the frozen figures are read by themselves. */
export interface ReleaseRow {
  id: string;
  number: number | null;
  title: string;
  state: ReleaseState;
  settings: ReleaseSettings;
  corrects: string | null;
  what_changed: string;
  corrects_number: number | null;
  built_by: string;
  asked_at: Date;
  built_at: Date | null;
  problem: string;
  attack: KeptAttack | null;
  sha256: string | null;
  proposed_at: Date | null;
  decided_by: string | null;
  decided_at: Date | null;
  decided_why: string;
}

/** A later release that is out and corrects another. */
export interface Correction {
  number: number;
  what_changed: string;
  decided_at: string;
}

export interface FileRow {
  name: string;
  type: string;
  what: string;
  bytes: number;
  sha256: string;
}

const RELEASE = `r.id, r.number, r.title, r.state, r.settings, r.corrects, r.what_changed,
  (select c.number from national.release c where c.id = r.corrects) as corrects_number,
  r.built_by, r.asked_at, r.built_at, r.problem, r.attack, r.sha256, r.proposed_at, r.decided_by, r.decided_at, r.decided_why`;
const FILES = `(select coalesce(jsonb_agg(jsonb_build_object('name', f.name, 'type', f.type, 'what', f.what,
    'bytes', octet_length(f.content), 'sha256', f.sha256) order by f.position), '[]')
    from national.release_file f where f.release_id = r.id) as files`;
const CORRECTIONS = `(select coalesce(jsonb_agg(jsonb_build_object('number', l.number, 'what_changed', l.what_changed,
    'decided_at', l.decided_at) order by l.number), '[]')
    from national.release l where l.corrects = r.id and l.state = 'out') as corrections`;

export type ListedRelease = ReleaseRow & { corrections: Correction[]; built_by_name: string | null };
export type WholeRelease = ReleaseRow & {
  figures: string | null;
  files: FileRow[];
  corrections: Correction[];
};

/** The releases that who asks may see, the newest first; dropped ones are not listed. */
export async function listReleases(tx: Tx): Promise<ListedRelease[]> {
  const answer = await tx.raw<{ rows: ListedRelease[] }>(
    `select ${RELEASE}, ${CORRECTIONS}, (select a.name from public.account a where a.id = r.built_by) as built_by_name
       from national.release r where r.state <> 'dropped' order by r.number desc nulls first, r.asked_at desc`,
  );
  return answer.rows;
}

/** A release that is out, by its number, or any that who asks may see, by its id. */
export async function findRelease(
  tx: Tx,
  which: { number: number } | { id: string },
): Promise<WholeRelease | undefined> {
  const [where, value] =
    'id' in which ? ['r.id = ?', which.id] : [`r.number = ? and r.state = 'out'`, which.number];
  const answer = await tx.raw<{ rows: WholeRelease[] }>(
    `select ${RELEASE}, r.figures, ${FILES}, ${CORRECTIONS} from national.release r where ${where}`,
    [value],
  );
  return answer.rows[0];
}

/** What a decision needs of a release, held until the transaction ends. */
export async function lockRelease(tx: Tx, id: string): Promise<ReleaseRow | undefined> {
  // By itself first: what is read next is what stands after the wait.
  await tx.raw('select 1 from national.release where id = ? for no key update', [id]);
  const answer = await tx.raw<{ rows: ReleaseRow[] }>(
    `select ${RELEASE} from national.release r where r.id = ?`,
    [id],
  );
  return answer.rows[0];
}

/** Releases that are out, the newest first: what a new one may correct. */
export async function releasesOut(tx: Tx): Promise<{ id: string; number: number; title: string }[]> {
  return tx('national.release')
    .where({ state: 'out' })
    .orderBy('number', 'desc')
    .select<{ id: string; number: number; title: string }[]>('id', 'number', 'title');
}

/** The figures of every release that is out, the oldest first, with what was counted for it. */
export async function figuresOut(tx: Tx): Promise<(EarlierRelease & { print: ReleaseFigures })[]> {
  const rows = await tx('national.release as r')
    .leftJoin('national.release_counts as c', 'c.release_id', 'r.id')
    .where({ state: 'out' })
    .orderBy('number')
    .select<{ number: number; figures: string; counts: ReleaseCounts | null }[]>(
      'number',
      'figures',
      'counts',
    );
  return rows.map(({ number, figures, counts }) => ({
    number,
    print: JSON.parse(figures) as ReleaseFigures,
    counts,
  }));
}

/** The releases that are out, by their ids alone. */
export async function releasesPrinted(tx: Tx): Promise<{ id: string }[]> {
  return tx('national.release').where({ state: 'out' }).orderBy('number').select<{ id: string }[]>('id');
}

/** What some releases print, with what was counted for them where that was kept. */
export async function countedForRelease(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; print: ReleaseFigures; counts: ReleaseCounts | null }[]> {
  const rows = await tx('national.release as r')
    .leftJoin('national.release_counts as c', 'c.release_id', 'r.id')
    .whereIn('r.id', ids)
    .select<{ id: string; figures: string; counts: ReleaseCounts | null }[]>('r.id', 'figures', 'counts');
  return rows.map(({ id, figures, counts }) => ({
    id,
    print: JSON.parse(figures) as ReleaseFigures,
    counts,
  }));
}

/** Keeps what was counted for a release, which no page reads. */
export async function insertCounts(tx: Tx, release: string, counts: ReleaseCounts): Promise<void> {
  await tx.raw('insert into national.release_counts (release_id, counts) values (?, ?)', [
    release,
    JSON.stringify(counts),
  ]);
}

export async function insertRelease(
  tx: Tx,
  row: {
    title: string;
    settings: ReleaseSettings;
    corrects: string | null;
    what_changed: string;
    built_by: string;
    asked_at: Date;
  },
): Promise<string> {
  const [made] = await tx('national.release')
    .insert({ ...row, settings: JSON.stringify(row.settings) })
    .returning<{ id: string }[]>('id');
  return made?.id ?? '';
}

/** The number that the next release gets; held for this transaction, so that no other gets it. */
export async function nextNumber(tx: Tx): Promise<number> {
  await tx.raw(`select pg_advisory_xact_lock(hashtext('national.release'))`);
  const answer = await tx.raw<{ rows: { number: number }[] }>(
    `select coalesce(max(number), 0) + 1 as number from national.release where state <> 'dropped'`,
  );
  return answer.rows[0]?.number ?? 1;
}

export async function insertFile(
  tx: Tx,
  release: string,
  position: number,
  file: { name: string; type: string; what: string; content: Buffer; sha256: string },
): Promise<void> {
  await tx('national.release_file').insert({ release_id: release, position, ...file });
}

/** Takes a release from one state to the next; the database holds what else may change with it. */
export async function moveRelease(
  tx: Tx,
  id: string,
  from: ReleaseState,
  change: { state: ReleaseState } & Record<string, unknown>,
): Promise<boolean> {
  const changed = await tx('national.release').where({ id, state: from }).update(change);
  return changed === 1;
}

/** The bytes of one file, as they were frozen. */
export async function fileOf(
  tx: Tx,
  release: string,
  name: string,
): Promise<{ name: string; type: string; content: Buffer; sha256: string } | undefined> {
  return tx('national.release_file')
    .where({ release_id: release, name })
    .first<{ name: string; type: string; content: Buffer; sha256: string } | undefined>(
      'name',
      'type',
      'content',
      'sha256',
    );
}

/** The names of accounts, for those who are signed in. */
export async function namesOf(tx: Tx, accounts: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx('account')
    .whereIn('id', [...accounts])
    .select<{ id: string; name: string }[]>('id', 'name');
  return new Map(rows.map(({ id, name }) => [id, name]));
}
