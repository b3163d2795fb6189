import { z } from 'zod';
import { LONG_TEXT, SHORT_TEXT, isoDate, openChoice, text, version, withDates } from '../http/forms';
import type { Content } from '../http/views';

/** One thing that a person is asked, by the column that keeps it. Every answer may be left open. */
export type Field = { name: string; label: string; hint?: string } & (
  | { kind: 'line'; most?: number }
  | { kind: 'text'; rows?: number; most?: number; words?: number }
  | { kind: 'choice'; options: Record<string, string>; as: 'radios' | 'select' }
  | { kind: 'tick'; option: string }
  | { kind: 'date' }
);

export type Value = string | boolean | null;
export type Values = Record<string, Value>;
export type Typed = Record<string, string | string[]>;
export type Errors = Record<string, { text: string }>;

const TICKED = 'Yes';

/** How a person calls each column, for the page that shows two people's words. */
export function labelsOf(fields: readonly Field[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, label }) => [name, label]));
}

/** A stored value in the field's words: `wider` is “Wider than this case”. */
export function inWords(field: Field, stored: string): string {
  if (field.kind === 'choice') return field.options[stored] ?? stored;
  if (field.kind === 'tick') return stored === 'true' ? TICKED : 'No';
  return stored;
}

/** What was pressed: `continue` goes on, `add` goes to a new row, anything else stays. */
export const action = text('Answer').transform((pressed) =>
  pressed === 'continue' || pressed === 'add' ? pressed : 'save',
);

/** A form of these fields with the version it was filled from. */
export function formOf(fields: readonly Field[]) {
  return readerOf(fields, { version, action });
}

/** A form that adds a row of these fields. */
export function newFormOf(fields: readonly Field[]) {
  return readerOf(fields, { action });
}

function readerOf<More extends z.ZodRawShape>(fields: readonly Field[], more: More) {
  const dates = Object.fromEntries(
    fields.filter(({ kind }) => kind === 'date').map(({ name, label }) => [name, { label, required: null }]),
  );
  const read = z.object(Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)])));
  const rest = z.object(more);
  return withDates(
    dates,
    z.record(z.string(), z.unknown()).transform((body, context) => {
      const [values, others] = [read.safeParse(body), rest.safeParse(body)];
      for (const { path, message } of [...(values.error?.issues ?? []), ...(others.error?.issues ?? [])])
        context.addIssue({ code: 'custom', path, message });
      if (!values.success || !others.success) return z.NEVER;
      return { values: values.data, ...others.data };
    }),
  );
}

function schemaOf(field: Field): z.ZodType<Value> {
  switch (field.kind) {
    case 'line':
      return text(field.label, { most: field.most ?? SHORT_TEXT });
    case 'text':
      return text(field.label, { most: field.most ?? LONG_TEXT });
    case 'tick':
      return text(field.label).transform((ticked) => ticked === TICKED);
    case 'date':
      return isoDate;
    case 'choice':
      return choiceInWords(field.options);
  }
}

/** A choice by its value, or by its words: those are what the page for two people's words sends back. */
export function choiceInWords(options: Record<string, string>): z.ZodType<string | null> {
  const values = Object.fromEntries(Object.entries(options).map(([value, words]) => [words, value]));
  return z.preprocess(
    (given) => (typeof given === 'string' ? (values[given.trim()] ?? given) : given),
    openChoice(Object.keys(options), 'Choose one of the answers, or leave it open'),
  );
}

/** A field as the component that asks it, with what is stored or was typed. */
export function controlOf(field: Field, values: Values, typed: Typed | null, errors: Errors): Content {
  const { name, label, hint } = field;
  const value = typed ? firstOf(typed[name]) : values[name];
  const common = {
    id: name,
    name,
    value: value ?? '',
    label: { text: label, classes: 'govuk-label--s' },
    hint: hint ? { text: hint } : undefined,
    errorMessage: errors[name],
  };
  const fieldset = { legend: { text: label, classes: 'govuk-fieldset__legend--s' } };
  switch (field.kind) {
    case 'line':
      return { view: 'components/input', page: common };
    case 'text':
      return field.words
        ? {
            view: 'components/character-count',
            page: { ...common, maxlength: field.words, countType: 'words', rows: field.rows },
          }
        : { view: 'components/textarea', page: { ...common, rows: field.rows ?? 5 } };
    case 'date':
      return {
        view: 'components/date-input',
        page: { ...dateOf(name, values, typed), ...common, namePrefix: name, fieldset },
      };
    case 'tick':
      return {
        view: 'components/checkboxes',
        page: {
          name,
          idPrefix: name,
          values: value === true || value === TICKED ? [TICKED] : [],
          items: [{ value: TICKED, text: field.option }],
          hint: common.hint,
          errorMessage: errors[name],
          fieldset,
        },
      };
    case 'choice':
      return field.as === 'radios'
        ? {
            view: 'components/radios',
            page: { ...common, idPrefix: name, fieldset, items: itemsOf(field.options) },
          }
        : {
            view: 'components/select',
            page: { ...common, items: [{ value: '', text: 'Choose' }, ...itemsOf(field.options)] },
          };
  }
}

/** What the boxes of these fields hold when they show what is stored, by the names under which a form sends them. */
export function boxesOf(fields: readonly Field[], stored: Values): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((field): [string, string][] => {
      const value = stored[field.name];
      if (field.kind === 'tick') return [[field.name, value === true ? TICKED : '']];
      if (field.kind !== 'date') return [[field.name, String(value ?? '')]];
      const { values } = dateOf(field.name, stored, null);
      return Object.entries(values).map(([part, text]) => [`${field.name}-${part}`, text]);
    }),
  );
}

export const itemsOf = (options: Record<string, string>): { value: string; text: string }[] =>
  Object.entries(options).map(([value, text]) => ({ value, text }));

export const firstOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

function dateOf(name: string, values: Values, typed: Typed | null) {
  const [year, month, day] = String(values[name] ?? '').split('-');
  const part = (of: string, stored: string | undefined): string =>
    (typed ? firstOf(typed[`${name}-${of}`]) : stored?.replace(/^0/, '')) ?? '';
  return { values: { day: part('day', day), month: part('month', month), year: part('year', year) } };
}
