// Shows how far a file has been sent: <form data-upload>. The file is sent once: the answer is either the page that it
// led to, or the page again with what is wrong, which takes the place of this one.

/** @param enhance starts the scripts of a part of a page that has come in place of another */
export function upload(form: HTMLFormElement, enhance: (scope: HTMLElement) => void): void {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"], button:not([type])');
  if (!input || !button) return;
  const most = Number(form.dataset.upload);

  form.addEventListener('submit', (event) => {
    const file = input.files?.[0];
    // What is known to be too large is sent plainly: the server stops it early and answers with the page.
    if (event.defaultPrevented || !file || file.size > most) return;
    event.preventDefault();
    button.disabled = true;
    form.querySelector('.app-upload')?.remove();
    const shown = progressBefore(button);
    const request = new XMLHttpRequest();
    const failed = (): void => {
      button.disabled = false;
      shown.stop('The file could not be sent: the connection broke off. Try again.');
    };
    request.upload.addEventListener('progress', ({ loaded, total }) => shown.say(loaded, total));
    request.addEventListener('error', failed);
    request.addEventListener('load', () => {
      if (request.status < 400 && request.responseURL !== '') window.location.assign(request.responseURL);
      else if (!replacePage(request.responseText, enhance)) failed();
    });
    request.open('POST', form.action);
    request.send(new FormData(form));
  });
}

function progressBefore(button: HTMLElement): {
  say(loaded: number, total: number): void;
  stop(words: string): void;
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
    say(loaded, total) {
      if (loaded < total) {
        bar.value = Math.round((loaded / total) * 100);
        return;
      }
      bar.removeAttribute('value');
      words.textContent = 'Sent. Checking the file and loading it';
    },
    stop(text) {
      bar.remove();
      words.textContent = text;
    },
  };
}

/** Puts the content of a page that was sent in place of this one's; false when it is not a page of this service. */
function replacePage(html: string, enhance: (scope: HTMLElement) => void): boolean {
  const answer = new DOMParser().parseFromString(html, 'text/html');
  const theirs = answer.querySelector('main');
  const ours = document.querySelector('main');
  if (!theirs || !ours) return false;
  document.title = answer.title;
  const main = document.adoptNode(theirs);
  ours.replaceWith(main);
  enhance(main);
  window.scrollTo(0, 0);
  return true;
}
