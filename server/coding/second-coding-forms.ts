import { z } from 'zod';
import { EXTENTS, JOURNEY_STAGES, POLARITIES } from '../findings/finding-content';
import { LONG_TEXT, openChoice, text, version } from '../http/forms';
import type { Said } from './second-coding';

const facet = <Code extends string>(words: Record<Code, string>) =>
  openChoice(Object.keys(words) as Code[], 'Choose one of these, or leave it as not said');

/** What a second coder says of one finding. `action` is the button: `next`, `save` or `none`. */
export const secondCodingForm = z
  .object({
    version,
    category: text('Category', { most: 100 }),
    rationale: text('The reason', { most: 5_000 }),
    extract: text('The words', { most: LONG_TEXT }),
    suggested_name: text('The suggested name'),
    polarity: facet(POLARITIES),
    extent: facet(EXTENTS),
    journey_stage: facet(JOURNEY_STAGES),
    action: text('Action'),
  })
  .transform(({ action, category, ...rest }): Said & { goOn: boolean } => ({
    ...rest,
    category: category === '' ? null : category,
    none: action === 'none',
    goOn: action !== 'save',
  }));

/** The code that is taken back; empty for “states no pattern”. */
export const takeBackCodeForm = z.object({
  category: text('Category', { most: 100 }),
});
