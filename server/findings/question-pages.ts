import type { Content } from '../http/views';
import type { WholeFinding } from './finding-queries';
import { firstOf, type Errors, type Typed } from './fields';
import { addressOf, notSaved, savedAt } from './frame-pages';
import { closedTo, neededIn, withHints } from './section-pages';
import { sectionOf } from './sections';
import { MOST_QUESTIONS } from './sufficiency';

export interface QuestionsPage {
  title: string;
  action: string;
  boxes: { name: string; id: string; version: string; controls: Content[] }[];
  needed: { text: string; href: string }[];
  savedAt: string;
  closed: string | null;
}

/** Seven boxes, filled with the questions there are; more where a review was brought in with more. */
export function questionsPage(
  whole: WholeFinding,
  now: Date,
  typed: Typed | null = null,
  errors: Errors = {},
): QuestionsPage {
  const { questions } = whole.content;
  const count = Math.max(MOST_QUESTIONS, questions.length);
  return {
    title: sectionOf('questions').title,
    action: `${addressOf(whole)}/questions`,
    boxes: Array.from({ length: count }, (_, index) => {
      const name = `question-${index + 1}`;
      const question = questions[index];
      const typedOf = (part: string): string | undefined =>
        typed?.[`${name}-${part}`] && firstOf(typed[`${name}-${part}`]);
      return {
        name,
        id: typed ? (typedOf('id') ?? '') : (question?.id ?? ''),
        version: typed
          ? (typedOf('version') ?? '')
          : String((question && whole.part_versions[question.id]) ?? ''),
        controls: withHints(
          [{ kind: 'text', name, label: `Question ${index + 1}`, rows: 2 }],
          { [name]: question?.text ?? '' },
          typed,
          errors,
        ),
      };
    }),
    needed: closedTo(whole, typed) ? [] : neededIn(whole, 'questions'),
    savedAt: typed ? notSaved(whole) : savedAt(whole, now),
    closed: closedTo(whole, typed),
  };
}
