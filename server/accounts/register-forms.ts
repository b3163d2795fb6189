import { z } from 'zod';
import { isoDate, text, withDates } from '../http/forms';

const entryVersion = z.coerce.number().int().min(0).max(2_000_000_000);
const requiredDate = isoDate.transform((value) => value ?? '');

export const accreditForm = withDates(
  {
    from: { label: 'First date', required: 'Enter the date from which they are accredited' },
    until: { label: 'Last date', required: 'Enter the date on which it ends' },
  },
  z.object({ from: requiredDate, until: requiredDate, version: entryVersion }),
);

export const correctionForm = withDates(
  {
    right_from: { label: 'First date', required: 'Enter the date from which they are accredited' },
    right_until: { label: 'Last date', required: 'Enter the date on which it ends' },
  },
  z.object({ right_from: requiredDate, right_until: requiredDate, version: entryVersion }),
);

export const suspensionForm = z.object({
  reason: text('Reason', { most: 1000, required: 'Say why the accreditation is suspended' }),
  version: entryVersion,
});

export const restorationForm = z.object({ version: entryVersion });
