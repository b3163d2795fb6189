import { errorsByField } from '../http/forms';
import { Missing } from '../http/errors';
import { redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { wordsOf } from '../reviews/method-words';
import { evidenceCanOf, onlyWhoMay, pageOfCase, recordCaseReading } from './case-file';
import { readCase, type CaseFile } from './case-file-queries';
import { checkBackTeamRoutes } from './check-back-team-routes';
import { beginConversation, saveAbout } from './conversation';
import { aboutPage } from './conversation-act-pages';
import { conversationActRoutes } from './conversation-act-routes';
import { aboutForm, newConversationForm } from './conversation-forms';
import { notesRoutes } from './conversation-notes-routes';
import { conversationAt, conversationPage, conversationsAt, conversationsPage } from './conversation-pages';
import { historyPage } from './conversation-history-pages';
import {
  conversationsPart,
  revisionsPart,
  type ConversationLine,
  type Revision,
} from './conversation-queries';
import type { About } from './conversation-schedule';
import { ONE, readConversation, readToChange, whichConversation } from './conversation-visits';

const LIST = '/reviews/:reviewId/conversations';
const common = { who: CASE_ROLES, scope: 'board' } as const;

/** Conversations with practitioners, and family perspectives. */
export const conversationRoutes: Route[] = [
  route({
    ...common,
    method: 'get',
    path: LIST,
    audit: 'evidence.read',
    handle: async (visit) => {
      const reviewId = String(visit.params.reviewId);
      const file = await readCase<{ lines: ConversationLine[] }>(visit.tx, reviewId, {
        lines: conversationsPart,
      });
      await recordCaseReading(visit.tx, file, 'conversations');
      const model = conversationsPage(reviewId, file.lines, {
        now: visit.house.now(),
        term: wordsOf(file.words).conversation,
        mayWrite: evidenceCanOf(visit.actor, file).makeSense,
      });
      return pageOfCase(visit, file, 'conversations', 'evidence/conversations', model.title, model);
    },
  }),
  route({
    ...common,
    method: 'get',
    path: `${LIST}/new`,
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readCase(visit.tx, String(visit.params.reviewId));
      onlyWhoMay(visit.actor, file, 'makeSense');
      await recordCaseReading(visit.tx, file, 'conversations/new');
      return newPage(visit, file, visit.query.about === 'family' ? 'family' : 'practitioner');
    },
  }),
  route({
    ...common,
    method: 'post',
    path: `${LIST}/new`,
    audit: 'conversation.begun',
    form: newConversationForm,
    handle: async ({ tx, actor, house, params, form }) => {
      const reviewId = String(params.reviewId);
      const consent = form.consent ?? 'not_asked';
      const id = await beginConversation(tx, actor, house.now(), { ...form, consent, reviewId });
      const at = `${conversationsAt(reviewId)}/${id}`;
      return consent === 'declined' ? redirect(at, 'Saved.') : redirect(`${at}/notes`);
    },
    redisplay: async (visit, problems) => {
      const file = await readCase(visit.tx, String(visit.params.reviewId));
      onlyWhoMay(visit.actor, file, 'makeSense');
      return newPage(
        visit,
        file,
        visit.typed.about === 'family' ? 'family' : 'practitioner',
        errorsByField(problems),
      );
    },
  }),
  route({
    ...common,
    method: 'get',
    path: ONE,
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readConversation(visit, 'conversation');
      const agency = file.agencies.find(({ id }) => id === file.conversation.agency_id)?.name ?? null;
      const model = conversationPage(file.conversation, agency, {
        now: visit.house.now(),
        term: wordsOf(file.words).conversation,
        finding: wordsOf(file.words).finding,
        mayWrite: evidenceCanOf(visit.actor, file).makeSense,
      });
      return pageOfCase(visit, file, 'conversations', 'evidence/conversation', model.title, model, {
        backLink: { text: wordsOf(file.words).conversation.Many, href: conversationsAt(file.id) },
        aside: { view: 'evidence/conversation-aside', page: { checked: model.checked, links: model.links } },
        asideLabel: 'About this record',
      });
    },
  }),
  route({
    ...common,
    method: 'get',
    path: `${ONE}/about`,
    audit: 'evidence.read',
    handle: async (visit) => aboutShown(visit, await readToChange(visit, 'conversation/about')),
  }),
  route({
    ...common,
    method: 'post',
    path: `${ONE}/about`,
    audit: 'conversation.changed',
    form: aboutForm,
    handle: async ({ tx, actor, house, params, form }) => {
      const which = whichConversation({ params });
      const consent = form.consent ?? 'not_asked';
      await saveAbout(tx, actor, house.now(), { ...which, ...form, consent });
      return redirect(`${conversationsAt(which.reviewId)}/${which.conversationId}`, 'Saved.');
    },
    redisplay: async (visit, problems) =>
      aboutShown(visit, await readToChange(visit), errorsByField(problems)),
  }),
  route({
    ...common,
    method: 'get',
    path: `${ONE}/history`,
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readConversation<{ revisions: Revision[] }>(visit, 'conversation/history', {
        revisions: revisionsPart(String(visit.params.conversationId)),
      });
      onlyWhoMay(visit.actor, file, 'makeSense');
      const model = {
        caption: file.conversation.role_label,
        ...historyPage(file.conversation, file.revisions),
      };
      return pageOfCase(visit, file, 'conversations', 'evidence/conversation-history', model.title, model, {
        backLink: { text: file.conversation.role_label, href: conversationAt(file.conversation) },
        width: 'two-thirds',
      });
    },
  }),
  ...conversationActRoutes,
  ...notesRoutes,
  ...checkBackTeamRoutes,
];

function newPage(
  visit: Visit<unknown>,
  file: CaseFile,
  about: About,
  errors: ReturnType<typeof errorsByField> | null = null,
): PageReply {
  const typed = errors ? visit.typed : null;
  const model = aboutPage(file, { about, conversation: null, typed, errors: errors ?? {} });
  return pageOfCase(visit, file, 'conversations', 'evidence/conversation-about', model.title, model, {
    backLink: { text: wordsOf(file.words).conversation.Many, href: conversationsAt(file.id) },
    width: 'two-thirds',
  });
}

function aboutShown(
  visit: Visit<unknown>,
  file: Awaited<ReturnType<typeof readToChange>>,
  errors: ReturnType<typeof errorsByField> | null = null,
): PageReply {
  const { conversation } = file;
  if (conversation.consent === 'withdrawn') throw new Missing();
  const typed = errors ? visit.typed : null;
  const model = aboutPage(file, {
    about: conversation.about,
    conversation,
    typed,
    errors: errors ?? {},
  });
  return pageOfCase(visit, file, 'conversations', 'evidence/conversation-about', model.title, model, {
    backLink: { text: conversation.role_label, href: conversationAt(conversation) },
    width: 'two-thirds',
  });
}
