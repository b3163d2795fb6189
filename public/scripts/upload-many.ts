// Sends the files of a form one after another and says of each how far it is and what became of it:
// <form data-upload-many="most bytes of a file" data-done="where the files are listed">. What is wrong with the form
// itself is told by the answer to the first file, and no other is sent.
import { clearProblems, showProblems, type FormProblem } from './form-problems';

interface Answer {
  outcomes?: { is: string; words: string }[];
  problems?: FormProblem[];
}

const AWAY = 'the workbench cannot keep files just now. Try again in a minute.';

export function uploadMany(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"], button:not([type])');
  if (!input || !button) return;
  const most = Number(form.dataset.uploadMany);
  const { name: field } = input;

  form.addEventListener('submit', (event) => {
    const files = [...(input.files ?? [])];
    if (event.defaultPrevented || files.length === 0) return;
    event.preventDefault();
    form.querySelector('.app-uploads')?.remove();
    clearProblems(form);
    button.disabled = true;
    const shown = list(files);
    button.before(shown.box);
    void sendAll(files, shown);
  });

  /** The files stay chosen: they need not be looked for again when the form is mended. */
  const refuse = (problems: readonly FormProblem[]): void => {
    button.disabled = false;
    showProblems(form, problems);
  };

  const release = (): void => {
    button.disabled = false;
    input.value = '';
  };

  async function sendAll(files: File[], shown: ReturnType<typeof list>): Promise<void> {
    let added = 0;
    let same = 0;
    for (const [at, file] of files.entries()) {
      const row = shown.rows[at];
      if (!row) continue;
      shown.status.textContent = `Sending file ${at + 1} of ${files.length}`;
      const answer = shown.cancelled() ? 'cancelled' : await sendOne(at, file, row, shown.onCancel);
      if (answer === 'signed-out') {
        row.end('Not sent: you are signed out. Sign in in another window, then send it again.', false);
        break;
      }
      if (answer === 'added') added += 1;
      if (answer === 'same') same += 1;
      if (answer === 'cancelled') row.end('Not sent: cancelled.', false);
      if (typeof answer === 'object') {
        shown.box.remove();
        return refuse(answer);
      }
    }
    release();
    shown.done(doneWords(files.length, added, same), form.dataset.done ?? '');
  }

  function sendOne(at: number, file: File, row: Row, onCancel: (stop: () => void) => void) {
    if (file.size > most) {
      row.end(`Not sent: it is larger than ${Math.floor(most / 1048576)} MB.`, false);
      return 'refused';
    }
    return new Promise<'added' | 'same' | 'refused' | 'cancelled' | 'signed-out' | FormProblem[]>(
      (resolve) => {
        const body = new FormData(form);
        body.delete(field);
        body.append(field, file);
        const request = new XMLHttpRequest();
        onCancel(() => request.abort());
        request.upload.addEventListener('progress', ({ loaded, total }) => row.say(loaded / total));
        request.addEventListener('abort', () => resolve('cancelled'));
        request.addEventListener('error', () => {
          row.end('Not sent: the connection broke off. Send it again.', false);
          resolve('refused');
        });
        request.addEventListener('load', () => {
          if (request.status === 401) return resolve('signed-out');
          const { outcomes = [], problems = [] } = read(request.responseText);
          const ofForm = problems.filter((problem) => problem.field !== field);
          // What the first file's answer finds wrong with the form is wrong for every file.
          if (ofForm.length > 0 && at === 0) return resolve(ofForm);
          const refused = problems.map(({ message }) => message).join('. ');
          const [outcome] = outcomes;
          const why = refused || (request.status === 503 ? AWAY : 'the file could not be taken. Try again.');
          row.end(outcome?.words ?? `Not kept: ${why}`, Boolean(outcome));
          resolve(!outcome ? 'refused' : outcome.is === 'same' ? 'same' : 'added');
        });
        request.open('POST', form.action);
        request.setRequestHeader('X-Autosave', '1');
        request.setRequestHeader('Accept', 'application/json');
        request.send(body);
      },
    );
  }
}

/** `3 of 5 files added. 1 was in the review already. 1 was not kept.` */
function doneWords(all: number, added: number, same: number): string {
  const was = (number: number): string => `${number} ${number === 1 ? 'was' : 'were'}`;
  const not = all - added - same;
  return [
    `${added} of ${all} ${all === 1 ? 'file' : 'files'} added.`,
    same > 0 && `${was(same)} in the review already.`,
    not > 0 && `${was(not)} not kept.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function read(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return {};
  }
}

interface Row {
  say(part: number): void;
  end(words: string, kept: boolean): void;
}

function list(files: File[]) {
  const box = element('div', 'app-uploads');
  const status = element('p', 'govuk-body');
  status.setAttribute('role', 'status');
  const items = element('ul', 'app-files');
  const cancel = element('button', 'govuk-button govuk-button--secondary', 'Cancel what is not yet sent');
  cancel.setAttribute('type', 'button');
  let cancelled = false;
  let stop = (): void => undefined;
  cancel.addEventListener('click', () => {
    cancelled = true;
    stop();
  });
  box.append(status, items, cancel);
  return {
    box,
    status,
    rows: files.map((file) => rowOf(file.name, items)),
    cancelled: () => cancelled,
    onCancel(how: () => void) {
      stop = how;
    },
    done(words: string, href: string) {
      cancel.remove();
      status.textContent = `${words} `;
      const link = element('a', 'govuk-link', 'See the documents');
      link.setAttribute('href', href);
      status.append(link);
      status.tabIndex = -1;
      status.focus();
    },
  };
}

function rowOf(name: string, items: HTMLElement): Row {
  const item = element('li', 'app-files__file');
  const bar = document.createElement('progress');
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute('aria-label', `How much of ${name} has been sent`);
  const words = element('span', 'app-files__words');
  item.append(element('strong', 'app-files__name', name), ' ', words, bar);
  items.append(item);
  return {
    say(part) {
      if (part < 1) bar.value = Math.round(part * 100);
      else {
        bar.removeAttribute('value');
        words.textContent = 'Sent. It is being checked.';
      }
    },
    end(text, kept) {
      bar.remove();
      words.textContent = text;
      item.classList.toggle('app-files__file--not', !kept);
    },
  };
}

function element(tag: string, classes: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = classes;
  made.textContent = text;
  return made;
}
