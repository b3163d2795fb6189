import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import type { Problem } from '../http/route';
import { refreshFacts } from '../national/facts-queries';
import { categoriesOf, editionInForce } from '../typology/typology-queries';
import { FACETS, refuseStrayWords, refuseUnfitCode } from './code-form';
import {
  carriedCodes,
  deleteTag,
  lockForCoding,
  updateFacets,
  type Facets,
  type LockedFinding,
} from './coding-queries';
import { keepTags } from './import-queries';

/** What a coder says of one finding. Without a category, only what is coded besides the tags. */
export interface Coding extends Facets {
  /** The version that the page was filled from, and what it showed then. */
  version: number;
  before: Facets;
  category: string | null;
  rationale: string;
  extract: string;
  suggested_name: string;
}

/**
 * Codes one published finding in the edition in force: a tag with its rationale and extract (the same category
 * again replaces them), and its polarity, extent and stage. The figures follow in the same transaction. A finding that is
 * coded in an edition stands there by those tags alone, so what stood by the crosswalk or a decision goes with the first.
 * @returns the categories that went with it
 * @throws Refused when the tag lacks what it needs or the extract is not in the finding; FacetConflict when another
 * coder changed the same facet meanwhile; Missing when there is no such finding
 */
export async function codeFinding(
  tx: Tx,
  actor: Actor,
  now: Date,
  findingId: string,
  coding: Coding,
): Promise<string[]> {
  const finding = await lockForCoding(tx, findingId);
  if (!finding) throw new Missing();
  const facets = mergedFacets(finding, coding);
  const facetsChange = FACETS.some(({ name }) => facets[name] !== finding[name]);
  if (coding.category === null) refuseEmpty(coding, facetsChange);
  const edition = await editionInForce(tx);
  if (facetsChange) await updateFacets(tx, findingId, facets);
  let carried: string[] = [];
  if (coding.category !== null) {
    const { category, rationale, extract, suggested_name } = coding;
    const known = await categoriesOf(tx, edition);
    refuseUnfitCode(
      { category, rationale, extract, suggested_name },
      known.map(({ code }) => code),
      [finding.text],
    );
    const by = { edition, accountId: actor.accountId, now };
    const older = (await carriedCodes(tx, findingId)).filter((one) => one.category !== category);
    carried = older.map((one) => one.category);
    // Before the new one, which is the last that was coded.
    await keepTags(
      tx,
      by,
      older.map((one) => ({ ...one, finding: finding.external_id })),
    );
    await keepTags(tx, by, [{ finding: finding.external_id, category, rationale, extract, suggested_name }]);
  }
  await refreshFacts(tx, [finding.review_id]);
  await recordAudit(tx, {
    board: null,
    action: 'finding.coded',
    kind: 'published_finding',
    subject: findingId,
    detail: {
      edition,
      category: coding.category,
      rationale: coding.rationale,
      extract: coding.extract,
      ...facets,
      ...(carried.length > 0 ? { carried } : {}),
    },
  });
  return carried;
}

/**
 * Takes a tag off a finding. What was written on it stays in the audit.
 * @throws Missing when the finding or the tag is not there
 */
export async function removeTag(tx: Tx, findingId: string, tagId: string): Promise<void> {
  const finding = await lockForCoding(tx, findingId);
  const removed = finding && (await deleteTag(tx, findingId, tagId));
  if (!removed) throw new Missing();
  await refreshFacts(tx, [finding.review_id]);
  await recordAudit(tx, {
    board: null,
    action: 'finding.coding_removed',
    kind: 'published_finding',
    subject: findingId,
    detail: { ...removed },
  });
}

/** Another coder changed the same facets meanwhile. Shown again, with theirs in words, the form keeps mine. */
export class FacetConflict extends Refused {
  constructor(private readonly fields: readonly Problem[]) {
    super(fields[0]?.message ?? '', fields[0]?.field);
  }

  override get problems(): Problem[] {
    return [...this.fields];
  }
}

/** Where others changed a facet that this coder did not, theirs stands; where both changed it, it is asked. */
function mergedFacets(finding: LockedFinding, coding: Coding): Facets {
  if (finding.version === coding.version) return pick(coding);
  const mine = FACETS.filter(({ name }) => coding[name] !== coding.before[name]);
  const conflicts = mine
    .filter(({ name }) => finding[name] !== coding.before[name] && finding[name] !== coding[name])
    .map(({ name, words }) => {
      const said = (code: string | null): string => (code === null ? 'Not said' : (words[code] ?? code));
      const message = `Another coder chose “${said(finding[name])}” while this page was open; before, it was “${said(coding.before[name])}”. Yours is chosen below: save again to keep it, or choose theirs`;
      return { field: name, message };
    });
  if (conflicts.length > 0) throw new FacetConflict(conflicts);
  return { ...pick(finding), ...Object.fromEntries(mine.map(({ name }) => [name, coding[name]])) };
}

const pick = ({ polarity, extent, journey_stage }: Facets): Facets => ({ polarity, extent, journey_stage });

function refuseEmpty(coding: Coding, facetsChange: boolean): void {
  refuseStrayWords(coding);
  if (!facetsChange)
    throw new Refused('Choose a category, or change how the finding reads, before you save', 'category');
}
