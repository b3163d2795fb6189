import { recordAudit } from '../audit/audit';
import type { Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import { refuseStrayWords, refuseUnfitCode } from '../published/code-form';
import {
  lockOwnCodings,
  swapOwnCoding,
  updateOwnCoding,
  updateOwnCodings,
  type OwnCoding,
} from './second-coding-queries';
import type { CodedTag } from './sample-queries';

/** What a second coder says of a finding with one press. */
export interface Said extends Omit<CodedTag, 'category'> {
  /** The version that the page was filled from. */
  version: number;
  /** Null: no further code; with `none`, that the text states no pattern. */
  category: string | null;
  none: boolean;
  polarity: string | null;
  extent: string | null;
  journey_stage: string | null;
}

/**
 * Keeps what a second coder says of a finding that was given to them: one more code (the same category again replaces
 * its words), or that it states no pattern, and its polarity, extent and stage (METHOD section 7). Only the coder can;
 * the database holds to the same.
 * @throws Missing for a finding that was not given to them; Refused for what cannot be meant, in a closed sample, and
 * for one who may no longer code it
 */
export async function codeSecond(
  tx: Tx,
  now: Date,
  sampleId: string,
  findingId: string,
  said: Said,
): Promise<void> {
  const own = await ownCoding(tx, sampleId, findingId);
  if (own.version !== said.version) {
    throw new Refused(
      'You coded this finding in another window after this page was opened. What you said there is shown now: save again to add to it',
    );
  }
  const tags = tagsAfter(own, said);
  const { polarity, extent, journey_stage } = said;
  await updateOwnCoding(tx, sampleId, findingId, {
    tags,
    facets: { polarity, extent, journey_stage },
    at: now,
  });
  await recordSecond(tx, 'second_coding.coded', sampleId, findingId, {
    category: said.category,
    none: tags.length === 0,
  });
}

/**
 * The same for many findings that no code was given yet, as one coder's file has them: by the same rules, in a fixed
 * number of statements and one entry of the audit.
 * @throws as codeSecond, for the first that cannot be kept
 */
export async function codeManySecond(
  tx: Tx,
  now: Date,
  sampleId: string,
  codings: readonly { findingId: string; said: readonly Said[] }[],
): Promise<void> {
  const own = await lockOwnCodings(
    tx,
    sampleId,
    codings.map(({ findingId }) => findingId),
  );
  const rows = codings.map(({ findingId, said }) => {
    const started = allowed(own.find((one) => one.finding_id === findingId));
    if (started.tags !== null) throw new Refused('A finding in the file has been coded');
    const tags = said.reduce<CodedTag[] | null>(
      (before, one) => tagsAfter({ ...started, tags: before }, one),
      null,
    );
    const [{ polarity, extent, journey_stage } = NOT_SAID] = said;
    return { finding_id: findingId, tags, polarity, extent, journey_stage };
  });
  await updateOwnCodings(tx, sampleId, rows, now);
  await recordSecond(tx, 'second_coding.coded', sampleId, 'many', { findings: rows.length });
}

const NOT_SAID = { polarity: null, extent: null, journey_stage: null };

/**
 * Takes back one code, or that the text states no pattern. Without any it is not coded.
 * @param category empty for “states no pattern”
 * @throws Missing when it was not said
 */
export async function takeBackCode(
  tx: Tx,
  now: Date,
  sampleId: string,
  findingId: string,
  category: string,
): Promise<void> {
  const own = await ownCoding(tx, sampleId, findingId);
  const there = category === '' ? own.tags?.length === 0 : own.tags?.some((tag) => tag.category === category);
  if (!own.tags || !there) throw new Missing();
  const left = own.tags.filter((tag) => tag.category !== category);
  await updateOwnCoding(tx, sampleId, findingId, { tags: left.length > 0 ? left : null, at: now });
  await recordSecond(tx, 'second_coding.taken_back', sampleId, findingId, { category });
}

/**
 * Undoes the last change that the coder made to what they say of a finding, whatever it was; undone once more, it is made
 * again.
 * @throws Refused when something was said since; Missing when nothing was
 */
export async function undoLast(
  tx: Tx,
  now: Date,
  sampleId: string,
  findingId: string,
  version: number,
): Promise<void> {
  const own = await ownCoding(tx, sampleId, findingId);
  if (own.version !== version) {
    throw new Refused('You said something else of this finding since: what stands is shown now');
  }
  if ((await swapOwnCoding(tx, sampleId, findingId, now)) === 0) throw new Missing();
  await recordSecond(tx, 'second_coding.undone', sampleId, findingId, {});
}

async function ownCoding(tx: Tx, sampleId: string, findingId: string): Promise<OwnCoding> {
  const [own] = await lockOwnCodings(tx, sampleId, [findingId]);
  return allowed(own);
}

function allowed(own: OwnCoding | undefined): OwnCoding {
  if (!own) throw new Missing();
  if (own.state === 'closed') throw new Refused('This sample is closed. What you coded stands as it was');
  if (!own.may) {
    throw new Refused(
      'You can no longer code this finding: either your accreditation is not current, or you have come to know how it was coded',
    );
  }
  return own;
}

function tagsAfter(own: OwnCoding, { category, rationale, extract, suggested_name, none }: Said): CodedTag[] {
  const before = own.tags ?? [];
  if (category === null) {
    refuseStrayWords({ rationale, extract, suggested_name });
    if (none && before.length > 0) {
      throw new Refused('Take your codes back first, if the text states no pattern', 'category');
    }
    if (!none && own.tags === null) {
      throw new Refused('Choose a category, or say that the text states no pattern', 'category');
    }
    return before;
  }
  if (none) {
    throw new Refused('Save the category, or leave it and say that the text states no pattern', 'category');
  }
  refuseUnfitCode({ category, rationale, extract, suggested_name }, own.categories, own.texts);
  return [
    ...before.filter((tag) => tag.category !== category),
    { category, rationale, extract, suggested_name },
  ];
}

/** What is said stands in the coding alone: the audit says that it was done. */
async function recordSecond(
  tx: Tx,
  action: string,
  sampleId: string,
  findingId: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await recordAudit(tx, {
    board: null,
    action,
    kind: 'sampled_finding',
    subject: findingId,
    detail: { sample: sampleId, ...detail },
  });
}
