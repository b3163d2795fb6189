// A second coder's screen: two keys choose a category, r goes to the reason, Escape leaves a box. With
// public/scripts/coding.ts, which has the switch for single keys and those of the page's links and buttons.
// <form data-second-coding> with radios [data-category-key="21"] and [data-coding-keys-on].

export function secondCoding(form: HTMLFormElement): void {
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
      const at = event.target;
      const writing =
        at instanceof Element &&
        at.closest('textarea, select, input:not([type="radio"]):not([type="checkbox"]), [contenteditable]');
      if (event.key === 'Escape' && writing && at instanceof HTMLElement) at.blur();
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
