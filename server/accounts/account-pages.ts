import type { Actor } from '../database/with-actor';
import { hasRole } from '../database/with-actor';
import { longDate } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import type { OwnToken } from './accounts-queries';
import { ROLE_NAMES } from './role-names';
import { scopesOf } from './tokens';

interface Row {
  key: { text: string };
  value: { text: string };
}

export interface AccountPage {
  rows: Row[];
  /** For those whose work has tokens; null for the rest. */
  tokens: { name: string; details: string[]; action: string }[] | null;
  mayMakeTokens: boolean;
  errors: Record<string, { text: string }>;
}

const row = (key: string, text: string): Row => ({ key: { text: key }, value: { text } });

/** What a scope lets a program do. */
export const SCOPE_WORDS: Record<string, string> = {
  'aggregates:read': 'Reads national figures',
  'findings:read': 'Reads published findings',
  'reviews:import': 'Sends in published reviews',
};

/** Who is signed in, with what they may change about their account. Never shows what was typed as a password. */
export function accountPage(
  actor: Actor,
  tokens: readonly OwnToken[],
  now: Date,
  problems: readonly Problem[] = [],
): AccountPage {
  const roles = actor.memberships.map(({ role, boardName }) =>
    [ROLE_NAMES[role], boardName].filter(Boolean).join(', '),
  );
  const mayMakeTokens = hasRole(actor, 'analyst', 'editor');
  const withTokens = tokens.length > 0 || mayMakeTokens;
  return {
    rows: [
      row('Name', actor.name),
      row('E-mail address', actor.email),
      row('What you do here', roles.join('; ')),
    ],
    tokens: withTokens ? tokens.map((token) => tokenLine(token, scopesOf(actor), now)) : null,
    mayMakeTokens,
    errors: errorsByField(problems),
  };
}

/**
 * A token as the list shows it.
 * @param allowed what the roles of its holder let a token do now
 */
export function tokenLine(
  token: OwnToken,
  allowed: readonly string[],
  now: Date,
): { name: string; details: string[]; action: string } {
  const ends = token.expires_at > now ? 'Ends' : 'Ended';
  const off = token.scopes.filter((scope) => !allowed.includes(scope) && !token.beyond_role.includes(scope));
  return {
    name: token.name || 'Without a name',
    details: [
      `${wordsOf(token.scopes)}.`,
      ...(off.length > 0 ? [`No role of yours allows this now: ${wordsOf(off)}.`] : []),
      `Made on ${longDate(token.created_at)}. ${ends} on ${longDate(token.expires_at)}.`,
      token.last_used_at ? `Last used on ${longDate(token.last_used_at)}.` : 'Never used.',
    ],
    action: `/account/tokens/${token.id}/revocation`,
  };
}

const wordsOf = (scopes: readonly string[]): string =>
  scopes.map((scope) => SCOPE_WORDS[scope] ?? scope).join('; ');
