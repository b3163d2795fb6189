import type { output } from 'zod';
import { Missing } from '../http/errors';
import { errorsByField } from '../http/forms';
import { longDate } from '../http/dates';
import { finishForm } from '../http/receipts';
import { redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import type { Errors, Typed } from '../findings/fields';
import { keepAsRemark, makeCheckBack, revokeCheckBack, takeUpCorrection } from './check-back';
import { keepingForm, linkForm, takingUpForm } from './check-back-forms';
import { checkBackPage, type MadePage } from './check-back-team-pages';
import { evidenceCanOf, onlyWhoMay, pageOfCase } from './case-file';
import { conversationAt } from './conversation-pages';
import { ONE, readConversation, whichConversation } from './conversation-visits';

const common = { who: CASE_ROLES, scope: 'board' } as const;
const PAGE = `${ONE}/check-back`;

/** The team's side of checking back: links, and what is done with the answers. */
export const checkBackTeamRoutes: Route[] = [
  route({
    ...common,
    method: 'get',
    path: PAGE,
    audit: 'evidence.read',
    handle: (visit) => show(visit, 'conversation/check-back'),
  }),
  route({
    ...common,
    method: 'post',
    path: PAGE,
    audit: 'check_back.made',
    form: linkForm,
    handle: make,
    redisplay: (visit, problems) => show(visit, null, visit.typed, errorsByField(problems)),
  }),
  route({
    ...common,
    method: 'post',
    path: `${PAGE}/:linkId/revocation`,
    audit: 'check_back.revoked',
    handle: async (visit) => {
      const linkId = String(visit.params.linkId);
      await revokeCheckBack(visit.tx, visit.actor, visit.house.now(), {
        ...whichConversation(visit),
        linkId,
      });
      return redirect(pageOf(visit), 'The link is revoked. It opens nothing any more.');
    },
    redisplay: (visit) => show(visit, null),
  }),
  route({
    ...common,
    method: 'post',
    path: `${PAGE}/answers/:answerId/taking-up`,
    audit: 'check_back.taken_up',
    form: takingUpForm,
    handle: async (visit) => {
      const given = { ...whichConversation(visit), answerId: String(visit.params.answerId), ...visit.form };
      await takeUpCorrection(visit.tx, visit.actor, visit.house.now(), given);
      return redirect(`${pageOf(visit)}#answer-${given.answerId}`, 'Their words stand in the notes now.');
    },
    redisplay: (visit) => show(visit, null),
  }),
  route({
    ...common,
    method: 'post',
    path: `${PAGE}/answers/:answerId/keeping`,
    audit: 'check_back.kept',
    form: keepingForm,
    handle: async (visit) => {
      const given = { ...whichConversation(visit), answerId: String(visit.params.answerId), ...visit.form };
      await keepAsRemark(visit.tx, visit.actor, visit.house.now(), given);
      return redirect(`${pageOf(visit)}#answer-${given.answerId}`, 'Kept beside the record as their remark.');
    },
    redisplay: (visit, problems) => show(visit, null, visit.typed, errorsByField(problems)),
  }),
];

const pageOf = ({ params }: Visit<unknown>): string =>
  `/reviews/${params.reviewId}/conversations/${params.conversationId}/check-back`;

/** Makes a link and shows it, with its code, this once: neither can be shown again, so this is no redirect. */
async function make(visit: Visit<output<typeof linkForm>>): Promise<PageReply> {
  const { tx, actor, house, form } = visit;
  const file = await readConversation(visit, null);
  onlyWhoMay(actor, file, 'makeSense');
  const to = form.how === 'mail' ? form.address : null;
  const made = await makeCheckBack(tx, actor, house.now(), house.config, {
    ...whichConversation(visit),
    days: form.days,
    to,
    board: file.head.board_name,
  });
  // The same form posted again leads to the page of the links, which has this one on it.
  const once = visit.typed._once;
  if (typeof once === 'string' && once !== '') await finishForm(visit, once, pageOf(visit));
  const model: MadePage = {
    caption: file.conversation.role_label,
    link: `${house.config.publicUrl.replace(/\/$/, '')}/check-back/${made.token}`,
    code: made.code,
    mailed: to,
    until: longDate(made.expiresAt),
    back: pageOf(visit),
  };
  return pageOfCase(visit, file, 'conversations', 'evidence/check-back-made', 'The link is made', model, {
    width: 'two-thirds',
  });
}

async function show(
  visit: Visit<unknown>,
  audited: string | null,
  typed: Typed | null = null,
  errors: Errors = {},
): Promise<PageReply> {
  const file = await readConversation(visit, audited);
  const { conversation } = file;
  const mayWrite = evidenceCanOf(visit.actor, file).makeSense;
  if (!mayWrite || (conversation.consent === 'withdrawn' && conversation.check_backs.length === 0))
    throw new Missing();
  const mayMail = Boolean(visit.house.config.smtpUrl);
  const model = checkBackPage(conversation, { now: visit.house.now(), mayMail, mayWrite, typed, errors });
  return pageOfCase(visit, file, 'conversations', 'evidence/check-back', model.title, model, {
    backLink: { text: conversation.role_label, href: conversationAt(conversation) },
    width: 'two-thirds',
  });
}
