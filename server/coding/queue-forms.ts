import { z } from 'zod';
import { choice, LONG_TEXT, text } from '../http/forms';
import { isUuid } from '../http/ids';

/** Said in a form for a category that is a part itself. */
export const OWN_PART = 'own';
/** More than anyone reads on one page; it keeps a form within bounds. */
export const MOST_TAKEN = 1000;

const taken = z
  .preprocess((value) => [value ?? []].flat(), z.array(z.string()))
  .transform((ids) => [...new Set(ids.filter(isUuid))])
  .refine((ids) => ids.length > 0, { error: 'Choose at least one of the findings', abort: true })
  .refine((ids) => ids.length <= MOST_TAKEN, { error: `Choose at most ${MOST_TAKEN} findings at once` });
const line = (label: string) =>
  text(label).refine((value) => !value.includes('\n'), { error: `${label} must be one line` });

/** What an editor does with a group of suggestions. */
export const groupForm = z
  .object({
    take: taken,
    how: choice(
      ['category', 'existing', 'answer'],
      'Choose whether it becomes a category, is one of the draft already, or is answered',
    ),
    name: line('Name'),
    code: line('Code').transform((value) => value.toUpperCase()),
    parent: text('Part'),
    definition: text('Definition', { most: LONG_TEXT }),
    includes: text('What is in', { most: LONG_TEXT }),
    excludes: text('What is out', { most: LONG_TEXT }),
    existing: text('Category of the draft'),
    answer: text('The answer', { most: 2_000 }),
  })
  .superRefine((form, context) => {
    const ask = (path: keyof typeof form, message: string): void => {
      if (form[path] === '') context.addIssue({ code: 'custom', path: [path], message });
    };
    if (form.how === 'answer') return ask('answer', 'Write what the reviewers read');
    if (form.how === 'existing') return ask('existing', 'Choose the category that it is');
    ask('name', 'Give the category a name');
    ask('code', 'Give the category a code');
    ask('parent', 'Choose the part that it stands in');
  });

export type GroupForm = z.output<typeof groupForm>;
