import { answerContentSchema } from '@kuulolla/contracts/feedback-event';
import type { Request, Response } from 'express';
import type { FhirDoor } from './fhir-door.ts';
import { sendFhir } from './fhir-json.ts';
import { information } from './operation-outcome.ts';
import { resourceOfContent } from './resource-of-content.ts';
import type { Taken } from './take-response.ts';

const acknowledged = information('Understood; this answer is not finished, so nothing is kept or counted.');
const unchanged = information(
  'Understood; this version is not finished, so the answer that is kept stays as it was. To take it back, send entered-in-error.',
);
const takenBack = information('The answer is taken back; its words are erased and it is no longer counted.');
const outdated = information('A newer version of this answer is kept; this older one changes nothing.');
const accepted = information('The answer is kept and will be recorded within moments.');

/**
 * Answers for what was taken: 201 for a create, 200 for a change, with `Location` and `ETag` of the version. The address
 * has no host, so that it holds behind any proxy. The body is what we keep, or as `Prefer: return=…` asks. An older
 * version than the one that is kept is no error, for an importer may send its old files again: it is answered with that
 * one's `Location`.
 */
export function sendTaken(
  { mapping }: Pick<FhirDoor, 'mapping'>,
  request: Request,
  response: Response,
  taken: Taken,
): void {
  if (taken.taken === 'nothing') {
    sendFhir(response, 200, taken.kept ? unchanged : acknowledged);
    return;
  }
  const { event, name, existed, amended, newer } = taken;
  const { revision, receivedAt } = event.data;
  const current = newer?.revision ?? revision;
  response.set({
    Location: `/fhir/R4/QuestionnaireResponse/${name}/_history/${current}`,
    ETag: `W/"${current}"`,
  });
  if (!newer) response.set('Last-Modified', new Date(receivedAt).toUTCString());
  const isChange = request.method === 'PUT' && (existed || newer !== null);
  const status = event.type === 'feedback.withdrawn' || isChange ? 200 : 201;
  const wanted = /\breturn=(\w+)/i.exec(request.get('Prefer') ?? '')?.[1]?.toLowerCase();
  if (wanted === 'minimal') sendFhir(response, status, null);
  else if (newer) sendFhir(response, status, outdated);
  else if (event.type === 'feedback.withdrawn') sendFhir(response, status, takenBack);
  else if (wanted === 'operationoutcome') sendFhir(response, status, accepted);
  else {
    const content = answerContentSchema.parse(event.data);
    sendFhir(
      response,
      status,
      resourceOfContent({ id: name, revision, receivedAt, amended, content }, mapping),
    );
  }
}
