import {
  page,
  redirect,
  route,
  type House,
  type PageReply,
  type Problem,
  type Route,
  type Visit,
} from '../http/route';
import { changePassword, revokeOwnToken } from './account';
import { passwordForm } from './account-forms';
import { accountPage } from './account-pages';
import { readOwnTokens } from './accounts-queries';
import { createGuesses } from './guesses';

const common = { who: 'signed-in', scope: 'none' } as const;

/** What everyone may see and change of their own account. */
export function accountRoutes(house: House): Route[] {
  const guesses = createGuesses(house.database.plain);
  return [
    route({
      ...common,
      method: 'get',
      path: '/account/session',
      audit: 'none',
      handle: async () => ({ kind: 'json', body: { signedIn: true } }),
    }),
    route({ ...common, method: 'get', path: '/account', audit: 'none', handle: (visit) => show(visit) }),
    route({
      ...common,
      method: 'post',
      path: '/account/password',
      audit: 'account.password_changed',
      form: passwordForm,
      handle: async ({ tx, actor, form, sessionId }) => {
        await changePassword(tx, actor, { database: house.database, guesses, sessionId }, form);
        return redirect(
          '/account',
          'Your password is changed. Wherever else you were signed in, you are signed out.',
        );
      },
      redisplay: show,
    }),
    route({
      ...common,
      method: 'post',
      path: '/account/tokens/:tokenId/revocation',
      audit: 'token.revoked',
      handle: async ({ tx, params, house: { now } }) => {
        await revokeOwnToken(tx, now(), params.tokenId ?? '');
        return redirect('/account', 'The token is revoked. It can do nothing from its next use on.');
      },
    }),
  ];
}

async function show(visit: Visit<unknown>, problems: Problem[] = []): Promise<PageReply> {
  const model = accountPage(visit.actor, await readOwnTokens(visit.tx), visit.house.now(), problems);
  return page('accounts/account', 'Your account', model, { layout: { width: 'two-thirds' } });
}
