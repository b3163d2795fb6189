import type { Returned } from './draft-return';
import { longList } from './draft-words';

/** What was undone with a category that is brought back, and what of it stays. */
export function broughtBackWords(
  { name }: { name: string },
  { followed, removed, stays, elsewhere }: Omit<Returned, 'draft'>,
): string {
  const names = (some: readonly { name: string }[]): string => longList(some.map((one) => `“${one.name}”`));
  const with_ = followed.length > 0 ? `, with ${names(followed)} in it again` : '';
  return [
    elsewhere
      ? `“${name}” reads as it did, and stands in “${elsewhere.name}” while its own part is not in the draft.`
      : `“${name}” is as it was${with_}.`,
    ...(removed.length > 0
      ? [
          `${names(removed)} ${removed.length === 1 ? 'was' : 'were'} made for it and ${removed.length === 1 ? 'is' : 'are'} removed.`,
        ]
      : []),
    ...stays.map(({ category, because }) => `“${category.name}” stays: ${because}.`),
  ].join(' ');
}
