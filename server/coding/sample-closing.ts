import { createHash } from 'node:crypto';
import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { count } from '../http/dates';
import { Missing, Refused } from '../http/errors';
import { sampleAgreement, type SampleResult } from './sample-agreement';
import { keepResult, readSample, type CodedTag, type Measured, type WholeSample } from './sample-queries';
import { onlyEditors, openSample } from './samples';

/** What a closed sample is for: to be what the figures of its edition are worth, or for the record only. */
export type Use = 'edition' | 'record';

export interface Closing {
  use: Use;
  because: string;
  /** What the page showed that closing would do (`closingSeen`); null where nobody looked. */
  seen: string | null;
}

/** How far the coders of a sample agree, by what is stored of what they coded so far, and by nothing else. */
export function resultOf(
  sample: Pick<WholeSample, 'edition' | 'seed' | 'categories' | 'coders'> & {
    findings: readonly {
      finding_id: string;
      first_tags: readonly Pick<CodedTag, 'category'>[];
      codings: readonly { coder: string; tags: readonly Pick<CodedTag, 'category'>[] | null }[];
    }[];
  },
): SampleResult {
  const codes = (tags: readonly Pick<CodedTag, 'category'>[]): string[] =>
    tags.map(({ category }) => category);
  return sampleAgreement(
    sample.edition,
    sample.seed,
    sample.categories,
    sample.findings.map(({ finding_id, first_tags, codings }) => ({
      id: finding_id,
      first: codes(first_tags),
      second: new Map(codings.flatMap(({ coder, tags }) => (tags ? [[coder, codes(tags)] as const] : []))),
    })),
    new Map(sample.coders.map(({ id, name }) => [id, name])),
  );
}

export const ALL = '(all)';

/** What a result says of the whole, `(all)`, and of each category. */
export function measuredIn(result: SampleResult): Measured[] {
  return [{ ...result.decisions, category: ALL }, ...result.categories].map(
    ({ category, alpha, interval }) => ({
      category,
      alpha,
      low: interval?.[0] ?? null,
      high: interval?.[1] ?? null,
      units: result.coded,
    }),
  );
}

/**
 * Whether a newer measurement takes the place of an older: what the newer cannot tell, because nobody or everybody gave
 * the category, does not replace what was known. The database does the same (keep_reliability).
 */
export const replaces = (newer: Measured, older: Measured | undefined): boolean =>
  newer.alpha !== null || older === undefined || older.alpha === null;

/** How many findings the figures of the edition rest on before it is closed; null while nothing is known of them. */
export function standsOn({ stands }: Pick<WholeSample, 'stands'>): number | null {
  const [first, ...others] = stands.map(({ units }) => units);
  const whole = stands.find(({ category }) => category === ALL);
  return whole?.units ?? (first === undefined ? null : Math.max(first, ...others));
}

/** Whether the figures would rest on fewer findings than they do: that wants a reason. */
export function restsOnLess(sample: Pick<WholeSample, 'stands'>, result: SampleResult): boolean {
  const before = standsOn(sample);
  return before !== null && before > result.coded;
}

/** Names what someone who closes a sample was shown: its result, and what it would replace. */
export function closingSeen({ stands }: Pick<WholeSample, 'stands'>, { inputs }: SampleResult): string {
  return createHash('sha256')
    .update(JSON.stringify([inputs.sha256, stands]))
    .digest('hex');
}

/**
 * Closes a sample: how it came out, reckoned here from the codings as they are stored, is kept for good; and, if so asked,
 * is what the figures of its edition are worth from now on. Differences need not be settled, and may be afterwards.
 * @throws Refused when something given out is not coded, when nothing is, when a reason is wanted, or when what was shown
 * is not what stands any more; Missing when it is closed or not there
 */
export async function closeSample(
  tx: Tx,
  actor: Actor,
  now: Date,
  sampleId: string,
  { use, because, seen }: Closing = { use: 'edition', because: '', seen: null },
): Promise<SampleResult> {
  onlyEditors(actor);
  await openSample(tx, sampleId);
  const sample = await readSample(tx, sampleId);
  if (!sample) throw new Missing();
  const waiting = sample.findings.flatMap(({ codings }) => codings).filter(({ tags }) => tags === null);
  const result = resultOf(sample);
  if (result.coded === 0) throw new Refused('No finding has been coded a second time yet', 'use');
  if (waiting.length > 0) {
    throw new Refused(
      `${count(waiting.length, 'finding')} given out ${waiting.length === 1 ? 'is' : 'are'} not coded: wait, or take them back first. You then see what closing does`,
      'coders',
    );
  }
  if (seen !== null && seen !== closingSeen(sample, result)) {
    throw new Refused(
      'What closing does has changed since you opened this page. It is shown as it is now: look again',
      'use',
    );
  }
  if (because === '' && (use === 'record' || restsOnLess(sample, result))) {
    throw new Refused(
      use === 'record'
        ? 'Say why the figures of the edition do not rest on this sample'
        : 'Say why the figures are to rest on fewer findings than before',
      'because',
    );
  }
  await keepResult(tx, sampleId, { accountId: actor.accountId, now, use, because }, result);
  await recordAudit(tx, {
    board: null,
    action: 'sample.closed',
    kind: 'sample',
    subject: sampleId,
    detail: {
      edition: result.edition,
      coded: result.coded,
      alpha: result.decisions.alpha,
      codings: result.inputs.sha256,
      use,
      because,
    },
  });
  return result;
}
