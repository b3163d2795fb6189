import { clockTime, longDate } from '../http/dates';
import { longList } from '../typology/draft-words';
import type { Decision } from './recoding-queries';

/** `“Reserve capacity” and “Capacity and gaps”`, or that it is in no category. */
export function standsWords({ to }: Pick<Decision, 'to'>): string {
  return to.length === 0 ? 'none of the categories' : longList(to.map(({ name }) => `“${name}”`));
}

/** Who decided what and when. */
export function decidedWords(decision: Decision): string {
  const who = decision.mine ? 'You' : decision.by_name;
  return `${who} decided on ${longDate(decision.at)} at ${clockTime(decision.at)}: ${standsWords(decision)}`;
}
