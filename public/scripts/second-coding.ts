// A second coder's screen: two keys choose a category, r goes to the reason. With
// public/scripts/coding.ts, which has the switch for single keys and those of the page's links and buttons. What is
// written and not saved stays in this window until it is.
// <form data-second-coding> with radios [data-category-key="21"] and [data-coding-keys-on].

import { isWriting } from './coding';

export function secondCoding(form: HTMLFormElement): void {
  keepUnsaved(form);
  const on = form.querySelector<HTMLInputElement>('[data-coding-keys-on]');
  if (!on) return;
  const radios = [...form.querySelectorAll<HTMLInputElement>('[data-category-key]')];
  for (const radio of radios) {
    const sign = document.createElement('kbd');
    sign.className = 'app-second__key';
    sign.setAttribute('aria-hidden', 'true');
    sign.textContent = radio.dataset.categoryKey ?? '';
    form.querySelector(`label[for="${CSS.escape(radio.id)}"]`)?.append(sign);
  }
  const show = (): boolean => form.classList.toggle('app-second--keys', on.checked);
  on.addEventListener('change', show);
  show();

  let first = '';
  document.addEventListener(
    'keydown',
    (event) => {
      if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const writing = event.target instanceof Element && isWriting(event.target);
      if (writing || event.key.length !== 1) {
        first = '';
        return;
      }
      if (event.key === 'r' && first === '') {
        form.querySelector<HTMLElement>('#rationale')?.focus();
        event.preventDefault();
        return;
      }
      const chosen = radios.find((radio) => first !== '' && radio.dataset.categoryKey === first + event.key);
      if (chosen) {
        chosen.checked = true;
        chosen.focus();
        chosen.dispatchEvent(new Event('change', { bubbles: true }));
        first = '';
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      first = /^\d$/.test(event.key) ? event.key : '';
    },
    true,
  );
}

// In this window alone, under the finding and the version it was written for: when the connection drops or the session
// ends, the words stand in the form again when its page comes back. Another version means that they were saved.
function keepUnsaved(form: HTMLFormElement): void {
  const name = `unsaved ${form.getAttribute('action') ?? ''}`;
  const version = form.querySelector<HTMLInputElement>('input[name="version"]')?.value ?? '';
  const said = (): string =>
    JSON.stringify(
      [...new FormData(form)].filter(([field, value]) => !/^_|^version$/.test(field) && value !== ''),
    );
  const shown = said();
  const note = document.createElement('p');
  note.className = 'govuk-body app-saved--not';
  note.setAttribute('role', 'alert');
  form.querySelector('.app-button-row')?.before(note);
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(name) ?? 'null') as Kept | null;
    if (kept?.version === version && kept.said !== shown) {
      for (const [field, value] of JSON.parse(kept.said) as [string, string][]) put(form, field, value);
      note.textContent = 'What you wrote here was not saved. It stands in the form again.';
    } else if (kept) window.sessionStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing, or something else under the name: the form is as the page has it.
  }
  const keep = (): void => {
    try {
      if (said() === shown) window.sessionStorage.removeItem(name);
      else window.sessionStorage.setItem(name, JSON.stringify({ version, said: said() } satisfies Kept));
    } catch {
      // As above.
    }
  };
  form.addEventListener('input', keep);
  form.addEventListener('change', keep);
  form.addEventListener('submit', (event) => {
    if (window.navigator.onLine) return;
    event.preventDefault();
    note.textContent =
      'Not saved: there is no connection. What you wrote stays here; save again when it is back.';
  });
}

interface Kept {
  version: string;
  said: string;
}

function put(form: HTMLFormElement, field: string, value: string): void {
  const control = form.elements.namedItem(field);
  if (control instanceof RadioNodeList) control.value = value;
  else if (
    control instanceof HTMLTextAreaElement ||
    control instanceof HTMLSelectElement ||
    (control instanceof HTMLInputElement && control.type !== 'hidden')
  )
    control.value = value;
}
