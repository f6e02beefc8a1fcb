import { compressed } from '@kuulolla/service-kit/compressed';
import { onlyMethods } from '@kuulolla/service-kit/http-app';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { type Request, Router } from 'express';
import { openApiDocument } from './openapi.ts';
import { areasQuery, queryOf, scoresQuery, trendRange, trendsQuery, unitsQuery } from './query-parameters.ts';
import { areasAnswer, unitsAnswer } from './register-answers.ts';
import type { ReportsDeps } from './reports-deps.ts';
import { scoresAnswer, trendsAnswer } from './score-answers.ts';

/**
 * `/api/v1`: the register, scores and trends. Figures only, hence compressed: comments are served by nothing until
 * sign-in exists, and theirs must not be.
 */
export function createReportsRouter({ follower, directory, today, sample }: ReportsDeps): Router {
  const router = Router();
  const answers: Readonly<Record<string, (request: Request) => unknown>> = {
    '/units': ({ query }) => unitsAnswer(directory(), today(), queryOf(unitsQuery, query), sample),
    '/areas': ({ query }) => {
      queryOf(areasQuery, query);
      return areasAnswer(directory(), today(), sample);
    },
    '/scores': ({ query }) => scoresAnswer(follower.scoreboard, queryOf(scoresQuery, query), today(), sample),
    '/trends': (request) => {
      const query = queryOf(trendsQuery, { ...request.query, ...repeated(request, 'scope') });
      return trendsAnswer(follower.scoreboard, query.scope, query.by, trendRange(query, today()), sample);
    },
    '/openapi.json': () => openApiDocument,
  };
  router.use('/api/v1', compressed);
  for (const [path, answer] of Object.entries(answers)) {
    router.get(`/api/v1${path}`, (request, response) => {
      response.setHeader('Cache-Control', 'no-store');
      response.json(answer(request));
    });
    router.all(`/api/v1${path}`, onlyMethods('GET', 'HEAD'));
  }
  router.use('/api/v1', () => {
    throw new HttpProblem(404, 'not-found', 'There is nothing at this address; see /api/v1/openapi.json.');
  });
  return router;
}

/** All values of a parameter given several times; the query parser stops at 20. */
function repeated(request: Request, name: string): Record<string, string[]> {
  const values = new URL(request.originalUrl, 'http://localhost').searchParams.getAll(name);
  return values.length > 1 ? { [name]: values } : {};
}
