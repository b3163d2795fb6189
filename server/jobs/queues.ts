/** The work that is done in the background, by the name of its queue. Job data is ids, never words of a case. */
export const QUEUES = [
  {
    name: 'read-document',
    options: { policy: 'standard', retryLimit: 2, retryDelay: 30, expireInSeconds: 300 },
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
] as const;

export type QueueName = (typeof QUEUES)[number]['name'];
