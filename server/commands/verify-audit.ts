import { verifyAudit } from '../audit/verify';
import { asOwner } from '../database/migrate';
import { withConnection } from './with-connection';

/** `npm run verify-audit`: exit 0 and the head hash, or exit 1 and the first break. */
export async function main(): Promise<number> {
  return withConnection(async ({ ownerUrl }) => {
    const result = await asOwner(ownerUrl, verifyAudit);
    if (result.sound) {
      console.log(result.head);
      return 0;
    }
    console.error(`Chain ${result.first.chain}, entry ${result.first.seq}: ${result.first.reason}`);
    return 1;
  });
}
