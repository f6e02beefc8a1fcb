import { problemAnswer } from '@kuulolla/service-kit/http-app';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { Router } from 'express';
import type { IntakeDeps } from '../intake-deps.ts';
import { addCatalogueRoutes } from './catalogue-routes.ts';
import { sendGeoReportProblem } from './georeport-answer.ts';
import type { Open311Config } from './open311-config.ts';
import { createOpen311Door } from './open311-door.ts';
import { addRequestRoutes } from './request-routes.ts';

/**
 * The hel.fi door: Open311 GeoReport v2 under `config.basePath`, in JSON and XML. It answers for every path under it. A
 * POST is 201 once the event log has the answer; reading is public but for words and scores, which need the key.
 */
export function createOpen311Router(deps: IntakeDeps, config: Open311Config): Router {
  const door = createOpen311Door(deps, config);
  const router = Router({ caseSensitive: true });
  router.use(door.open);
  // Before the guard, since the key may stand in the form; what is read of a stranger's is bounded.
  router.post('/requests', door.forms.handlers);
  router.use(door.guard.handlers);
  addCatalogueRoutes(router, door);
  addRequestRoutes(router, door);
  router.use(() => {
    throw new HttpProblem(404, 'not-found', 'There is nothing at this address.');
  });
  router.use(problemAnswer(deps.logger, sendGeoReportProblem));
  return Router({ caseSensitive: true }).use(config.basePath, router);
}
