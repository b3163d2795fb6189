import { page, redirect, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { finishForm } from '../http/receipts';
import { isUuid } from '../http/ids';
import { addBoard, inviteAccount, resetPassword, setAccountStatus } from './admin';
import { boardForm, invitationForm, statusForm } from './admin-forms';
import { accountAdminPage, accountsPage, boardsPage, invitationPage } from './admin-pages';
import { readAccount, readAccounts, readBoards } from './admin-queries';

const common = { who: ['administrator'], scope: 'national' } as const;

/** Accounts and Boards. Nothing here touches a case. */
export const adminRoutes: Route[] = [
  route({
    ...common,
    method: 'get',
    path: '/admin',
    audit: 'none',
    handle: async ({ tx, query }) => {
      const find = (query.find ?? '').slice(0, 100);
      const number = /^[1-9]\d{0,4}$/.test(query.page ?? '') ? Number(query.page) : 1;
      const model = accountsPage(await readAccounts(tx, find, number), find, number);
      return page('accounts/accounts', 'Accounts', model, { section: 'admin' });
    },
  }),
  route({
    ...common,
    method: 'get',
    path: '/admin/accounts/new',
    audit: 'none',
    handle: (visit) => showInvitation(visit),
  }),
  route({
    ...common,
    method: 'post',
    path: '/admin/accounts/new',
    audit: 'account.invited',
    form: invitationForm,
    handle: async (visit) => {
      const { tx, actor, house, form } = visit;
      const { board: boardId, ...rest } = form;
      const { id, password } = await inviteAccount(tx, actor, house.now(), { ...rest, boardId });
      return showPassword(visit, 'The account is made', id, form.email, password);
    },
    redisplay: showInvitation,
  }),
  route({
    ...common,
    method: 'get',
    path: '/admin/accounts/:accountId',
    audit: 'none',
    handle: (visit) => showAccount(visit),
  }),
  ...(['suspension', 'restoration'] as const).map((step) =>
    route({
      ...common,
      method: 'post',
      path: `/admin/accounts/:accountId/${step}`,
      audit: step === 'suspension' ? 'account.suspended' : 'account.restored',
      form: statusForm,
      handle: async ({ tx, actor, params, form }) => {
        const accountId = params.accountId ?? '';
        const status = step === 'suspension' ? 'suspended' : 'active';
        await setAccountStatus(tx, actor, { accountId, version: form.version, status });
        return redirect(
          `/admin/accounts/${accountId}`,
          step === 'suspension'
            ? 'The account is suspended. It can do nothing from its next page on.'
            : 'The account is active again.',
        );
      },
      redisplay: showAccount,
    }),
  ),
  route({
    ...common,
    method: 'post',
    path: '/admin/accounts/:accountId/password',
    audit: 'account.password_reset',
    handle: async (visit) => {
      const account = await readAccount(visit.tx, visit.params.accountId ?? '');
      const password = await resetPassword(visit.tx, visit.actor, account.id);
      return showPassword(visit, 'A new password', account.id, account.email, password);
    },
  }),
  route({
    ...common,
    method: 'get',
    path: '/admin/boards',
    audit: 'none',
    handle: (visit) => showBoards(visit),
  }),
  route({
    ...common,
    method: 'post',
    path: '/admin/boards',
    audit: 'board.added',
    form: boardForm,
    handle: async ({ tx, actor, form }) => {
      const name = await addBoard(tx, actor, form);
      return redirect('/admin/boards', `${name} is added. Invite its coordinator and its chair next.`);
    },
    redisplay: showBoards,
  }),
];

const back = { text: 'Back to the accounts', href: '/admin' };
const narrow = { section: 'admin', layout: { width: 'two-thirds', backLink: back } } as const;

async function showInvitation(visit: Visit<unknown>, problems?: Problem[]): Promise<PageReply> {
  const { boards } = await readBoards(visit.tx);
  const model = invitationPage(boards, problems && visit.typed, problems);
  return page('accounts/invitation', 'Invite someone', model, narrow);
}

async function showAccount(visit: Visit<unknown>, _problems?: Problem[]): Promise<PageReply> {
  const account = await readAccount(visit.tx, visit.params.accountId ?? '');
  const model = accountAdminPage(account, visit.actor.accountId);
  return page('accounts/account-admin', account.name, model, narrow);
}

async function showBoards(visit: Visit<unknown>, problems?: Problem[]): Promise<PageReply> {
  const model = boardsPage(await readBoards(visit.tx), problems && visit.typed, problems);
  return page('accounts/boards', 'Boards', model, narrow);
}

/** Shown once and kept nowhere, so there is no page to go on to; the form posted again leads to the account. */
async function showPassword(
  visit: Visit<unknown>,
  title: string,
  accountId: string,
  email: string,
  password: string,
): Promise<PageReply> {
  const href = `/admin/accounts/${accountId}`;
  const once = visit.typed._once;
  if (typeof once === 'string' && isUuid(once)) await finishForm(visit as Visit, once, href);
  return page('accounts/first-password', title, { title, email, password, href }, narrow);
}
