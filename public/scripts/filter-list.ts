// Typing narrows a list: <div data-filter-list data-filter-label="Find a category" data-filter-noun="categories">
// around li, radio or checkbox items. data-filter-words on an item holds further words to find it by;
// an item with data-filter-always stays whatever is typed. data-filter-none says that nothing fits.

let made = 0;

export function filterList(root: HTMLElement): void {
  const items = [...root.querySelectorAll<HTMLElement>('.govuk-radios__item, .govuk-checkboxes__item, li')];
  if (items.length < 2) return;
  made += 1;
  const noun = root.dataset.filterNoun ?? 'entries';
  const box = document.createElement('div');
  box.className = 'govuk-form-group app-find';
  const label = document.createElement('label');
  label.className = 'govuk-label';
  label.htmlFor = `find-${made}`;
  label.textContent = root.dataset.filterLabel ?? 'Find in this list';
  const input = document.createElement('input');
  input.className = 'govuk-input';
  input.id = label.htmlFor;
  input.type = 'search';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.setAttribute('data-filter-search', '');
  const count = document.createElement('p');
  count.className = 'app-find__count';
  count.setAttribute('role', 'status');
  box.append(label, input, count);
  root.prepend(box);

  const texts = new Map(
    items.map((item) => [item, plain(`${item.textContent} ${item.dataset.filterWords ?? ''}`)]),
  );
  const branches = [...root.querySelectorAll('details')];
  const openAtFirst = new Map(branches.map((branch) => [branch, branch.open]));
  let announce = 0;

  function narrow(): void {
    const words = plain(input.value).split(' ').filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const text = texts.get(item) ?? '';
      const chosen = Boolean(item.querySelector(':scope > input:checked'));
      const fits = words.every((word) => text.includes(word));
      if (fits) shown += 1;
      item.hidden = !fits && !chosen && !('filterAlways' in item.dataset);
    }
    // In a tree, what was found is shown, not only its closed branch.
    for (const branch of branches) branch.open = words.length > 0 || (openAtFirst.get(branch) ?? false);
    window.clearTimeout(announce);
    announce = window.setTimeout(() => {
      const none = shown === 0 && root.dataset.filterNone;
      count.textContent = words.length === 0 ? '' : none || `${shown} of ${items.length} ${noun}`;
    }, 400);
  }
  input.addEventListener('input', narrow);
  // Enter here looks for words; it does not send the form.
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}
