/**
 * The work that is done in the background, by the name of its queue. Job data is ids, never words of a case.
 *
 * A job whose process was killed is begun again within about a minute, as one that is being done says so (run-jobs). When
 * it takes longer than `expireInSeconds` in all it is given up, and tried again. A change here wants a migration that
 * brings the queues of a database up to it.
 */
export const QUEUES = [
  {
    name: 'read-document',
    // A minute in the reading room, and what it waits for that.
    options: { policy: 'standard', retryLimit: 8, retryDelay: 5, retryBackoff: true, expireInSeconds: 80 },
  },
  {
    name: 'scan-document',
    // The scanner may be away for hours: what it holds is tried again until it answers.
    options: { policy: 'standard', retryLimit: 500, retryDelay: 60, expireInSeconds: 300 },
  },
  {
    name: 'remove-content',
    options: { policy: 'standard', retryLimit: 20, retryDelay: 60, expireInSeconds: 60 },
  },
  {
    name: 'send-mail',
    options: { policy: 'standard', retryLimit: 8, retryDelay: 30, retryBackoff: true, expireInSeconds: 60 },
  },
  {
    name: 'build-release',
    // Soon after the longest that it may take; it gives up before that.
    options: { policy: 'standard', retryLimit: 2, retryDelay: 5, expireInSeconds: 100 },
  },
  {
    name: 'export-findings',
    // The handler gives up before that, and counts its attempts itself.
    options: { policy: 'standard', retryLimit: 3, retryDelay: 5, expireInSeconds: 300 },
  },
] as const;

export type QueueName = (typeof QUEUES)[number]['name'];
