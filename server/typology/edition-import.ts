import { createHash } from 'node:crypto';
import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Refused } from '../http/errors';
import { openDraft, refuseUnderWay } from './edition-steps';
import { everyEdition, writeDraft } from './draft-queries';
import { ImportProblem } from '../published/import-problem';
import { readCodebook, stepsByCode } from './codebook-read';
import { categoriesOf, editionInForce } from './typology-queries';
import { readTypology, type KnownEditions } from './typology-read';

/**
 * Makes a draft of a `typology/1` file or a REFI-QDA codebook: all of it or, when anything is wrong, nothing. What its
 * crosswalk lacks is shown on the draft's pages and mended there.
 * @param code what the edition is called; empty: what the file says
 * @returns the code of the draft
 * @throws ImportProblem with where in the file and why; Refused as openDraft
 */
export async function importEdition(
  tx: Tx,
  actor: Actor,
  now: Date,
  { code: asked, fileName, text }: { code: string; fileName: string; text: string },
): Promise<string> {
  await refuseUnderWay(tx);
  const known = await knownEditions(tx);
  if (/\.qdc$/i.test(fileName) && !/^\ufeff?\s*</.test(text))
    throw new ImportProblem([
      { path: 'file', reason: 'is not a REFI-QDA codebook: a .qdc file is XML and begins with CodeBook' },
    ]);
  const isXml = /^\ufeff?\s*</.test(text);
  const read = isXml ? readCodebook(text, known) : readTypology(text, known);
  const code = asked || (read.code ?? '');
  if (code === '')
    throw new Refused('A codebook does not say which edition it is. Give it a code, like 2014', 'code');
  const base = await openDraft(tx, actor, now, { code, note: '' });
  const { baseCategories } = known;
  const steps = read.steps ?? stepsByCode(known, read.categories) ?? [];
  await writeDraft(tx, {
    code,
    base,
    baseCategories,
    categories: read.categories.map((one) => ({ ...one, version: 1, updated_by: actor.accountId })),
    steps,
  });
  await recordAudit(tx, {
    board: null,
    action: 'edition.imported',
    kind: 'edition',
    subject: code,
    detail: {
      file: fileName,
      sha256: createHash('sha256').update(text).digest('hex'),
      categories: read.categories.length,
    },
  });
  return code;
}

async function knownEditions(tx: Tx): Promise<KnownEditions> {
  const base = await editionInForce(tx);
  return {
    base,
    codes: (await everyEdition(tx)).map(({ code }) => code),
    baseCategories: (await categoriesOf(tx, base)).map(
      ({ edition: _edition, parent_name: _name, ...one }) => one,
    ),
  };
}
