import { approveFinding, reopenFinding, returnFinding } from '../server/approvals/approval';
import { commentOn } from '../server/approvals/comment';
import { submitFinding } from '../server/approvals/submission';
import type { Actor, Tx } from '../server/database/with-actor';
import { addFinding, saveSection, type Which } from '../server/findings/finding';
import { readFinding } from '../server/findings/finding-queries';
import { addRow, removeRow } from '../server/findings/part-rows';
import type { SectionSlug } from '../server/findings/sufficiency';
import { tagFinding } from '../server/findings/tags';
import type { Shift } from './demo-dates';
import type { DemoContent, DemoEvent, DemoFinding } from './demo-file';
import { moment, type Act } from './demo-reviews';

interface Telling {
  act: Act;
  shift: Shift;
  reviewId: string;
  opened: Date;
}

/** Lets a finding that is written rest on evidence. */
type Rest = (tx: Tx, actor: Actor, now: Date, which: Which) => Promise<void>;

/** Writes a finding and takes it through its steps, each on its day. */
export async function tellFinding(
  { act, shift, reviewId, opened }: Telling,
  told: DemoFinding,
  today: Date,
  rest: Rest | undefined | false,
): Promise<void> {
  const finding = inShiftedWords(told, shift);
  const { id: findingId } = await act(finding.written_by, (tx, actor) =>
    addFinding(tx, actor, opened, reviewId),
  );
  const which = { reviewId, findingId };
  const firstSent = told.events[0] ? moment(shift.date(told.events[0].on)) : twoDaysBefore(today);
  await act(finding.written_by, (tx, actor) => write(tx, actor, firstSent, which, finding));
  if (rest) await act(finding.written_by, (tx, actor) => rest(tx, actor, firstSent, which));
  const lastBack = told.events.findLastIndex(({ action }) => action === 'return' || action === 'reopen');
  for (const [i, event] of told.events.entries()) {
    const on = moment(shift.date(event.on));
    await act(event.by, (tx, actor) => takeStep(tx, actor, on, which, event, shift));
    if (i === lastBack && finding.changed_after_return) {
      const changed = finding.changed_after_return;
      await act(finding.written_by, (tx, actor) => rewrite(tx, actor, on, which, changed));
    }
  }
}

function inShiftedWords(told: DemoFinding, shift: Shift): DemoFinding {
  const shifted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shifted);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
          key,
          key === 'on' ? shift.date(String(inner)) : shifted(inner),
        ]),
      );
    }
    return typeof value === 'string' ? shift.text(value) : value;
  };
  return { ...(shifted({ ...told, events: [] }) as DemoFinding), events: told.events };
}

const twoDaysBefore = (today: Date): Date => new Date(today.getTime() - 2 * 86_400_000);

async function write(tx: Tx, actor: Actor, now: Date, which: Which, content: DemoContent): Promise<void> {
  await saveFields(tx, actor, now, which, content);
  await addLists(tx, actor, now, which, content);
  for (const { suggested_name = '', ...tag } of content.tags)
    await tagFinding(tx, actor, now, { ...which, ...tag, suggested_name });
}

async function saveFields(
  tx: Tx,
  actor: Actor,
  now: Date,
  which: Which,
  content: Partial<DemoContent>,
): Promise<void> {
  const {
    statement,
    polarity,
    issue,
    manifestation,
    extent,
    extent_reason,
    prevalence,
    spread,
    matters,
    stage,
  } = content;
  const search = content.literature_search;
  const fields = {
    ...{
      statement,
      polarity,
      issue,
      manifestation,
      extent,
      extent_reason,
      prevalence,
      spread,
      matters,
      stage,
    },
    ...(search && {
      search_where: search.where,
      search_terms: search.terms,
      search_on: search.on,
      search_found: search.found,
    }),
  };
  const changes = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  if (Object.keys(changes).length === 0) return;
  const { version } = await readFinding(tx, which.reviewId, which.findingId);
  await saveSection(tx, actor, now, { ...which, version, changes: changes as Record<string, string | null> });
}

async function addLists(
  tx: Tx,
  actor: Actor,
  now: Date,
  which: Which,
  content: Partial<DemoContent>,
): Promise<void> {
  const rationales = content.rationales?.map(({ role, ...rest }) => ({ role_label: role, ...rest }));
  const questions = content.questions?.map((text) => ({ text }));
  const { extent_evidence, factors, references } = content;
  const lists = Object.entries({ rationales, extent_evidence, factors, references, questions }) as [
    'rationales' | 'extent_evidence' | 'factors' | 'references' | 'questions',
    Record<string, string | boolean | null>[] | undefined,
  ][];
  for (const [part, rows] of lists) {
    for (const fields of rows ?? []) await addRow(tx, actor, now, { ...which, part, fields });
  }
}

/** Lists that changed are written anew; what they said before stays among the revisions. */
async function rewrite(
  tx: Tx,
  actor: Actor,
  now: Date,
  which: Which,
  changed: Partial<DemoContent>,
): Promise<void> {
  const before = await readFinding(tx, which.reviewId, which.findingId);
  for (const part of ['rationales', 'extent_evidence', 'factors', 'references', 'questions'] as const) {
    if (!changed[part]) continue;
    for (const { id } of before.content[part]) {
      await removeRow(tx, actor, { ...which, part, rowId: id, version: before.part_versions[id] ?? 1 });
    }
  }
  await saveFields(tx, actor, now, which, changed);
  await addLists(tx, actor, now, which, changed);
}

async function takeStep(
  tx: Tx,
  actor: Actor,
  now: Date,
  which: Which,
  event: DemoEvent,
  shift: Shift,
): Promise<void> {
  const comment = shift.text(event.comment ?? '');
  const latest = (await readFinding(tx, which.reviewId, which.findingId)).versions.at(-1);
  const target = { ...which, versionId: latest?.id };
  const remarks = [...(event.part && comment ? [{ part: event.part, comment }] : []), ...(event.also ?? [])];
  const say = async (): Promise<void> => {
    const comments = remarks.map(({ part, comment: words }) => ({
      part: partOf(part),
      text: shift.text(words),
    }));
    if (comments.length > 0) await commentOn(tx, actor, now, { ...target, comments });
  };
  switch (event.action) {
    case 'submit':
      await submitFinding(tx, actor, now, which);
      return;
    case 'approve':
      await approveFinding(tx, actor, now, { ...target, sha256: String(latest?.sha256) });
      return;
    case 'return':
      await say();
      await returnFinding(tx, actor, now, { ...target, comment });
      return;
    case 'reopen':
      await reopenFinding(tx, actor, now, { ...target, comment });
      await say();
  }
}

/** The part of a finding's page that a remark belongs to. */
function partOf(part: string): SectionSlug {
  return (part === 'rationale' ? 'why' : part) as SectionSlug;
}
