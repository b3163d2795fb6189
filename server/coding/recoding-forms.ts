import { z } from 'zod';
import { text } from '../http/forms';

/** Said in the form when no category takes it. */
export const NONE = 'none';

/** What a person decides of one finding: the categories it stands in, or none; and why, where that does not go without saying. */
export const decisionForm = z
  .object({
    to: z.preprocess((value) => [value ?? []].flat(), z.array(text('Category')).max(50)),
    other: text('Category'),
    reason: text('The reason', { most: 5_000 }),
  })
  .superRefine(({ to, other }, context) => {
    const ask = (message: string): void => context.addIssue({ code: 'custom', path: ['to'], message });
    if (to.length === 0 && other === '') ask('Choose where it stands now, or “None of these”');
    else if (to.includes(NONE) && (to.length > 1 || other !== ''))
      ask('Choose categories, or “None of these”: not both');
  })
  .transform(({ to, other, reason }) => ({
    to: [...new Set([...to, other].filter((code) => code !== '' && code !== NONE))],
    reason,
  }));

export type DecisionForm = z.output<typeof decisionForm>;
