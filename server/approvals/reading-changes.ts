import type { SectionSlug } from '../findings/sufficiency';
import { pairUp, similar, wordChanges, type Passage } from './changes';
import type { Item, Paragraph, ReadingPart } from './reading-parts';

/** A paragraph with its changes marked. */
export interface MarkedParagraph {
  lead: string;
  words: Passage[];
}
export interface MarkedItem {
  title: Passage[];
  paragraphs: MarkedParagraph[];
}
export interface MarkedPart {
  part: SectionSlug;
  heading: string;
  kind: ReadingPart['kind'];
  items: MarkedItem[];
  list: MarkedItem[];
  /** Ids of the changes in it, in order. */
  changes: string[];
}

/** Gives the changes of a page their ids, in the order in which they are met. */
export class ChangeIds {
  private last = 0;

  /** The passages, with an id on the first passage of each change. */
  mark(words: Passage[]): Passage[] {
    let open = false;
    return words.map((passage) => {
      const first = passage.change !== undefined && !open;
      // The space between what was removed and what came in its place does not end the change.
      open = passage.change !== undefined || (open && passage.text === ' ');
      return first ? { ...passage, id: `change-${(this.last += 1)}` } : passage;
    });
  }

  /** Runs `work` and tells which ids it gave. */
  during<Result>(work: () => Result): { result: Result; changes: string[] } {
    const before = this.last;
    const result = work();
    return {
      result,
      changes: Array.from({ length: this.last - before }, (_, n) => `change-${before + n + 1}`),
    };
  }
}

/** Marks in each part what changed since an earlier version. */
export function markParts(
  before: readonly ReadingPart[],
  after: readonly ReadingPart[],
  ids: ChangeIds,
): MarkedPart[] {
  return after.map((part, index) => {
    const old = before[index];
    const { result, changes } = ids.during(() => ({
      items: markItems(old?.items ?? part.items, part.items, ids),
      list: markItems(old?.list ?? part.list, part.list, ids),
    }));
    return { part: part.part, heading: part.heading, kind: part.kind, ...result, changes };
  });
}

function markItems(before: readonly Item[], after: readonly Item[], ids: ChangeIds): MarkedItem[] {
  return pairUp(before, after, alikeItems).map((pair) => ({
    title: ids.mark(wordChanges(pair.before?.title ?? '', pair.after?.title ?? '')),
    paragraphs: markParagraphs(pair.before?.paragraphs ?? [], pair.after?.paragraphs ?? [], ids),
  }));
}

function markParagraphs(
  before: readonly Paragraph[],
  after: readonly Paragraph[],
  ids: ChangeIds,
): MarkedParagraph[] {
  return pairUp(before, after, alikeParagraphs).map((pair) => ({
    lead: pair.after?.lead ?? pair.before?.lead ?? '',
    words: ids.mark(wordChanges(pair.before?.text ?? '', pair.after?.text ?? '')),
  }));
}

function alikeItems(a: Item, b: Item): boolean {
  if (a.title || b.title) return a.title === b.title || similar(allText(a), allText(b));
  return similar(allText(a), allText(b));
}

// What stands after the same lead is the same answer, however it was put.
function alikeParagraphs(a: Paragraph, b: Paragraph): boolean {
  return a.lead === b.lead && (a.lead !== '' || similar(a.text, b.text));
}

const allText = ({ title, paragraphs }: Item): string =>
  [title, ...paragraphs.map(({ text }) => text)].join(' ');
