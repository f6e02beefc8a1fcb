import type { IntakeReceipt } from '@kuulolla/contracts/device-answer';
import { withPatience } from '@kuulolla/service-kit/dawdling-bodies';
import { onlyMethods } from '@kuulolla/service-kit/http-app';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { type Handler, type Request, type Response, Router } from 'express';
import type { IntakeDeps } from '../intake-deps.ts';
import { sourceGuard } from '../source-guard.ts';
import { traceparentOf } from '../trace-context.ts';
import { bufferedBody, jsonOf } from '../utf8-body.ts';
import type { CsvProfiles } from './csv-profile.ts';
import { isPlainId } from './device-answer-check.ts';
import { receiveCsv } from './receive-csv.ts';
import { type TakenAnswers, takeAnswers, takeCorrection } from './take-answers.ts';
import {
  deleteParametersSchema,
  postParametersSchema,
  putParametersSchema,
  readParameters,
} from './units-requests.ts';

const path = '/v1/feedback';

/**
 * The units' door: `POST /v1/feedback` (JSON, or `text/csv` by a profile), `PUT` and `DELETE /v1/feedback/{id}`. Answers
 * 202 only after the event log has all of it; what the sender may do is decided before the body is read.
 */
export function createUnitsRouter(deps: IntakeDeps, profiles: CsvProfiles): Router {
  const router = Router({ caseSensitive: true });
  const guard = sourceGuard(deps, 'units');

  router.post(path, guard, withPatience(csvHandler(deps, profiles)));
  router.post(
    path,
    jsonBody(deps, ['application/json', 'text/csv']),
    async (request: Request, response: Response) => {
      readParameters(postParametersSchema, request.query);
      const body = jsonOf(request.body, deps.limits.maxDepth);
      await handIn(deps, request, response, takeAnswers(body, deps.desk.now()));
    },
  );
  router.all(path, onlyMethods('POST'));

  router.put(
    `${path}/:id`,
    guard,
    jsonBody(deps, ['application/json']),
    async (request: Request, response: Response) => {
      readParameters(putParametersSchema, request.query);
      const body = jsonOf(request.body, deps.limits.maxDepth);
      await handIn(deps, request, response, takeCorrection(body, idOf(request), deps.desk.now()));
    },
  );
  router.delete(`${path}/:id`, guard, async (request: Request, response: Response) => {
    const { revision = null } = readParameters(deleteParametersSchema, request.query);
    const withdrawal = { kind: 'withdrawn', source: 'units', ownId: idOf(request), revision } as const;
    await handIn(deps, request, response, {
      submissions: [withdrawal],
      receipt: { accepted: 1, rejected: [] },
    });
  });
  router.all(`${path}/:id`, onlyMethods('PUT', 'DELETE'));
  return router;
}

/** Takes a `text/csv` body, which is never held as a whole; leaves any other to the next handler. */
function csvHandler(deps: IntakeDeps, profiles: CsvProfiles): Handler {
  return async (request, response, next) => {
    if (!isCsv(request)) return next();
    const { profile = 'plain' } = readParameters(postParametersSchema, request.query);
    sendReceipt(response, await receiveCsv(deps, profiles, profile, request, traceparentOf(request)));
  };
}

/** By the header alone: express says of a request without a body that it is of no type at all. */
function isCsv({ headers }: Request): boolean {
  return /^\s*text\/csv\s*(;|$)/i.test(headers['content-type'] ?? '');
}

/** 415 for a body of another media type or of none, or not in UTF-8, 413 for one too large; then a Buffer. */
function jsonBody({ limits }: IntakeDeps, mediaTypes: readonly string[]): Handler[] {
  const requireMediaType: Handler = (request, _response, next) => {
    if (request.is('application/json') === false) {
      throw new HttpProblem(415, 'media-type', `Send the body as ${mediaTypes.join(' or ')}.`);
    }
    next();
  };
  return [requireMediaType, ...bufferedBody(['application/json'], limits.maxBodyBytes)];
}

function idOf(request: Request): string {
  const id = String(request.params.id);
  if (isPlainId(id)) return id;
  throw new HttpProblem(400, 'bad-id', 'The id must have 1 to 200 characters and no control characters.', {
    field: 'id',
  });
}

async function handIn(
  deps: IntakeDeps,
  request: Request,
  response: Response,
  taken: TakenAnswers,
): Promise<void> {
  await deps.desk.submit(taken.submissions, traceparentOf(request));
  sendReceipt(response, taken.receipt);
}

/** 202 where anything went in, 400 where nothing was good. A file without rows has nothing bad in it. */
function sendReceipt(response: Response, receipt: IntakeReceipt): void {
  response.status(receipt.accepted > 0 || receipt.rejected.length === 0 ? 202 : 400).json(receipt);
}
