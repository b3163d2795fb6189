import { count } from '../http/dates';
import type { Swept } from './sweep';

const MOST_NAMED = 20;

/** A sweep in words: what it did, and what someone has to see to. */
export function sweptWords({ incoming, unclaimed, expired, missing, otherKeys }: Swept): {
  done: string;
  trouble: string[];
} {
  const named = missing.slice(0, MOST_NAMED);
  const more = missing.length - named.length;
  return {
    done: `Removed what ${incoming === 1 ? '1 process' : `${incoming} processes`} left among the incoming, and ${count(unclaimed, 'content')} that no document stands for.${expired > 0 ? ` Removed ${count(expired, 'export')} whose time is over.` : ''}`,
    trouble: [
      ...named.map((key) => `The store has no content for the document ${key}.`),
      ...(more > 0 ? [`And ${more} more.`] : []),
      ...Object.entries(otherKeys).map(
        ([id, number]) =>
          `${count(number, 'document')} cannot be opened: kept under the DOCUMENT_KEY ${id}, which is not the one that is set.`,
      ),
    ],
  };
}
