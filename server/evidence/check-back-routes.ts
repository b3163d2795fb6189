import type { Request, Response } from 'express';
import { createGuesses, type Guesses } from '../accounts/guesses';
import { withNobody, type Tx } from '../database/with-actor';
import { clockTime } from '../http/dates';
import { wordsOf } from '../http/error-pages';
import { readForm } from '../http/forms';
import { redirect, type House, type PageReply, type Reply, type Route } from '../http/route';
import { answersForm, codeForm, outcomeForm } from './check-back-forms';
import { codeProof, tokenHash } from './check-back-secrets';
import { codePage, donePage, overPage, readBackPage } from './check-back-visit-pages';
import {
  finishBack,
  knock,
  outcomeOf,
  prove,
  readBack,
  saveBack,
  type Knocking,
} from './check-back-visit-queries';

declare module 'express-session' {
  interface SessionData {
    /** The link whose code was given in this session, with the proof that the database asks for each time. */
    checkBack?: { hash: string; proof: string; seenAt: number };
    /** The link that was answered in this session: its address says thank you. */
    checkBackDone?: { hash: string; outcome: 'agreed' | 'corrected' };
  }
}

const AT = '/check-back/:token';
const served = { who: 'public', scope: 'none' } as const;

/**
 * A record shown back to the one whose account it is. They have no account: these routes serve themselves, within
 * transactions in which no one acts, and the database's functions write the audit.
 */
export const checkBackRoutes: Route[] = [
  { ...served, method: 'get', path: AT, audit: 'check_back.opened', serve: open },
  { ...served, method: 'post', path: AT, audit: 'check_back.code_right', serve: giveCode },
  {
    ...served,
    method: 'get',
    path: `${AT}/answers`,
    audit: 'none',
    serve: async (_house, request) => redirect(addressOf(request)),
  },
  { ...served, method: 'post', path: `${AT}/answers`, audit: 'check_back.written', serve: answer },
];

const addressOf = ({ params }: Request): string =>
  `/check-back/${encodeURIComponent(String(params.token)).slice(0, 300)}`;

/** Who asks for what, as far as the session goes. */
function knockingOf(house: House, request: Request): Knocking {
  const hash = tokenHash(String(request.params.token));
  const kept = request.session.checkBack;
  const proof = kept?.hash === hash ? kept.proof : '';
  return { hash, proof, address: request.ip ?? '', now: house.now() };
}

async function open(house: House, request: Request, response: Response): Promise<Reply> {
  uncached(response);
  const began = performance.now();
  const at = addressOf(request);
  const knocking = knockingOf(house, request);
  const done = request.session.checkBackDone;
  if (knocking.proof !== '') {
    const read = await withNobody(house.database, (tx) => readBack(tx, knocking));
    if (read) return readBackPage(at, read);
    delete request.session.checkBack;
  }
  if (done?.hash === knocking.hash) return donePage(at, done.outcome);
  const board = await withNobody(house.database, (tx) => knock(tx, knocking));
  return board === null ? even(began, overPage(at)) : codePage(at, board);
}

const guessesOf = new WeakMap<House, Guesses>();

async function giveCode(house: House, request: Request, response: Response): Promise<Reply> {
  uncached(response);
  const began = performance.now();
  const at = addressOf(request);
  const knocking = knockingOf(house, request);
  const guesses = guessesOf.get(house) ?? createGuesses(house.database.plain);
  guessesOf.set(house, guesses);
  const who = `check back ${knocking.hash}`;
  return guesses.inTurn(who, async () => {
    const wait = await guesses.wait(who, knocking.address);
    if (wait > 0) return even(began, { ...overPage(at), status: 429 });
    const read = readForm(codeForm, request.body);
    const proof = read.ok
      ? codeProof(house.config.sessionSecret, String(request.params.token), read.value.code)
      : '';
    const said = read.ok
      ? await withNobody(house.database, (tx) => prove(tx, { ...knocking, proof }))
      : 'unread';
    if (said === 'right') {
      await guesses.right(who, knocking.address);
      await newSession(request);
      request.session.checkBack = { hash: knocking.hash, proof, seenAt: knocking.now.getTime() };
      return redirect(at);
    }
    if (said !== 'unread') await guesses.wrong(who, knocking.address);
    if (said === 'over') return even(began, overPage(at));
    const board = await withNobody(house.database, (tx) => knock(tx, knocking));
    if (board === null) return even(began, overPage(at));
    const problems = read.ok
      ? [
          {
            field: 'code',
            message:
              'That is not the code of this link. Look at it again: it has letters and digits, eight in all',
          },
        ]
      : read.problems;
    return even(began, codePage(at, board, problems));
  });
}

async function answer(house: House, request: Request, response: Response): Promise<Reply> {
  uncached(response);
  const at = addressOf(request);
  const knocking = knockingOf(house, request);
  const background = request.get('X-Autosave') === '1';
  const body = (request.body ?? {}) as Record<string, string | string[]>;
  const over = async (tx?: Tx): Promise<Reply> => {
    if (background) return { kind: 'json', status: 401, body: { signedOut: true } };
    // Sent twice at once: the second finds it answered, by the same person.
    const outcome = tx && (await outcomeOf(tx, knocking));
    if (outcome) endSession(request, knocking.hash, outcome);
    return request.session.checkBackDone?.hash === knocking.hash ? redirect(at) : overPage(at, wordsOf(body));
  };
  if (knocking.proof === '') return over();
  return withNobody(house.database, async (tx): Promise<Reply> => {
    const record = await readBack(tx, knocking);
    if (!record) return over(tx);
    const answers = readForm(answersForm(record.record), body);
    if (!answers.ok)
      return refused(background, readBackPage(at, record, { typed: body, problems: answers.problems }));
    if (!(await saveBack(tx, knocking, answers.value))) return over(tx);
    if (request.session.checkBack) request.session.checkBack.seenAt = knocking.now.getTime();
    const saved = clockTime(knocking.now);
    if (background) return { kind: 'json', body: { savedAt: saved } };
    if (body.action !== 'finish')
      return redirect(
        at,
        `Saved at ${saved}. You can close this page and come back with your link and code.`,
      );
    const written = new Set(answers.value.map(({ place }) => place));
    const said = [...answers.value, ...record.answers.filter(({ place }) => !written.has(place))];
    const outcome = readForm(outcomeForm(said), body);
    if (!outcome.ok) return readBackPage(at, record, { typed: body, problems: outcome.problems });
    if (!(await finishBack(tx, knocking, outcome.value.outcome))) return over(tx);
    endSession(request, knocking.hash, outcome.value.outcome);
    return redirect(at);
  });
}

function endSession({ session }: Request, hash: string, outcome: 'agreed' | 'corrected'): void {
  delete session.checkBack;
  session.checkBackDone = { hash, outcome };
}

function refused(background: boolean, reply: PageReply): Reply {
  return background ? { kind: 'json', status: 422, body: { message: reply.problems?.[0]?.message } } : reply;
}

/** A session that was planted, or someone else’s on this machine, is worth nothing afterwards. */
function newSession(request: Request): Promise<void> {
  return new Promise((resolve, reject) =>
    request.session.regenerate((error: unknown) => (error ? reject(error as Error) : resolve())),
  );
}

/** Nothing of it stays in a cache, on a machine that others use too. */
function uncached(response: Response): void {
  response.set('Cache-Control', 'no-store');
}

const LEAST_MS = 250;

/** Answers no sooner than this, so that the time taken does not tell a link that was from one that never was. */
async function even<Answer>(began: number, reply: Answer): Promise<Answer> {
  const left = LEAST_MS - (performance.now() - began);
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  return reply;
}
