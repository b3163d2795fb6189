// Says what is wrong with a form that was checked in the background, as the page of the server would.
import { errorLinks } from './error-links';

export interface FormProblem {
  field: string;
  message: string;
}

const TITLE = 'Error: ';

/** Puts a summary above the page and each message at its field, in place of what was said before; leads to the summary. */
export function showProblems(form: HTMLFormElement, problems: readonly FormProblem[]): void {
  clearProblems(form);
  const items = problems.map(({ field, message }) => {
    atField(field, message);
    const link = element('a', '', message);
    link.setAttribute('href', `#${field}`);
    const item = element('li', '');
    item.append(link);
    return item;
  });
  const list = element('ul', 'govuk-list govuk-error-summary__list');
  list.append(...items);
  const body = element('div', 'govuk-error-summary__body');
  body.append(list);
  const alert = element('div', '');
  alert.setAttribute('role', 'alert');
  alert.append(element('h2', 'govuk-error-summary__title', 'There is a problem'), body);
  const summary = element('div', 'govuk-error-summary');
  summary.tabIndex = -1;
  summary.append(alert);
  document.querySelector('main')?.prepend(summary);
  errorLinks(document.body);
  if (!document.title.startsWith(TITLE)) document.title = TITLE + document.title;
  summary.focus();
}

/** Takes away what was said to be wrong with a form. */
export function clearProblems(form: HTMLFormElement): void {
  document.querySelectorAll('main .govuk-error-summary').forEach((summary) => summary.remove());
  for (const message of form.querySelectorAll('.govuk-error-message')) {
    for (const described of form.querySelectorAll(`[aria-describedby~="${message.id}"]`)) {
      const others = (described.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .filter((id) => id !== message.id);
      if (others.length > 0) described.setAttribute('aria-describedby', others.join(' '));
      else described.removeAttribute('aria-describedby');
    }
    message.remove();
  }
  for (const kind of ['form-group', 'input', 'select', 'file-upload']) {
    form
      .querySelectorAll(`.govuk-${kind}--error`)
      .forEach((one) => one.classList.remove(`govuk-${kind}--error`));
  }
  if (document.title.startsWith(TITLE)) document.title = document.title.slice(TITLE.length);
}

function atField(field: string, words: string): void {
  const control = document.getElementById(field);
  const group = control?.closest('.govuk-form-group');
  if (!control || !group) return;
  const message = element('p', 'govuk-error-message');
  message.id = `${field}-error`;
  message.append(element('span', 'govuk-visually-hidden', TITLE), words);
  group.classList.add('govuk-form-group--error');
  control.before(message);
  // The boxes of a date are described by their group.
  const described = control.matches('.govuk-date-input') ? control.closest('fieldset') : control;
  const already = described?.getAttribute('aria-describedby');
  described?.setAttribute('aria-describedby', [already, message.id].filter(Boolean).join(' '));
  for (const input of control.matches('.govuk-date-input') ? control.querySelectorAll('input') : [control]) {
    const kind = ['select', 'file-upload', 'input'].find((one) => input.classList.contains(`govuk-${one}`));
    if (kind) input.classList.add(`govuk-${kind}--error`);
  }
}

function element(tag: string, classes: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  made.textContent = text;
  return made;
}
