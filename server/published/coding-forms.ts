import { z } from 'zod';
import { codeFields, facetFields } from './code-form';
import type { Coding } from './coding';

/** One finding's coding, as its page sends it. `was_…` is what the page showed. */
export const codingForm = z
  .object({
    ...codeFields,
    was_polarity: facetFields.polarity,
    was_extent: facetFields.extent,
    was_journey_stage: facetFields.journey_stage,
  })
  .transform(
    ({ was_polarity, was_extent, was_journey_stage, action, ...rest }): Coding & { goOn: boolean } => ({
      ...rest,
      before: { polarity: was_polarity, extent: was_extent, journey_stage: was_journey_stage },
      goOn: action === 'next',
    }),
  );
