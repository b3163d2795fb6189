import { createHash } from 'node:crypto';
import { protectSystem, type FigureSystem } from './disclosure-control';

const remembered = new Map<string, Promise<Set<string>>>();
const MOST_REMEMBERED = 100;

/**
 * As `protectSystem`. The same figures are protected the same way, so the work is done once. Keeps the systems asked for
 * last.
 */
export function protectOnce(system: FigureSystem, threshold: number): Promise<Set<string>> {
  const name = createHash('sha256')
    .update(JSON.stringify([system, threshold]))
    .digest('base64');
  const work = remembered.get(name) ?? protectSystem(system, threshold);
  remembered.delete(name);
  remembered.set(name, work);
  work.catch(() => remembered.delete(name));
  const oldest = remembered.keys().next().value;
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return work;
}
