import { z } from 'zod';
import { choice, isoDate, openChoice, text, version, withDates } from '../http/forms';
import { REASONS, type ReasonKind } from './clock';

const requiredDate = isoDate.transform((value) => value ?? '');

export const newDateForm = withDates(
  { due_on: { label: 'New date', required: 'Enter the new date' } },
  z.object({
    due_on: requiredDate,
    reason_kind: choice(Object.keys(REASONS) as ReasonKind[], 'Choose why the clock runs over'),
    reason: text('Reason', { most: 2000, required: 'Say why in a sentence or two' }),
    version,
  }),
);

export const firstDateForm = withDates(
  { due_on: { label: 'Date', required: 'Enter the date' } },
  z.object({ due_on: requiredDate, version }),
);

/** That a clock was met, and on which day; or that it was not met after all. */
export const metForm = {
  completion: withDates(
    { met_on: { label: 'Day on which it was met', required: 'Enter the day on which it was met' } },
    z.object({
      met_on: requiredDate,
      // Asked by the verb, which knows whether the day is late.
      late_kind: openChoice(Object.keys(REASONS) as ReasonKind[], 'Choose why it ran over'),
      late_reason: text('Reason', { most: 2000 }),
      confirm: text('Answer'),
      version,
    }),
  ),
  reopening: z.object({ version }),
};
