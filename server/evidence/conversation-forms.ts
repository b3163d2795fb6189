import { z } from 'zod';
import { choiceInWords } from '../findings/fields';
import { LONG_TEXT, choice, isoDate, text, version, withDates } from '../http/forms';

/** What is asked about consent on the page of a conversation; withdrawing it is an act of its own. */
export const CONSENTS = {
  not_asked: 'Not asked yet',
  given: 'Given',
  declined: 'Declined',
} as const;

const dates = {
  held_on: { label: 'The date', required: null },
  consent_on: { label: 'The date of consent', required: null },
};
const asked = {
  role_label: text('The label', {
    required: 'Say by which label the person is known, such as “Health visitor 1” or “Mother”',
  }),
  agency_id: text('Agency'),
  held_on: isoDate,
  present: text('Who was present', { most: 1_000 }),
  consent: choiceInWords(CONSENTS).transform((value) => value as keyof typeof CONSENTS | null),
  consent_on: isoDate,
  consent_terms: text('What they agreed to', { most: LONG_TEXT }),
};

export interface AboutForm {
  role_label: string;
  agency_id: string;
  held_on: string | null;
  present: string;
  consent: 'not_asked' | 'given' | 'declined';
  consent_on: string | null;
  consent_terms: string;
}

function withConsent<
  Form extends { consent: string | null; consent_on: string | null; consent_terms: string },
>(form: Form, context: z.RefinementCtx): void {
  const problem = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (form.consent === null) problem('consent', 'Choose one of the answers');
  if (form.consent === 'declined' && !form.consent_on)
    problem('consent_on', 'Say on which date they declined: it is all that is kept');
  if (form.consent !== 'given') return;
  if (!form.consent_on) problem('consent_on', 'Say on which date consent was given');
  if (!form.consent_terms) problem('consent_terms', 'Say what they agreed to, in a sentence or two');
}

export const newConversationForm = withDates(
  dates,
  z.object({ about: choice(['practitioner', 'family'], 'Choose whom you spoke with'), ...asked }),
).superRefine(withConsent);
export const aboutForm = withDates(dates, z.object({ ...asked, version })).superRefine(withConsent);

export const withdrawalForm = z.object({
  version,
  why: text('The reason', {
    most: 2_000,
    required: 'Say why it is withdrawn: it is shown wherever something rests on this record',
  }),
});
export const restorationForm = z.object({ version });
export const consentWithdrawalForm = withDates(
  { on: { label: 'The date', required: 'Say on which date they withdrew consent' } },
  z.object({
    version,
    on: isoDate,
    sure: text('Answer').pipe(
      z
        .string()
        .refine((value) => value === 'yes', { error: 'Tick the box to say that you have read what happens' }),
    ),
  }),
);
export const consentRenewalForm = withDates(
  { on: { label: 'The date', required: 'Say on which date they gave consent again' } },
  z.object({
    version,
    on: isoDate,
    terms: text('What they agreed to', { most: LONG_TEXT, required: 'Say what they agreed to now' }),
  }),
);
