import { termOf } from '../findings/frame-pages';
import { boardsAs, type Role } from '../database/with-actor';
import { recordAudit } from '../audit/audit';
import { readFinding, type WholeFinding } from '../findings/finding-queries';
import { Missing } from '../http/errors';
import { count } from '../http/dates';
import { isUuid } from '../http/ids';
import { finishForm } from '../http/receipts';
import {
  page,
  redirect,
  route,
  type PageReply,
  type Problem,
  type Reply,
  type Route,
  type Visit,
} from '../http/route';
import { approveFinding, reopenFinding, returnFinding } from './approval';
import {
  approvalForm,
  commentForm,
  commentsOf,
  reopeningForm,
  returnForm,
  withdrawalForm,
} from './approvals-forms';
import { approvalsModel } from './approvals-pages';
import { partsIn } from './approvals-policy';
import { readApprovals } from './approvals-queries';
import { acceptBrought } from './brought';
import { commentOn, partPath, removeComment } from './comment';
import { notSentPage } from './not-sent';
import { READ_ACTION, readDetail, readingPage } from './reading';
import { PART_HEADINGS } from './reading-parts';
import { nextPath } from './step';
import { submitFinding, withdrawFinding } from './submission';
import { TRANSITIONS, stepFor, type Action } from './transitions';

const FINDING = '/reviews/:reviewId/findings/:findingId';
const ROLES = { lead: ['lead_reviewer'], chair: ['chair'] } as const satisfies Record<
  string,
  readonly Role[]
>;

/** Each step of the approval is a noun under its finding; a chair's work begins with what waits. */
export const approvalsRoutes: Route[] = [
  route({
    method: 'get',
    path: '/approvals',
    who: ['chair'],
    scope: 'board',
    audit: 'none',
    handle: showApprovals,
  }),
  route({
    method: 'post',
    path: '/approvals/brought/:reviewId/acceptance',
    who: ['chair'],
    scope: 'board',
    audit: 'review.brought_accepted',
    handle: async ({ tx, actor, house, params }) => {
      const { reference, findings } = await acceptBrought(tx, actor, house.now(), String(params.reviewId));
      const said = `${count(findings, 'finding')} of ${reference} ${findings === 1 ? 'counts' : 'count'} in national figures from now on`;
      return redirect('/approvals', said);
    },
    redisplay: showApprovals,
  }),
  route({
    ...step('submit', ROLES.lead),
    handle: async (visit) => {
      await submitFinding(visit.tx, visit.actor, visit.house.now(), targetOf(visit));
      return done(visit, 'submit');
    },
    redisplay: async (visit) => notSentPage(visit, await found(visit)),
  }),
  route({
    ...step('withdraw', ROLES.lead),
    form: withdrawalForm,
    handle: async (visit) => {
      await withdrawFinding(visit.tx, visit.actor, visit.house.now(), {
        ...targetOf(visit, visit.form),
        comments: commentsOf(visit.form),
      });
      return done(visit, 'withdraw');
    },
    redisplay: (visit, problems) => redisplay(visit, problems, 'withdraw'),
  }),
  route({
    ...step('return', ROLES.chair),
    form: returnForm,
    handle: async (visit) => {
      const { comment } = visit.form;
      await returnFinding(visit.tx, visit.actor, visit.house.now(), {
        ...targetOf(visit, visit.form),
        comments: commentsOf(visit.form),
        comment,
      });
      return done(visit, 'return');
    },
    redisplay: (visit, problems) => redisplay(visit, problems, 'return'),
  }),
  route({
    ...step('approve', ROLES.chair),
    form: approvalForm,
    handle: async (visit) => {
      const { sha256 } = visit.form;
      await approveFinding(visit.tx, visit.actor, visit.house.now(), {
        ...targetOf(visit, visit.form),
        comments: commentsOf(visit.form),
        sha256,
      });
      return done(visit, 'approve');
    },
    redisplay: (visit, problems) => redisplay(visit, problems, 'approve'),
  }),
  route({
    ...step('reopen', ROLES.chair),
    form: reopeningForm,
    handle: async (visit) => {
      const { comment } = visit.form;
      await reopenFinding(visit.tx, visit.actor, visit.house.now(), {
        ...targetOf(visit, visit.form),
        comment,
      });
      return done(visit, 'reopen');
    },
    redisplay: (visit, problems) => redisplay(visit, problems, 'reopen'),
  }),
  route({
    method: 'post',
    path: `${FINDING}/comments`,
    who: ['lead_reviewer', 'team_member', 'coordinator', 'chair'],
    scope: 'board',
    audit: 'finding.commented',
    form: commentForm,
    handle: async (visit) => {
      const target = targetOf(visit, visit.form);
      const { part } = visit.form;
      const comments = commentsOf(visit.form);
      await commentOn(visit.tx, visit.actor, visit.house.now(), { ...target, comments });
      const kept =
        comments.length === 1
          ? `Your comment on “${PART_HEADINGS[comments[0]?.part ?? part]}” is kept.`
          : `Your ${comments.length} comments are kept.`;
      return backTo(visit, partPath(target, part), kept, ['comment']);
    },
    redisplay,
  }),
  route({
    method: 'post',
    path: `${FINDING}/comments/:commentId/removal`,
    who: ['lead_reviewer', 'team_member', 'coordinator', 'chair'],
    scope: 'board',
    audit: 'finding.comment_removed',
    handle: async (visit) => {
      const target = { ...targetOf(visit), commentId: String(visit.params.commentId) };
      const part = await removeComment(visit.tx, visit.actor, visit.house.now(), target);
      const said = `Your comment on “${PART_HEADINGS[part]}” was removed.`;
      return backTo(visit, partPath(target, part), said, Object.keys(visit.typed).filter(isWords));
    },
    redisplay,
  }),
];

async function showApprovals({ tx, actor, house }: Visit<unknown>): Promise<PageReply> {
  const boards = boardsAs(actor, 'chair').map(({ id }) => id);
  const model = approvalsModel(await readApprovals(tx, boards), actor, house.now());
  return page('approvals/approvals', 'Approvals', model, { section: 'approvals' });
}

/** The boxes of the page in which a person writes. */
const isWords = (name: string): boolean => /^comment(-|$)/.test(name);

/**
 * Back to the page; with boxes that are still unsent on it, the page itself with these filled, so that no word is lost.
 * @param fields of the form as it was sent, which may hold words that were not taken
 */
async function backTo(
  visit: Visit<unknown>,
  location: string,
  said: string,
  fields: readonly string[],
): Promise<Reply> {
  const typed = Object.fromEntries(
    Object.entries(visit.typed).filter(
      ([name, value]) => fields.includes(name) && [value].flat().some((words) => words.trim() !== ''),
    ),
  );
  if (Object.keys(typed).length === 0) return redirect(location, said);
  // The page answers the form itself, and the form sent again leads to its address.
  const receipt = String(visit.typed._once ?? '');
  if (isUuid(receipt)) await finishForm(visit, receipt, location);
  return redisplay({ ...visit, typed }, []);
}

/** What every step's route shares, read from the transition table. */
function step(action: Action, who: readonly Role[]) {
  const { noun, audit } = TRANSITIONS[action];
  return { method: 'post', path: `${FINDING}/${noun}`, who, scope: 'board', audit } as const;
}

function targetOf(visit: Visit<unknown>, form: { version_id?: string } = {}) {
  return {
    reviewId: String(visit.params.reviewId),
    findingId: String(visit.params.findingId),
    versionId: form.version_id,
  };
}

async function done(visit: Visit<unknown>, action: Action) {
  const finding = await found(visit);
  const said = `${termOf(finding).One} ${finding.number} of ${finding.head.reference} ${TRANSITIONS[action].done}`;
  return redirect(nextPath(action, targetOf(visit)), said);
}

async function found(visit: Visit<unknown>): Promise<WholeFinding> {
  const { reviewId, findingId } = targetOf(visit);
  return readFinding(visit.tx, reviewId, findingId);
}

/** The reading page again, with what was typed; it is read again, so that is recorded again. */
async function redisplay(visit: Visit<unknown>, problems: Problem[], action?: Action): Promise<PageReply> {
  const whole = await found(visit);
  if (action && 'hidden' in stepFor(partsIn(visit.actor, whole), whole.state, action)) throw new Missing();
  const reply = await readingPage(visit, whole, problems);
  await recordAudit(visit.tx, {
    board: whole.board_id,
    action: READ_ACTION,
    kind: 'finding',
    subject: whole.id,
    detail: readDetail(visit, whole),
  });
  return reply;
}
