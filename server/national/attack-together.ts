/**
 * What an outsider reads from several releases together, of the same data or of different days. Shares no code with the
 * protection that it is set against.
 */
import { NoRelease, readReleases, type Fact, type Knowledge, type PrintedRelease } from './attack-print';

/** A release with its number, and what it says of the data since earlier ones. */
export type DatedRelease = PrintedRelease & {
  number?: number;
  since?: readonly { release: number; data: 'same' | 'grown' | 'revised' }[];
};

/** What several releases tell together. */
export interface Together extends Knowledge {
  /** Names of what was added between two: it tells of someone where it is small, and of no one where it is nothing. */
  added: ReadonlySet<string>;
  /** Figures that two releases show and that differ by 1 to the threshold. */
  differing: { figure: string; by: number }[];
  /** Whether something was taken to hold between two that neither says. */
  guessed: boolean;
}

type Since = 'same' | 'grown' | 'revised';

interface State {
  releases: DatedRelease[];
  knowledge: Knowledge;
  name: string;
}

/**
 * Reads a release with others that are out. The names of other data begin with the release that they are from.
 * @param dares whether to take what no release says for the likeliest: the same data, or data that only grew
 */
export function readTogether(release: DatedRelease, others: readonly DatedRelease[], dares = true): Together {
  const guesses = { made: false };
  const between = (older: DatedRelease, newer: DatedRelease): Since => {
    const said = newer.since?.find((one) => one.release === older.number)?.data;
    if (said !== undefined) return said;
    guesses.made = true;
    return dares ? likeliest(readReleases([older]), readReleases([newer])) : 'revised';
  };
  const dated = [...others, release].sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity));
  const states: State[] = [];
  for (const one of dated) {
    const last = states.at(-1);
    if (last?.releases.some((older) => between(older, one) === 'same')) last.releases.push(one);
    else states.push({ releases: [one], knowledge: NOTHING, name: '' });
  }
  for (const state of states) {
    state.knowledge = readReleases(state.releases);
    const isOwn = state.releases.includes(release);
    state.name = isOwn ? '' : `release ${state.releases[0]?.number ?? 'before'}: `;
  }
  const together = new Joining(release.threshold);
  for (const state of states) together.takeIn(state);
  states.forEach((older, n) => {
    const later = [...new Set([states[n + 1], states.at(-1)])];
    for (const newer of later) {
      if (!newer || newer === older) continue;
      const kinds = newer.releases.flatMap((one) => older.releases.map((other) => between(other, one)));
      together.compare(older, newer, !kinds.includes('revised'));
    }
  });
  return { ...together.knowledge(), guessed: guesses.made };
}

const NOTHING: Knowledge = { shown: new Map(), hidden: [], facts: [], least: new Map() };

function likeliest(older: Knowledge, newer: Knowledge): Since {
  const differences = [...older.shown].map(([name, figure]) => (newer.shown.get(name) ?? figure) - figure);
  if (differences.every((difference) => difference === 0)) return 'same';
  return differences.every((difference) => difference >= 0) ? 'grown' : 'revised';
}

/** What waits to be coded again comes and goes. */
const isLasting = (name: string): boolean => !name.startsWith('undecided ');

class Joining {
  private readonly shown = new Map<string, number>();
  private readonly hidden: string[] = [];
  private readonly facts: Fact[] = [];
  private readonly least = new Map<string, number>();
  private readonly added = new Set<string>();
  private readonly differing: Together['differing'] = [];

  constructor(private readonly threshold: number) {}

  takeIn({ knowledge, name }: State): void {
    for (const [figure, count] of knowledge.shown) this.shown.set(name + figure, count);
    this.hidden.push(...knowledge.hidden.map((figure) => name + figure));
    for (const [figure, least] of knowledge.least) this.least.set(name + figure, least);
    this.facts.push(...knowledge.facts.map((fact) => renamed(fact, (figure) => name + figure)));
  }

  /** Sets two states against each other; where the data only grew, what was added is a count as well. */
  compare(older: State, newer: State, grew: boolean): void {
    const before = new Set([...older.knowledge.shown.keys(), ...older.knowledge.hidden]);
    const shared = new Set(
      [...newer.knowledge.shown.keys(), ...newer.knowledge.hidden].filter((figure) => before.has(figure)),
    );
    const nameOf = (figure: string): string =>
      `${newer.name}added since ${older.name || 'this release: '}${figure}`;
    for (const figure of shared) {
      const [from, to] = [older.knowledge.shown.get(figure), newer.knowledge.shown.get(figure)];
      if (from !== undefined && to !== undefined) {
        const by = Math.abs(to - from);
        if (by >= 1 && by <= this.threshold) this.differing.push({ figure: nameOf(figure), by });
      }
      if (!grew || !isLasting(figure)) continue;
      const added = nameOf(figure);
      this.added.add(added);
      if (from !== undefined && to !== undefined) this.shown.set(added, to - from);
      else {
        this.hidden.push(added);
        this.least.set(added, 0);
        const terms = new Map([
          [newer.name + figure, 1],
          [older.name + figure, -1],
          [added, -1],
        ]);
        this.facts.push({ terms, equal: true });
      }
    }
    if (!grew) return;
    const isShared = ({ terms }: Fact): boolean =>
      [...terms.keys()].every((figure) => shared.has(figure) && isLasting(figure));
    // What adds up in both adds up in what was added.
    for (const fact of newer.knowledge.facts) {
      if (!fact.equal && isShared(fact)) this.facts.push(renamed(fact, nameOf));
    }
  }

  knowledge(): Omit<Together, 'guessed'> {
    const { shown, hidden, facts, least, added, differing } = this;
    const below = [...added].find((name) => (shown.get(name) ?? 0) < 0);
    if (below !== undefined) throw new NoRelease(`fewer than none were ${below}`);
    return { shown, hidden, facts, least, added, differing };
  }
}

function renamed({ terms, equal }: Fact, nameOf: (figure: string) => string): Fact {
  return { terms: new Map([...terms].map(([figure, sign]) => [nameOf(figure), sign])), equal };
}

/**
 * What an outsider knows who has counted the published reviews: of each figure the workbench's part is unknown, the
 * rest is not. Parts are at least 0, and hidden figures at least 1 in all.
 * @param published the same releases of the published reviews alone, nothing hidden
 */
export function takeAway(knowledge: Together, published: Together, threshold: number): Together {
  const of = (name: string): number => published.shown.get(name) ?? 0;
  const shown = new Map([...knowledge.shown].map(([name, figure]) => [name, figure - of(name)]));
  const added = [...knowledge.added].map((figure) => ({ figure, by: shown.get(figure) ?? 0 }));
  return {
    ...knowledge,
    shown,
    least: new Map(
      knowledge.hidden.map((name) => [name, knowledge.added.has(name) ? 0 : Math.max(0, 1 - of(name))]),
    ),
    differing: added.filter(({ by }) => by >= 1 && by <= threshold),
  };
}
