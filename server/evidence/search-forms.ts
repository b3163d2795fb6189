import { z } from 'zod';
import { openChoice, text } from '../http/forms';
import { isUuid } from '../http/ids';
import { SEARCH_KINDS } from './search-queries';

export const MOST_WORDS = 200;
const FEWEST = 2;

/** The words looked for: two characters at least, so that a label such as “J.” can be found. */
export const searchedWords = text('What you look for', {
  most: MOST_WORDS,
  required: 'Type what you are looking for: a word, a label or a phrase',
}).pipe(
  z.string().refine((words) => words.replace(/[^\p{L}\p{N}.]/gu, '').length >= FEWEST, {
    error: 'Type at least two letters or figures',
  }),
);

export const searchForm = z.object({
  words: searchedWords,
  kind: openChoice(SEARCH_KINDS, 'Choose where to look, or look everywhere'),
  agency: text('Agency').transform((id) => (isUuid(id) ? id : null)),
});
export type SearchForm = z.output<typeof searchForm>;
