import { longDate } from '../http/dates';
import { categoryHref } from '../typology/typology-pages';
import { titleOf } from './queue-pages';
import type { GivenAnswer } from './queue-queries';

/** views/coding/answered */
export interface AnsweredPage {
  answers: {
    suggested: string;
    words: string;
    href: string;
    by: string;
    findings: { statement: string; removal: string }[];
  }[];
  note: string;
}

/** What was answered, the latest first; findings that were answered together stand together. */
export function answeredPage(answers: readonly GivenAnswer[], most: number): AnsweredPage {
  const together = new Map<string, GivenAnswer[]>();
  for (const one of answers) {
    const key = JSON.stringify([one.at, one.by_name, givenWords(one)]);
    together.set(key, [...(together.get(key) ?? []), one]);
  }
  return {
    answers: [...together.values()].map((given) => ({
      suggested: [...new Set(given.map((one) => titleOf(one.suggested_name)))].join('; '),
      findings: given.map(({ id, statement }) => ({
        statement: statement ?? 'This finding is not there to read at present.',
        removal: `/coding/does-not-fit/answered/${id}/removal`,
      })),
      ...answerShown(given[0]),
    })),
    note: answers.length === most ? `The latest ${most} are shown.` : '',
  };
}

function answerShown(one: GivenAnswer | undefined): { words: string; href: string; by: string } {
  if (!one) return { words: '', href: '', by: '' };
  const { category, edition, status } = one;
  const open = category !== null && edition !== null && status !== null && status !== 'draft';
  return {
    words: givenWords(one),
    href: open ? categoryHref(edition, category) : '',
    by: `${one.by_name}, ${longDate(one.at)}`,
  };
}

function givenWords({ answer, category, category_name, edition, status }: GivenAnswer): string {
  if (category === null) return answer;
  if (status === null) return `It was to be ${category}, which the draft has no longer: it waits again.`;
  return `“${category_name ?? ''}” (${category}) of edition ${edition ?? ''}${status === 'draft' ? ', a draft' : ''}`;
}
