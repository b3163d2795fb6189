import type { Content } from '../http/views';

/** A row of the task list of a review: a verb, a state and, where it is not open yet, why. */
export interface Task {
  title: { text: string };
  href?: string;
  hint?: { text: string };
  status: { text: string; classes?: string } | { content: Content };
}

export const mark = (state: 'full' | 'half' | 'empty', text: string): Task['status'] => ({
  content: { view: 'components/state-mark', page: { state, text } },
});

export const notYet: Task['status'] = {
  text: 'Cannot start yet',
  classes: 'govuk-task-list__status--cannot-start-yet app-whole',
};
