import { Router } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { onlyMethods } from './http-app.ts';

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** A registry with the process's own metrics. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** `/metrics` in the Prometheus text format. */
export function metricsRouter(registry: Registry): Router {
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  router.all('/metrics', onlyMethods('GET', 'HEAD'));
  return router;
}
