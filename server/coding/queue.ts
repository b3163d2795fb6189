import { recordAudit } from '../audit/audit';
import type { Actor, Tx } from '../database/with-actor';
import { Missing, Refused } from '../http/errors';
import { count } from '../http/dates';
import { addCategory } from '../typology/draft';
import { OWN_PART, type GroupForm } from './queue-forms';
import {
  deleteAnswer,
  keepAnswers,
  lockSuggestions,
  readSuggestions,
  type DraftOfQueue,
  type Suggestion,
} from './queue-queries';

/** What became of suggestions, for the words that say so. */
export interface Answered {
  findings: number;
  category: { name: string; code: string; edition: string } | null;
}

/**
 * Answers suggestions of what does not fit (METHOD section 6): a category of the draft is made for them, one that it has
 * is named, or those who suggested are answered in words. They leave the queue.
 * @throws Refused when another editor answered one of them meanwhile, when nothing is drafted, or when the draft does
 * not take the category or has it no more
 */
export async function answerSuggestions(tx: Tx, actor: Actor, now: Date, form: GroupForm): Promise<Answered> {
  await lockSuggestions(tx);
  const { waiting, draft } = await readSuggestions(tx);
  const suggestions = waiting.filter(({ finding_id }) => form.take.includes(finding_id));
  refuseGone(form.take.length - suggestions.length);
  if (form.how === 'answer') {
    await keepAnswers(tx, actor, now, { suggestions, draft: null, category: null, answer: form.answer });
    await record(tx, suggestions, { answer: form.answer });
    return { findings: suggestions.length, category: null };
  }
  if (!draft) throw new Refused('No edition is being drafted. Draft the next edition first');
  if (form.how === 'existing')
    return answerByExisting(tx, actor, now, { suggestions, draft, code: form.existing });
  const { name, definition, includes, excludes } = form;
  const parent = form.parent === OWN_PART ? null : form.parent;
  const code = parent === null || form.code.includes('.') ? form.code : `${parent}.${form.code}`;
  await addCategory(tx, actor, draft.code, {
    words: { code, name, definition, includes, excludes, examples: [] },
    parent,
  });
  await keepAnswers(tx, actor, now, { suggestions, draft: draft.code, category: code, answer: '' });
  await record(tx, suggestions, { edition: draft.code, category: code, name });
  return { findings: suggestions.length, category: { name, code, edition: draft.code } };
}

async function answerByExisting(
  tx: Tx,
  actor: Actor,
  now: Date,
  { suggestions, draft, code }: { suggestions: Suggestion[]; draft: DraftOfQueue; code: string },
): Promise<Answered> {
  const category = draft.categories.find((one) => one.code === code);
  if (!category) throw new Refused('Choose one of the categories of the draft', 'existing');
  await keepAnswers(tx, actor, now, { suggestions, draft: draft.code, category: code, answer: '' });
  await record(tx, suggestions, { edition: draft.code, category: code, name: category.name });
  return { findings: suggestions.length, category: { name: category.name, code, edition: draft.code } };
}

function refuseGone(gone: number): void {
  if (gone > 0)
    throw new Refused(
      `${count(gone, 'finding')} of these ${gone === 1 ? 'was' : 'were'} answered by another editor or changed since this page was opened. What is left is below: look at it, then send this again`,
      'take',
    );
}

async function record(
  tx: Tx,
  suggestions: readonly Suggestion[],
  detail: Record<string, unknown>,
): Promise<void> {
  await recordAudit(tx, {
    board: null,
    action: 'suggestion.answered',
    kind: 'suggestion',
    subject: suggestions[0]?.finding_id ?? '',
    detail: {
      ...detail,
      suggestions: suggestions.map(({ finding_id, suggested_name }) => ({
        finding: finding_id,
        suggested: suggested_name,
      })),
    },
  });
}

/**
 * Takes an answer back: the suggestion waits again. A category that was made for it stays in its draft.
 * @throws Missing when there is no such answer
 */
export async function takeBackAnswer(tx: Tx, id: string): Promise<{ suggested: string }> {
  const answer = await deleteAnswer(tx, id);
  if (!answer) throw new Missing();
  await recordAudit(tx, {
    board: null,
    action: 'suggestion.answer_taken_back',
    kind: 'suggestion',
    subject: answer.finding_id,
    detail: { ...answer },
  });
  return { suggested: answer.suggested_name };
}
