import { createHash } from 'node:crypto';
import { recordAudit } from '../audit/audit';
import { hasRole, type Actor, type Tx } from '../database/with-actor';
import { Refused } from '../http/errors';
import { refreshFacts } from '../national/facts-queries';
import { ImportProblem } from './import-problem';
import {
  findingsElsewhere,
  insertImport,
  keepFindings,
  keepReviews,
  keepTags,
  knownForImport,
  type Counts,
  type FindingRow,
  type ReviewRow,
  type TagRow,
} from './import-queries';
import { editionOf, knownRegion, methodOf, misfits } from './published-check';
import { jsonOf, readPublished, type PublishedFile } from './published-file';

/** What a load did. */
export interface Summary {
  importId: string;
  fileName: string;
  sha256: string;
  reviews: Counts;
  findings: Counts;
  tags: Counts;
}

/**
 * Loads a `published-reviews/1` file: all of it or, when anything is wrong, nothing. Reviews and findings are
 * known by the file's ids, so loading the same file again changes nothing. What the file does not hold stays: a
 * finding that was coded here keeps its coding, and nothing is taken away. The number of statements does not
 * depend on the size of the file.
 * @throws ImportProblem with where in the file and why; Refused when the actor is not a national editor
 */
export async function importPublished(
  tx: Tx,
  actor: Actor,
  now: Date,
  { fileName, text }: { fileName: string; text: string },
): Promise<Summary> {
  if (!hasRole(actor, 'editor')) {
    throw new Refused('Only a national typology editor may load published reviews', 'file');
  }
  const file = readPublished(jsonOf(text));
  const known = await knownForImport(tx);
  const wrong = misfits(file, known);
  if (wrong.length > 0) throw new ImportProblem(wrong);
  const rows = rowsOf(file, known.regions);
  await refuseMoved(tx, file, rows.findings);
  const edition = editionOf(file, known);
  const reviews = await keepReviews(tx, rows.reviews);
  const findings = await keepFindings(tx, rows.findings);
  const tags = await keepTags(tx, { edition, accountId: actor.accountId, now }, rows.tags);
  await refreshFacts(tx, [...new Set([...reviews.reviewIds, ...findings.reviewIds, ...tags.reviewIds])]);
  const counts = { reviews: countsOf(reviews), findings: countsOf(findings), tags: countsOf(tags) };
  const named = fileName
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, 200);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const importId = await insertImport(tx, {
    fileName: named,
    sha256,
    counts,
    accountId: actor.accountId,
    now,
  });
  await recordAudit(tx, {
    board: null,
    action: 'published.imported',
    kind: 'import',
    subject: importId,
    detail: { file: named, sha256, ...counts },
  });
  return { importId, fileName: named, sha256, ...counts };
}

const countsOf = ({ added, changed, left }: Counts): Counts => ({ added, changed, left });

/** A finding's id names it for good: in another file it may not belong to another review. */
async function refuseMoved(tx: Tx, file: PublishedFile, rows: readonly FindingRow[]): Promise<void> {
  const elsewhere = await findingsElsewhere(tx, rows);
  if (elsewhere.length === 0) return;
  const homes = new Map(elsewhere.map(({ finding, review }) => [finding, review]));
  throw new ImportProblem(
    file.reviews.flatMap(({ findings }, r) =>
      findings.flatMap(({ id }, f) => {
        const home = homes.get(id);
        return home === undefined
          ? []
          : [
              {
                path: `reviews[${r}].findings[${f}].id`,
                reason: `“${id}” is already the id of a finding of review “${home}”`,
              },
            ];
      }),
    ),
  );
}

function rowsOf(
  { reviews }: PublishedFile,
  regions: readonly string[],
): { reviews: ReviewRow[]; findings: FindingRow[]; tags: TagRow[] } {
  return {
    reviews: reviews.map(({ id, findings: _findings, method, region, source, ...review }) => ({
      ...review,
      external_id: id,
      region: region === null ? null : (knownRegion(region, regions) ?? null),
      method_stated: method,
      method: methodOf(method),
      source_title: source?.title ?? null,
      source_address: source?.address ?? null,
    })),
    findings: reviews.flatMap(({ id: review, findings }) =>
      findings.map(({ id, tags: _tags, ...finding }, position) => ({
        ...finding,
        review,
        external_id: id,
        position,
      })),
    ),
    tags: reviews.flatMap(({ findings }) =>
      findings.flatMap(({ id, tags }) => tags.map((tag) => ({ ...tag, finding: id }))),
    ),
  };
}
