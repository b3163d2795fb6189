import { recordAudit } from '../audit/audit';
import { hasRole, type Actor, type Tx } from '../database/with-actor';
import { Refused } from '../http/errors';
import { refreshFacts } from '../national/facts-queries';
import { findingsByExternalId, updateManyFacets } from './coding-queries';
import { ImportProblem, type FileProblem } from './import-problem';
import { keepTags, knownForImport, type Counts } from './import-queries';

/** One coder's reading of many findings, as `seeds/data/codings-2012.json` holds it. */
export interface CodingsFile {
  typology_edition: string;
  codings: {
    /** The finding's id in its file. */
    finding: string;
    tags: { category: string; rationale: string; extract: string; suggested_name?: string }[];
    polarity: string | null;
    extent: string | null;
    journey_stage: string | null;
  }[];
}

/**
 * Codes many findings at once, in a fixed number of statements and one entry of the audit. Codes that are there
 * are kept, or get the words given here.
 * @returns how many tags were added, changed and left
 * @throws ImportProblem when a finding or a category is unknown or an extract is not in its finding: nothing is
 * coded then; Refused when the actor is not a national editor
 */
export async function codeMany(tx: Tx, actor: Actor, now: Date, file: CodingsFile): Promise<Counts> {
  if (!hasRole(actor, 'editor')) throw new Refused('Only a national typology editor may code');
  const { typology_edition: edition, codings } = file;
  const known = new Set((await knownForImport(tx)).categories[edition]);
  const found = await findingsByExternalId(
    tx,
    codings.map(({ finding }) => finding),
  );
  const texts = new Map(found.map(({ external_id, text }) => [external_id, text]));
  const problems = codings.flatMap((coding, n) => misfitsOf(coding, texts, known, `codings[${n}]`));
  if (problems.length > 0) throw new ImportProblem(problems);
  const rows = codings.flatMap(({ finding, tags }) =>
    tags.map(({ suggested_name = null, ...tag }) => ({ ...tag, suggested_name, finding })),
  );
  const facets = await updateManyFacets(tx, codings);
  const { reviewIds, ...counts } = await keepTags(tx, { edition, accountId: actor.accountId, now }, rows);
  await refreshFacts(tx, [...new Set([...facets, ...reviewIds])]);
  await recordAudit(tx, {
    board: null,
    action: 'finding.coded',
    kind: 'published_finding',
    subject: 'many',
    detail: { edition, findings: codings.length, ...counts },
  });
  return counts;
}

function misfitsOf(
  { finding, tags }: CodingsFile['codings'][number],
  texts: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
  path: string,
): FileProblem[] {
  const text = texts.get(finding);
  if (text === undefined) return [{ path: `${path}.finding`, reason: `there is no finding “${finding}”` }];
  return tags.flatMap(({ category, extract }, t) => [
    ...(known.has(category)
      ? []
      : [{ path: `${path}.tags[${t}].category`, reason: `“${category}” is not known` }]),
    ...(text.includes(extract)
      ? []
      : [{ path: `${path}.tags[${t}].extract`, reason: 'must be words of the finding' }]),
  ]);
}
