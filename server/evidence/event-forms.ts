import { z } from 'zod';
import { JOURNEY_STAGES } from '../findings/finding-content';
import { choiceInWords } from '../findings/fields';
import { LONG_TEXT, SHORT_TEXT, text, version } from '../http/forms';
import type { ReadWhen } from './parse-when';
import { parseWhen } from './when';

/** How what the child's life was like is known. */
export const BASES = {
  said: 'The child said so',
  told: 'Told by someone else who saw or heard it',
  seen: 'It was seen',
  inferred: 'It is inferred',
} as const;

const MOST_PEOPLE = 40;
const LABEL = 100;

type Read = Exclude<ReadWhen, { problem: string }>;

const when = text('Date', { most: 120 }).transform((value, context): Read => {
  const read = parseWhen(value);
  if ('problem' in read) {
    context.addIssue({ code: 'custom', message: read.problem });
    return z.NEVER;
  }
  return read;
});

const people = text('People', { most: 4000 }).transform((value, context): string[] => {
  const labels = value
    .split(/[,;\n]/)
    .map((label) => label.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
  const once = labels.filter((label, i) => labels.indexOf(label) === i);
  if (once.length > MOST_PEOPLE || once.some((label) => label.length > LABEL)) {
    const message = `Give at most ${MOST_PEOPLE} people by their labels, with a comma between them`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  return once;
});

const fields = z.object({
  when,
  // An agency of the review by its id, or by a name that is typed.
  agency: text('Agency', { most: 120, required: 'Choose whose account this is, or name the agency' }),
  description: text('What happened', { most: LONG_TEXT, required: 'Say what happened' }),
  people,
  child_experience: text('The child’s experience', { most: LONG_TEXT }),
  child_basis: choiceInWords(BASES),
  stage: choiceInWords(JOURNEY_STAGES),
  source: text('Source', { most: SHORT_TEXT }),
  document: text('Document', { most: SHORT_TEXT }),
  action: text('Answer'),
});

/** What is typed in the box for a new agency is the agency. */
const withNewAgency = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((body: Record<string, unknown>) => {
    const added = typeof body.new_agency === 'string' ? body.new_agency.trim() : '';
    return added ? { ...body, agency: added } : body;
  }, schema);

export const newEventForm = withNewAgency(fields);
export const eventForm = withNewAgency(fields.extend({ version }));
export type EventForm = z.output<typeof fields>;

export const withdrawalForm = z.object({
  version,
  why: text('Why', {
    most: 2000,
    required: 'Say why this is withdrawn: what rests on it will show the reason',
  }),
});
export const restorationForm = z.object({ version });
