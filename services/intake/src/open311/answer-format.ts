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
  request.url = withoutEnding(request.url, ending);
  next();
};

/** The path may stand behind a host: whoever takes a request must take its target in absolute form (RFC 9112, 3.2.2). */
function withoutEnding(url: string, ending: string): string {
  const query = url.search(/[?#]/);
  const end = query < 0 ? url.length : query;
  return url.slice(0, end - ending.length - 1) + url.slice(end);
}

function accepted(type: string | false): AnswerFormat {
  if (type === false)
    throw new HttpProblem(406, 'not-acceptable', 'Answers are application/json or text/xml.');
  return type === 'application/json' ? 'json' : 'xml';
}
