import { z } from 'zod';
import { isoDate, text, version, withDates } from '../http/forms';
import { isUuid } from '../http/ids';

const agency = text('Agency');
const agencyName = text('The name of the agency', { most: 200 });
const kind = text('Kind');
export const AGENCY_ASKED = 'Choose the agency that the documents come from';
const DATE = { dated: { label: 'Date', required: null } };

/** What is said of documents that are added together. */
export const addForm = withDates(
  DATE,
  z
    .object({ agency, agency_name: agencyName, kind, dated: isoDate })
    .refine((form) => form.agency !== '' || form.agency_name !== '', {
      path: ['agency'],
      error: AGENCY_ASKED,
    }),
);

/** What is said of one document. */
export const detailsForm = withDates(
  DATE,
  z.object({
    title: text('The title', { required: 'Give the document a title' }),
    agency,
    agency_name: agencyName,
    kind,
    dated: isoDate,
    version,
  }),
);

/** Why a document is withdrawn. */
export const withdrawalForm = z.object({
  why: text('The reason', { most: 2000, required: 'Say why the document is withdrawn' }),
});

/** The filter of the list. An agency is an id and a kind a code: words stand in the field for words alone. */
export const documentFilterForm = z.object({
  q: text('Words', { most: 200 }),
  agency: text('Agency').transform((id) => (isUuid(id) ? id : '')),
  kind: text('Kind').transform((code) => (/^[a-z_]{1,40}$/.test(code) ? code : '')),
});
