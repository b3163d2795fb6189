import { z } from 'zod';
import { version } from '../http/forms';
import { newFormOf, type Values } from './fields';
import { PARTS, type PartName } from './parts';

/** The form that adds a row: any of it may be left open, but not all. */
export function newRowForm(part: PartName) {
  const first = PARTS[part].fields[0];
  return newFormOf(PARTS[part].fields).superRefine((form: { values: Values }, context) => {
    const written = Object.values(form.values).some(
      (value) => value !== '' && value !== null && value !== false,
    );
    if (!written)
      context.addIssue({
        code: 'custom',
        path: [first?.name ?? ''],
        message: 'Write something here first, or go back without adding',
      });
  });
}

/** The form that removes a row: the version that the person read when they were asked. */
export const removalForm = z.object({ version });
