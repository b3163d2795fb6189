import type { ZodType, output } from 'zod';
import { errorsByField } from '../http/forms';
import { redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { pageOfCase } from './case-file';
import { renewConsent, restoreConversation, withdrawConsent, withdrawConversation } from './conversation';
import { actPage, type ActName } from './conversation-act-pages';
import {
  consentRenewalForm,
  consentWithdrawalForm,
  restorationForm,
  withdrawalForm,
} from './conversation-forms';
import { conversationAt, conversationsAt } from './conversation-pages';
import { ONE, readToChange, whichConversation } from './conversation-visits';

const common = { who: CASE_ROLES, scope: 'board' } as const;

/** Acts on a whole record: withdrawing it, consent withdrawn and given again, bringing it back. */
export const conversationActRoutes: Route[] = [
  ...actRoutes('withdrawal', 'conversation.withdrawn', withdrawalForm, async (visit) => {
    await withdrawConversation(visit.tx, visit.actor, visit.house.now(), {
      ...whichConversation(visit),
      ...visit.form,
    });
    return 'The record is withdrawn from use.';
  }),
  ...actRoutes(
    'consent-withdrawal',
    'conversation.consent_withdrawn',
    consentWithdrawalForm,
    async (visit) => {
      await withdrawConsent(visit.tx, visit.actor, visit.house.now(), {
        ...whichConversation(visit),
        on: String(visit.form.on),
      });
      return 'Consent is withdrawn and the notes are sealed.';
    },
  ),
  ...actRoutes('consent-renewal', 'conversation.consent_renewed', consentRenewalForm, async (visit) => {
    const back = await renewConsent(visit.tx, visit.actor, visit.house.now(), {
      ...whichConversation(visit),
      on: String(visit.form.on),
      terms: visit.form.terms,
    });
    return back
      ? 'Consent is given again. The notes can be read and used.'
      : 'Consent is given again. What they said before stayed in the workbench from which this review came: the notes begin anew.';
  }),
  route({
    ...common,
    method: 'post',
    path: `${ONE}/restoration`,
    audit: 'conversation.restored',
    form: restorationForm,
    handle: async (visit) => {
      const which = whichConversation(visit);
      await restoreConversation(visit.tx, visit.actor, visit.house.now(), { ...which, ...visit.form });
      return redirect(
        `${conversationsAt(which.reviewId)}/${which.conversationId}`,
        'The record is in use again.',
      );
    },
  }),
];

function actRoutes<Schema extends ZodType>(
  act: ActName,
  audit: string,
  form: Schema,
  /** Does it, and says what was done. */
  work: (visit: Visit<output<Schema>>) => Promise<string>,
): Route[] {
  const show = async (visit: Visit<unknown>, audited: string | null, errors = {}): Promise<PageReply> => {
    const file = await readToChange(visit, audited);
    const model = actPage(file, act, audited ? null : visit.typed, errors);
    return pageOfCase(visit, file, 'conversations', 'evidence/conversation-act', model.title, model, {
      backLink: { text: file.conversation.role_label, href: conversationAt(file.conversation) },
      width: 'two-thirds',
    });
  };
  return [
    route({
      ...common,
      method: 'get',
      path: `${ONE}/${act}`,
      audit: 'evidence.read',
      handle: (visit) => show(visit, `conversation/${act}`),
    }),
    route({
      ...common,
      method: 'post',
      path: `${ONE}/${act}`,
      audit,
      form,
      handle: async (visit) => {
        return redirect(visit.path.replace(/\/[^/]+$/, ''), await work(visit));
      },
      redisplay: (visit, problems) => show(visit, null, errorsByField(problems)),
    }),
  ];
}
