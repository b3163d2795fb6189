import { z } from 'zod';
import { text, version } from '../http/forms';

const fields = z.object({
  name: text('Name', { most: 120, required: 'Give the agency’s name' }),
  // Which kinds there are is data; the page offers them and the verb's row refuses others.
  kind: text('Kind').transform((code) => code || null),
});

export const newAgencyForm = fields;
export const agencyForm = fields.extend({ version });
export const mergeForm = z.object({
  into: text('Agency', { required: 'Choose the agency that it is the same as' }),
});
