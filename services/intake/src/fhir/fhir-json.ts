import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Handler, Request, Response } from 'express';
import { acceptedType } from '../accepted-type.ts';
import type { IntakeLimits } from '../intake-deps.ts';
import { bufferedBody, jsonOf } from '../utf8-body.ts';

const taken = ['application/fhir+json', 'application/json'] as const;
const given = [...taken, 'text/json'] as const;
/** A `+` in a query is a space once decoded. */
const formats: readonly string[] = ['json', ...given, 'application/fhir json'];

/** Sends FHIR JSON, whatever the status; null is an empty body. */
export function sendFhir(response: Response, status: number, body: object | null): void {
  response.status(status).set('Content-Type', 'application/fhir+json; charset=utf-8');
  response.send(Buffer.from(body === null ? '' : JSON.stringify(body)));
}

/**
 * 406 for a caller who wants something other than JSON of R4, by `_format`, which wins unless it is empty, or by
 * `Accept`.
 */
export const requireJsonWanted: Handler = (request, _response, next) => {
  const { _format: format } = request.query;
  const wanted =
    format === undefined || format === ''
      ? acceptedType(request, given, isOfR4) !== false
      : typeof format === 'string' && isOfR4(format) && formats.includes(typeOf(format));
  if (!wanted) throw new HttpProblem(406, 'not-acceptable', 'This server speaks application/fhir+json only.');
  next();
};

function typeOf(mediaType: string): string {
  return mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Whether the `fhirVersion` of a media type, which may be left out, is ours. */
function isOfR4(mediaType: string): boolean {
  const version = /;\s*fhirversion\s*=\s*"?([^";\s]+)/i.exec(mediaType)?.[1];
  return version === undefined || /^4\.0(\.1)?$/.test(version);
}

/** One resource is small; what is larger than this is no answer to a questionnaire. Bytes. */
const maxResourceBytes = 4 * 1024 * 1024;

/** Reads a body announced as FHIR JSON in UTF-8: 415 for other types, 413 for one too large. */
export function fhirBody(limits: IntakeLimits): Handler[] {
  return [requireAnnounced, ...bufferedBody(taken, Math.min(limits.maxBodyBytes, maxResourceBytes))];
}

const requireAnnounced: Handler = (request, _response, next) => {
  const type = request.headers['content-type'];
  if (type === undefined || !isOfR4(type)) {
    throw new HttpProblem(415, 'media-type', 'Send FHIR R4 with Content-Type: application/fhir+json.');
  }
  next();
};

/** The body that `fhirBody` read, parsed: 400 for what is not JSON or nests too deep. */
export function parsedBody(request: Request, limits: IntakeLimits): unknown {
  return jsonOf(request.body, limits.maxDepth);
}
