import { longDate } from '../http/dates';
import {
  FOUND_FROM,
  FOUND_TO,
  type Category,
  type Change,
  type CrosswalkStep,
  type Edition,
  type FoundCategory,
} from './typology-queries';

/** A piece of text, and whether it is a word that was looked for. */
export interface Passage {
  text: string;
  found: boolean;
}

export interface TreeNode {
  text: string;
  href: string;
  linkText?: string;
  detail: string;
  count?: string;
  children: TreeNode[];
}

export interface FoundEntry {
  code: string;
  href: string;
  name: Passage[];
  part: string;
  definition: Passage[];
  includes: Passage[];
  example: Passage[];
}

/** views/typology/tree */
export interface TreePage {
  edition: string;
  /** “In force since 1 September 2012”. */
  standing: string;
  superseded: boolean;
  editions: { text: string; href: string; current: boolean }[];
  filter: { action: string; fields: object[]; submitText: string; clearHref?: string; count?: string };
  nodes: TreeNode[];
  searched: boolean;
  found: FoundEntry[];
  nothingFound: string;
}

/** views/typology/category */
export interface CategoryPage {
  name: string;
  caption: string;
  definition: string;
  includes: string[];
  excludes: string[];
  examples: string[];
  children: { text: string; href: string; definition: string }[];
  /** From the older edition, or on to the newer one. */
  history: { heading: string; lines: HistoryLine[] } | null;
  supersededBy: { text: string; href: string } | null;
}
export interface HistoryLine {
  words: string;
  links: { text: string; href: string }[];
}

/** views/typology/crosswalk */
export interface CrosswalkPage {
  walks: {
    from: string;
    to: string;
    rows: {
      from: { text: string; href: string };
      part: boolean;
      change: string;
      to: { text: string; href: string }[];
    }[];
  }[];
}

const CHANGES: Record<Change, string> = {
  same: 'The same',
  renamed: 'Renamed',
  moved: 'Moved',
  merged_into: 'Merged into',
  split_into: 'Split into',
  retired: 'Retired',
};

export const categoryHref = (edition: string, code: string): string =>
  `/typology/${encodeURIComponent(edition)}/${encodeURIComponent(code)}`;

/** The tree of an edition and, when words were looked for, what has them. */
export function treePage(
  editions: readonly Edition[],
  edition: Edition,
  categories: readonly Category[],
  q: string,
  found: readonly FoundCategory[],
): TreePage {
  const inForce = edition.status === 'in_force';
  const home = inForce ? '/typology' : `/typology?edition=${encodeURIComponent(edition.code)}`;
  const searched = q !== '';
  return {
    edition: edition.code,
    standing: inForce
      ? `In force since ${longDate(edition.in_force_from)}.`
      : `Superseded. It came into force on ${longDate(edition.in_force_from)} and is kept as it was.`,
    superseded: !inForce,
    editions: editions.map((one) => ({
      text: `Edition ${one.code}`,
      href: one.status === 'in_force' ? '/typology' : `/typology?edition=${encodeURIComponent(one.code)}`,
      current: one.code === edition.code,
    })),
    filter: {
      action: '/typology',
      submitText: 'Find',
      fields: [
        { id: 'q', name: 'q', value: q, label: 'Words in a name, a definition or an example' },
        {
          id: 'edition',
          name: 'edition',
          value: edition.code,
          label: 'Edition',
          items: editions.map((one) => ({ value: one.code, text: one.code })),
        },
      ],
      clearHref: searched ? home : undefined,
      count: searched && found.length > 0 ? `${found.length} found in edition ${edition.code}` : undefined,
    },
    nodes: treeOf(categories),
    searched,
    found: found.map(foundEntry),
    nothingFound: `Nothing in edition ${edition.code} has all of these words. Try one word, or another word for the same thing.`,
  };
}

/** Categories as a tree that opens in place. */
export function treeOf(categories: readonly Category[]): TreeNode[] {
  const below = (parent: string | null): TreeNode[] =>
    categories
      .filter((category) => category.parent === parent)
      .map(({ edition, code, name, definition }) => {
        const children = below(code);
        return {
          text: name,
          href: categoryHref(edition, code),
          linkText: 'Read about this part',
          detail: definition,
          count: children.length > 0 ? String(children.length) : undefined,
          children,
        };
      });
  return below(null);
}

function foundEntry({ edition, code, parent_name, marked }: FoundCategory): FoundEntry {
  const includes = passagesOf(marked.includes);
  const example = marked.examples.map(passagesOf).find(hasFound) ?? [];
  return {
    code,
    href: categoryHref(edition, code),
    name: passagesOf(marked.name),
    part: parent_name ?? '',
    definition: passagesOf(marked.definition),
    includes: hasFound(includes) ? includes : [],
    example,
  };
}

const hasFound = (passages: readonly Passage[]): boolean => passages.some(({ found }) => found);

/** Splits a text at the marks round the words that were looked for. */
export function passagesOf(marked: string): Passage[] {
  return marked.split(FOUND_FROM).flatMap((piece, index): Passage[] => {
    const [first = '', rest] = piece.split(FOUND_TO);
    const passages = [{ text: first, found: index > 0 && rest !== undefined }];
    if (rest) passages.push({ text: rest, found: false });
    return passages.filter(({ text }) => text !== '');
  });
}

/** Everything about one category: `undefined` when the edition has no such code. */
export function categoryPage(
  categories: readonly Category[],
  code: string,
  steps: readonly CrosswalkStep[],
): CategoryPage | undefined {
  const category = categories.find((one) => one.code === code);
  if (!category) return undefined;
  const { edition } = category;
  const onward = steps.filter((step) => step.from_edition === edition && step.from.code === code);
  return {
    name: category.name,
    caption: `${category.code} · edition ${edition}`,
    definition: category.definition,
    includes: clauses(category.includes),
    excludes: clauses(category.excludes),
    examples: category.examples,
    children: categories
      .filter((one) => one.parent === code)
      .map((one) => ({ text: one.name, href: categoryHref(edition, one.code), definition: one.definition })),
    history: onward.length > 0 ? onwardFrom(onward) : cameFrom(steps, edition, code),
    supersededBy:
      onward[0] && onward[0].change !== 'split_into' && onward[0].to[0]
        ? {
            text: onward[0].to[0].name,
            href: categoryHref(onward[0].to_edition, onward[0].to[0].code),
          }
        : null,
  };
}

function onwardFrom(steps: readonly CrosswalkStep[]): CategoryPage['history'] {
  const [first] = steps;
  return {
    heading: `In edition ${first?.to_edition ?? ''}`,
    lines: steps.map(({ change, to, to_edition }) => ({
      words: ONWARD[change],
      links: to.map((one) => ({ text: one.name, href: categoryHref(to_edition, one.code) })),
    })),
  };
}

const ONWARD: Record<Change, string> = {
  same: 'Stayed the same:',
  renamed: 'Was renamed:',
  moved: 'Was moved to:',
  merged_into: 'Was merged into:',
  split_into:
    'Was split. Findings coded here are coded again by a person, and until then are counted as undecided. It became:',
  retired:
    'Was retired: no category took its place. Findings coded here stay in this edition and are not carried over.',
};

function cameFrom(steps: readonly CrosswalkStep[], edition: string, code: string): CategoryPage['history'] {
  const from = steps.filter((step) => step.to_edition === edition && step.to.some((to) => to.code === code));
  const [first] = from;
  if (!first) return null;
  return {
    heading: `In edition ${first.from_edition}`,
    lines: from.map((step) => ({
      words: CAME[step.change],
      links: [{ text: step.from.name, href: categoryHref(step.from_edition, step.from.code) }],
    })),
  };
}

const CAME: Record<Change, string> = {
  same: 'The same as:',
  renamed: 'Was called:',
  moved: 'Stood elsewhere as:',
  merged_into: 'Takes in:',
  split_into: 'Takes a part of:',
  retired: '',
};

/** A list that is written as one line with semicolons. */
function clauses(text: string): string[] {
  return text
    .split(';')
    .map((clause) => clause.trim())
    .filter(Boolean);
}

/** From each older edition to the newer one, in words. */
export function crosswalkPage(
  steps: readonly CrosswalkStep[],
  categories: readonly Category[],
): CrosswalkPage {
  const pairs = [...new Set(steps.map((step) => `${step.from_edition} ${step.to_edition}`))];
  const parts = new Set(
    categories.filter(({ parent }) => parent === null).map(({ edition, code }) => `${edition} ${code}`),
  );
  return {
    walks: pairs.map((pair) => {
      const own = steps.filter((step) => `${step.from_edition} ${step.to_edition}` === pair);
      return {
        from: own[0]?.from_edition ?? '',
        to: own[0]?.to_edition ?? '',
        rows: own.map(({ from_edition, to_edition, from, change, to }) => ({
          from: { text: from.name, href: categoryHref(from_edition, from.code) },
          part: parts.has(`${from_edition} ${from.code}`),
          change: CHANGES[change],
          to: to.map((one) => ({ text: one.name, href: categoryHref(to_edition, one.code) })),
        })),
      };
    }),
  };
}
