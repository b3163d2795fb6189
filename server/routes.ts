import { accountRoutes } from './accounts/account-routes';
import { signInRoutes } from './accounts/sign-in-routes';
import type { House, Route } from './http/route';
import { typologyApiRoutes } from './typology/typology-api-routes';
import { typologyRoutes } from './typology/typology-routes';

/** Every page of the workbench, module by module. */
export function pageRoutes(house: House): Route[] {
  return [...signInRoutes(house), ...accountRoutes, ...typologyRoutes];
}

/** The API, version 1 (CONTRACT): no session, a bearer token where one is needed. */
export function apiRoutes(_house: House): Route[] {
  return [...typologyApiRoutes];
}
