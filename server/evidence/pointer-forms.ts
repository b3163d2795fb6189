import { z } from 'zod';
import type { PointedKind, PointingPart } from '../findings/finding-content';
import { choice, text, version } from '../http/forms';
import { isUuid } from '../http/ids';
import { EVIDENCE_KINDS_IN_ORDER } from './evidence-labels';
import { POINTING_PARTS } from './pointing-parts';
import { searchedWords } from './search-forms';

const MOST_QUOTED = 2_000;
const LAST_PAGE = 100_000;

const page = text('Page').transform((typed, context): number | null => {
  if (typed === '') return null;
  const number = /^\d{1,6}$/.test(typed) ? Number(typed) : 0;
  if (number >= 1 && number <= LAST_PAGE) return number;
  context.addIssue({ code: 'custom', message: 'Page must be a whole number, like 3' });
  return z.NEVER;
});
const place = { page, heading: text('Heading'), quote: text('The words', { most: MOST_QUOTED }) };

/** The part of the finding that points, as a form carries it along. */
const from = {
  from: choice<PointingPart>(POINTING_PARTS, 'Choose the part of the finding'),
  row: text('Row').transform((id) => (isUuid(id) ? id : null)),
};

export const addPointerForm = z.object({
  ...from,
  kind: choice<PointedKind>(EVIDENCE_KINDS_IN_ORDER, 'Choose the evidence'),
  target: text('Evidence').refine(isUuid, { error: 'Choose the evidence' }),
  ...place,
});
export const changePointerForm = z.object({ version, ...place });
export const removePointerForm = z.object({ version });

/** Looking for evidence to point to. */
export const pickerForm = z.object({ ...from, words: searchedWords });
