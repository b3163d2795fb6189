import type { Role } from '../database/with-actor';
import { page, route, type Route } from '../http/route';

export const ROLE_NAMES: Record<Role, string> = {
  lead_reviewer: 'Lead reviewer',
  team_member: 'Review team member',
  coordinator: 'Board coordinator',
  chair: 'Chair of the Board',
  editor: 'National typology editor',
  analyst: 'National analyst',
  accreditation_manager: 'Accreditation manager',
  administrator: 'Administrator',
};

export const accountRoutes: Route[] = [
  route({
    method: 'get',
    path: '/account/session',
    who: 'signed-in',
    scope: 'none',
    audit: 'none',
    handle: async () => ({ kind: 'json', body: { signedIn: true } }),
  }),
  route({
    method: 'get',
    path: '/account',
    who: 'signed-in',
    scope: 'none',
    audit: 'none',
    handle: async ({ actor }) =>
      page('accounts/account', 'Your account', {
        name: actor.name,
        email: actor.email,
        roles: actor.memberships
          .map(({ role, boardName }) => [ROLE_NAMES[role], boardName].filter(Boolean).join(', '))
          .join('; '),
      }),
  }),
];
