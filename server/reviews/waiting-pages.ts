import { answerWords } from '../coding/answer-words';
import { count, howLong, longDate } from '../http/dates';
import { wordsOf } from './method-words';
import type { Waiting, Work } from './work-queries';

export interface WaitingLine {
  text: string;
  href: string;
  detail: string;
  since: string;
  /** For what is done with once it was read: where that is said, and what it is about. */
  read?: { action: string; about: string };
}

/** One line of what waits: what, why, and since when. */
export function waitingLine(one: Waiting, now: Date): WaitingLine {
  const review = `/reviews/${one.review_id}`;
  const { finding: term } = wordsOf(one.terms);
  const finding = `${review}/findings/${one.subject_id}`;
  const checkBack = `${review}/conversations/${one.subject_id}/check-back`;
  const { child_label: child, reference } = one;
  const elsewhere = `${one.words} ${one.words === '1' ? term.one : term.many} in it ${one.words === '1' ? 'was' : 'were'} approved elsewhere.`;
  const uncounted = 'Until then nothing of that counts in national figures.';
  const lines: Record<Waiting['kind'], { text: string; href: string; why: string }> = {
    decide: {
      text: `${term.One} ${one.number} of ${child} waits for your decision`,
      href: finding,
      why: one.words,
    },
    accept: {
      text: `${child} was brought in from a file and waits for your acceptance`,
      href: '/approvals',
      why: `${elsewhere} ${uncounted}`,
    },
    accept_by_another: {
      text: `${child}, which you brought in, waits for the acceptance of another chair`,
      href: review,
      why: `${elsewhere} ${uncounted}`,
    },
    accept_by_chair: {
      text: `${child} was brought in from a file and waits for the chair’s acceptance`,
      href: review,
      why: `${elsewhere} ${uncounted}`,
    },
    returned: {
      text: `${term.One} ${one.number} of ${child} came back with comments`,
      href: finding,
      why: quote(one.words),
    },
    reopened: {
      text: `${term.One} ${one.number} of ${child} was reopened`,
      href: finding,
      why: quote(one.words),
    },
    put_right: {
      text: `${one.words} asks to put something right in their record`,
      href: checkBack,
      why: `It came back from checking the record of ${child}.`,
    },
    remarked: {
      text: `${one.words} agreed with their record and left remarks`,
      href: checkBack,
      why: `It came back from checking the record of ${child}.`,
    },
    declare: {
      text: `Declare your independence for ${child}`,
      href: `${review}/independence`,
      why: `You can send ${term.many} to the chair once you have.`,
    },
    older_tags: {
      text: `${term.One} ${one.number} of ${child} has tags of an older edition of the typology`,
      href: `${finding}/tags`,
      why: `${one.words}. Carry them over, or choose again.`,
    },
    no_lead: {
      text: `${child} has no lead reviewer`,
      href: `${review}/team`,
      why: 'Choose one or two from the register.',
    },
    late: {
      text: `${child} is past a date: say why, and set a new one`,
      href: `${review}/clocks`,
      why: `${one.words} was due on ${longDate(one.since)}.`,
    },
    undeclared: {
      text: `${one.words} has not declared independence for ${child}`,
      href: `${review}/team`,
      why: `Their ${term.many} cannot be sent to the chair until they have.`,
    },
  };
  const { text, href, why } = lines[one.kind];
  return {
    text,
    href,
    detail: [`${reference}.`, why].filter(Boolean).join(' '),
    since: howLong(one.since, now),
  };
}

/** Findings that wait to be coded a second time. They belong to no review of the reader's. */
export function secondCodingLine(
  { sample_id, number, left, since }: Work['second_codings'][number],
  now: Date,
): WaitingLine {
  return {
    text: `${count(left, 'finding')} ${left === 1 ? 'waits' : 'wait'} for your second coding`,
    href: `/coding/second/${sample_id}`,
    detail: `Sample ${number}. You see the text and the categories, and nothing of the first coding.`,
    since: howLong(since, now),
  };
}

/** An answer of the national editors to what fitted no category. Read, it is done with. */
export function answerLine(one: Work['answers'][number], now: Date): WaitingLine {
  const { finding: term } = wordsOf(one.terms);
  const finding = `/reviews/${one.review_id}/findings/${one.finding_id}`;
  const about = `${term.One} ${one.number} of ${one.child_label}`;
  const name = one.suggested_name === '' ? '' : `“${one.suggested_name}”: `;
  return {
    text: `The national editors answered what does not fit in ${about}`,
    href: one.state === 'draft' || one.state === 'returned' ? `${finding}/tags` : `${finding}#tags`,
    detail: `${one.reference}. ${name}${answerWords(one.answer)}`,
    since: howLong(one.answered_at, now),
    read: { action: `${finding}/answers/${one.answer_id}/reading`, about: `the answer on ${about}` },
  };
}

const quote = (words: string): string => {
  const line = words.replace(/\s+/g, ' ');
  return line === '' ? '' : `“${line.length > 160 ? `${line.slice(0, 160).trimEnd()}…` : line}”`;
};
