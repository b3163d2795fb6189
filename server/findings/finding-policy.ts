import type { FindingState } from '../reviews/review-head';
import type { WholeFinding } from './finding-queries';

/** Whether the words of a finding may be changed in this state: not while the chair reads, nor once approved. */
export function mayWriteIn(state: FindingState): boolean {
  return state === 'draft' || state === 'returned';
}

/** Whether the reader writes in this finding, now: they are assigned to its review and it is not sent. */
export function mayWrite(whole: Pick<WholeFinding, 'my_part' | 'state'>): boolean {
  return whole.my_part !== null && mayWriteIn(whole.state);
}
