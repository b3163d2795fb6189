import { recordAudit } from '../audit/audit';
import { withNational, type Tx } from '../database/with-actor';
import { isoDay } from '../http/dates';
import type { House, Visit } from '../http/route';
import { aggregate, type Answer } from './aggregates';
import { questionParameters, type Question } from './question';

/**
 * Answers a question from the national counters, and writes it to the national audit: free queries are logged
 * (METHOD section 8).
 * @param action `national.queried`, or `national.exported` for a file
 * @throws QuestionRefused when the edition or a value is not known
 */
export async function ask(
  visit: Visit,
  question: Question,
  action: 'national.queried' | 'national.exported',
  form: 'page' | 'json' | 'csv' | 'xlsx' | 'findings',
): Promise<Answer> {
  const answer = await askNational(visit.house, (tx, settings) => aggregate(tx, question, settings));
  await logQuestion(visit.tx, answer.question, action, form);
  return answer;
}

/** Reads as the national role, with the disclosure settings of this house. */
export function askNational<Result>(
  house: House,
  work: (tx: Tx, settings: { threshold: number; today: string }) => Promise<Result>,
): Promise<Result> {
  const settings = { threshold: house.config.disclosureThreshold, today: isoDay(house.now()) };
  return withNational(house.database, (tx) => work(tx, settings));
}

/** Writes a question to the national audit. */
export async function logQuestion(tx: Tx, question: Question, action: string, form: string): Promise<void> {
  await recordAudit(tx, {
    board: null,
    action,
    kind: 'question',
    subject: question.edition ?? '',
    detail: { ...Object.fromEntries(questionParameters(question)), form },
  });
}
