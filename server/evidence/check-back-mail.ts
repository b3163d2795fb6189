import type { Tx } from '../database/with-actor';
import { longDate } from '../http/dates';
import type { House } from '../http/route';
import { withJob, type JobData } from '../jobs/jobs';
import { MailRefused, sendMail, type Mail } from '../mail/mail';
import { unseal } from '../mail/sealed';
import type { SealedMail } from './check-back';
import { stateOf } from './check-back-policy';
import { endMail, readMail } from './check-back-queries';

// The queue tries for about two hours; what could not be sent by then is given up, so that no address is kept longer.
const GIVE_UP_MS = 90 * 60 * 1000;

/**
 * Sends the mail of a link that waits. Address and token are removed as soon as it is sent or given up.
 * @throws whatever the mail server said, while it is worth trying again
 */
export async function sendCheckBackMail(house: House, data: JobData): Promise<void> {
  const [boardId, id] = [String(data.boardId), String(data.checkBackId)];
  const inJob = <Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> =>
    withJob(house.database, boardId, work);
  const waiting = await inJob((tx) => readMail(tx, boardId, id));
  if (!waiting) return;
  const end = (mail: 'sent' | 'failed'): Promise<void> => inJob((tx) => endMail(tx, boardId, id, mail));
  const content = unseal(house.config.sessionSecret, waiting.sealed) as SealedMail | null;
  if (!content || stateOf(waiting, house.now()) !== 'open') return end('failed');
  const { to, token, board } = content;
  try {
    const link = `${house.config.publicUrl.replace(/\/$/, '')}/check-back/${token}`;
    await sendMail(house.config, {
      to,
      ...wordsOfMail({ board, link, until: longDate(waiting.expires_at) }),
    });
  } catch (error) {
    const tooLate = house.now().getTime() - new Date(waiting.made_at).getTime() > GIVE_UP_MS;
    if (error instanceof MailRefused || tooLate) return end('failed');
    throw error;
  }
  return end('sent');
}

/** What the mail says: nothing of the case. */
export function wordsOfMail({
  board,
  link,
  until,
}: {
  board: string;
  link: string;
  until: string;
}): Omit<Mail, 'to'> {
  return {
    subject: 'A record for you to read',
    text: `The ${board} would like you to read a record, and to put right what is wrong in it.

Open it here:
${link}

The page asks for a code. You get it separately, from the person who told you to expect this message.
You can open it as often as you like until ${until}.

If you did not expect this message, please delete it. Nothing can be read without the code.
Answers to this message reach no one: speak to the person whom you spoke with.
`,
  };
}
