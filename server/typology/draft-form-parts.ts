import type { Problem } from '../http/route';
import { errorsByField } from '../http/forms';
import { typedDate, typedText, type Typed } from '../http/typed';
import type { Content } from '../http/views';

/** views/typology/form: one form and what is said round it. */
export interface FormPage {
  title: string;
  caption: string;
  intro: string[];
  action: string;
  method: 'post' | 'get';
  /** True for a form with a file. */
  file: boolean;
  hidden: { name: string; value: string }[];
  controls: Content[];
  button: string;
  warning: boolean;
  cancel: { text: string; href: string };
  /** What else can be done with it. */
  also: { heading: string; items: { text: string; href: string; detail: string }[] } | null;
  /** A second form of one button. */
  undo: { action: string; button: string; text: string } | null;
}

/** What was typed and what was wrong with it, when a form is shown again. */
export interface Shown {
  typed: Typed | null;
  problems: readonly Problem[];
}
export const FRESH: Shown = { typed: null, problems: [] };

export const draftHref = (draft: string): string => `/typology/drafts/${encodeURIComponent(draft)}`;
export const draftCategoryHref = (draft: string, code: string): string =>
  `${draftHref(draft)}/categories/${encodeURIComponent(code)}`;
export const stepHref = (draft: string, code: string): string =>
  `${draftHref(draft)}/steps/${encodeURIComponent(code)}`;

const PLAIN: Omit<FormPage, 'title' | 'action' | 'button' | 'cancel'> = {
  caption: '',
  intro: [],
  method: 'post',
  file: false,
  hidden: [],
  controls: [],
  warning: false,
  also: null,
  undo: null,
};

/** A form page, with what it does not say left plain. */
export const formPage = (
  form: Partial<FormPage> & Pick<FormPage, 'title' | 'action' | 'button' | 'cancel'>,
): FormPage => ({ ...PLAIN, ...form });

interface Asked {
  label: string;
  hint?: string;
  value?: string;
  rows?: number;
  classes?: string;
}

/** Controls that take what was typed, else what is stored, with their problem beside them. */
export function asking({ typed, problems }: Shown) {
  const errors = errorsByField(problems);
  const valueOf = (name: string, value = ''): string => (typed ? typedText(typed, name) : value);
  const common = (name: string, { label, hint }: Asked) => ({
    id: name,
    name,
    label: { text: label, classes: 'govuk-label--s' },
    hint: hint && { text: hint },
    errorMessage: errors[name],
  });
  return {
    input: (name: string, asked: Asked): Content => ({
      view: 'components/input',
      page: { ...common(name, asked), value: valueOf(name, asked.value), classes: asked.classes ?? '' },
    }),
    area: (name: string, asked: Asked): Content => ({
      view: 'components/textarea',
      page: { ...common(name, asked), value: valueOf(name, asked.value), rows: asked.rows ?? 4 },
    }),
    select: (name: string, asked: Asked, items: { value: string; text: string }[]): Content => ({
      view: 'components/select',
      page: { ...common(name, asked), value: valueOf(name, asked.value), items },
    }),
    checkboxes: (
      name: string,
      asked: Asked & { checked?: string[] },
      items: { value: string; text: string }[],
    ): Content => ({
      view: 'components/checkboxes',
      page: {
        idPrefix: name,
        name,
        fieldset: { legend: { text: asked.label, classes: 'govuk-fieldset__legend--s' } },
        hint: asked.hint && { text: asked.hint },
        errorMessage: errors[name],
        classes: 'govuk-checkboxes--small',
        values: typed ? [typed[name] ?? []].flat() : (asked.checked ?? []),
        items,
      },
    }),
    date: (name: string, asked: Asked): Content => ({
      view: 'components/date-input',
      page: {
        id: name,
        namePrefix: name,
        fieldset: { legend: { text: asked.label, classes: 'govuk-fieldset__legend--s' } },
        hint: asked.hint && { text: asked.hint },
        errorMessage: errors[name],
        values: typed ? typedDate(typed, name) : { day: '', month: '', year: '' },
      },
    }),
  };
}
