import type { Tx } from '../database/with-actor';
import { EDITION_SHAPE, type Draft, type DraftCategory, type DraftStep } from './draft-model';

export interface EditionRow {
  code: string;
  status: 'draft' | 'to_come' | 'in_force' | 'superseded';
  in_force_from: string | null;
  based_on: string | null;
  note: string;
  drafted_by: string | null;
  drafted_at: string | null;
  published_by: string | null;
  published_at: string | null;
  categories: number;
}

/** Every edition, drafts too: the newest first. Row-level security lets anyone read; the route says who may. */
export async function everyEdition(tx: Tx): Promise<EditionRow[]> {
  const answer = await tx.raw<{ rows: EditionRow[] }>(
    `select e.code, e.status, e.in_force_from::text, e.based_on, e.note, d.name as drafted_by, e.drafted_at,
            p.name as published_by, e.published_at,
            (select count(*)::integer from typology.category c where c.edition = e.code) as categories
       from typology.edition e left join account d on d.id = e.drafted_by left join account p on p.id = e.published_by
      order by e.status = 'draft' desc, e.in_force_from desc nulls first, e.code desc`,
  );
  return answer.rows;
}

/** A draft with what stands round it. */
export interface DraftRow extends Draft {
  note: string;
  drafted_by: string | null;
  drafted_at: string | null;
  /** The day the edition in force came into force. */
  base_from: string;
  /** The edition that is in force now. */
  in_force: string;
}

const WORDS = `'code', c.code, 'parent', c.parent, 'name', c.name, 'definition', c.definition, 'includes', c.includes,
  'excludes', c.excludes, 'examples', c.examples`;
const DRAFT = `
  select jsonb_build_object('code', e.code, 'base', e.based_on, 'note', e.note, 'drafted_at', e.drafted_at,
    'drafted_by', (select a.name from account a where a.id = e.drafted_by),
    'base_from', (select b.in_force_from::text from typology.edition b where b.code = e.based_on),
    'in_force', (select b.code from typology.edition b where b.status = 'in_force'),
    'baseCategories', (select coalesce(jsonb_agg(jsonb_build_object(${WORDS}) order by c.position, c.code), '[]')
       from typology.category c where c.edition = e.based_on),
    'categories', (select coalesce(jsonb_agg(jsonb_build_object(${WORDS}, 'version', c.version, 'updated_by', c.updated_by,
         'made_for', c.made_for) order by c.position, c.code), '[]')
       from typology.category c where c.edition = e.code),
    'steps', (select coalesce(jsonb_agg(jsonb_build_object('from', s.from_code, 'change', s.change, 'to', to_jsonb(s.to_codes),
         'reason', s.reason) order by c.position, c.code), '[]')
       from typology.crosswalk_step s join typology.category c on c.edition = s.from_edition and c.code = s.from_code
      where s.to_edition = e.code and s.from_edition = e.based_on)) as draft
    from typology.edition e where e.code = ? and e.status = 'draft' and e.based_on is not null`;

/** A draft whole, in one round trip; undefined when no draft has that code. */
export async function readDraft(tx: Tx, code: string): Promise<DraftRow | undefined> {
  // What stands in an address may be anything.
  if (!EDITION_SHAPE.test(code)) return undefined;
  const answer = await tx.raw<{ rows: { draft: DraftRow }[] }>(DRAFT, [code]);
  return answer.rows[0]?.draft;
}

/** The same, held so that a change is judged on what it changes: other editors wait. */
export async function lockDraft(tx: Tx, code: string): Promise<DraftRow | undefined> {
  if (!EDITION_SHAPE.test(code)) return undefined;
  await tx.raw(`select from typology.edition where code = ? and status = 'draft' for update`, [code]);
  return readDraft(tx, code);
}

export interface NewDraft {
  code: string;
  base: string;
  note: string;
  by: string;
  at: Date;
}

/** @returns false when an edition has that code already */
export async function insertDraft(tx: Tx, { code, base, note, by, at }: NewDraft): Promise<boolean> {
  const rows = await tx('typology.edition')
    .insert({ code, status: 'draft', based_on: base, note, drafted_by: by, drafted_at: at })
    .onConflict('code')
    .ignore()
    .returning('code');
  return rows.length > 0;
}

/** Two who begin an edition at once take turns. */
export async function holdDrafting(tx: Tx): Promise<void> {
  await tx.raw(`select pg_advisory_xact_lock(hashtext('typology.draft'))`);
}

/** Draft or to come: what has to be done with before the next can be drafted. */
export async function editionUnderWay(tx: Tx): Promise<Pick<EditionRow, 'code' | 'status'> | undefined> {
  return tx('typology.edition')
    .whereIn('status', ['draft', 'to_come'])
    .first<Pick<EditionRow, 'code' | 'status'> | undefined>('code', 'status');
}

/** Writes the categories and the steps of a draft in place of those that it had: four statements, however many. */
export async function writeDraft(tx: Tx, { code, base, categories, steps }: Draft): Promise<void> {
  await tx('typology.crosswalk_step').where({ to_edition: code }).delete();
  await tx('typology.category').where({ edition: code }).delete();
  await tx.raw(
    `insert into typology.category (edition, code, parent, position, name, definition, includes, excludes, examples, version, updated_by, made_for)
     select ?, c.code, c.parent, c.position, c.name, c.definition, c.includes, c.excludes, c.examples, c.version, c.updated_by, c.made_for
       from jsonb_to_recordset(?::jsonb) as c(code text, parent text, position integer, name text, definition text, includes text,
         excludes text, examples jsonb, version integer, updated_by uuid, made_for text)`,
    [code, JSON.stringify(categories.map((one: DraftCategory, position) => ({ ...one, position })))],
  );
  await tx.raw(
    `insert into typology.crosswalk_step (from_edition, to_edition, from_code, change, to_codes, reason)
     select ?, ?, s."from", s.change, array(select jsonb_array_elements_text(s."to")), s.reason
       from jsonb_to_recordset(?::jsonb) as s("from" text, change text, "to" jsonb, reason text)`,
    [base, code, JSON.stringify(steps satisfies DraftStep[])],
  );
}

/** Answers to suggestions name a category of a draft by its code: they follow it. */
export async function renameInAnswers(tx: Tx, edition: string, from: string, to: string): Promise<void> {
  await tx('national.suggestion_answer')
    .where({ draft_edition: edition, category: from })
    .update({ category: to });
}

/** Codes of a draft that findings which fitted nowhere were answered with. */
export async function answeredWith(tx: Tx, edition: string): Promise<string[]> {
  return tx('national.suggestion_answer')
    .where({ draft_edition: edition })
    .whereNotNull('category')
    .distinct()
    .pluck<string[]>('category');
}

export async function deleteEdition(tx: Tx, code: string): Promise<void> {
  await tx('typology.crosswalk_step').where({ to_edition: code }).delete();
  await tx('typology.category').where({ edition: code }).delete();
  await tx('typology.edition').where({ code }).delete();
}

/** Gives a draft another code or note; its categories, its crosswalk and the answers that name it follow. */
export async function updateDraft(
  tx: Tx,
  edition: string,
  { code, note }: { code: string; note: string },
): Promise<void> {
  await tx('typology.edition').where({ code: edition, status: 'draft' }).update({ code, note });
}

/** Makes a draft an edition that comes into force on a day. */
export async function markPublished(
  tx: Tx,
  code: string,
  { by, at, from }: { by: string; at: Date; from: string },
): Promise<void> {
  await tx('typology.edition')
    .where({ code, status: 'draft' })
    .update({ status: 'to_come', in_force_from: from, published_by: by, published_at: at });
}

/** What the calendar brings into force today, with the older edition superseded; null when nothing waits. */
export async function bringIntoForce(tx: Tx, today: string): Promise<string | null> {
  const answer = await tx.raw<{ rows: { code: string | null }[] }>(
    'select typology.bring_into_force(?::date) as code',
    [today],
  );
  return answer.rows[0]?.code ?? null;
}

/** How many findings and reviews carry each category of an edition, and how many each kind of change touches. */
export interface Effect {
  /** By code; `below` counts what stands in a part's categories too. Absent: none. */
  categories: Record<string, { findings: number; reviews: number; published: number; below: number }>;
  /** Findings still being written, by the code that they carry. */
  writing: Record<string, number>;
  groups: Record<EffectGroup, { findings: number; reviews: number }>;
}
/** `answered`: what fitted nowhere and was answered with a category of the draft. */
type EffectGroup = 'follow' | 'again' | 'behind' | 'answered';

export async function effectOf(
  tx: Tx,
  edition: string,
  { follow, again, behind }: Record<'follow' | 'again' | 'behind', string[]>,
): Promise<Effect> {
  const answer = await tx.raw<{ rows: { effect: Effect }[] }>(
    'select typology.draft_effect(?, ?::text[], ?::text[], ?::text[]) as effect',
    [edition, follow, again, behind] as never[],
  );
  return answer.rows[0]?.effect ?? { categories: {}, writing: {}, groups: NONE };
}

const NONE = {
  follow: { findings: 0, reviews: 0 },
  again: { findings: 0, reviews: 0 },
  behind: { findings: 0, reviews: 0 },
  answered: { findings: 0, reviews: 0 },
};
