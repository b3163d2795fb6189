import { createHash } from 'node:crypto';
import { agreementOf, type Agreement } from './agreement';
import { DRAWS } from './agreement-interval';
import type { Unit } from './krippendorff';

/** A finding of a sample with the codes that each coder gave it. */
export interface DoublyCoded {
  /** The finding. */
  id: string;
  first: readonly string[];
  /** By coder; those who have not coded it are left out. No codes: it states no pattern. */
  second: ReadonlyMap<string, readonly string[]>;
}
export interface CodeOfEdition {
  code: string;
  parent: string | null;
  name: string;
}
export interface CategoryAgreement extends Agreement {
  category: string;
  name: string;
  part: boolean;
  /** In how many findings the first coding has it, and each of the others. */
  given: number[];
}
/** Two codes that stand for each other: one coder gave the one and not the other, another the other. */
export interface Confused {
  one: string;
  /** Null where the other coder gave nothing in its place. */
  other: string | null;
  findings: number;
}

/** How a sample came out, as it is kept when the sample is closed. */
export interface SampleResult {
  format: 'sample-agreement/1';
  edition: string;
  /** Findings of the sample, and those of them that were coded twice. */
  findings: number;
  coded: number;
  /** “First coding”, then each second coder. */
  coders: string[];
  seed: string;
  draws: number;
  /** What it was reckoned from: the SHA-256 of the codings, and the accounts of the second coders in their order. */
  inputs: { sha256: string; coders: string[] };
  /** Findings in which all coders gave the same codes, and those in which all share one at least. */
  same: number;
  shared: number;
  /** Units are decisions: for every finding and every code of the edition, was the code given? The headline. */
  decisions: Agreement;
  /** Units are findings, the value of each is its set of codes: plainer, and stricter. */
  sets: Agreement;
  /** Units are findings: does any of its codes stand in the category? In the order of the edition. */
  categories: CategoryAgreement[];
  confused: Confused[];
}

export const FIRST_CODING = 'First coding';
const MOST_CONFUSED = 15;

/**
 * How far the coders of a sample agree, per finding and code (METHOD section 7), never per character. Pure.
 * - Of a category the units are findings and the values given and not given; a part holds when any of its codes was.
 * - Of the whole the units are decisions, one for each finding and each code of the edition: was this code itself given?
 *   For its interval findings are drawn with all their decisions, which do not vary independently.
 * - Beside it, one value a finding: its set of codes, none being a set too. Sets that overlap count as different.
 * Only findings that were coded twice are units. All first codings stand in one column, whoever made them.
 * @param names of the second coders, by account
 */
export function sampleAgreement(
  edition: string,
  seed: string,
  categories: readonly CodeOfEdition[],
  all: readonly DoublyCoded[],
  names: ReadonlyMap<string, string>,
): SampleResult {
  const findings = all.filter(({ second }) => second.size > 0);
  const accounts = [...names.keys()].filter((id) => findings.some(({ second }) => second.has(id)));
  const coders = [FIRST_CODING, ...accounts.map((id) => names.get(id) ?? '')];
  const codings = findings.map(({ first, second }) => [
    first,
    ...accounts.map((id) => second.get(id) ?? null),
  ]);
  const valued = (valueOf: (codes: readonly string[]) => string): Unit[] =>
    codings.map((finding) => finding.map((codes) => codes && valueOf(codes)));
  const seeded = (what: string) => ({ seed: JSON.stringify([seed, what]) });
  const given = (holds: (code: string) => boolean): Unit[] =>
    valued((codes) => (codes.some(holds) ? GIVEN : NOT_GIVEN));
  const decisions = categories.flatMap(({ code }) => given((one) => one === code));
  const above = aboveOf(categories);
  return {
    format: 'sample-agreement/1',
    edition,
    findings: all.length,
    coded: findings.length,
    coders,
    seed,
    draws: DRAWS,
    inputs: { sha256: digestOf(edition, seed, categories, all), coders: accounts },
    same: codings.filter((finding) => new Set(present(finding).map(setOf)).size === 1).length,
    shared: codings.filter((finding) => {
      const [one = [], ...others] = present(finding);
      return one.some((code) => others.every((codes) => codes.includes(code)));
    }).length,
    decisions: agreementOf(coders, decisions, {
      ...seeded('(all)'),
      together: decisions.map((_, n) => n % codings.length),
    }),
    sets: agreementOf(coders, valued(setOf), seeded('(sets)')),
    categories: categories.map(({ code, name }) => {
      const units = given((one) => above.get(one)?.has(code) ?? one === code);
      return {
        category: code,
        name,
        part: categories.some(({ parent }) => parent === code),
        ...agreementOf(coders, units, seeded(code)),
        given: coders.map((_, n) => units.filter((unit) => unit[n] === GIVEN).length),
      };
    }),
    confused: confusedIn(codings),
  };
}

/**
 * The SHA-256 of all that the result follows from: edition, seed, categories, and the codes that each coder gave, in an
 * order of its own. What was not coded twice is no part of it.
 */
function digestOf(
  edition: string,
  seed: string,
  categories: readonly CodeOfEdition[],
  all: readonly DoublyCoded[],
): string {
  const sorted = (codes: readonly string[]): string[] => [...codes].sort();
  const findings = all
    .filter(({ second }) => second.size > 0)
    .map(({ id, first, second }) => [
      id,
      sorted(first),
      [...second]
        .map(([coder, codes]) => [coder, sorted(codes)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
  return createHash('sha256')
    .update(JSON.stringify([edition, seed, categories.map(({ code, parent }) => [code, parent]), findings]))
    .digest('hex');
}

const GIVEN = 'given';
const NOT_GIVEN = 'not given';

const present = (finding: readonly (readonly string[] | null)[]): (readonly string[])[] =>
  finding.filter((codes) => codes !== null);
const setOf = (codes: readonly string[]): string => JSON.stringify([...new Set(codes)].sort());

/** Each code with itself and all above it. */
function aboveOf(categories: readonly CodeOfEdition[]): Map<string, Set<string>> {
  const parents = new Map(categories.map(({ code, parent }) => [code, parent]));
  return new Map(
    categories.map(({ code }) => {
      const above = new Set<string>();
      for (let at: string | null = code; at !== null && !above.has(at); at = parents.get(at) ?? null)
        above.add(at);
      return [code, above];
    }),
  );
}

/** The pairs most confused: what is left of two coders' sets when what both gave is taken away, each with each. */
function confusedIn(codings: readonly (readonly (readonly string[] | null)[])[]): Confused[] {
  const pairs = new Map<string, Confused>();
  for (const finding of codings) {
    const seen = new Set<string>();
    const sets = present(finding);
    sets.forEach((a, n) => {
      for (const b of sets.slice(n + 1)) {
        const ours = a.filter((code) => !b.includes(code));
        const theirs = b.filter((code) => !a.includes(code));
        const both = ours.length === 0 || theirs.length === 0;
        const found: [string, string | null][] = both
          ? [...ours, ...theirs].map((code) => [code, null])
          : ours.flatMap((one) =>
              theirs.map((other): [string, string] => [one, other].sort() as [string, string]),
            );
        for (const [one, other] of found) seen.add(JSON.stringify([one, other]));
      }
    });
    for (const name of seen) {
      const [one, other] = JSON.parse(name) as [string, string | null];
      const pair = pairs.get(name) ?? { one, other, findings: 0 };
      pair.findings++;
      pairs.set(name, pair);
    }
  }
  const name = ({ one, other }: Confused): string => `${one} ${other ?? '~'}`;
  return [...pairs.values()]
    .sort((a, b) => b.findings - a.findings || (name(a) < name(b) ? -1 : 1))
    .slice(0, MOST_CONFUSED);
}
