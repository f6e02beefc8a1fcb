import { answerId, splitAnswerId } from '@kuulolla/contracts/source';
import { onlyMethods, problemAnswer } from '@kuulolla/service-kit/http-app';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { type Handler, type Request, type Response, Router } from 'express';
import type { IntakeDeps } from '../intake-deps.ts';
import { takeFormat } from './answer-format.ts';
import { discovery, endpointUrl } from './discovery.ts';
import { createFormReader } from './form-body.ts';
import { type FormFields, parseUrlencoded, singleField } from './form-fields.ts';
import { sendGeoReport, sendGeoReportProblem } from './georeport-answer.ts';
import type { Open311Config } from './open311-config.ts';
import { createOpen311Guard } from './open311-guard.ts';
import { createReadAfterAccept } from './read-after-accept.ts';
import { maxRequests, requestFilters, wantsExtensions } from './request-filter.ts';
import { type RowOptions, requestRow } from './request-row.ts';
import { languageOf, requestToSubmission } from './request-to-submission.ts';
import {
  type CatalogueLanguage,
  requireJurisdiction,
  serviceDefinition,
  serviceList,
  serviceOfCode,
} from './service-catalogue.ts';

/**
 * The hel.fi door: Open311 GeoReport v2 under `config.basePath`, in JSON and XML. It answers for every path under it. A
 * POST is 201 once the event log has the answer; reading is public but for words and scores, which need the key.
 */
export function createOpen311Router(deps: IntakeDeps, config: Open311Config): Router {
  const forms = createFormReader(deps.limits);
  const reader = createReadAfterAccept(deps.answers);
  const queries = new WeakMap<Request, FormFields>();
  const queryOf = (request: Request) => queries.get(request) ?? parseUrlencoded('');
  const takeQuery: Handler = (request, _response, next) => {
    queries.set(request, parseUrlencoded(request.url.split('?').slice(1).join('?')));
    next();
  };
  const guard = createOpen311Guard(deps, config.publicRequestsPerMinute, (request) => [
    queryOf(request),
    forms.formOf(request),
  ]);
  const checkJurisdiction: Handler = (request, _response, next) => {
    const sent =
      singleField(forms.formOf(request), 'jurisdiction_id') ??
      singleField(queryOf(request), 'jurisdiction_id');
    requireJurisdiction(sent, config);
    next();
  };
  const rowOptions = (request: Request, response: Response): RowOptions => ({
    withWords: guard.hasKey(response),
    withExtensions: wantsExtensions(queryOf(request)),
    language: catalogueLanguage(queryOf(request)),
  });

  const door = Router({ caseSensitive: true });
  door.use(takeFormat, takeQuery);
  door.post('/requests', forms.handlers);
  door.use(guard.handlers);

  door.get('/discovery', (request, response) => {
    const document = discovery(config, endpointUrl(config, request), catalogueLanguage(queryOf(request)));
    sendGeoReport(response, 'discovery', document);
  });
  door.all('/discovery', onlyMethods('GET', 'HEAD'));

  door.get('/services', checkJurisdiction, (request, response) => {
    sendGeoReport(response, 'services', serviceList(config, catalogueLanguage(queryOf(request))));
  });
  door.all('/services', onlyMethods('GET', 'HEAD'));

  door.get('/services/:code', checkJurisdiction, (request, response) => {
    const service = serviceOfCode(String(request.params.code), config);
    const definition = serviceDefinition(service, catalogueLanguage(queryOf(request)));
    sendGeoReport(response, 'service_definition', definition);
  });
  door.all('/services/:code', onlyMethods('GET', 'HEAD'));

  door.get('/requests', checkJurisdiction, async (request, response) => {
    const options = rowOptions(request, response);
    const filters = requestFilters(queryOf(request), config, deps.desk.now());
    const found = (await Promise.all(filters.map((filter) => deps.answers.answersWhere(filter)))).flat();
    const newest = found.sort((a, b) => b.receivedAt - a.receivedAt).slice(0, maxRequests);
    sendGeoReport(
      response,
      'service_requests',
      newest.map((answer) => requestRow(answer, config, options)),
    );
  });

  door.post('/requests', async (request, response) => {
    guard.requireKey(response);
    const form = forms.formOf(request);
    requireJurisdiction(
      singleField(form, 'jurisdiction_id') ?? singleField(queryOf(request), 'jurisdiction_id'),
      config,
    );
    const { submission, attributesLeftOut } = requestToSubmission(form, config, {
      now: deps.desk.now(),
      idempotencyKey: request.get('idempotency-key'),
      key: deps.desk.key,
    });
    const [event] = await deps.desk.submit([submission]);
    const id = event?.subject ?? '';
    reader.accepted(id);
    const { received, filesLeftOut, attributesLeftOut: unknownLeftOut } = config.notices;
    const language = catalogueLanguage(form);
    const notices = [received];
    if (form.filesLeftOut > 0) notices.push(filesLeftOut);
    if (attributesLeftOut > 0) notices.push(unknownLeftOut);
    const notice = notices.map((names) => names[language]).join(' ');
    const created = { service_request_id: splitAnswerId(id).ownId, service_notice: notice, account_id: null };
    sendGeoReport(response, 'service_requests', [created], 201);
  });
  door.all('/requests', onlyMethods('GET', 'HEAD', 'POST'));

  door.get('/requests/:id', checkJurisdiction, async (request, response) => {
    const options = rowOptions(request, response);
    const answer = await reader.read(answerId('helfi', String(request.params.id)));
    if (answer?.state !== 'given') {
      throw new HttpProblem(404, 'request-unknown', 'There is no service request of this id.');
    }
    sendGeoReport(response, 'service_requests', [requestRow(answer, config, options)]);
  });
  door.all('/requests/:id', onlyMethods('GET', 'HEAD'));

  door.use(() => {
    throw new HttpProblem(404, 'not-found', 'There is nothing at this address.');
  });
  door.use(problemAnswer(deps.logger, sendGeoReportProblem));
  return Router({ caseSensitive: true }).use(config.basePath, door);
}

function catalogueLanguage(query: FormFields): CatalogueLanguage {
  const language = languageOf(query);
  return language === 'sv' || language === 'en' ? language : 'fi';
}
