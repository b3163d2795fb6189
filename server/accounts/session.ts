import connectPgSimple from 'connect-pg-simple';
import { csrfSync } from 'csrf-sync';
import type { Express } from 'express';
import session from 'express-session';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { House } from '../http/route';
import { findCredential } from './accounts-queries';
import { passwordMatches } from './passwords';

declare global {
  namespace Express {
    interface User {
      accountId: string;
    }
  }
}
declare module 'express-session' {
  interface SessionData {
    flash?: string;
    seenAt?: number;
  }
}

/** How long a session lasts without use, in seconds. */
export const SESSION_SECONDS = 60 * 60;

// A session in use is written at most this often, so that reading a page costs one look-up and no write.
const TOUCH_SECONDS = 5 * 60;

export const csrf = csrfSync({
  getTokenFromRequest: (request) => {
    const sent = (request.body as Record<string, unknown> | undefined)?._csrf ?? request.get('X-CSRF-Token');
    return typeof sent === 'string' ? sent : undefined;
  },
});

/** Sessions in PostgreSQL and passport's local strategy. A second factor or single sign-on joins here. */
export function useSessions(app: Express, house: House): void {
  const Store = connectPgSimple(session);
  app.use(
    session({
      name: 'workbench',
      secret: house.config.sessionSecret,
      resave: false,
      saveUninitialized: false,
      rolling: false,
      cookie: {
        httpOnly: true,
        sameSite: 'lax',
        secure: house.config.production,
        maxAge: SESSION_SECONDS * 1000,
      },
      store: new Store({
        pool: house.database.plain,
        schemaName: 'app',
        tableName: 'session',
        disableTouch: true,
        pruneSessionInterval: false,
      }),
    }),
  );
  const authenticator = new passport.Passport();
  authenticator.use(
    new LocalStrategy({ usernameField: 'email' }, (email, password, done) => {
      checkPassword(house, email, password).then(
        (user) => done(null, user ?? false),
        (error: unknown) => done(error),
      );
    }),
  );
  authenticator.serializeUser<string>((user, done) => done(null, user.accountId));
  authenticator.deserializeUser<string>((accountId, done) => done(null, { accountId }));
  app.set('authenticator', authenticator);
  app.use(authenticator.session());
  app.use((request, _response, next) => {
    const now = house.now().getTime();
    if (request.user && now - (request.session.seenAt ?? 0) > TOUCH_SECONDS * 1000)
      request.session.seenAt = now;
    next();
  });
}

async function checkPassword(house: House, email: string, password: string): Promise<Express.User | null> {
  const credential = await findCredential(house.database.plain, email);
  const matches = await passwordMatches(credential?.password_hash ?? null, password);
  return matches && credential?.status === 'active' ? { accountId: credential.account_id } : null;
}
