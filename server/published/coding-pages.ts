import { count } from '../http/dates';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import type { Passage } from '../typology/typology-pages';
import { codeForm, FACETS, NO_WORDS, shortened, type CodeForm } from './code-form';
import type { RemovedTag } from './coding-queries';
import {
  codingHref,
  factsOf,
  reviewName,
  statedOf,
  tagEntry,
  type PublishedReviewPage,
  type TagEntry,
} from './published-pages';
import type { CodingScreen } from './published-queries';

/** views/published/coding */
export interface CodingPage extends CodeForm {
  action: string;
  reviewName: string;
  reviewHref: string;
  caption: string;
  passages: Passage[];
  stated: string;
  facts: PublishedReviewPage['facts'];
  tags: (TagEntry & { removal: string; change: string; gone: boolean })[];
  last: { words: string; removal: string } | null;
  /** What the older tags stand for in the edition in force, and what becomes of them; empty when there are none. */
  carried: string;
  /** What was taken off just now, with the form that puts it back: the coding as it stands, and that tag. */
  removed: { words: string; fields: { name: string; value: string }[] } | null;
  previous: string | null;
  next: string | null;
  nextUncoded: string | null;
  waiting: string;
  version: string;
  before: { name: string; value: string }[];
}

/**
 * The screen on which one finding is coded.
 * @param typed the form as it was sent, when it is shown again; else empty
 * @param changing the id of a tag whose words are to be changed
 * @param removed the tag that was taken off just now, to be put back
 */
export function codingPage(
  screen: CodingScreen,
  typed: Typed | null,
  problems: readonly Problem[],
  { changing = '', removed = null }: { changing?: string; removed?: RemovedTag | null } = {},
): CodingPage {
  const { review, finding, edition, last } = screen;
  const current = finding.tags.filter((tag) => tag.edition === edition);
  const changed = current.find(({ id }) => id === changing);
  const href = codingHref(finding.id);
  const removalOf = (findingId: string, tagId: string): string =>
    `/published/findings/${findingId}/tags/${tagId}/removal`;
  // After a conflict the form is of what stands now; after any other refusal, of what it was filled from.
  const stale = typed !== null && !problems.some(({ field }) => FACETS.some(({ name }) => name === field));
  const filled = (name: string, stored: string): string => (typed ? typedText(typed, name) : stored);
  return {
    action: href,
    reviewName: reviewName(review),
    reviewHref: `/published/${review.id}`,
    caption: `Finding ${screen.place} of ${screen.of} · edition ${edition}`,
    passages: markedPassages(
      finding.text,
      current.map(({ extract }) => extract),
    ),
    stated: statedOf(finding),
    facts: factsOf(review),
    tags: finding.tags.map((tag) => ({
      ...tagEntry(tag),
      removal: removalOf(finding.id, tag.id),
      change: tag.edition === edition ? `${href}?change=${tag.id}` : '',
      gone: tag.extract !== '' && !finding.text.includes(tag.extract),
    })),
    last: last && {
      words: `You coded “${shortened(last.text)}” as ${last.name}.`,
      removal: removalOf(last.finding_id, last.tag_id),
    },
    carried: carriedWords(screen),
    removed: removed && removedOf(screen, removed),
    previous: screen.previous && codingHref(screen.previous),
    next: screen.next && codingHref(screen.next),
    nextUncoded: screen.next_uncoded && codingHref(screen.next_uncoded),
    waiting:
      screen.uncoded === 0 ? 'Every finding is coded.' : `${count(screen.uncoded, 'finding')} not yet coded.`,
    version: stale ? typedText(typed ?? {}, 'version') : String(finding.version),
    before: FACETS.map(({ name }) => ({
      name: `was_${name}`,
      value: stale ? typedText(typed ?? {}, `was_${name}`) : (finding[name] ?? ''),
    })),
    ...codeForm({ ...finding, ...(changed ?? NO_WORDS), categories: screen.categories }, filled, problems),
  };
}

function carriedWords({ carried, categories, edition }: CodingScreen): string {
  if (carried.length === 0) return '';
  const names = carried.map((code) => categories.find((one) => one.code === code)?.name ?? code);
  const [it, goes] = names.length === 1 ? ['It', 'goes'] : ['They', 'go'];
  return `From an older edition it counts in edition ${edition} as: ${names.join(', ')}. ${it} ${goes} with the first code that you add, with ${names.length === 1 ? 'its' : 'their'} words. Remove there what does not fit.`;
}

/** Null when it stands on the finding again, or is of an edition in which nothing more is coded. */
function removedOf({ finding, edition, categories }: CodingScreen, tag: RemovedTag): CodingPage['removed'] {
  const name = categories.find(({ code }) => code === tag.category)?.name;
  const there = finding.tags.some((one) => one.edition === edition && one.category === tag.category);
  if (tag.edition !== edition || name === undefined || there) return null;
  const { category, rationale, extract, suggested_name } = tag;
  const facets = FACETS.flatMap(({ name: facet }) => [
    { name: facet, value: finding[facet] ?? '' },
    { name: `was_${facet}`, value: finding[facet] ?? '' },
  ]);
  const said = Object.entries({ category, rationale, extract, suggested_name });
  return {
    words: `Removed “${name}”.`,
    fields: [
      { name: 'version', value: String(finding.version) },
      ...said.map(([field, value]) => ({ name: field, value })),
      ...facets,
      { name: 'action', value: 'save' },
    ],
  };
}

/** A text with the extracts that stand in it marked; where they overlap they are one passage. Pure. */
export function markedPassages(text: string, extracts: readonly string[]): Passage[] {
  const ranges = extracts
    .filter((extract) => extract !== '' && text.includes(extract))
    .map((extract) => ({ from: text.indexOf(extract), to: text.indexOf(extract) + extract.length }))
    .sort((a, b) => a.from - b.from);
  const passages: Passage[] = [];
  let at = 0;
  for (const { from, to } of ranges) {
    const before = passages.at(-1);
    if (from < at && before) {
      before.text += text.slice(at, Math.max(at, to));
    } else {
      if (from > at) passages.push({ text: text.slice(at, from), found: false });
      passages.push({ text: text.slice(from, to), found: true });
    }
    at = Math.max(at, to);
  }
  if (at < text.length) passages.push({ text: text.slice(at), found: false });
  return passages;
}
