import { longDate } from '../http/dates';

/** What the national editors answered to a suggested name (national.answers_to). */
export interface AnswerGiven {
  text: string;
  at: string;
  /** The category that was made for it, in which edition, and whether that is published. */
  edition: string | null;
  category: string | null;
  published: boolean;
}
/** By the suggested name. */
export type AnswersGiven = Readonly<Record<string, AnswerGiven>>;

/** What was answered to a suggested name; null when nothing was. */
export const answerTo = (answers: AnswersGiven, suggested: string): AnswerGiven | null =>
  Object.hasOwn(answers, suggested) ? (answers[suggested] ?? null) : null;

/** What a reviewer reads beside a tag that does not fit; empty when nothing was answered. */
export function answerWords(answer: AnswerGiven | null): string {
  if (!answer) return '';
  const said =
    answer.category === null
      ? answer.text
      : answer.published
        ? `Edition ${answer.edition} of the typology has a category for this: “${answer.category}”.`
        : `A category for this is drafted for edition ${answer.edition} of the typology: “${answer.category}”.`;
  return `${said} (${longDate(answer.at)})`;
}
