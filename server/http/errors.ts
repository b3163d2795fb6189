import type { Problem } from './route';

/** The row does not exist, or the actor may not see it: the answer is the same 404. */
export class Missing extends Error {
  /** @param instead what became of it, for those who may know that it was there */
  constructor(readonly instead?: { title: string; message: string; link: { text: string; href: string } }) {
    super('Missing');
  }
}

/** A rule forbids what was asked, in words a person can act on. Shown on the page with status 422. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly field = '',
  ) {
    super(message);
  }

  /** What the page is answered with. */
  get status(): 409 | 422 {
    return 422;
  }

  /** What is shown beside the field: one message, unless a kind of refusal has more to say. */
  get problems(): Problem[] {
    return [{ field: this.field, message: this.message }];
  }
}

/** Something else was saved since the page was opened. Shown on the page itself, which keeps what was typed, with status 409. */
export class Outdated extends Refused {
  override get status(): 409 {
    return 409;
  }
}

/** Who sent a file is gone before it was kept: nothing of it is, and no one reads the answer. */
export class CutOff extends Error {
  constructor() {
    super('The upload was cut off');
  }
}

/** The same form was posted before: what it led to then is the answer now. */
export class AlreadyDone extends Error {
  constructor(readonly location: string) {
    super('Already done');
  }
}

/** What one person typed, what another saved meanwhile and what both began from, by field. */
export interface ConflictField {
  name: string;
  label: string;
  mine: string;
  theirs: string;
  original: string;
}

/** Someone, or the same person in another window, changed the same field first. Nothing was saved, nothing typed is lost. */
export class Conflict extends Error {
  constructor(
    readonly fields: ConflictField[],
    readonly version: number,
    readonly by: string,
    /** True when it was the same person, in another window. */
    readonly own = false,
  ) {
    super('Conflict');
  }
}
