import { collectDefaultMetrics, Registry } from 'prom-client';
import { Missing } from './errors';
import type { House, Route } from './route';

/** For those who run the workbench: is it up, can it serve, how is it doing. */
export function healthRoutes(house: House): Route[] {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const open = { method: 'get', who: 'public', scope: 'none', audit: 'none' } as const;
  return [
    { ...open, path: '/health/live', serve: async () => ({ kind: 'json', body: { status: 'live' } }) },
    {
      ...open,
      path: '/health/ready',
      serve: async () => {
        try {
          await house.database.plain.query('select 1');
          return { kind: 'json', body: { status: 'ready' } };
        } catch {
          return { kind: 'json', status: 503, body: { status: 'the database does not answer' } };
        }
      },
    },
    {
      ...open,
      path: '/metrics',
      serve: async (_house, request) => {
        const address = request.socket.remoteAddress ?? '';
        const direct = ['X-Forwarded-For', 'Forwarded', 'X-Real-IP'].every(
          (name) => request.get(name) === undefined,
        );
        if (!direct || !/^(::ffff:)?127\.|^::1$/.test(address)) throw new Missing();
        return { kind: 'text', type: metrics.contentType, body: await metrics.metrics() };
      },
    },
  ];
}
