// Coding a finding: words selected in its text become the extract, and single keys move about when they are
// wanted. <form data-coding> with [data-coding-text], #extract, links [data-coding-key], [data-coding-keys].

const remembered = 'coding-keys';

export function coding(form: HTMLFormElement): void {
  takeSelection(form);
  singleKeys(form);
}

function takeSelection(form: HTMLFormElement): void {
  const text = form.querySelector<HTMLElement>('[data-coding-text]');
  const extract = form.querySelector<HTMLTextAreaElement>('#extract');
  if (!text || !extract) return;
  const take = (): void => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0).cloneRange();
    if (!text.contains(range.startContainer)) return;
    // Three clicks select a paragraph up to the beginning of what follows it.
    if (!text.contains(range.endContainer)) range.setEnd(text, text.childNodes.length);
    const words = range.toString().trim();
    if (words === '' || words === extract.value) return;
    extract.value = words;
    extract.dispatchEvent(new Event('input', { bubbles: true }));
  };
  // By mouse, by touch and by keyboard (with the browser's caret browsing).
  document.addEventListener('mouseup', () => window.setTimeout(take));
  document.addEventListener('touchend', () => window.setTimeout(take, 300));
  document.addEventListener('keyup', (event) => {
    if (event.shiftKey || event.key === 'Shift') take();
  });
}

// Off until someone turns them on: a key by itself is easily pressed by accident or by a voice (WCAG 2.1.4).
function singleKeys(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLElement>('[data-coding-keys]');
  const on = form.querySelector<HTMLInputElement>('[data-coding-keys-on]');
  if (!box || !on) return;
  box.hidden = false;
  on.checked = recall() === 'on';
  on.addEventListener('change', () => remember(on.checked ? 'on' : 'off'));

  const undo = (): HTMLElement | undefined =>
    [...document.querySelectorAll<HTMLElement>('[data-coding-undo], [data-coding-remove]')].at(
      document.querySelector('[data-coding-undo]') ? 0 : -1,
    );
  document.addEventListener('keydown', (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest('textarea, select, [contenteditable]'))
      return;
    if (event.target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(event.target.type))
      return;
    const link = document.querySelector<HTMLElement>(`[data-coding-key="${CSS.escape(event.key)}"]`);
    const search = form.querySelector<HTMLElement>('[data-filter-search]');
    if (link) link.click();
    else if (event.key === '/') search?.focus();
    else if (event.key === 'u') undo()?.click();
    else return;
    event.preventDefault();
  });
}

function recall(): string | null {
  try {
    return window.localStorage.getItem(remembered);
  } catch {
    return null;
  }
}

function remember(value: string): void {
  try {
    window.localStorage.setItem(remembered, value);
  } catch {
    // A browser that keeps nothing: the choice holds for this page.
  }
}
