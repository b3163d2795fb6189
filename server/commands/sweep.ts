import { asOwner } from '../database/migrate';
import { sweep } from '../evidence/sweep';
import { sweptWords } from '../evidence/sweep-words';
import { openHouse } from '../house';
import { withConnection } from './with-connection';

/**
 * `npm run sweep`: removes what uploads that were cut off left behind, and prints what it found. Exit 1 when a document
 * has no content, or one that was kept under another DOCUMENT_KEY.
 */
export async function main(): Promise<number> {
  return withConnection(async ({ database, ownerUrl }, config) => {
    const swept = await asOwner(ownerUrl, (owner) => sweep(owner, openHouse(config, database)));
    const { done, trouble } = sweptWords(swept);
    console.log(done);
    for (const line of trouble) console.error(line);
    return trouble.length > 0 ? 1 : 0;
  });
}
