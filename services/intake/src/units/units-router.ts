import type { IntakeReceipt } from '@kuulolla/contracts/device-answer';
import { onlyMethods } from '@kuulolla/service-kit/http-app';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { type Handler, type Request, type Response, Router } from 'express';
import type { IntakeDeps } from '../intake-deps.ts';
import { bufferedBody, jsonOf } from '../utf8-body.ts';
import { isPlainId } from './device-answer-check.ts';
import { type TakenAnswers, takeAnswers, takeCorrection } from './take-answers.ts';
import { unitsGuard } from './units-guard.ts';
import {
  deleteParametersSchema,
  postParametersSchema,
  putParametersSchema,
  readParameters,
} from './units-parameters.ts';

const path = '/v1/feedback';

/**
 * The units' door: `POST /v1/feedback`, `PUT` and `DELETE /v1/feedback/{id}`. Answers 202 only after the event log has
 * all of it; what the sender may do is decided before the body is read.
 */
export function createUnitsRouter(deps: IntakeDeps): Router {
  const router = Router({ caseSensitive: true });
  const guard = unitsGuard(deps);
  const json = jsonBody(deps);

  router.post(path, guard, json, async (request: Request, response: Response) => {
    readParameters(postParametersSchema, request.query);
    const body = jsonOf(request.body, deps.limits.maxDepth);
    await handIn(deps, request, response, takeAnswers(body, deps.desk.now()));
  });
  router.all(path, onlyMethods('POST'));

  router.put(`${path}/:id`, guard, json, async (request: Request, response: Response) => {
    readParameters(putParametersSchema, request.query);
    const body = jsonOf(request.body, deps.limits.maxDepth);
    await handIn(deps, request, response, takeCorrection(body, idOf(request), deps.desk.now()));
  });
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

/** 415 for a body that is not announced as JSON in UTF-8, 413 for one too large, then the body as a Buffer. */
function jsonBody({ limits }: IntakeDeps): Handler[] {
  const bounds = { maxBytes: limits.maxBodyBytes, maxDepth: limits.maxDepth };
  return [requireMediaType, ...bufferedBody(['application/json'], bounds)];
}

const requireMediaType: Handler = (request, _response, next) => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || request.headers['content-length'] !== '0';
  if (request.headers['content-type'] === undefined && hasBody) {
    throw new HttpProblem(415, 'media-type', 'Send the body with Content-Type: application/json.');
  }
  next();
};

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

/** 202 where anything went in, 400 where nothing was good. */
export function sendReceipt(response: Response, receipt: IntakeReceipt): void {
  response.status(receipt.accepted > 0 ? 202 : 400).json(receipt);
}

/** The W3C trace context, if it is one. */
function traceparentOf(request: Request): string | undefined {
  const sent = request.get('traceparent');
  return sent !== undefined && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(sent)
    ? sent
    : undefined;
}
