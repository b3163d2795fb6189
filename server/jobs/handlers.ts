import { removeContent, scanDocument } from '../evidence/document-jobs';
import type { Handler } from './jobs';
import type { QueueName } from './queues';

/** What each queue's jobs do. */
export const handlers: Record<QueueName, Handler> = {
  'read-document': async () => undefined,
  'scan-document': scanDocument,
  'remove-content': removeContent,
  'send-mail': async () => undefined,
};
