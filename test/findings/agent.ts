import type { Express } from 'express';
import type { Response } from 'supertest';
import { DEMO_PASSWORD } from '../../seeds/cast';
import { hiddenValue } from '../support/browser-of';
import { agentOf } from '../support/listening';

/** Posts as the script of a page does, in the background. */
export async function backgroundOf(app: Express, email: string) {
  const agent = await agentOf(app);
  const csrf = hiddenValue((await agent.get('/sign-in')).text, '_csrf') ?? '';
  await agent.post('/sign-in').type('form').send({ _csrf: csrf, email, password: DEMO_PASSWORD });
  return async (path: string, fields: Record<string, string>): Promise<Response> => {
    const token = hiddenValue((await agent.get('/reviews')).text, '_csrf') ?? '';
    return agent
      .post(path)
      .set('X-Autosave', '1')
      .type('form')
      .send({ _csrf: token, ...fields });
  };
}
