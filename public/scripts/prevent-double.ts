// A second press within a few seconds does not send <form data-prevent-double> again.

const hold = 5_000;

export function preventDouble(): void {
  const sentAt = new WeakMap<HTMLFormElement, number>();
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute('data-prevent-double')) return;
    if (event.defaultPrevented) return;
    const last = sentAt.get(form);
    if (last !== undefined && Date.now() - last < hold) event.preventDefault();
    else sentAt.set(form, Date.now());
  });
  // Coming back to the page with the browser's Back must not leave the form dead.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) document.querySelectorAll('form').forEach((form) => sentAt.delete(form));
  });
}
