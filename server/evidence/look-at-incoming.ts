import type { House } from '../http/route';
import { scan } from './clamd';
import type { Incoming, Looked } from './incoming';
import { inspectContent } from './reading-room/room';

const MOST_CSV = 25 * 1024 * 1024;

/**
 * Looks at a file before anything is decided about it: what it is, by its content, and whether the scanner finds a
 * virus in it. This takes time and no transaction waits for it.
 */
export async function lookAt(house: House, incoming: Incoming): Promise<Looked> {
  if (/\.csv$/i.test(incoming.name) && incoming.bytes > MOST_CSV)
    return {
      problem:
        'This CSV file is larger than 25 MB. Take out the columns and rows that are not of this case, or split it.',
    };
  const inspected = await inspectContent(incoming.name, incoming.bytes, incoming.open());
  if ('problem' in inspected) return inspected;
  const { mediaType, pages = null } = inspected;
  if (!house.config.clamd) return { mediaType, pages, scan: 'not_scanned' };
  const scanned = await scan(house.config.clamd, incoming.open());
  if (scanned.is === 'infected')
    return {
      problem: `The virus scanner found ${scanned.virus} in this file. It was not kept. Tell who sent it, and ask for a clean copy.`,
    };
  if (scanned.is === 'clean') return { mediaType, pages, scan: 'clean' };
  return { mediaType, pages, scan: 'held', beyondScanner: scanned.is === 'beyond' };
}
