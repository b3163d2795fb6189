import { Missing } from '../http/errors';
import type { Visit } from '../http/route';
import { onlyWhoMay, recordCaseReading } from './case-file';
import { readCase, type CaseFile, type CasePart } from './case-file-queries';
import type { Which } from './conversation';
import { conversationPart, type Conversation } from './conversation-queries';

/** The address of one conversation. */
export const ONE = '/reviews/:reviewId/conversations/:conversationId';

export function whichConversation(visit: Pick<Visit<unknown>, 'params'>): Which {
  return { reviewId: String(visit.params.reviewId), conversationId: String(visit.params.conversationId) };
}

export type ConversationFile<More = object> = CaseFile & More & { conversation: Conversation };

/**
 * The conversation that an address names, with its review, in one query.
 * @param audited the page that is being opened, for the audit; null when it is shown again after a form was refused
 * @throws Missing when the review or the conversation does not exist or is not the reader's to see
 */
export async function readConversation<More extends object = object>(
  visit: Visit<unknown>,
  audited: string | null,
  more?: { [Name in keyof More]: CasePart },
): Promise<ConversationFile<More>> {
  const { reviewId, conversationId } = whichConversation(visit);
  const parts = { ...more, conversation: conversationPart(conversationId) };
  const file = (await readCase(visit.tx, reviewId, parts as never)) as CaseFile &
    More & { conversation: Conversation | null };
  if (!file.conversation) throw new Missing();
  if (audited !== null) await recordCaseReading(visit.tx, file, audited, conversationId);
  return file as ConversationFile<More>;
}

/**
 * The same for those who may write in it.
 * @throws Missing for everyone else
 */
export async function readToChange(
  visit: Visit<unknown>,
  audited: string | null = null,
): Promise<ConversationFile> {
  const file = await readConversation(visit, audited);
  onlyWhoMay(visit.actor, file, 'makeSense');
  return file;
}
