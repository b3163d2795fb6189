// Coding a finding: words marked in its text, by mouse, touch or keys, become the extract, and single keys move about
// when they are wanted. <form data-coding> with [data-coding-text], [data-coding-marking], #extract, links
// [data-coding-key], [data-coding-keys].

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
  // By mouse, by touch and by keyboard.
  document.addEventListener('mouseup', () => window.setTimeout(take));
  document.addEventListener('touchend', () => window.setTimeout(take, 300));
  document.addEventListener('keyup', (event) => {
    if (event.shiftKey || event.key === 'Shift') take();
  });
  markByKeys(text, form.querySelector<HTMLElement>('[data-coding-marking]'));
}

// The arrows go from word to word in the text, with Shift they mark: nothing else lets a keyboard select in a page,
// unless its browser is told to browse by caret.
function markByKeys(text: HTMLElement, hint: HTMLElement | null): void {
  if (hint) {
    hint.hidden = false;
    text.setAttribute('aria-describedby', hint.id);
  }
  text.tabIndex = 0;
  text.setAttribute('role', 'group');
  text.setAttribute('aria-label', 'The finding');
  text.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = { ArrowRight: 'forward', ArrowLeft: 'backward' }[event.key];
    const selection = document.getSelection();
    if (way === undefined || !selection) return;
    event.preventDefault();
    const before = selection.rangeCount > 0 ? selection.getRangeAt(0).cloneRange() : null;
    const inside =
      before !== null && text.contains(before.startContainer) && text.contains(before.endContainer);
    if (!inside) selection.setBaseAndExtent(text, 0, text, 0);
    else if (!event.shiftKey && way === 'forward') selection.collapseToEnd();
    else if (!event.shiftKey) selection.collapseToStart();
    selection.modify('extend', way, 'word');
    const { anchorNode, focusNode, anchorOffset, focusOffset } = selection;
    if (!anchorNode || !focusNode) return;
    const within = text.contains(focusNode);
    if (!within && inside) selection.setBaseAndExtent(...ends(before));
    // A word that was gone back to is marked from its beginning, so that Shift goes on from there.
    else if (!event.shiftKey && way === 'backward')
      selection.setBaseAndExtent(focusNode, focusOffset, anchorNode, anchorOffset);
    focusNode.parentElement?.scrollIntoView({ block: 'nearest' });
  });
}

const ends = ({ startContainer, startOffset, endContainer, endOffset }: Range) =>
  [startContainer, startOffset, endContainer, endOffset] as const;

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
    if (event.target instanceof HTMLElement && isWriting(event.target)) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    const link = document.querySelector<HTMLElement>(`[data-coding-key="${CSS.escape(event.key)}"]`);
    const search = form.querySelector<HTMLElement>('[data-filter-search]');
    if (link) link.click();
    else if (event.key === '/') search?.focus();
    else if (event.key === 'm') form.querySelector<HTMLElement>('[data-coding-text]')?.focus();
    else if (event.key === 'u') undo()?.click();
    else return;
    event.preventDefault();
  });
}

/** Whether keys are for a box that one writes in. */
export const isWriting = (at: Element): boolean =>
  at.closest('textarea, select, input:not([type="radio"]):not([type="checkbox"]), [contenteditable]') !==
  null;

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
