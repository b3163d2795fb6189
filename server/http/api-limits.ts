import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { bearerFor } from './admission';
import { apiProblem, PROBLEM_TYPE } from './api-problems';
import type { House } from './route';

const SECONDS = 60;

/** What a request costs of the points of a minute: counting and protecting figures, and whole files, cost more. */
export function costOf(path: string): number {
  if (/^\/api\/v1\/findings\.csv/.test(path)) return 20;
  if (/^\/api\/v1\/imports/.test(path)) return 10;
  if (/^\/api\/v1\/aggregates/.test(path)) return 2;
  return 1;
}

/**
 * Limits how much one token, or one address without a current token, asks of the API in a minute. It is counted in the
 * database, so that servers side by side count together; one that has had too much is told so without asking it again.
 * Every answer says what is left (RateLimit, RateLimit-Policy).
 */
export function apiLimits(house: House): RequestHandler {
  const points = house.config.apiPointsAMinute;
  const limiter = new RateLimiterPostgres({
    storeClient: house.database.plain,
    tableName: 'rate_limit',
    schemaName: 'app',
    tableCreated: true,
    keyPrefix: 'api',
    points,
    duration: SECONDS,
    clearExpiredByTimeout: false,
    inMemoryBlockOnConsumed: points,
    // A counter that cannot be reached must not be why nothing is answered.
    insuranceLimiter: new RateLimiterMemory({ points, duration: SECONDS }),
  });
  const limit = async (request: Request, response: Response): Promise<boolean> => {
    const bearer = await bearerFor(house, request);
    const key = bearer
      ? `token ${hashOf(request.get('Authorization') ?? '')}`
      : `address ${request.ip ?? ''}`;
    let isSpent = false;
    const state = await limiter.consume(key, costOf(request.originalUrl)).catch((refusal: unknown) => {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      isSpent = true;
      return refusal;
    });
    const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
    response.set({
      'RateLimit-Policy': `"default";q=${points};w=${SECONDS}`,
      RateLimit: `"default";r=${isSpent ? 0 : Math.max(0, state.remainingPoints)};t=${seconds}`,
    });
    if (!isSpent) return true;
    const words = `More was asked in a minute than is answered. Ask again in ${seconds} seconds.`;
    response
      .status(429)
      .set({ 'Retry-After': String(seconds), 'Cache-Control': 'no-store' })
      .type(PROBLEM_TYPE);
    response.send(JSON.stringify(apiProblem(429, words)));
    return false;
  };
  return (request, response, next) => {
    limit(request, response).then((may) => (may ? next() : undefined), next);
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
