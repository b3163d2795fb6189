import type { Handler } from './jobs';
import type { QueueName } from './queues';

/** What each queue's jobs do. */
export const handlers: Record<QueueName, Handler> = {
  'read-document': async () => undefined,
  'scan-document': async () => undefined,
  'remove-content': async () => undefined,
  'send-mail': async () => undefined,
};
