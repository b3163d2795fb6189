import { z } from 'zod';
import { text } from '../http/forms';

export const signInForm = z.object({
  email: text('E-mail address', { required: 'Enter your e-mail address' }).transform((value) =>
    value.toLowerCase(),
  ),
  // Not trimmed: a password is what was typed.
  password: z
    .string({ error: 'Enter your password' })
    .min(1, 'Enter your password')
    .max(1000, 'The e-mail address or the password is not right'),
});
