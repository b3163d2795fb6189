import { z } from 'zod';
import { choice, text } from '../http/forms';
import { SCOPES } from './tokens';

/** How many days a token may hold. */
export const LASTS = ['30', '90', '365'] as const;

export const tokenForm = z.object({
  name: text('The name', {
    most: 100,
    required: 'Give the token a name, such as the program that will use it',
  }),
  scopes: z
    .preprocess((given) => [given ?? []].flat(), z.array(z.string()))
    .pipe(
      z
        .array(z.enum(SCOPES, { error: 'Choose from what is listed' }), { error: 'Choose what it may do' })
        .min(1, 'Choose what the token may do'),
    ),
  days: choice(LASTS, 'Choose how long it holds'),
});
