import type { Content } from '../http/views';
import type { Category } from '../typology/typology-queries';
import type { WholeFinding } from './finding-queries';
import { controlOf, type Errors, type Typed } from './fields';
import { addressOf, notSaved } from './frame-pages';
import { PARTS } from './parts';
import { closedTo } from './section-pages';
import { DOES_NOT_FIT, findingTexts } from './sufficiency';

export interface ChooseCategoryPage {
  title: string;
  action: string;
  q: string;
  problem: string;
  found: string;
  /** Said when no category has the words. */
  none: string;
  categories: CategoryShown[];
}
export interface CategoryShown {
  code: string;
  name: string;
  definition: string;
  parent: string;
  /** Further words to find it by while typing. */
  words: string;
  href: string;
  /** The address of the tag, when the finding has it. */
  tagged: string | null;
  /** Stays in the list whatever is looked for. */
  always: boolean;
}

const NONE_FOUND = 'No category has these words. Try others, or choose “Does not fit” and name it.';

export interface TextsPart {
  parts: { part: string; texts: string[] }[];
}

export interface NewTagPage {
  title: string;
  action: string;
  category: { code: string; name: string; definition: string; includes: string; excludes: string };
  choose: string;
  controls: Content[];
  savedAt: string;
  closed: string | null;
}

/** The categories that one may choose: all of the edition, or those found by words and the one for what fits none. */
export function chooseCategoryPage(
  whole: WholeFinding,
  all: readonly Category[],
  q: string,
  matches: readonly Category[] = all,
  problem = '',
): ChooseCategoryPage {
  const fitsNone = all.filter(({ code }) => code === DOES_NOT_FIT);
  const categories = [
    ...matches,
    ...fitsNone.filter(({ code }) => !matches.some((one) => one.code === code)),
  ];
  const tags = `${addressOf(whole)}/tags`;
  return {
    title: 'Choose a category',
    action: `${tags}/new`,
    q,
    problem,
    found:
      q === ''
        ? ''
        : matches.length === 0
          ? NONE_FOUND
          : `${matches.length} found for “${q}”, the closest first.`,
    none: NONE_FOUND,
    categories: categories.map(({ edition, code, name, definition, parent_name, includes, examples }) => {
      const tag = whole.content.tags.find((one) => one.edition === edition && one.category === code);
      return {
        code,
        name,
        definition,
        parent: parent_name ?? '',
        words: [includes, ...examples].join(' '),
        href: `${tags}/new?category=${encodeURIComponent(code)}`,
        tagged: tag ? `${tags}/${tag.id}` : null,
        always: code === DOES_NOT_FIT,
      };
    }),
  };
}

/** The page that says why a category fits, with what the category is. */
export function newTagPage(
  whole: WholeFinding,
  category: Category,
  typed: Typed | null = null,
  errors: Errors = {},
): NewTagPage {
  const { code, name, definition, includes, excludes } = category;
  const asked = PARTS.tags.fields.filter((field) => field.name !== 'suggested_name' || code === DOES_NOT_FIT);
  return {
    title: `Tag it “${name}” (${code})`,
    action: `${addressOf(whole)}/tags/new`,
    category: { code, name, definition, includes, excludes },
    choose: `${addressOf(whole)}/tags/new`,
    controls: asked.map((field) => controlOf(field, {}, typed, errors)),
    savedAt: typed ? notSaved(whole) : '',
    closed: closedTo(whole, typed),
  };
}

/** The finding's own words, beside the page of a tag, to copy an extract from. */
export function findingTextsPart(whole: WholeFinding): Content {
  const parts = new Map<string, string[]>();
  for (const { part, text } of findingTexts(whole.content))
    parts.set(part, [...(parts.get(part) ?? []), text]);
  return {
    view: 'findings/texts',
    page: { parts: [...parts].map(([part, texts]) => ({ part, texts })) } satisfies TextsPart,
  };
}
