/** An answer other than 2xx: what a route throws, and what the door it came through words in its own dialect. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly canRetry: boolean;

  /** `message` goes to the caller: it never repeats what was sent. */
  constructor(
    status: number,
    code: string,
    message: string,
    more: { field?: string; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? {} : { cause: more.cause });
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
    this.field = more.field;
    this.headers = more.headers ?? {};
    this.canRetry = status === 429 || status === 503;
  }
}

const byParserType: Readonly<Record<string, [code: string, message: string]>> = {
  'entity.too.large': ['body-too-large', 'The body is too large; send less at a time.'],
  'entity.parse.failed': ['not-json', 'The body is not valid JSON.'],
  'encoding.unsupported': [
    'encoding-unsupported',
    'Send the body plain or compressed with gzip, deflate, br or zstd.',
  ],
  'charset.unsupported': ['charset-unsupported', 'Send the body in UTF-8.'],
  'request.aborted': ['aborted', 'The body ended before its announced length.'],
  'request.size.invalid': ['length-wrong', 'The body is not as long as Content-Length says.'],
  'parameters.too.many': ['too-many-parameters', 'There are too many form parameters.'],
};

/** Codes of zlib for bytes that are not what Content-Encoding says; those of Brotli begin with two underscores. */
const brokenCompression = /^(Z_DATA_ERROR|Z_BUF_ERROR|ERR__ERROR_FORMAT_|ZSTD_error_)/;

/** Any error as a problem: parser errors of express by their type, all else a 500 that says nothing of its cause. */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { type, status, code } = (error ?? {}) as { type?: string; status?: number; code?: string };
  const known = type === undefined ? undefined : byParserType[type];
  if (known) return new HttpProblem(status ?? 400, known[0], known[1], { cause: error });
  if (type !== undefined && status !== undefined && status >= 400 && status < 500) {
    return new HttpProblem(status, 'bad-request', 'The request could not be read.', { cause: error });
  }
  if (brokenCompression.test(code ?? '') || error instanceof URIError) {
    return new HttpProblem(400, 'bad-request', 'The request could not be read.', { cause: error });
  }
  if ((error as { canRetry?: unknown })?.canRetry === true) {
    return new HttpProblem(503, 'unavailable', 'Not now: nothing was kept of this request; send it again.', {
      headers: { 'Retry-After': '2' },
      cause: error,
    });
  }
  return new HttpProblem(500, 'internal', 'Something failed on our side; the operator has been told.', {
    cause: error,
  });
}
