import { createTransport } from 'nodemailer';
import type { Config } from '../config';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** The mail server will not take a mail, now or later: the address does not exist, say. */
export class MailRefused extends Error {}

// A mail server that does not answer must not hold a job until it expires.
const PATIENCE_MS = 15_000;

/**
 * Sends one mail as text.
 * @throws MailRefused when it is refused for good; any other error when it may be tried again
 */
export async function sendMail(config: Pick<Config, 'smtpUrl' | 'publicUrl'>, mail: Mail): Promise<void> {
  if (!config.smtpUrl) throw new MailRefused('No mail server is set (SMTP_URL)');
  const transport = createTransport({
    url: config.smtpUrl,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  try {
    await transport.sendMail({
      ...mail,
      from: { name: 'Systems review workbench', address: `no-reply@${new URL(config.publicUrl).hostname}` },
      // Nothing answers by itself to what a service sends.
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  } catch (error) {
    const code = (error as { responseCode?: number }).responseCode ?? 0;
    if (code >= 500 && code < 600) throw new MailRefused(`The mail server refused it (${code})`);
    throw error;
  } finally {
    transport.close();
  }
}
