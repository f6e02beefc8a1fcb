import type { Handler } from 'express';
import { Histogram, type Registry } from 'prom-client';

/**
 * Seconds of each request by method, route and status. The route is the pattern, never the address: an address may hold
 * what residents wrote. Requests that no route took are `other`.
 */
export function httpMetrics(registry: Registry): Handler {
  const seconds = new Histogram({
    name: 'kuulolla_http_request_duration_seconds',
    help: 'Seconds from the head of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [registry],
  });
  const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']);
  return (request, response, next) => {
    const end = seconds.startTimer();
    response.once('close', () => {
      const path: unknown = request.route?.path;
      end({
        method: methods.has(request.method) ? request.method : 'other',
        route: typeof path === 'string' ? request.baseUrl + path : 'other',
        status: String(response.statusCode),
      });
    });
    next();
  };
}
