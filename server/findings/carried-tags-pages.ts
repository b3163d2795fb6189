import type { OlderTag } from './carried-tags';
import type { WholeFinding } from './finding-queries';
import { addressOf } from './frame-pages';

/** views/findings/older-tags: shown above the tags when some are of an edition that is superseded. */
export interface OlderTagsNote {
  now: string;
  action: string;
  /** True when some can be carried over as they are. */
  carries: boolean;
  tags: { words: string; links: { text: string; href: string }[] }[];
}

/** What a writer is told of tags of an older edition; null when there are none. */
export function olderTagsNote(whole: WholeFinding, older: readonly OlderTag[]): OlderTagsNote | null {
  const [first] = older;
  if (!first) return null;
  const tags = `${addressOf(whole)}/tags`;
  const given = new Set(
    whole.content.tags.filter(({ edition }) => edition === first.now).map(({ category }) => category),
  );
  return {
    now: first.now,
    action: `${tags}/carrying`,
    carries: older.some(({ to }) => to !== null && !given.has(to.code)),
    tags: older.map((tag) => ({
      words: `“${tag.name}” (${tag.category}, edition ${tag.edition}) ${becameWords(tag, given)}`,
      links: tag.among.map(({ code, name }) => ({
        text: `${name} (${code})`,
        href: `${tags}/new?category=${encodeURIComponent(code)}`,
      })),
    })),
  };
}

function becameWords({ name, category, to, change, among }: OlderTag, given: ReadonlySet<string>): string {
  if (to && given.has(to.code))
    return `is “${to.name}” now, which this finding has already. You can remove it.`;
  if (to && to.name === name && to.code === category) return 'is the same in it.';
  if (to) return `is “${to.name}” (${to.code}) now.`;
  if (among.length > 0) return 'was split. Choose what fits, then remove this one:';
  return change === 'retired'
    ? 'was retired: no category took its place. Choose another, or leave it: it counts in its own edition.'
    : 'has no one place any more. Choose another category.';
}
