import { longDate } from '../http/dates';
import { FOUND_FROM, FOUND_TO, type Category, type Edition, type FoundCategory } from './typology-queries';

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
  /** For editors: all editions and the draft. */
  editionsHref: string | null;
  editions: { text: string; href: string; current: boolean }[];
  filter: { action: string; fields: object[]; submitText: string; clearHref?: string; count?: string };
  nodes: TreeNode[];
  searched: boolean;
  found: FoundEntry[];
  nothingFound: string;
}

/** The address of a category's own page. */
export const categoryHref = (edition: string, code: string): string =>
  `/typology/${encodeURIComponent(edition)}/${encodeURIComponent(code)}`;

/** The tree of an edition and, when words were looked for, what has them. */
export function treePage(
  editions: readonly Edition[],
  edition: Edition,
  categories: readonly Category[],
  q: string,
  found: readonly FoundCategory[],
  edits = false,
): TreePage {
  const inForce = edition.status === 'in_force';
  const home = inForce ? '/typology' : `/typology?edition=${encodeURIComponent(edition.code)}`;
  const searched = q !== '';
  return {
    edition: edition.code,
    standing: STANDING[edition.status](longDate(edition.in_force_from)),
    superseded: edition.status === 'superseded',
    editionsHref: edits ? '/typology/editions' : null,
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

const STANDING: Record<Edition['status'], (day: string) => string> = {
  in_force: (day) => `In force since ${day}.`,
  to_come: (day) =>
    `To come: it is in force from ${day}. Until then findings are coded with the edition before it.`,
  superseded: (day) => `Superseded. It came into force on ${day} and is kept as it was.`,
};

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
