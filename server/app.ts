import path from 'node:path';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { pino, type Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { csrf, useSessions } from './accounts/session';
import { apiLimits } from './http/api-limits';
import { otherMethods } from './http/api-problems';
import { healthRoutes } from './http/health-routes';
import { errorPages, notFound, withoutToken } from './http/error-pages';
import { mountRoutes } from './http/registry';
import type { House } from './http/route';
import { projectRoot } from './root';
import { apiRoutes, pageRoutes } from './routes';

const FORM_LIMIT = '4mb';

/** The whole application: middleware in order, then the routes of each module. */
export function createApp(house: House, logger: Logger = pino({ level: house.config.logLevel })): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', house.config.production ? 1 : false);
  app.set('query parser', 'simple');
  app.use(
    pinoHttp({
      logger,
      // Addresses of cases, cookies and tokens stay out of the log.
      redact: [
        'req.headers.cookie',
        'req.headers.authorization',
        'req.headers.referer',
        'res.headers["set-cookie"]',
        'res.headers.location',
      ],
      quietReqLogger: true,
      serializers: {
        // The address has its parameters; they are not written a second time.
        req: (request: { url: string }) => ({
          ...request,
          url: withoutToken(request.url),
          query: undefined,
        }),
      },
    }),
  );
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
      strictTransportSecurity: house.config.production,
      referrerPolicy: { policy: 'same-origin' },
    }),
  );
  app.use(
    '/build',
    express.static(path.join(projectRoot, 'public', 'build'), {
      immutable: true,
      maxAge: '1y',
      index: false,
    }),
  );
  mountRoutes(app, house, healthRoutes(house));
  const api = apiRoutes(house);
  app.use('/api/v1', apiLimits(house));
  mountRoutes(app, house, api);
  app.use('/api', otherMethods(api), notFound);
  useSessions(app, house);
  app.use(express.urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 2000 }));
  mountRoutes(app, house, pageRoutes(house), csrf.csrfSynchronisedProtection);
  app.use(notFound);
  app.use(errorPages(house, logger));
  return app;
}
