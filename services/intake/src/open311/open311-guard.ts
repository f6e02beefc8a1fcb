import type { Source } from '@kuulolla/contracts/source';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Handler, Request, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { hashKey, keyOfHeader, sourceOfKey } from '../api-keys.ts';
import type { IntakeDeps } from '../intake-deps.ts';
import { tooManyRequests } from '../source-guard.ts';
import { type FormFields, singleField } from './form-fields.ts';

interface Caller {
  /** Whose key was sent; null without one or with one nobody has. */
  readonly source: Source | null;
  readonly sentKey: boolean;
  /** What requests are counted by: a key of ours by its hash, anybody else by address. */
  readonly countedBy: string;
}

export interface Open311Guard {
  /** Refuses with 429 and `Retry-After`, or 403 for a key that is wrong or another source's. */
  readonly handlers: Handler[];
  /** Whether the caller has the key of hel.fi. */
  hasKey(response: Response): boolean;
  /** 401 without the key. */
  readonly requireKey: Handler;
}

/** `fieldsOf` gives where an `api_key` may stand beside `Authorization`. Of several keys every one must be right. */
export function createOpen311Guard(
  { keys, limits }: Pick<IntakeDeps, 'keys' | 'limits'>,
  publicRequestsPerMinute: number,
  fieldsOf: (request: Request, response: Response) => readonly FormFields[],
): Open311Guard {
  const callers = new WeakMap<Response, Caller>();
  const callerOf = (response: Response) => callers.get(response);
  const identify: Handler = (request, response, next) => {
    const offered = [
      keyOfHeader(request.headers.authorization),
      ...fieldsOf(request, response).map((fields) => singleField(fields, 'api_key')),
    ].flatMap((key) => key?.trim() ?? []);
    const owners = offered.map((key) => sourceOfKey(keys(), key));
    const [source = null] = [...owners.filter((owner) => owner !== 'helfi'), ...owners];
    const [key = ''] = offered;
    const countedBy = source === 'helfi' ? hashKey(key) : ipKeyGenerator(request.ip ?? '');
    callers.set(response, { source, sentKey: offered.length > 0, countedBy });
    next();
  };
  const limit = rateLimit({
    windowMs: 60_000,
    limit: (_request, response) =>
      callerOf(response)?.source === 'helfi' ? limits.requestsPerMinute : publicRequestsPerMinute,
    standardHeaders: false,
    legacyHeaders: false,
    validate: false,
    keyGenerator: (_request, response) => callerOf(response)?.countedBy ?? '',
    handler: (request, _response, next) => next(tooManyRequests(request)),
  });
  const refuseWrongKey: Handler = (_request, response, next) => {
    const caller = callerOf(response);
    if (caller?.sentKey && caller.source !== 'helfi') {
      throw new HttpProblem(403, 'key-wrong', 'This api_key is not the one of hel.fi.');
    }
    next();
  };
  const hasKey = (response: Response) => callerOf(response)?.source === 'helfi';
  return {
    handlers: [identify, limit, refuseWrongKey],
    hasKey,
    requireKey(_request, response, next) {
      if (!hasKey(response)) {
        throw new HttpProblem(401, 'key-missing', 'api_key is missing; send the key of hel.fi.', {
          headers: { 'WWW-Authenticate': 'api-key' },
        });
      }
      next();
    },
  };
}
