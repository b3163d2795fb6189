import { z } from 'zod';
import { choice, LONG_TEXT, text } from '../http/forms';
import { isUuid } from '../http/ids';

export const MOST_IN_SAMPLE = 2000;

/** How many, in digits. */
const number = (label: string, required: string) =>
  text(label, { required }).transform((value, context): number | null => {
    if (value === '') return null;
    const whole = /^\d{1,9}$/.test(value) ? Number(value) : 0;
    if (whole >= 1) return whole;
    context.addIssue({ code: 'custom', message: `${label} must be a whole number, 1 or more` });
    return z.NEVER;
  });

export const ORIGINS = {
  published: 'Published reviews',
  workbench: 'Reviews of the workbench, as far as they are approved',
  both: 'Both',
} as const;

/** What a sample is drawn from, how large, and by which seed. */
export const drawForm = z.object({
  size: number('How many findings', 'Say how many findings'),
  seed: text('Seed', {
    most: 100,
    required: 'Give a seed: any word or number. The same one draws the same sample',
  }),
  origin: choice(['published', 'workbench', 'both'], 'Choose where the findings come from'),
});

/** Which coder gets which findings. */
export const giveForm = z.object({
  coder: text('Coder', { required: 'Choose a coder' }).pipe(
    z.string().refine(isUuid, { error: 'Choose a coder' }),
  ),
  which: choice(['all', 'rest'], 'Choose which findings'),
  most: number('At most', ''),
});

export const takeBackForm = z.object({
  coder: text('Coder').pipe(z.string().refine(isUuid, { error: 'Choose a coder' })),
});

/** What a sample is closed for, why, and what the page showed that closing would do. */
export const closeForm = z.object({
  use: choice(['edition', 'record'], 'Choose what the sample is for'),
  because: text('Why', { most: 2_000 }),
  seen: text('What the page showed', {
    most: 100,
    required: 'Open the sample first, to see what closing does',
  }),
});

const NONE = 'none';
const MOST_CODES = 20;

/** What a finding's codes are, with the reason. */
export const settleForm = z
  .object({
    codes: z.preprocess(
      (value) => [value ?? []].flat(),
      z.array(text('Code', { most: 100 })).max(MOST_CODES, { error: 'Choose fewer codes' }),
    ),
    another: text('Code', { most: 100 }),
    reason: text('Reason', { most: LONG_TEXT }),
    // How often it had been settled when the page was opened.
    version: z
      .string({ error: 'Open the page again' })
      .regex(/^\d{1,9}$/, { error: 'Open the page again' })
      .transform(Number),
  })
  .transform(({ codes, another, reason, version }, context) => {
    const chosen = [...new Set([...codes, another].filter((code) => code !== ''))];
    const none = chosen.includes(NONE);
    if (chosen.length === 0) {
      context.addIssue({
        code: 'custom',
        path: ['codes'],
        message: 'Choose the codes, or that the finding states no pattern',
      });
    }
    if (none && chosen.length > 1) {
      context.addIssue({
        code: 'custom',
        path: ['codes'],
        message: 'Choose codes, or that the finding states no pattern: not both',
      });
    }
    if (reason === '') {
      context.addIssue({
        code: 'custom',
        path: ['reason'],
        message: 'Say why: those who coded will read it',
      });
    }
    return { codes: none ? [] : chosen, reason, version };
  });
