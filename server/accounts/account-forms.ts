import { z } from 'zod';

const MOST = 1000;

// Not trimmed: a password is what was typed.
const password = (required: string) =>
  z.string({ error: required }).min(1, required).max(MOST, 'A password must be 1,000 characters or fewer');

export const passwordForm = z
  .object({
    current: password('Enter your current password'),
    fresh: password('Enter a new password').min(12, 'The new password must be 12 characters or more'),
    again: password('Type the new password a second time'),
  })
  .superRefine(({ current, fresh, again }, context) => {
    if (fresh !== again)
      context.addIssue({
        code: 'custom',
        path: ['again'],
        message: 'This is not the same as the new password. Type it again',
      });
    if (fresh === current)
      context.addIssue({
        code: 'custom',
        path: ['fresh'],
        message: 'The new password must be another than the current one',
      });
  });
