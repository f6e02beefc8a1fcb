import { Router } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { onlyMethods } from './http-app.ts';

export { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** How often the lag of the event loop is looked at, ms: every 10, as is usual, costs an idle service half a percent of a core. */
const eventLoopMonitoringPrecision = 50;

/** A registry with the process's own metrics. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision });
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
