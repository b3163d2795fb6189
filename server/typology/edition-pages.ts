import { count, longDate } from '../http/dates';
import { draftHref } from './draft-form-parts';
import { codeAfter } from './draft-model';
import type { EditionRow } from './draft-queries';

interface Link {
  text: string;
  href: string;
}

/** views/typology/editions */
export interface EditionsPage {
  editions: { name: string; href: string; state: string; detail: string; note: string; files: Link[] }[];
  /** The draft or the edition to come, for which the next one waits; null when one may begin. */
  underWay: string | null;
  base: string;
  /** A code that the next one may have. */
  next: string;
  form: { code: string; note: string };
  errors: Record<string, { text: string }>;
}

/** All editions with their states, and the form that drafts the next one. */
export function editionsPage(
  rows: readonly EditionRow[],
  form: EditionsPage['form'],
  errors: EditionsPage['errors'] = {},
): EditionsPage {
  const base = rows.find(({ status }) => status === 'in_force')?.code ?? '';
  return {
    editions: rows.map((row) => ({
      name: `Edition ${row.code}`,
      href: editionHref(row),
      state: STATES[row.status],
      detail: detailOf(row),
      note: row.note,
      files: filesOf(row.code, row.status === 'draft'),
    })),
    underWay: underWayWords(rows.find(({ status }) => status === 'draft' || status === 'to_come')),
    base,
    next: codeAfter(base),
    form,
    errors,
  };
}

/** Why no other edition may begin; null when one may. */
export function underWayWords(waiting: Pick<EditionRow, 'code' | 'status'> | undefined): string | null {
  if (!waiting) return null;
  return waiting.status === 'draft'
    ? `Edition ${waiting.code} is being drafted. One edition is drafted at a time: publish or delete it first.`
    : `Edition ${waiting.code} is published and to come. The next is drafted from it, once it is in force.`;
}

const STATES: Record<EditionRow['status'], string> = {
  draft: 'Draft',
  to_come: 'To come',
  in_force: 'In force',
  superseded: 'Superseded',
};

/** Where an edition is read: by anyone once it is published, by editors while it is a draft. */
export function editionHref({ code, status }: Pick<EditionRow, 'code' | 'status'>): string {
  if (status === 'draft') return draftHref(code);
  return status === 'in_force' ? '/typology' : `/typology?edition=${encodeURIComponent(code)}`;
}

/** The two files that an edition is saved as. */
export function filesOf(code: string, draft: boolean): Link[] {
  const at = draft ? draftHref(code) : `/typology/editions/${encodeURIComponent(code)}`;
  return [
    { text: 'typology/1', href: `${at}/typology.json` },
    { text: 'REFI-QDA codebook', href: `${at}/codebook.qdc` },
  ];
}

function detailOf(row: EditionRow): string {
  const day = row.in_force_from && longDate(row.in_force_from);
  const said = {
    draft: `drafted by ${row.drafted_by ?? 'an editor'}${row.drafted_at ? ` on ${longDate(row.drafted_at)}` : ''}`,
    to_come: `in force from ${day}`,
    in_force: `in force since ${day}`,
    superseded: `came into force on ${day}`,
  }[row.status];
  return [
    count(row.categories, 'category').replace(/categorys$/, 'categories'),
    row.based_on && `based on edition ${row.based_on}`,
    said,
    row.published_by &&
      row.published_at &&
      `published by ${row.published_by} on ${longDate(row.published_at)}`,
  ]
    .filter(Boolean)
    .join(', ');
}
