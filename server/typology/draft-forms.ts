import { z } from 'zod';
import { isoDate, LONG_TEXT, text, version, withDates } from '../http/forms';
import type { NewCategory } from './draft-mergers';
import type { CategoryWords } from './draft-model';
import type { OfCategory, WordsEdit } from './draft';

const line = (label: string, required = '') =>
  text(label, { required }).refine((value) => !value.includes('\n'), { error: `${label} must be one line` });
const code = (label = 'Code', required = 'Give it a code') =>
  line(label, required).transform((value) => value.toUpperCase());
const long = (label: string) => text(label, { most: LONG_TEXT });
/** One to a line, as they are typed. */
const lines = (label: string) =>
  long(label).transform((value) =>
    value
      .split('\n')
      .map((one) => one.trim())
      .filter(Boolean),
  );
const codes = z.preprocess((value) => [value ?? []].flat(), z.array(z.string().max(100)).max(500));

const WORDS = {
  name: line('Name', 'Give it a name'),
  code: code(),
  definition: long('Definition'),
  includes: long('What is in'),
  excludes: long('What is out'),
  examples: lines('Examples'),
};
const WAS = {
  was_name: long('Name'),
  was_code: long('Code'),
  was_definition: long('Definition'),
  was_includes: long('What is in'),
  was_excludes: long('What is out'),
  was_examples: lines('Examples'),
};

/** The next edition: what it is called. */
export const beginForm = z.object({
  code: line('Code', 'Give the edition a code, like 2014'),
  note: long('Note'),
});

/** The code and the note of a draft, with the note that the page showed. */
export const describeForm = z
  .object({
    code: line('Code', 'Give the edition a code, like 2014'),
    note: long('Note'),
    was_note: long('Note'),
  })
  .transform(({ was_note: was, ...rest }) => ({ ...rest, was }));

/** The words of a category, with those that the page showed. */
export const wordsForm = z
  .object({ ...WORDS, ...WAS, version })
  .transform(
    ({
      version: from,
      was_name,
      was_code,
      was_definition,
      was_includes,
      was_excludes,
      was_examples,
      ...words
    }): WordsEdit => ({
      version: from,
      words,
      before: {
        name: was_name,
        code: was_code,
        definition: was_definition,
        includes: was_includes,
        excludes: was_excludes,
        examples: was_examples,
      },
    }),
  );

const PART = line('Part', 'Choose a part, or that it is one').transform((value) =>
  value === TOP ? null : value,
);
/** Said in a form for no part: the category is one itself. */
export const TOP = 'top';
/** Said in a form for a category that is made for a merger. */
export const NEW = 'new';

export const addForm = z
  .object({ ...WORDS, parent: PART })
  .transform(({ parent, ...words }): NewCategory => ({ words, parent }));

export const moveForm = z.object({ version, parent: PART });

/** Said in a form for a place before all others. */
export const FIRST = 'first';
export const orderForm = z.object({
  version,
  after: line('Place', 'Choose what it stands after').transform((value) => (value === FIRST ? null : value)),
});

const blank: CategoryWords = { name: '', code: '', definition: '', includes: '', excludes: '', examples: [] };
/** Names and codes that may be left empty: the new categories of a merger or a split. */
const fresh = (suffix: string) => ({
  [`name${suffix}`]: line('Name'),
  [`code${suffix}`]: code('Code', ''),
  [`definition${suffix}`]: long('Definition'),
});
const freshOf = (form: Record<string, unknown>, suffix: string): CategoryWords => ({
  ...blank,
  name: String(form[`name${suffix}`] ?? ''),
  code: String(form[`code${suffix}`] ?? ''),
  definition: String(form[`definition${suffix}`] ?? ''),
});

export const mergeForm = z
  .object({
    version,
    others: codes,
    into: line('Category', 'Choose what it is merged into'),
    ...fresh(''),
    parent: text('Part'),
  })
  .superRefine((form, context) => {
    if (form.into !== NEW) return;
    const { name, code: own } = freshOf(form, '');
    if (name === '') context.addIssue({ code: 'custom', path: ['name'], message: 'Name the new category' });
    if (own === '')
      context.addIssue({ code: 'custom', path: ['code'], message: 'Give the new category a code' });
  })
  .transform((form): Omit<OfCategory, 'code'> & { others: string[]; into: string | NewCategory } => ({
    version: form.version,
    others: form.others,
    into:
      form.into === NEW
        ? { words: freshOf(form, ''), parent: form.parent === TOP || form.parent === '' ? null : form.parent }
        : form.into,
  }));

/** The blanks for new categories on the page of a split. */
export const SPLIT_BLANKS = ['', '_2', '_3'] as const;

export const splitForm = z
  .object({ version, kept: text('Answer'), others: codes, ...fresh(''), ...fresh('_2'), ...fresh('_3') })
  .superRefine((form, context) => {
    for (const suffix of SPLIT_BLANKS) {
      const { name, code: own, definition } = freshOf(form, suffix);
      if (name === '' && (own !== '' || definition !== ''))
        context.addIssue({ code: 'custom', path: [`name${suffix}`], message: 'Name the new category' });
      if (own === '' && (name !== '' || definition !== ''))
        context.addIssue({
          code: 'custom',
          path: [`code${suffix}`],
          message: 'Give the new category a code',
        });
    }
  })
  .transform((form) => ({
    version: form.version,
    kept: form.kept === 'yes',
    others: form.others,
    words: SPLIT_BLANKS.map((suffix) => freshOf(form, suffix)).filter(({ code: own }) => own !== ''),
  }));

export const retireForm = z.object({
  version,
  reason: text('The reason', { most: LONG_TEXT, required: 'Say why nothing takes its place' }),
});

export const versionForm = z.object({ version });
/** A draft is deleted by a button alone. */
export const deletionForm = z.object({});

export const stepForm = z
  .object({ to: codes, reason: long('The reason') })
  .superRefine(({ to, reason }, context) => {
    if (to.length === 0 && reason === '')
      context.addIssue({
        code: 'custom',
        path: ['reason'],
        message: 'Choose what it became, or say why nothing takes its place',
      });
  });

export const publicationForm = withDates(
  { in_force_from: { label: 'The day', required: 'Give the day from which the edition is in force' } },
  z.object({
    in_force_from: isoDate.transform((value) => value ?? ''),
    seen: text('What the check showed', {
      required: 'Check the draft before you publish it: it is shown here',
    }),
  }),
);

export const importForm = z.object({ code: line('Code') });
