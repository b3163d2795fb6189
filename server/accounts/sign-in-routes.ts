import type { Request } from 'express';
import type { PassportStatic } from 'passport';
import { recordAudit } from '../audit/audit';
import { withActor } from '../database/with-actor';
import { errorsByField, readForm } from '../http/forms';
import {
  page,
  redirect,
  type House,
  type PageReply,
  type Problem,
  type Reply,
  type Route,
} from '../http/route';
import { createGuesses, type Guesses } from './guesses';
import { signInForm } from './sign-in-forms';

/** Signing in and out. */
export function signInRoutes(house: House): Route[] {
  const guesses = createGuesses(house.database.plain);
  return [
    { method: 'get', path: '/sign-in', who: 'public', scope: 'none', audit: 'none', serve: showSignIn },
    {
      method: 'post',
      path: '/sign-in',
      who: 'public',
      scope: 'none',
      audit: 'account.signed_in',
      serve: (_house, request) => signIn(house, guesses, request),
    },
    { method: 'post', path: '/sign-out', who: 'public', scope: 'none', audit: 'none', serve: signOut },
  ];
}

async function showSignIn(_house: House, request: Request): Promise<Reply> {
  if (request.user) return redirect('/reviews');
  return signInPage(nextOf(request.query.next), '', []);
}

async function signIn(house: House, guesses: Guesses, request: Request): Promise<Reply> {
  const typed = (request.body ?? {}) as Record<string, unknown>;
  const next = nextOf(typed.next);
  const read = readForm(signInForm, typed);
  if (!read.ok) return signInPage(next, String(typed.email ?? '').slice(0, 300), read.problems);
  // Passport reads the body itself: it is given what the form was read as.
  request.body = read.value;
  const { email } = read.value;
  return guesses.inTurn(email, () => tryPassword(house, guesses, request, email, next));
}

async function tryPassword(
  house: House,
  guesses: Guesses,
  request: Request,
  email: string,
  next: string,
): Promise<Reply> {
  const address = request.ip ?? '';
  const wait = await guesses.wait(email, address);
  if (wait > 0) {
    const message = `Too many wrong passwords. Wait ${wait} minute${wait === 1 ? '' : 's'} and try again`;
    return { ...signInPage(next, email, [{ field: 'password', message }]), status: 429 };
  }
  const user = await authenticate(request);
  if (!user) {
    await guesses.wrong(email, address);
    return signInPage(next, email, [
      { field: 'password', message: 'The e-mail address or the password is not right' },
    ]);
  }
  await guesses.right(email, address);
  await startSession(request, user);
  await withActor(house.database, { accountId: user.accountId, address }, (tx) =>
    recordAudit(tx, { board: null, action: 'account.signed_in', kind: 'account', subject: user.accountId }),
  );
  return redirect(next);
}

async function signOut(_house: House, request: Request): Promise<Reply> {
  await new Promise<void>((resolve, reject) =>
    request.session.destroy((error: unknown) => (error ? reject(error as Error) : resolve())),
  );
  return redirect('/sign-in?signed-out=1');
}

function authenticate(request: Request): Promise<Express.User | null> {
  const authenticator = request.app.get('authenticator') as PassportStatic;
  return new Promise((resolve, reject) => {
    const done = (error: unknown, user: Express.User | false | null | undefined) =>
      error ? reject(error as Error) : resolve(user || null);
    (authenticator.authenticate('local', done) as (...args: unknown[]) => void)(request, null, reject);
  });
}

/** Passport gives the session a new id here, so that one planted before signing in is worth nothing. */
function startSession(request: Request, user: Express.User): Promise<void> {
  return new Promise((resolve, reject) =>
    request.logIn(user, (error: unknown) => (error ? reject(error as Error) : resolve())),
  );
}

/** A place on this site to go on to, and never another's. */
function nextOf(value: unknown): string {
  const onThisSite =
    typeof value === 'string' && value.length <= 2000 && /^\/(?![/\\])[\w\-./?=&%+,]*$/.test(value);
  return onThisSite && !value.startsWith('/sign-out') ? value : '/reviews';
}

function signInPage(next: string, email: string, problems: Problem[]): PageReply {
  return page(
    'accounts/sign-in',
    'Sign in',
    { next, email, errors: errorsByField(problems) },
    {
      problems,
      status: problems.length > 0 ? 422 : 200,
      section: 'sign-in',
      forms: true,
      layout: { width: 'two-thirds' },
    },
  );
}
