import { count } from '../http/dates';
import type { Counts } from './import-queries';

interface Loaded {
  reviews: Counts;
  findings: Counts;
  tags: Counts;
}

/** What a load did, in one or two sentences: the same on the page, in a terminal and in the demo's log. */
export function loadWords({ reviews, findings, tags }: Loaded): string {
  const both = (key: keyof Counts): string =>
    reviews[key] + findings[key] === 0
      ? '0'
      : `${count(reviews[key], 'review')} and ${count(findings[key], 'finding')}`;
  const said = [`Added ${both('added')}; changed ${both('changed')}; left ${both('left')} as they were.`];
  if (tags.added + tags.changed + tags.left > 0) {
    said.push(`Tags: added ${tags.added}, changed ${tags.changed}, left ${tags.left} as they were.`);
  }
  return said.join(' ');
}

/** Whether a load did anything at all. */
export function changedAnything(loaded: Loaded): boolean {
  return [loaded.reviews, loaded.findings, loaded.tags].some(({ added, changed }) => added + changed > 0);
}
