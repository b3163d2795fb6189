import type { Pointer } from '../findings/finding-content';
import { evidenceLabel, hiddenWords, placeWords } from './evidence-labels';
import type { EvidenceOfFinding } from './finding-evidence-queries';

/** The finding's pointers, each with what its evidence is called now. @param words of the review's method */
export function pointersOf({ pointed, evidence }: EvidenceOfFinding, words: unknown): Pointer[] {
  return pointed.flatMap(({ kind, target, ...pointer }) => {
    const head = evidence[target];
    if (!head) return [];
    return [
      {
        ...pointer,
        kind,
        target,
        label: evidenceLabel(head, words),
        place: placeWords(head, pointer),
        quote: hiddenWords(head) ? '' : pointer.quote,
        withdrawn: head.gone !== null,
      },
    ];
  });
}
