import { Refused } from '../http/errors';
import type { House, Reading } from '../http/route';
import { scan } from './clamd';
import type { Incoming } from './incoming';
import { askRoom, Unreadable } from './reading-room/room';
import type { Spreadsheet } from './reading-room/spreadsheet';

/**
 * How a spreadsheet on its way into the chronology is read: scanned and inspected as a document is, then its rows. It is
 * not kept, so it cannot wait for the scanner as a document does.
 */
export const readingOfSheets: Reading<Spreadsheet> = {
  busy: 'Your last spreadsheet is still being read. Wait until its page is there, then choose this file again',
  async file(house: House, incoming: Incoming): Promise<Spreadsheet> {
    if (incoming.bytes === 0) throw refused('This file is empty. Choose the file that holds the chronology');
    if (house.config.clamd) await refuseInfected(house.config.clamd, incoming);
    const { name, bytes } = incoming;
    return askRoom('rows', { name, bytes }, incoming.open()).catch((error: unknown) => {
      if (error instanceof Unreadable) throw refused(error.message);
      throw error;
    });
  },
};

async function refuseInfected(
  clamd: NonNullable<House['config']['clamd']>,
  incoming: Incoming,
): Promise<void> {
  const scanned = await scan(clamd, incoming.open());
  if (scanned.is === 'infected')
    throw refused(
      `The virus scanner found ${scanned.virus} in this file. It was not read. Tell who sent it, and ask for a clean copy`,
    );
  if (scanned.is === 'beyond')
    throw refused(
      'The virus scanner does not take files of this size, so this one is not read. Load it in parts: by year, or by agency',
    );
  if (scanned.is === 'away')
    throw refused(
      'The virus scanner does not answer, and no spreadsheet is read before it has looked at it. Try again in a few minutes',
    );
}

const refused = (message: string): Refused => new Refused(message, 'file');
