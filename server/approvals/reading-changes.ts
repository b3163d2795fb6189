import type { SectionSlug } from '../findings/sufficiency';
import type { FrozenPointer } from './canonical';
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
  rests: MarkedRest[];
}
/** A piece of evidence that an item rests on, or rested on, with its changes marked. */
export interface MarkedRest {
  pointer: FrozenPointer;
  /** What it is called and where in it; a change when the item did not point there, or does no more. */
  words: Passage[];
  quote: Passage[];
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
    rests: markRests(pair.before?.rests ?? [], pair.after?.rests ?? [], ids),
  }));
}

// The same place in the same evidence is the same ground, whatever the evidence is called meanwhile.
function markRests(
  before: readonly FrozenPointer[],
  after: readonly FrozenPointer[],
  ids: ChangeIds,
): MarkedRest[] {
  return pairUp(before, after, samePlace).flatMap((pair) => {
    const pointer = pair.after ?? pair.before;
    if (!pointer) return [];
    const words = ids.mark(wordChanges(restWords(pair.before), restWords(pair.after)));
    const quote = wordChanges(pair.before?.quote ?? '', pair.after?.quote ?? '');
    // Evidence that came or went with its words is one change, not two.
    return [{ pointer, words, quote: pair.before && pair.after ? ids.mark(quote) : quote }];
  });
}

const samePlace = (a: FrozenPointer, b: FrozenPointer): boolean =>
  a.evidence === b.evidence && a.page === b.page && a.heading === b.heading;

const restWords = (pointer: FrozenPointer | undefined): string =>
  pointer ? [pointer.label, pointer.place].filter(Boolean).join(', ') : '';

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
