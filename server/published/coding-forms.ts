import { z } from 'zod';
import { EXTENTS, JOURNEY_STAGES, POLARITIES } from '../findings/finding-content';
import { LONG_TEXT, openChoice, text, version } from '../http/forms';
import type { Coding } from './coding';

const codes = <Code extends string>(words: Record<Code, string>) => Object.keys(words) as Code[];
const facet = <Code extends string>(words: Record<Code, string>) =>
  openChoice(codes(words), 'Choose one of these, or leave it as not said');

/** One finding's coding, as its page sends it. `was_…` is what the page showed. */
export const codingForm = z
  .object({
    version,
    category: text('Category', { most: 100 }),
    rationale: text('The reason', { most: 5_000 }),
    extract: text('The words', { most: LONG_TEXT }),
    suggested_name: text('The suggested name'),
    polarity: facet(POLARITIES),
    extent: facet(EXTENTS),
    journey_stage: facet(JOURNEY_STAGES),
    was_polarity: facet(POLARITIES),
    was_extent: facet(EXTENTS),
    was_journey_stage: facet(JOURNEY_STAGES),
    action: text('Action'),
  })
  .transform(
    ({
      was_polarity,
      was_extent,
      was_journey_stage,
      action,
      category,
      ...rest
    }): Coding & { goOn: boolean } => ({
      ...rest,
      category: category === '' ? null : category,
      before: { polarity: was_polarity, extent: was_extent, journey_stage: was_journey_stage },
      goOn: action === 'next',
    }),
  );
