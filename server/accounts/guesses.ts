import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

/** Limits wrong guesses of a password, by account and address together, by account, and by address. */
export interface Guesses {
  /** Minutes until another guess is allowed; 0 when one is allowed now. */
  wait(email: string, address: string): Promise<number>;
  wrong(email: string, address: string): Promise<void>;
  right(email: string, address: string): Promise<void>;
  /** Does one thing at a time for an account, so that guesses sent together are counted before the next is checked. */
  inTurn<Result>(email: string, work: () => Promise<Result>): Promise<Result>;
}

export function createGuesses(pool: Pool): Guesses {
  const limiter = (keyPrefix: string, points: number, minutes: number) =>
    new RateLimiterPostgres({
      storeClient: pool,
      tableName: 'rate_limit',
      schemaName: 'app',
      tableCreated: true,
      keyPrefix,
      points,
      duration: minutes * 60,
      clearExpiredByTimeout: false,
    });
  const limits = [
    {
      by: limiter('pair', 8, 15),
      key: (email: string, address: string) => `${email.slice(0, 150)} ${address}`,
    },
    { by: limiter('account', 30, 60), key: (email: string) => email.slice(0, 150) },
    { by: limiter('address', 150, 60), key: (_email: string, address: string) => address },
  ];
  const turns = new Map<string, Promise<void>>();
  return {
    async wait(email, address) {
      const states = await Promise.all(limits.map(({ by, key }) => by.get(key(email, address))));
      const waits = states.map((state, i) => {
        const spent = state !== null && state.consumedPoints >= (limits[i]?.by.points ?? Infinity);
        return spent ? Math.ceil(state.msBeforeNext / 60_000) : 0;
      });
      return Math.max(...waits);
    },
    async wrong(email, address) {
      await Promise.all(limits.map(({ by, key }) => by.consume(key(email, address)).catch(ignoreSpent)));
    },
    async right(email, address) {
      await limits[0]?.by.delete(limits[0].key(email, address));
    },
    async inTurn(email, work) {
      const before = turns.get(email) ?? Promise.resolve();
      const mine = before.then(work);
      const over = mine.then(nothing, nothing);
      turns.set(email, over);
      try {
        return await mine;
      } finally {
        if (turns.get(email) === over) turns.delete(email);
      }
    },
  };
}

const nothing = (): void => undefined;

function ignoreSpent(refusal: unknown): void {
  if (!(refusal instanceof RateLimiterRes)) throw refusal;
}
