import { answerId, splitAnswerId } from '@kuulolla/contracts/source';
import { onlyMethods } from '@kuulolla/service-kit/http-app';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Request, Response, Router } from 'express';
import { traceparentOf } from '../trace-context.ts';
import { sendGeoReport } from './georeport-answer.ts';
import type { Open311Door } from './open311-door.ts';
import { maxRequests, requestFilters, wantsExtensions } from './request-filter.ts';
import { type RowOptions, requestRow } from './request-row.ts';
import { requestToSubmission } from './request-to-submission.ts';

/** `/requests` and `/requests/:id`. */
export function addRequestRoutes(router: Router, door: Open311Door): void {
  const { checkJurisdiction, guard } = door;
  router.get('/requests', checkJurisdiction, (request, response) => listRequests(door, request, response));
  router.post('/requests', guard.requireKey, checkJurisdiction, (request, response) =>
    receiveRequest(door, request, response),
  );
  router.all('/requests', onlyMethods('GET', 'HEAD', 'POST'));
  router.get('/requests/:id', checkJurisdiction, (request, response) => showRequest(door, request, response));
  router.all('/requests/:id', onlyMethods('GET', 'HEAD'));
}

/** 201 with the id once the answer is durable. The notice says what was left out. */
async function receiveRequest(door: Open311Door, request: Request, response: Response): Promise<void> {
  const { deps, config, forms, reader } = door;
  const form = forms.formOf(request);
  const { submission, attributesLeftOut } = requestToSubmission(form, config, {
    now: deps.desk.now(),
    idempotencyKey: request.get('idempotency-key'),
    key: deps.desk.key,
  });
  const [event] = await deps.desk.submit([submission], traceparentOf(request));
  const id = event?.subject ?? answerId('helfi', submission.ownId);
  reader.accepted(id);
  const { notices } = config;
  const notice = [
    notices.received,
    ...(form.filesLeftOut > 0 ? [notices.filesLeftOut] : []),
    ...(attributesLeftOut > 0 ? [notices.attributesLeftOut] : []),
  ].map((texts) => texts[door.languageOf(request)]);
  const created = {
    service_request_id: splitAnswerId(id).ownId,
    service_notice: notice.join(' '),
    account_id: null,
  };
  sendGeoReport(response, 'service_requests', [created], 201);
}

async function listRequests(door: Open311Door, request: Request, response: Response): Promise<void> {
  const { answers, desk } = door.deps;
  const options = rowOptions(door, request, response);
  const filters = requestFilters(door.queryOf(request), door.config, desk.now());
  const found = (await Promise.all(filters.map((filter) => answers.answersWhere(filter)))).flat();
  const newest = found.sort((a, b) => b.receivedAt - a.receivedAt).slice(0, maxRequests);
  const rows = newest.map((answer) => requestRow(answer, door.config, options));
  sendGeoReport(response, 'service_requests', rows);
}

async function showRequest(door: Open311Door, request: Request, response: Response): Promise<void> {
  const options = rowOptions(door, request, response);
  const answer = await door.reader.read(answerId('helfi', String(request.params.id)));
  if (answer?.state !== 'given') {
    throw new HttpProblem(404, 'request-unknown', 'There is no service request of this id.');
  }
  sendGeoReport(response, 'service_requests', [requestRow(answer, door.config, options)]);
}

function rowOptions(door: Open311Door, request: Request, response: Response): RowOptions {
  return {
    withWords: door.guard.hasKey(response),
    withExtensions: wantsExtensions(door.queryOf(request)),
    language: door.languageOf(request),
  };
}
