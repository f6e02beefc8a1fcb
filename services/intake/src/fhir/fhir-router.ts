import { onlyMethods, problemAnswer } from '@kuulolla/service-kit/http-app';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { type Request, type Response, Router } from 'express';
import type { IntakeDeps } from '../intake-deps.ts';
import { screenedId } from '../screened-id.ts';
import { sourceGuard } from '../source-guard.ts';
import { traceparentOf } from '../trace-context.ts';
import { createAcceptedLately } from './accepted-lately.ts';
import { capabilityStatement } from './capability-statement.ts';
import { isEntityTag, preconditionOf, recordedVersion } from './current-version.ts';
import type { FhirDoor } from './fhir-door.ts';
import { fhirBody, parsedBody, requireJsonWanted, sendFhir } from './fhir-json.ts';
import { createInTurn } from './in-turn.ts';
import type { MaisaMapping } from './maisa-mapping.ts';
import { outcomeOfProblem, RefusedResponse } from './operation-outcome.ts';
import { type QuestionnaireResponse, readQuestionnaireResponse } from './questionnaire-response.ts';
import { readBack } from './read-back.ts';
import { isFhirId } from './resource-id.ts';
import { resourceOfContent } from './resource-of-content.ts';
import { sendTaken } from './send-taken.ts';
import { takeResponse } from './take-response.ts';

const type = '/R4/QuestionnaireResponse';

/**
 * Maisa's door, FHIR R4: everything under `/fhir`, errors and unknown addresses included, is `application/fhir+json`.
 * What a caller may do is decided before a byte of the body is read.
 */
export function createFhirRouter(deps: IntakeDeps, mapping: MaisaMapping): Router {
  const door: FhirDoor = { deps, mapping, lately: createAcceptedLately(), inTurn: createInTurn() };
  const fhir = Router({ caseSensitive: true });
  const guard = sourceGuard(deps, 'maisa');
  const body = fhirBody(deps.limits);
  fhir.use(requireJsonWanted);

  fhir.get('/R4/metadata', (_request, response) => sendFhir(response, 200, capabilityStatement));
  fhir.all('/R4/metadata', onlyMethods('GET', 'HEAD'));

  fhir.post(type, guard, body, (request: Request, response: Response) => take(door, request, response, null));
  fhir.all(type, onlyMethods('POST'));

  fhir.put(`${type}/:id`, guard, body, (request: Request, response: Response) =>
    take(door, request, response, String(request.params.id)),
  );
  fhir.get(`${type}/:id`, guard, (request: Request, response: Response) => read(door, request, response));
  fhir.all(`${type}/:id`, onlyMethods('GET', 'HEAD', 'PUT'));

  fhir.get(`${type}/:id/_history/:version`, guard, (request: Request, response: Response) =>
    read(door, request, response),
  );
  fhir.all(`${type}/:id/_history/:version`, onlyMethods('GET', 'HEAD'));

  fhir.use(() => {
    throw new HttpProblem(404, 'not-found', 'There is nothing at this address.');
  });
  fhir.use(
    problemAnswer(deps.logger, (response, problem) =>
      sendFhir(response, problem.status, outcomeOfProblem(problem)),
    ),
  );
  return Router({ caseSensitive: true }).use('/fhir', fhir);
}

async function take(
  door: FhirDoor,
  request: Request,
  response: Response,
  pathId: string | null,
): Promise<void> {
  const precondition = preconditionOf(
    pathId === null ? undefined : request.get('If-Match'),
    pathId === null ? undefined : request.get('If-None-Match'),
  );
  const sent = readQuestionnaireResponse(parsedBody(request, door.deps.limits));
  if (pathId !== null) requireSameId(sent, pathId);
  const traceparent = traceparentOf(request);
  const taken = await takeResponse(door, {
    response: sent,
    pathId,
    precondition,
    ...(traceparent === undefined ? {} : { traceparent }),
  });
  sendTaken(door, request, response, taken);
}

/** FHIR: the id of an update must be in the body, and be the one of the address. */
function requireSameId({ id }: QuestionnaireResponse, pathId: string): void {
  if (id === pathId && isFhirId(pathId)) return;
  const diagnostics = !isFhirId(pathId)
    ? 'An id has 1 to 64 of the characters A-Z, a-z, 0-9, - and . only.'
    : id === undefined
      ? 'The id is missing; send the one of the address.'
      : 'The id is not the one of the address.';
  throw new RefusedResponse(400, [{ code: 'invalid', expression: 'QuestionnaireResponse.id', diagnostics }]);
}

async function read(door: FhirDoor, request: Request, response: Response): Promise<void> {
  const { deps, lately, mapping } = door;
  const id = screenedId(deps.desk.key, String(request.params.id));
  const document = await readBack(id, deps.answers, lately, deps.desk.now());
  if (!document)
    throw new HttpProblem(404, 'not-found', 'There is no such resource, or it is not recorded yet.');
  const { revision, receivedAt } = document;
  const { version } = request.params;
  if (version !== undefined && version !== String(revision)) {
    throw new HttpProblem(
      404,
      'not-found',
      'Only the latest version is kept; read the resource without _history.',
    );
  }
  response.set({ ETag: `W/"${revision}"`, 'Cache-Control': 'no-store' });
  if (document.state === 'withdrawn') {
    throw new HttpProblem(410, 'withdrawn', 'This answer was taken back, and its words are gone.');
  }
  response.set('Last-Modified', new Date(receivedAt).toUTCString());
  if (isEntityTag(request.get('If-None-Match'), revision)) {
    response.status(304).end();
    return;
  }
  const { amended } = recordedVersion(document);
  sendFhir(
    response,
    200,
    resourceOfContent({ id, revision, receivedAt, amended, content: document.content }, mapping),
  );
}
