// <body data-session-ends="1800"> (seconds): five minutes before, a dialog offers to stay signed in.

const ahead = 5 * 60;
let ends = 0;
let seconds = 0;

/** The server has just seen us, so the session begins again. */
export function sessionExtended(): void {
  if (seconds > 0) ends = Date.now() + seconds * 1000;
}

export function sessionWarning(body: HTMLElement): void {
  seconds = Number(body.dataset.sessionEnds ?? 0);
  if (!(seconds > 0) || typeof HTMLDialogElement === 'undefined') return;
  sessionExtended();
  const title = make('h2', 'govuk-heading-m', 'You will soon be signed out');
  title.id = 'session-title';
  const text = make('p', 'govuk-body', '');
  text.setAttribute('role', 'status');
  const stay = make('button', 'govuk-button', 'Stay signed in');
  stay.type = 'button';
  const close = make('button', 'govuk-button govuk-button--secondary', 'Go back to the page');
  close.type = 'button';
  const dialog = make('dialog', 'app-dialog');
  dialog.setAttribute('aria-labelledby', title.id);
  const row = make('div', 'app-button-row');
  row.append(stay, close);
  dialog.append(title, text, row);
  body.append(dialog);
  close.addEventListener('click', () => dialog.close());

  stay.addEventListener('click', async () => {
    try {
      const response = await fetch('/account/session', {
        credentials: 'same-origin',
        redirect: 'manual',
        headers: { Accept: 'application/json' },
      });
      if (!response.ok) throw new Error(String(response.status));
      sessionExtended();
      dialog.close();
    } catch {
      text.textContent = 'That did not work. Save what you wrote, or copy it, before the time is up.';
    }
  });

  let warned = false;
  function look(): void {
    const left = Math.round((ends - Date.now()) / 1000);
    if (left > ahead) {
      warned = false;
      if (dialog.open) dialog.close();
      return;
    }
    const words = left > 90 ? `in ${Math.ceil(left / 60)} minutes` : 'in about a minute';
    if (left > 0) set(text, `For safety you will be signed out ${words}. Anything not saved would be lost.`);
    else {
      set(title, 'You are signed out');
      set(text, 'What you wrote is still on this page: copy what you need, then sign in again.');
      stay.hidden = true;
    }
    if (!warned || (left <= 0 && !stay.dataset.over)) {
      warned = true;
      if (left <= 0) stay.dataset.over = '1';
      if (!dialog.open) dialog.showModal();
    }
  }
  window.setInterval(look, 15_000);
  document.addEventListener('visibilitychange', look);
}

function set(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  classes: string,
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = classes;
  element.textContent = text;
  return element;
}
