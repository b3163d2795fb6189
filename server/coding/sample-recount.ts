import { measuredIn, replaces, resultOf } from './sample-closing';
import type { ClosedSample, KeptReliability } from './sample-recount-queries';

/**
 * Reckons again what closed samples came to, interval and all, from the codings that are stored, and from that what the
 * figures of each edition rest on; and compares both with what is kept. Pure.
 * @param samples in the order of closing
 * @returns each difference in words
 */
export function recountSamples(
  samples: readonly ClosedSample[],
  reliability: readonly KeptReliability[],
): string[] {
  const due = new Map<string, KeptReliability>();
  const differences = samples.flatMap((sample) => {
    const result = resultOf({ ...sample, coders: codersOf(sample) });
    if (sample.counts) {
      for (const one of measuredIn(result)) {
        const place = JSON.stringify([sample.edition, one.category]);
        if (replaces(one, due.get(place)))
          due.set(place, { ...one, edition: sample.edition, sample: sample.number });
      }
    }
    const { coders: _names, inputs, ...figures } = result;
    const { coders: _kept, inputs: kept, ...said } = sample.result;
    // Those of the result may be changed with it; those of the audit hardly.
    const digests = [(kept as SampleInputs | undefined)?.sha256, sample.audited ?? undefined];
    const changed = digests.some((digest) => digest !== undefined && digest !== inputs.sha256);
    return [
      ...(changed ? ['its codings are not those that it was closed with'] : []),
      ...differing(withoutNames(said), withoutNames(figures)),
    ].map((what) => `Sample ${sample.number}: ${what}`);
  });
  const kept = new Map(reliability.map((one) => [JSON.stringify([one.edition, one.category]), one]));
  const places = new Set([...due.keys(), ...kept.keys()]);
  return [
    ...differences,
    ...[...places].flatMap((place) => {
      const { edition = '', category = '' } = due.get(place) ?? kept.get(place) ?? {};
      return differing(kept.get(place), due.get(place)).map(
        (what) => `Reliability of ${category} of edition ${edition}: ${what}`,
      );
    }),
  ];
}

/** Second coders in the order in which the result has them: their names may have changed since. */
function codersOf({ coders, result }: ClosedSample): ClosedSample['coders'] {
  const order = (result.inputs as SampleInputs | undefined)?.coders ?? [];
  const at = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return coders.toSorted((a, b) => at(a.id) - at(b.id));
}
// A sample that was closed before inputs were kept has none.
type SampleInputs = ClosedSample['result']['inputs'];

/** Coders are in the order of their accounts, whatever they were called when the sample was closed. */
const withoutNames = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, one: unknown) => (key === 'coders' ? undefined : one)));

const CLOSE = 1e-9;

/** Where two values differ, in words: `decisions.alpha is 0.9, the codings give 0.857`. */
function differing(kept: unknown, due: unknown, at = ''): string[] {
  if (isObject(kept) && isObject(due)) {
    return [...new Set([...Object.keys(kept), ...Object.keys(due)])].flatMap((key) =>
      differing(kept[key], due[key], at === '' ? key : `${at}.${key}`),
    );
  }
  const same =
    typeof kept === 'number' && typeof due === 'number'
      ? Math.abs(kept - due) < CLOSE
      : JSON.stringify(kept) === JSON.stringify(due);
  const said = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value));
  return same ? [] : [`${at === '' ? 'it' : at} is ${said(kept)}, the codings give ${said(due)}`];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
