import type { Request } from 'express';

/**
 * Which of `types` the `Accept` of a request wants most, the first where it says nothing; false where it wants none. Of
 * a media range's parameters only `q` counts: `charset` and the like say nothing about what we can send, but express
 * compares them with ours. `mayCount` tells of a range as it was sent whether it is looked at.
 */
export function acceptedType<Type extends string>(
  request: Request,
  types: readonly Type[],
  mayCount: (range: string) => boolean = () => true,
): Type | false {
  const { accept } = request.headers;
  if (accept) {
    const ranges = (accept.match(listed) ?? []).filter(mayCount);
    if (ranges.length === 0) return false;
    request.headers.accept = ranges.map(withoutParameters).join(',');
  }
  const wanted = request.accepts([...types]);
  return types.find((type) => type === wanted) ?? false;
}

/** Members of a list; a comma in quotes parts none. */
const listed = /(?:[^,"]|"(?:\\.|[^"\\])*"?)+/g;

function withoutParameters(range: string): string {
  const [type = '', ...parameters] = range.replaceAll(/"(?:\\.|[^"\\])*"?/g, '').split(';');
  const quality = parameters.find((parameter) => /^\s*q\s*=/i.test(parameter));
  return quality === undefined ? type : `${type};${quality}`;
}
