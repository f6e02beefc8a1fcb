import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Handler, Response } from 'express';
import { acceptedType } from '../accepted-type.ts';

export type AnswerFormat = 'json' | 'xml';

const formats = new WeakMap<Response, AnswerFormat>();

/** JSON until `takeFormat` has found out. */
export function formatOf(response: Response): AnswerFormat {
  return formats.get(response) ?? 'json';
}

/**
 * Takes the format from the end of the path and cuts it off, so that routes know paths without formats. Without one, the
 * `Accept` header decides, JSON before XML: 406 where it wants neither. Any other format is 404.
 */
export const takeFormat: Handler = (request, response, next) => {
  const { path } = request;
  const ending = /\.([^./]*)$/.exec(path)?.[1];
  if (ending === undefined) {
    response.vary('Accept');
    formats.set(
      response,
      accepted(acceptedType(request, ['application/json', 'text/xml', 'application/xml'])),
    );
    return next();
  }
  if (ending !== 'json' && ending !== 'xml') {
    throw new HttpProblem(404, 'format-unknown', 'This format is unknown; end the path in .json or .xml.');
  }
  formats.set(response, ending);
  request.url = path.slice(0, -ending.length - 1) + request.url.slice(path.length);
  next();
};

function accepted(type: string | false): AnswerFormat {
  if (type === false)
    throw new HttpProblem(406, 'not-acceptable', 'Answers are application/json or text/xml.');
  return type === 'application/json' ? 'json' : 'xml';
}
