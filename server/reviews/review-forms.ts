import { z } from 'zod';
import { choice, isoDate, LONG_TEXT, text, tidy, version, withDates } from '../http/forms';
import { looksLikeName } from './labels';
import { AGE_BANDS, OUTCOMES, type AgeBand, type Outcome } from './review-words';

const keys = <Key extends string>(words: Record<Key, string>): Key[] => Object.keys(words) as Key[];
// withDates has refused an empty one; here it is only out of the type.
const requiredDate = isoDate.transform((value) => value ?? '');

const details = {
  reference: text('Reference', {
    most: 60,
    required: 'Enter the reference that the Board gives this review, such as COV 2012/03',
  }),
  child_label: text('Label for the child', {
    most: 60,
    required: 'Enter a label for the child, such as Child C',
  }),
  age_band: choice<AgeBand>(keys(AGE_BANDS), 'Choose how old the child was at the incident'),
  is_label: text('Answer'),
  outcome: choice<Outcome>(keys(OUTCOMES), 'Choose what happened to the child'),
  incident_on: requiredDate,
  decided_on: isoDate,
  period_from: requiredDate,
  period_to: requiredDate,
  method: text('Method', { required: 'Choose the method that the review will use' }),
  method_note: text('Method', { most: 120 }),
};

const detailDates = {
  incident_on: { label: 'Date of the incident', required: 'Enter the date of the incident' },
  decided_on: { label: 'Date of the decision', required: null },
  period_from: {
    label: 'First day of the period',
    required: 'Enter the first day of the period under review',
  },
  period_to: { label: 'Last day of the period', required: 'Enter the last day of the period under review' },
};

interface Dates {
  incident_on: string;
  decided_on: string | null;
  period_from: string;
  period_to: string;
}

const LOOKS_LIKE_NAME = 'This looks like a name. Use a label such as ‘Child C’, or tick that it is a label';

/** A name is asked about once; who says that it is a label is believed. */
function labelNotName(
  { child_label, is_label }: { child_label: string; is_label: string },
  context: z.RefinementCtx,
): void {
  if (is_label !== 'yes' && looksLikeName(child_label))
    context.addIssue({ code: 'custom', path: ['child_label'], message: LOOKS_LIKE_NAME });
}

/** What must hold between the dates; says nothing about one that is itself refused. */
function datesAgree(
  { incident_on, decided_on, period_from, period_to }: Dates,
  context: z.RefinementCtx,
): void {
  const issue = (field: keyof Dates, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message });
  if (incident_on && decided_on && decided_on < incident_on)
    issue('decided_on', 'Date of the decision must be the same as or after the date of the incident');
  if (period_from && period_to && period_to <= period_from)
    issue('period_to', 'Last day of the period must be after its first day');
}

/** One question on each line, one to ten; empty lines do not count. */
const questionLines = text('Questions', {
  most: LONG_TEXT,
  required: 'Enter at least one question that this review sets out to answer',
}).pipe(
  z
    .string()
    .transform((lines) => lines.split('\n').map(tidy).filter(Boolean))
    .refine((lines) => lines.length <= 10, {
      error: 'Enter ten questions or fewer: put those that belong together into one',
    })
    .refine((lines) => lines.every((line) => line.length <= 500), {
      error: 'Each question must be 500 characters or fewer',
    }),
);

export const openingForm = withDates(
  {
    ...detailDates,
    complete_on: { label: 'Date for completing the review', required: null },
  },
  z
    .object({
      board: text('Board', { required: 'Choose the Board that holds this review' }),
      kind: choice(['scr', 'near_miss'] as const, 'Choose the kind of review'),
      guidance: text('Guidance').transform((value) => value || null),
      complete_on: isoDate,
      ...details,
      questions: questionLines,
    })
    .superRefine(datesAgree)
    .superRefine(labelNotName),
);

export const detailsForm = withDates(
  detailDates,
  z
    .object({ ...details, version })
    .superRefine(datesAgree)
    .superRefine(labelNotName),
);

export const questionsForm = z.object({ questions: questionLines, version });

/** The details as the verbs take them. */
export function detailsOf(form: z.output<typeof detailsForm> | z.output<typeof openingForm>) {
  return {
    reference: form.reference,
    method: form.method,
    methodNote: form.method_note,
    childLabel: form.child_label,
    ageBand: form.age_band,
    outcome: form.outcome,
    incidentOn: form.incident_on,
    decidedOn: form.decided_on,
    periodFrom: form.period_from,
    periodTo: form.period_to,
  };
}
