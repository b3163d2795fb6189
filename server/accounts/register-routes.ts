import { isoDay } from '../http/dates';
import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { accredit, correctPeriod, restoreReviewer, suspendReviewer } from './register';
import { accreditForm, correctionForm, restorationForm, suspensionForm } from './register-forms';
import { registerPage, reviewerPage } from './register-pages';
import { readActs, readRegister, readReviewer } from './register-queries';

const common = { who: ['accreditation_manager'], scope: 'national' } as const;

/** The national register of reviewers: who is accredited, and until when. */
export const registerRoutes: Route[] = [
  route({
    ...common,
    method: 'get',
    path: '/register',
    audit: 'none',
    handle: async ({ tx, query, house }) => {
      const find = (query.find ?? '').slice(0, 100);
      const model = registerPage(await readRegister(tx, find), find, isoDay(house.now()));
      return page('accounts/register', 'Register of reviewers', model, { section: 'register' });
    },
  }),
  route({
    ...common,
    method: 'get',
    path: '/register/:accountId',
    audit: 'none',
    handle: (visit) => show(visit),
  }),
  route({
    ...common,
    method: 'post',
    path: '/register/:accountId/accreditation',
    audit: 'accreditation.granted',
    form: accreditForm,
    handle: async ({ tx, actor, house, params, form }) => {
      await accredit(tx, actor, house.now(), { accountId: params.accountId ?? '', ...form });
      return redirect(`/register/${params.accountId}`, 'The accreditation is recorded.');
    },
    redisplay: show,
  }),
  route({
    ...common,
    method: 'post',
    path: '/register/:accountId/correction',
    audit: 'accreditation.corrected',
    form: correctionForm,
    handle: async ({ tx, actor, house, params, form }) => {
      await correctPeriod(tx, actor, house.now(), {
        accountId: params.accountId ?? '',
        version: form.version,
        from: form.right_from,
        until: form.right_until,
      });
      return redirect(
        `/register/${params.accountId}`,
        'The period is corrected. The one before stays in the history.',
      );
    },
    redisplay: show,
  }),
  route({
    ...common,
    method: 'post',
    path: '/register/:accountId/suspension',
    audit: 'accreditation.suspended',
    form: suspensionForm,
    handle: async ({ tx, actor, house, params, form }) => {
      await suspendReviewer(tx, actor, house.now(), { accountId: params.accountId ?? '', ...form });
      return redirect(
        `/register/${params.accountId}`,
        'The accreditation is suspended. They can read and write drafts, not submit.',
      );
    },
    redisplay: show,
  }),
  route({
    ...common,
    method: 'post',
    path: '/register/:accountId/restoration',
    audit: 'accreditation.restored',
    form: restorationForm,
    handle: async ({ tx, actor, house, params, form }) => {
      await restoreReviewer(tx, actor, house.now(), { accountId: params.accountId ?? '', ...form });
      return redirect(`/register/${params.accountId}`, 'The suspension is lifted.');
    },
    redisplay: show,
  }),
];

async function show(visit: Visit<unknown>, problems?: Problem[]): Promise<PageReply> {
  const reviewer = await readReviewer(visit.tx, visit.params.accountId ?? '');
  const acts = await readActs(visit.tx, reviewer.account_id);
  const model = reviewerPage(reviewer, acts, isoDay(visit.house.now()), problems && visit.typed, problems);
  return page('accounts/reviewer', reviewer.name, model, {
    section: 'register',
    layout: { width: 'two-thirds', backLink: { text: 'Back to the register', href: '/register' } },
  });
}
