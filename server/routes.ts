import { accountRoutes } from './accounts/account-routes';
import { adminRoutes } from './accounts/admin-routes';
import { registerRoutes } from './accounts/register-routes';
import { approvalsRoutes } from './approvals/approvals-routes';
import { signInRoutes } from './accounts/sign-in-routes';
import { findingRoutes } from './findings/finding-routes';
import { frontRoutes } from './http/front-routes';
import type { House, Route } from './http/route';
import { nationalApiRoutes } from './national/api-routes';
import { nationalRoutes } from './national/national-routes';
import { importApiRoutes } from './published/import-routes';
import { publishedRoutes } from './published/published-routes';
import { clockRoutes } from './reviews/clock-routes';
import { openingRoutes } from './reviews/opening-routes';
import { reviewRoutes } from './reviews/review-routes';
import { teamRoutes } from './reviews/team-routes';
import { workRoutes } from './reviews/work-routes';
import { typologyApiRoutes } from './typology/typology-api-routes';
import { typologyRoutes } from './typology/typology-routes';

/** Every page of the workbench, module by module. */
export function pageRoutes(house: House): Route[] {
  return [
    ...frontRoutes,
    ...signInRoutes(house),
    ...accountRoutes(house),
    ...registerRoutes,
    ...adminRoutes,
    ...workRoutes,
    ...openingRoutes,
    ...reviewRoutes,
    ...clockRoutes,
    ...teamRoutes,
    ...findingRoutes,
    ...approvalsRoutes,
    ...typologyRoutes,
    ...publishedRoutes,
    ...nationalRoutes,
  ];
}

/** The API, version 1 (CONTRACT): no session, a bearer token where one is needed. */
export function apiRoutes(_house: House): Route[] {
  return [...typologyApiRoutes, ...importApiRoutes, ...nationalApiRoutes];
}
