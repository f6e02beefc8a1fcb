import type { Source } from '@kuulolla/contracts/source';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Handler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { hashKey, keyOfHeader, requireSource } from './api-keys.ts';
import type { IntakeDeps } from './intake-deps.ts';

/**
 * Asked before a byte of the body is read: 401 or 403 for a key in `Authorization` that may not speak for `source`, then
 * 429 with `Retry-After` once a key has used up its requests of the minute. The limiter knows keys by their hash only.
 */
export function sourceGuard(deps: Pick<IntakeDeps, 'keys' | 'limits'>, source: Source): Handler[] {
  return [
    (request, _response, next) => {
      requireSource(deps.keys(), keyOfHeader(request.headers.authorization), source);
      next();
    },
    rateLimit({
      windowMs: 60_000,
      limit: deps.limits.requestsPerMinute,
      standardHeaders: false,
      legacyHeaders: false,
      keyGenerator: (request) => hashKey(keyOfHeader(request.headers.authorization) ?? ''),
      handler: (request, _response, next) => next(tooManyRequests(request)),
    }),
  ];
}

/** The 429 of a request the limiter turned away; `Retry-After` in whole seconds, at least 1. */
export function tooManyRequests(request: object): HttpProblem {
  const { rateLimit: used } = request as { rateLimit?: { resetTime?: Date } };
  const resetTime = used?.resetTime?.getTime() ?? Date.now() + 60_000;
  const seconds = Math.max(1, Math.ceil((resetTime - Date.now()) / 1000));
  const message = 'Too many requests were sent; wait and send again.';
  return new HttpProblem(429, 'too-many-requests', message, { headers: { 'Retry-After': String(seconds) } });
}
