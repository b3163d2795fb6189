// Saves a form two seconds after the last change, and says so; warns before leaving with unsaved changes.
// <form data-autosave> posts to its action with `X-Autosave: 1`. The answer is { savedAt, version }.
// With `values` it may also say what further fields hold now: other versions, and words that someone else saved meanwhile.
// <form data-warn-unsaved> has only the warning; with the value `already` what it shows is not saved from the start.

import { sessionExtended } from './session-warning';

const pause = 2_000;
const retry = 15_000;

interface Answer {
  savedAt?: string;
  version?: string | number;
  message?: string;
  values?: Record<string, string>;
}

export function autosave(form: HTMLFormElement): void {
  const saves = form.hasAttribute('data-autosave');
  const status =
    form.querySelector<HTMLElement>('[data-saved-at]') ??
    document.querySelector<HTMLElement>('[data-saved-at]');
  let edits = form.dataset.warnUnsaved === 'already' ? 1 : 0;
  let saved = 0; // how many of the edits the server has
  let stopped = false; // a conflict or no session: only saving by hand helps now
  let leaving = false;
  let timer = 0;
  let underWay: Promise<number | undefined> | undefined;
  const changed = (): boolean => edits !== saved;

  function say(text: string, failed = false): void {
    if (!status) return;
    status.classList.toggle('app-saved--not', failed);
    if (status.textContent !== text) status.textContent = text;
  }

  function later(delay: number): void {
    window.clearTimeout(timer);
    if (saves && !stopped) timer = window.setTimeout(() => void save(), delay);
  }

  async function save(): Promise<void> {
    if (!changed() || stopped || leaving || underWay) return;
    const before = edits;
    underWay = send();
    const again = await underWay;
    underWay = undefined;
    if (again !== undefined) later(again);
    else if (edits !== before) later(pause);
  }

  /** The milliseconds after which to try again, if at all before the next change. */
  async function send(): Promise<number | undefined> {
    const sent = edits;
    const data = new FormData(form);
    const body = form.enctype === 'multipart/form-data' ? data : asUrlEncoded(data);
    try {
      const response = await fetch(form.getAttribute('action') ?? window.location.href, {
        method: 'POST',
        body,
        credentials: 'same-origin',
        redirect: 'manual', // a redirect is the sign-in page: the session has ended
        headers: { Accept: 'application/json', 'X-Autosave': '1' },
      });
      const answer = await readAnswer(response);
      if (response.ok) {
        const version = form.querySelector<HTMLInputElement>('input[name="version"]');
        if (version && answer.version !== undefined) version.value = String(answer.version);
        for (const [name, value] of Object.entries(answer.values ?? {})) put(name, value, data.get(name));
        saved = sent;
        sessionExtended();
        say(`Saved at ${timeOf(answer.savedAt)}`);
        return undefined;
      }
      if (response.status === 409) {
        stopped = true;
        say('Not saved: this has changed since you opened it. Select Save to see both versions.', true);
      } else if (response.status === 422) {
        say(
          `Not saved yet: ${answer.message ?? 'something needs correcting. Select Save to see what.'}`,
          true,
        );
      } else if (response.type === 'opaqueredirect' || response.status === 401 || response.status === 403) {
        stopped = true;
        say('Not saved: you are signed out. Copy what you wrote before you leave this page.', true);
      } else {
        say('Not saved: something went wrong. Trying again shortly.', true);
        return retry;
      }
      return undefined;
    } catch {
      say('Not saved: there is no connection. Trying again shortly.', true);
      return retry;
    }
  }

  /** Puts what is stored in a field, unless it was written in after it was sent. */
  function put(name: string, value: string, wasSent: FormDataEntryValue | null): void {
    const control = form.elements.namedItem(name);
    if (
      control instanceof RadioNodeList ||
      (control instanceof HTMLInputElement && control.type === 'checkbox')
    ) {
      choose(name, value, wasSent);
      return;
    }
    const isField =
      control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement;
    if (isField && plain(control.value) === plain(String(wasSent ?? ''))) control.value = value;
  }

  /** The same for radios and ticks. */
  function choose(name: string, value: string, wasSent: FormDataEntryValue | null): void {
    if (String(new FormData(form).get(name) ?? '') !== String(wasSent ?? '')) return;
    for (const box of form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`))
      box.checked = box.value === value;
  }

  function noteChange(event: Event): void {
    if (event.target instanceof Element && event.target.closest('[data-filter-search]')) return;
    edits += 1;
    later(pause);
  }
  form.addEventListener('input', noteChange);
  form.addEventListener('change', noteChange);

  form.addEventListener('submit', (event) => {
    window.clearTimeout(timer);
    if (underWay) {
      // Wait for the version this save will bring; with the old one our own save would look like a conflict.
      event.preventDefault();
      const submitter = event.submitter;
      leaving = true;
      void underWay.then(() => {
        leaving = false;
        form.requestSubmit(submitter);
      });
      return;
    }
    if (!event.defaultPrevented) leaving = true;
  });

  window.addEventListener('beforeunload', (event) => {
    if (!leaving && (changed() || underWay)) event.preventDefault();
  });
  window.addEventListener('pageshow', () => {
    leaving = false;
  });
}

const plain = (text: string): string => text.replace(/\r\n?/g, '\n');

function asUrlEncoded(data: FormData): URLSearchParams {
  const pairs = new URLSearchParams();
  data.forEach((value, name) => {
    if (typeof value === 'string') pairs.append(name, value);
  });
  return pairs;
}

async function readAnswer(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch {
    return {};
  }
}

// The server may send a time as it is shown, or a timestamp.
function timeOf(savedAt = new Date().toISOString()): string {
  if (/^\d\d:\d\d$/.test(savedAt)) return savedAt;
  return new Date(savedAt).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Europe/London',
  });
}
