// Shows how far a file has been sent: <form data-upload="most bytes">. Whatever goes wrong, the form is sent as it
// would be without a script, and the page that comes back says what the matter is.

export function upload(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"], button:not([type])');
  if (!input || !button) return;
  const most = Number(form.dataset.upload);

  form.addEventListener('submit', (event) => {
    const file = input.files?.[0];
    if (event.defaultPrevented || !file || file.size > most) return;
    event.preventDefault();
    button.disabled = true;
    const shown = progressBefore(button);
    const request = new XMLHttpRequest();
    const plainly = (): void => {
      shown.box.remove();
      button.disabled = false;
      form.submit();
    };
    request.upload.addEventListener('progress', ({ loaded, total }) => shown.say(loaded, total));
    request.addEventListener('error', plainly);
    request.addEventListener('load', () => {
      const location = request.status === 200 ? locationIn(request.responseText) : undefined;
      if (location?.startsWith('/')) window.location.assign(location);
      else plainly();
    });
    request.open('POST', form.action);
    request.setRequestHeader('X-Autosave', '1');
    request.send(new FormData(form));
  });
}

function progressBefore(button: HTMLElement): {
  box: HTMLElement;
  say(loaded: number, total: number): void;
} {
  const box = document.createElement('div');
  box.className = 'app-upload';
  const bar = document.createElement('progress');
  bar.max = 100;
  bar.setAttribute('aria-label', 'How much of the file has been sent');
  const words = document.createElement('div');
  words.setAttribute('role', 'status');
  words.textContent = 'Sending the file';
  box.append(bar, words);
  button.before(box);
  return {
    box,
    say(loaded, total) {
      if (loaded < total) {
        bar.value = Math.round((loaded / total) * 100);
        return;
      }
      bar.removeAttribute('value');
      words.textContent = 'Sent. Checking the file and loading it';
    },
  };
}

function locationIn(text: string): string | undefined {
  try {
    const answer = JSON.parse(text) as { location?: unknown };
    return typeof answer.location === 'string' ? answer.location : undefined;
  } catch {
    return undefined;
  }
}
