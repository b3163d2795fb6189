import { Refused } from '../http/errors';
import { errorsByField } from '../http/forms';
import { page, route, type PageReply, type Problem, type Route, type Visit } from '../http/route';
import { SCOPE_WORDS, tokenLine } from './account-pages';
import { readOwnTokens } from './accounts-queries';
import { LASTS, tokenForm } from './token-forms';
import { issueToken, scopesOf } from './tokens';

const TOKENS = { path: '/account/tokens', who: ['analyst', 'editor'], scope: 'none' } as const;

/** API tokens of the account: made and shown once; they are revoked where the account's own routes say. */
export const tokenRoutes: Route[] = [
  route({ ...TOKENS, method: 'get', audit: 'none', handle: (visit) => show(visit) }),
  route({
    ...TOKENS,
    method: 'post',
    audit: 'token.issued',
    form: tokenForm,
    handle: async (visit) => {
      const { tx, actor, form, house } = visit;
      const scopes = [...new Set(form.scopes)];
      const may = scopesOf(actor);
      if (!scopes.every((scope) => may.includes(scope))) {
        throw new Refused('Choose from what is listed: a token may do no more than you', 'scopes');
      }
      const { name } = form;
      const made = await issueToken(tx, actor, scopes, house.now(), { name, days: Number(form.days) });
      // The same form posted again leads to the list, where the token is not shown.
      return { ...(await show({ ...visit, typed: {} }, [], { name, token: made })), doneAt: TOKENS.path };
    },
    redisplay: show,
  }),
];

async function show(
  { tx, actor, house, typed }: Visit<unknown>,
  problems: Problem[] = [],
  made: { name: string; token: string } | null = null,
): Promise<PageReply> {
  const tokens = await readOwnTokens(tx);
  const model = {
    made,
    tokens: tokens.map((token) => tokenLine(token, scopesOf(actor), house.now())),
    errors: errorsByField(problems),
    form: {
      name: String(typed.name ?? ''),
      scopes: [typed.scopes ?? []].flat(),
      days: String(typed.days ?? '90'),
      choices: scopesOf(actor).map((scope) => ({
        value: scope,
        text: SCOPE_WORDS[scope] ?? scope,
        hint: { text: scope },
      })),
      lasts: LASTS.map((days) => ({ value: days, text: days === '365' ? 'A year' : `${days} days` })),
    },
  };
  return page('accounts/tokens', 'API tokens', model, {
    layout: { width: 'two-thirds', backLink: { text: 'Your account', href: '/account' } },
  });
}
