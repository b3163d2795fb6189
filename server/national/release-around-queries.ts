import type { Tx } from '../database/with-actor';
import { isWeak, reliabilityOf } from '../coding/reliability-queries';
import { categoriesOf, crosswalkSteps, type Category } from '../typology/typology-queries';
import type { ReleaseFigures } from './release-figures';
import type { EarlierRelease } from './release-states';
import { figuresOut } from './release-queries';
import type { ReleaseSettings } from './release-settings';

/** What is frozen with the counts of a release. */
export interface Around {
  auditHead: string;
  categories: Category[];
  reliability: ReleaseFigures['reliability'];
  crosswalk: ReleaseFigures['crosswalk'];
  /** Releases that are out, of the same edition and origin: an outsider has them too. */
  earlier: EarlierRelease[];
  /** Those of other editions, of the same origin. */
  editions: ReleaseFigures[];
}

/** Reads what stands round the counts of a release, at the moment of the counts. */
export async function aroundRelease(
  tx: Tx,
  { edition, origin }: Pick<ReleaseSettings, 'edition' | 'origin'>,
): Promise<Around> {
  const head = await tx.raw<{ rows: { head: string }[] }>('select audit.head_of_all() as head');
  const categories = await categoriesOf(tx, edition);
  const found = await reliabilityOf(tx, edition);
  const out = (await figuresOut(tx)).filter(({ print }) => print.origin === origin);
  const order = [WHOLE, ...categories.map(({ code }) => code)];
  return {
    auditHead: head.rows[0]?.head ?? '',
    categories,
    reliability: order.flatMap((category) => {
      const one = found.get(category);
      if (!one) return [];
      const { alpha, low, high, units } = one;
      return [
        {
          category,
          alpha,
          low,
          high,
          units,
          weak: isWeak(one),
          ...(one.edition === edition ? {} : { measured_in: one.edition }),
        },
      ];
    }),
    crosswalk: walksTo(edition, await crosswalkSteps(tx)),
    earlier: out.filter(({ print }) => print.edition === edition),
    editions: out.flatMap(({ print }) => (print.edition === edition ? [] : [print])),
  };
}

const WHOLE = '(all)';

/** The crosswalks by which older codings reach the edition, the nearest first. */
function walksTo(
  edition: string,
  steps: Awaited<ReturnType<typeof crosswalkSteps>>,
): ReleaseFigures['crosswalk'] {
  const walks: ReleaseFigures['crosswalk'] = [];
  const reached = new Set<string>();
  for (let towards: string[] = [edition]; towards.length > 0;) {
    const next = new Set<string>();
    for (const to_edition of towards) {
      if (reached.has(to_edition)) continue;
      reached.add(to_edition);
      for (const from_edition of new Set(
        steps.filter((step) => step.to_edition === to_edition).map((step) => step.from_edition),
      )) {
        next.add(from_edition);
        walks.push({
          from_edition,
          to_edition,
          steps: steps
            .filter((step) => step.from_edition === from_edition && step.to_edition === to_edition)
            .map(({ from, change, to }) => ({
              from: from.code,
              change,
              to: to.map(({ code }) => code),
            })),
        });
      }
    }
    towards = [...next];
  }
  return walks;
}
