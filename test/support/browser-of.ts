import type { Express } from 'express';
import type { Response } from 'supertest';
import { DEMO_PASSWORD } from '../../seeds/cast';
import { agentOf } from './listening';

/** A signed-in visitor over HTTP, who takes the tokens of a form from the page that shows it. */
export interface Visitor {
  get(path: string): Promise<Response>;
  /** Posts fields as the form on `from` (or on the same path) would, with its hidden fields. */
  post(path: string, fields: Record<string, string | string[]>, from?: string): Promise<Response>;
  /** Posts fields with the session's token and no other hidden field, without opening a page first. */
  send(path: string, fields: Record<string, string | string[]>): Promise<Response>;
}

/** Signs in as a member of the cast. With no e-mail address the visitor is not signed in. */
export async function visit(app: Express, email?: string): Promise<Visitor> {
  const agent = await agentOf(app);
  let token: string | undefined;
  const visitor: Visitor = {
    get: (path) => agent.get(path),
    async post(path, fields, from = path) {
      const shown = await agent.get(from);
      const csrf =
        hiddenValue(shown.text, '_csrf') ?? hiddenValue((await agent.get('/sign-in')).text, '_csrf') ?? '';
      const once = hiddenValue(shown.text, '_once');
      return agent
        .post(path)
        .type('form')
        .send({ _csrf: csrf, ...(once ? { _once: once } : {}), ...fields });
    },
    async send(path, fields) {
      token ??=
        hiddenValue((await agent.get('/accessibility')).text, '_csrf') ??
        hiddenValue((await agent.get('/sign-in')).text, '_csrf');
      return agent
        .post(path)
        .type('form')
        .send({ _csrf: token ?? '', ...fields });
    },
  };
  if (email) {
    const answer = await visitor.post('/sign-in', { email, password: DEMO_PASSWORD });
    if (answer.status !== 303) throw new Error(`${email} could not sign in: ${answer.status}`);
  }
  return visitor;
}

/** The value of the first hidden field of that name on a page. */
export function hiddenValue(html: string, name: string): string | undefined {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
}
