import express, {
  type ErrorRequestHandler,
  type Express,
  type Handler,
  type Response,
  type Router,
} from 'express';
import helmet from 'helmet';
import { httpMetrics } from './http-metrics.ts';
import { asProblem, HttpProblem } from './http-problem.ts';
import type { Logger } from './logger.ts';
import type { Registry } from './metrics.ts';

export interface HttpAppOptions {
  readonly logger: Logger;
  /** In the order in which they are asked. Each answers for its own paths only. */
  readonly routers: readonly Router[];
  /** Takes how long requests take. */
  readonly registry?: Registry;
}

/** An express app with our headers, the given routers, and a JSON answer for all that nobody took. */
export function createHttpApp({ logger, routers, registry }: HttpAppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'extended');
  if (registry) app.use(httpMetrics(registry));
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          connectSrc: ["'self'", 'ws:', 'wss:'],
          upgradeInsecureRequests: null,
        },
      },
      strictTransportSecurity: false,
    }),
  );
  for (const router of routers) app.use(router);
  app.use((_request, _response) => {
    throw new HttpProblem(404, 'not-found', 'There is nothing at this address.');
  });
  app.use(problemAnswer(logger, sendJsonProblem));
  return app;
}

/** Sends a problem as `{code, message, field?}`. */
export function sendJsonProblem(response: Response, problem: HttpProblem): void {
  const { code, message, field } = problem;
  response.status(problem.status).json(field === undefined ? { code, message } : { code, message, field });
}

/**
 * The error handler of an app or of a door: sets status and headers and lets `send` word the problem in the door's own
 * dialect. Only what is ours to mend (5xx) is logged, never what was sent.
 */
export function problemAnswer(
  logger: Logger,
  send: (response: Response, problem: HttpProblem) => void,
): ErrorRequestHandler {
  return (error, request, response, next) => {
    const problem = asProblem(error);
    if (problem.status >= 500)
      logger.error({ err: error, method: request.method, code: problem.code }, 'request failed');
    if (response.headersSent) return next(error);
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
    send(response, problem);
  };
}

/** Answers 405 with `Allow` for a path whose other methods were not taken by the routes before it. */
export function onlyMethods(...methods: string[]): Handler {
  const allow = methods.join(', ');
  return () => {
    throw new HttpProblem(405, 'method-not-allowed', `Use ${allow} here.`, { headers: { Allow: allow } });
  };
}
