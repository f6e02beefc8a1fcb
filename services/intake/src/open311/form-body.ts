import { withPatience } from '@kuulolla/service-kit/dawdling-bodies';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Handler, Request } from 'express';
import { bufferedBody, requireUtf8, textOf } from '../utf8-body.ts';
import { type FormBody, noFields, parseUrlencoded } from './form-fields.ts';
import { readMultipart } from './multipart-form.ts';

const urlencoded = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data';

/** Bytes of a urlencoded form after inflating: 10,000 characters of description, percent-encoded, with room to spare. */
const maxFormBytes = 256 * 1024;

export interface FormReader {
  readonly handlers: Handler[];
  /** The form the handlers read. */
  formOf(request: Request): FormBody;
}

/**
 * Reads urlencoded and multipart forms in UTF-8; nothing is written to disk. 415 for another media type, charset or a
 * compressed multipart, 413 over the limits, 400 for what is no form, 408 for one that dawdles.
 */
export function createFormReader(limits: { readonly maxBodyBytes: number }): FormReader {
  const forms = new WeakMap<Request, FormBody>();
  const maxBytes = Math.min(limits.maxBodyBytes, maxFormBytes);
  const multipartHandler = withPatience(async (request, _response, next) => {
    if (!request.is(multipart)) return next();
    requireUtf8(request);
    forms.set(request, await readMultipart(request, limits.maxBodyBytes));
    next();
  });
  const urlencodedHandlers = bufferedBody([urlencoded, multipart], maxBytes);
  const takeUrlencoded: Handler = (request, _response, next) => {
    if (!forms.has(request))
      forms.set(request, { ...parseUrlencoded(textOf(request.body)), filesLeftOut: 0 });
    next();
  };
  const skipRead = (handler: Handler): Handler => {
    return (request, response, next) => (forms.has(request) ? next() : handler(request, response, next));
  };
  return {
    handlers: [requireMediaType, multipartHandler, ...urlencodedHandlers.map(skipRead), takeUrlencoded],
    formOf: (request) => forms.get(request) ?? { ...noFields, filesLeftOut: 0 },
  };
}

const requireMediaType: Handler = (request, _response, next) => {
  const { 'transfer-encoding': chunked, 'content-length': length = '0' } = request.headers;
  if (request.headers['content-type'] === undefined && (chunked !== undefined || length !== '0')) {
    throw new HttpProblem(415, 'media-type', `Send the form as ${urlencoded} or ${multipart}.`);
  }
  next();
};
