import { text } from '../http/forms';
import { z } from 'zod';
import { newFormOf } from './fields';
import { PARTS } from './parts';

/** The form that tags a finding: a category and what a tag says. */
export const tagForm = z
  .record(z.string(), z.unknown())
  .transform((body) => ({ body, category: body.category }))
  .pipe(
    z.object({
      body: newFormOf(PARTS.tags.fields),
      category: text('Category', { required: 'Choose a category of the typology' }),
    }),
  )
  .transform(({ body: { values, action }, category }) => ({
    action,
    category,
    rationale: String(values.rationale),
    extract: String(values.extract),
    suggested_name: String(values.suggested_name),
  }));
