import type { Request } from 'express';

/** The W3C trace context a request came with, if it is one: free text in its place must not reach the log. */
export function traceparentOf(request: Request): string | undefined {
  const sent = request.get('traceparent');
  return sent !== undefined && /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(sent)
    ? sent
    : undefined;
}
