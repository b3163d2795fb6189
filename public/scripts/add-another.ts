// Adds and removes fieldsets without a reload; see views/components/add-another.ejs.
// A remove button inside an item is a submit button with data-add-another-remove.

import { startComponents } from './start-components';

const numbered = ['name', 'id', 'for', 'aria-describedby', 'aria-controls', 'data-aria-controls', 'href'];

export function addAnother(root: HTMLElement): void {
  const name = root.dataset.addAnother ?? '';
  const max = Number(root.dataset.max ?? Infinity);
  const template = root.querySelector<HTMLTemplateElement>('template[data-add-another-template]');
  const button = root.querySelector<HTMLButtonElement>('[data-add-another-button]');
  const status = root.querySelector<HTMLElement>('[data-add-another-status]');
  if (!name || !template || !button) return;
  const pattern = new RegExp(`(${name.replace(/[^\w-]/g, '\\$&')})(-|\\[)\\d+`, 'g');

  const items = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>('[data-add-another-item]')];

  function renumber(): void {
    items().forEach((item, index) => {
      for (const element of [item, ...item.querySelectorAll<HTMLElement>('*')]) {
        for (const attribute of numbered) {
          const value = element.getAttribute(attribute);
          if (value) element.setAttribute(attribute, value.replace(pattern, `$1$2${index}`));
        }
        if (element.hasAttribute('data-number')) element.textContent = String(index + 1);
      }
    });
    button?.toggleAttribute('hidden', items().length >= max);
  }

  function say(text: string): void {
    if (status) status.textContent = text;
  }

  function changed(): void {
    root.dispatchEvent(new Event('change', { bubbles: true }));
  }

  button.addEventListener('click', (event) => {
    event.preventDefault();
    const copy = template.content.firstElementChild?.cloneNode(true);
    if (!(copy instanceof HTMLElement)) return;
    template.before(copy);
    renumber();
    startComponents(copy);
    copy.querySelector<HTMLElement>('input:not([type="hidden"]), select, textarea')?.focus();
    say(`Added number ${items().length}`);
    changed();
  });

  root.addEventListener('click', (event) => {
    const remove = event.target instanceof Element ? event.target.closest('[data-add-another-remove]') : null;
    const item = remove?.closest<HTMLElement>('[data-add-another-item]');
    if (!item) return;
    event.preventDefault();
    const place = items().indexOf(item);
    item.remove();
    renumber();
    const next = items()[Math.min(place, items().length - 1)];
    (next?.querySelector<HTMLElement>('input:not([type="hidden"]), select, textarea') ?? button).focus();
    say(`Removed number ${place + 1}`);
    changed();
  });

  renumber();
}
