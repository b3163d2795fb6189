import { sendCheckBackMail } from '../evidence/check-back-mail';
import { removeContent, scanDocument } from '../evidence/document-jobs';
import { readDocument } from '../evidence/read-document';
import { makeExport } from '../national/export-make';
import { buildRelease } from '../national/release-build';
import type { Handler } from './jobs';
import type { QueueName } from './queues';

/** What each queue's jobs do. */
export const handlers: Record<QueueName, Handler> = {
  'read-document': readDocument,
  'scan-document': scanDocument,
  'remove-content': removeContent,
  'send-mail': sendCheckBackMail,
  'build-release': buildRelease,
  'export-findings': makeExport,
};
