import { z } from 'zod';
import { action, formOf, newFormOf, type Field, type Values } from '../findings/fields';
import { FACTOR_HEADINGS } from '../findings/finding-content';
import { isoDate, text, version, withDates } from '../http/forms';
import { isUuid } from '../http/ids';
import {
  CONVERSATION_FIELD,
  EPISODE_TEXTS,
  partFields,
  type EpisodePart,
  type EpisodeText,
} from './episode-content';

const dates = {
  from: { label: 'First day', required: 'Enter the first day' },
  to: { label: 'Last day', required: 'Enter the last day' },
};
const details = {
  title: text('What it is called', { required: 'Say what it is called', most: 200 }),
  from: isoDate.transform(String),
  to: isoDate.transform(String),
};
const inOrder = (form: { from: string; to: string }, context: z.RefinementCtx): void => {
  if (form.to < form.from)
    context.addIssue({ code: 'custom', path: ['to'], message: 'Last day must not be before the first day' });
};

/** What an episode is called, and its first and last day. */
export const newEpisodeForm = withDates(dates, z.object(details)).superRefine(inOrder);
export const episodeDetailsForm = withDates(dates, z.object({ ...details, version, action })).superRefine(
  inOrder,
);

/** One of the texts of an episode. */
export const episodeTextForm = (name: EpisodeText) => formOf([EPISODE_TEXTS[name]]);

/** A conversation is looked up when it is saved: which there are is not known here. */
export const fieldsToRead = (part: EpisodePart): Field[] =>
  partFields(part, FACTOR_HEADINGS).map((field) =>
    field.name === CONVERSATION_FIELD ? { kind: 'line', name: field.name, label: 'The conversation' } : field,
  );

export const episodeRowForm = (part: EpisodePart) => formOf(fieldsToRead(part));

/** The form that adds a row: any of it may be left open, but not all. */
export function newEpisodeRowForm(part: EpisodePart) {
  const [first] = fieldsToRead(part);
  return newFormOf(fieldsToRead(part)).superRefine((form: { values: Values }, context) => {
    if (!Object.values(form.values).some(Boolean))
      context.addIssue({
        code: 'custom',
        path: [first?.name ?? ''],
        message: 'Write something here first, or go back without adding',
      });
  });
}

const ids = z
  .preprocess((value) => [value ?? []].flat(), z.array(z.string()))
  .transform((values) => values.filter(isUuid));

/** Which of the events that were shown are ticked, and whether all of the period are to be taken in. */
export const eventChoiceForm = z.object({
  shown: ids,
  event: ids,
  // A button of its own: all of the period, besides what is ticked.
  take: text('Answer').transform((pressed) => pressed === 'period'),
  action: text('Answer').transform((pressed) =>
    pressed === 'continue' || pressed === 'next' || pressed === 'previous' ? pressed : 'save',
  ),
});

export const withdrawalForm = z.object({
  why: text('The reason', { required: 'Say why it is withdrawn', most: 2_000 }),
});
