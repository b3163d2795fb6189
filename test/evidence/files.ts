import type { Express } from 'express';
import type { Response, Test } from 'supertest';
import { DEMO_PASSWORD } from '../../seeds/cast';
import { hiddenValue } from '../support/browser-of';
import { agentOf } from '../support/listening';

export interface TestFile {
  name: string;
  body: Buffer | string;
}

/** Someone signed in who sends files, as the form on a page would. */
export interface Sender {
  get(path: string): Test;
  send(
    path: string,
    fields: Record<string, string>,
    files?: TestFile[],
    more?: { background?: boolean; once?: string; field?: string },
  ): Promise<Response>;
  /** The cookie and token that a form sent by other means wants. */
  tokens(path: string): Promise<{ cookie: string; csrf: string; once: string }>;
}

export async function senderOf(app: Express, email: string): Promise<Sender> {
  const agent = await agentOf(app);
  const shown = await agent.get('/sign-in');
  const answer = await agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf: hiddenValue(shown.text, '_csrf'), email, password: DEMO_PASSWORD });
  const cookie = [answer.headers['set-cookie'] ?? []]
    .flat()
    .map((line) => line.split(';')[0])
    .join('; ');
  const tokens: Sender['tokens'] = async (path) => {
    const form = await agent.get(path);
    return {
      cookie,
      csrf:
        hiddenValue(form.text, '_csrf') ??
        hiddenValue((await agent.get('/accessibility')).text, '_csrf') ??
        '',
      once: hiddenValue(form.text, '_once') ?? '',
    };
  };
  return {
    get: (path) => agent.get(path),
    tokens,
    async send(path, fields, files = [], { background = false, once, field = 'files' } = {}) {
      const given = await tokens(path);
      let post = agent.post(path).field('_csrf', given.csrf);
      if (background) post = post.set('X-Autosave', '1');
      else post = post.field('_once', once ?? given.once);
      for (const [name, value] of Object.entries(fields)) post = post.field(name, value);
      // As a path it is sent whole; as a name the client would cut it.
      for (const { name, body } of files)
        post = post.attach(field, Buffer.from(body), { filepath: name } as object as { filename: string });
      return post;
    },
  };
}
