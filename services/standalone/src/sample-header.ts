import { Router } from 'express';

/** Says on every answer of a sample store, whatever its kind, that nothing in it is real. Asked before all others. */
export function sampleHeader(): Router {
  return Router().use((_request, response, next) => {
    response.setHeader('X-Sample-Data', 'true');
    next();
  });
}
