import { withNobody } from '../database/with-actor';
import { isoDay } from '../http/dates';
import type { House } from '../http/route';
import { bringIntoForce } from './facts-queries';

const HOUR_MS = 3_600_000;

/**
 * Brings each edition of the typology into force on its day: looks at once and then every hour on the hour, so that
 * midnight in London is among them. Several processes may look at once: one does it.
 * @param tell what went wrong; it is tried again in an hour
 */
export function keepEditionsInForce(house: House, tell: (error: unknown) => void): void {
  const look = async (): Promise<void> => {
    await withNobody(house.database, (tx) => bringIntoForce(tx, isoDay(house.now()))).catch(tell);
    setTimeout(look, HOUR_MS - (Date.now() % HOUR_MS)).unref();
  };
  setTimeout(look, 0).unref();
}
