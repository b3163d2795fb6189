import { recordAudit } from '../audit/audit';
import { hasRole, type Actor, type Tx } from '../database/with-actor';
import { count, longDate } from '../http/dates';
import { Missing, Outdated, Refused } from '../http/errors';
import { refreshFacts } from '../national/facts-queries';
import { DOES_NOT_FIT } from '../typology/draft-model';
import { deleteTag, lockForCoding } from '../published/coding-queries';
import { keepTags } from '../published/import-queries';
import { editionInForce } from '../typology/typology-queries';
import { drawSample } from './sample';
import { MOST_IN_SAMPLE } from './sample-forms';
import { insertSample, nextSampleNumber, readDrawable } from './sample-drawing-queries';
import {
  deleteAssignments,
  insertAssignments,
  isCoder,
  lockSample,
  lockSampledFinding,
  publishedTagsOf,
  readSample,
  updateSettlement,
  type CodedTag,
  type Origin,
  type SampledFinding,
  type WholeSample,
} from './sample-queries';
import { decisionsBefore, deleteSettledDecisions, keepNoPattern } from './settlement-queries';

export const onlyEditors = (actor: Actor): void => {
  if (!hasRole(actor, 'editor')) throw new Missing();
};

/**
 * Draws a sample for a second coding from the findings that are coded in the edition in force, by category and year
 * (METHOD section 7). The same seed and findings give the same sample. The first coding is kept with it as it stands.
 * @returns the sample's id
 * @throws Refused when there are fewer findings than that
 */
export async function drawForSecondCoding(
  tx: Tx,
  actor: Actor,
  now: Date,
  asked: { size: number; seed: string; origin: Origin | 'both' },
): Promise<string> {
  onlyEditors(actor);
  const number = await nextSampleNumber(tx);
  const edition = await editionInForce(tx);
  const able = await readDrawable(tx, edition, asked.origin);
  if (able.length < asked.size || asked.size > MOST_IN_SAMPLE) {
    const most = Math.min(able.length, MOST_IN_SAMPLE);
    throw new Refused(
      able.length === 0
        ? `No finding of that origin is coded in edition ${edition} yet`
        : `Only ${count(most, 'finding')} can be drawn${most < able.length ? ' at once' : ''}: ask for as many or fewer`,
      'size',
    );
  }
  const byKey = new Map(able.map((finding) => [finding.key, finding]));
  const drawn = drawSample(able, asked.size, asked.seed).flatMap((key) => byKey.get(key) ?? []);
  const sample = {
    number,
    edition,
    seed: asked.seed,
    origin: asked.origin,
    drawnBy: actor.accountId,
    at: now,
  };
  const id = await insertSample(tx, sample, drawn);
  await recordAudit(tx, {
    board: null,
    action: 'sample.drawn',
    kind: 'sample',
    subject: id,
    detail: { number, edition, seed: asked.seed, origin: asked.origin, size: drawn.length },
  });
  return id;
}

/**
 * Gives an accredited coder findings of a sample: those that they neither coded, wrote nor decided, of reviews they were
 * never on. The database holds to the same (second_coding's policies).
 * @returns how many were given
 * @throws Refused for an account that is no coder, or when nothing is left for them
 */
export async function giveToCoder(
  tx: Tx,
  actor: Actor,
  now: Date,
  sampleId: string,
  asked: { coder: string; which: 'all' | 'rest'; most: number | null },
): Promise<number> {
  onlyEditors(actor);
  await openSample(tx, sampleId);
  if (!(await isCoder(tx, asked.coder))) {
    throw new Refused(
      'Choose a lead reviewer who is accredited today and has no national role: others could see the first coding',
      'coder',
    );
  }
  const given = await insertAssignments(tx, sampleId, asked.coder, now, asked.which, asked.most);
  if (given === 0) throw new Refused('There is no finding left in this sample for that coder', 'coder');
  await recordAudit(tx, {
    board: null,
    action: 'sample.given',
    kind: 'sample',
    subject: sampleId,
    detail: { coder: asked.coder, findings: given },
  });
  return given;
}

/**
 * Takes back from a coder what they have not coded. What they coded stays.
 * @throws Missing when there is nothing to take back
 */
export async function takeBack(tx: Tx, actor: Actor, sampleId: string, coder: string): Promise<number> {
  onlyEditors(actor);
  await openSample(tx, sampleId);
  const taken = await deleteAssignments(tx, sampleId, coder);
  if (taken === 0) throw new Missing();
  await recordAudit(tx, {
    board: null,
    action: 'sample.taken_back',
    kind: 'sample',
    subject: sampleId,
    detail: { coder, findings: taken },
  });
  return taken;
}

/** Locks a sample that is open. @throws Missing for any other */
export async function openSample(tx: Tx, id: string): Promise<void> {
  const sample = await lockSample(tx, id);
  if (sample?.state !== 'open') throw new Missing();
}

/** Whether the codings of a finding differ in their codes. */
export function differs({ first_tags, codings }: Pick<SampledFinding, 'first_tags' | 'codings'>): boolean {
  const set = (tags: readonly CodedTag[]): string =>
    tags
      .map(({ category }) => category)
      .sort()
      .join(' ');
  return codings.some(({ tags }) => tags !== null && set(tags) !== set(first_tags));
}

/**
 * Settles what a finding's codes are, where two coders differ. Both codings stay as they were. The codes of a published
 * finding in the sample's edition become these in the same transaction, and the figures follow: also where it states no
 * pattern and stood there by older tags. Those of a Board's finding are the Board's and stay, and the settlement is kept
 * beside them.
 * @param asked with the version that was shown: how often it had been settled by then
 * @throws Refused for a code that no one can mean; Outdated when it was settled since; Missing for a finding that has no
 * difference
 */
export async function settle(
  tx: Tx,
  actor: Actor,
  now: Date,
  sampleId: string,
  findingId: string,
  asked: { codes: string[]; reason: string; version: number },
): Promise<void> {
  onlyEditors(actor);
  // The review first, then the rest: the order in which every coding locks.
  const published = await lockForCoding(tx, findingId);
  await lockSampledFinding(tx, sampleId, findingId);
  const sample = await readSample(tx, sampleId);
  const finding = sample?.findings.find((one) => one.finding_id === findingId);
  if (!sample || !finding || !differs(finding)) throw new Missing();
  refuseOutdated(sample, finding, asked.version);
  const unknown = asked.codes.find((code) => !sample.categories.some((one) => one.code === code));
  if (unknown !== undefined) throw new Refused('Choose among the categories of the edition', 'codes');
  const said = asked.codes.map((code) => tagFor(finding, code, asked.reason));
  const was = finding.origin === 'published' ? await publishedTagsOf(tx, findingId, sample.edition) : [];
  const decided = await decisionsBefore(tx, findingId, sample.edition);
  if (published && finding.origin === 'published') {
    for (const tag of was.filter(({ category }) => !asked.codes.includes(category))) {
      await deleteTag(tx, findingId, tag.id);
    }
    const by = { edition: sample.edition, accountId: actor.accountId, now };
    const added = said.filter(({ category }) => !was.some((tag) => tag.category === category));
    await keepTags(
      tx,
      by,
      added.map((tag) => ({ ...tag, finding: published.external_id })),
    );
    // Without this, a finding with no tag of the edition stands there by its older ones.
    await deleteSettledDecisions(tx, findingId, sample.edition);
    if (asked.codes.length === 0) {
      const { reason } = asked;
      const about = { sampleId, findingId, reviewId: published.review_id, edition: sample.edition };
      await keepNoPattern(tx, { ...about, reason, by: actor.accountId, at: now });
    }
    await refreshFacts(tx, [published.review_id]);
  }
  await updateSettlement(tx, sampleId, findingId, {
    codes: asked.codes,
    reason: asked.reason,
    by: actor.accountId,
    at: now,
  });
  await recordAudit(tx, {
    board: null,
    action: 'sample.settled',
    kind: 'published_finding',
    subject: findingId,
    detail: {
      sample: sampleId,
      codes: asked.codes,
      reason: asked.reason,
      was,
      ...(decided.length > 0 ? { decided } : {}),
    },
  });
}

/** What another, or the same person in another window, settled meanwhile is not silently replaced. */
function refuseOutdated(sample: WholeSample, { settlements }: SampledFinding, version: number): void {
  const [last] = settlements;
  if (!last || settlements.length === version) return;
  throw new Outdated(
    `${last.by} settled it as “${settledNames(sample, last.codes)}” on ${longDate(last.at)}, while this page was open. That stands, with the reason, below. What you chose and wrote is kept in the form: settle it again only if yours is to take its place`,
    'codes',
  );
}

export const NO_PATTERN = 'States no pattern';

/** What a finding was settled as, in words. */
export const settledNames = (
  { categories }: Pick<WholeSample, 'categories'>,
  codes: readonly string[],
): string =>
  codes.map((code) => categories.find((one) => one.code === code)?.name ?? code).join(' · ') || NO_PATTERN;

/** What the tag says that a settled code becomes: what a coder said of it; else the reason for settling it so. */
function tagFor({ first_tags, codings }: SampledFinding, category: string, reason: string): CodedTag {
  const given = [...first_tags, ...codings.flatMap(({ tags }) => tags ?? [])].find(
    (tag) => tag.category === category,
  );
  if (given) {
    const { rationale, extract, suggested_name } = given;
    return { category, rationale: rationale || reason, extract, suggested_name };
  }
  if (category === DOES_NOT_FIT) {
    throw new Refused('“Does not fit” wants a suggested name, and neither coder gave one', 'codes');
  }
  return { category, rationale: reason, extract: '', suggested_name: '' };
}
