import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Handler } from 'express';
import { HttpProblem } from './http-problem.ts';

/** How long a body may take. A CSV has no limit of size, so it is judged by whether it comes on. */
export interface BodyPatience {
  /** ms for the whole of a body. */
  readonly bodyMs: number;
  /** ms in which a streamed body must bring at least `leastBytes`. */
  readonly streamMs: number;
  readonly leastBytes: number;
}

export const bodyPatience: BodyPatience = { bodyMs: 30_000, streamMs: 30_000, leastBytes: 1_024 };

interface Watched {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  since: number;
  bytes: number;
  isStream: boolean;
}

/** How to refuse a request whose body is being read. */
const refusals = new WeakMap<IncomingMessage, () => void>();

/** A handler that reads a body: where the body dawdles, the error handler words the 408, as it does any problem. */
export function withPatience(read: Handler): Handler {
  return (request, response, next) => {
    let ended = false;
    const end = (error?: unknown) => {
      if (ended) return;
      ended = true;
      refusals.delete(request);
      next(error);
    };
    refusals.set(request, () =>
      end(new HttpProblem(408, 'too-slow', 'The body came too slowly; send it again.')),
    );
    return read(request, response, end);
  };
}

/**
 * Cuts requests whose body dawdles, with a 408; an empty one where nobody reads it `withPatience`. Node's own
 * `requestTimeout` is one limit for all bodies and would cut a long import too. A body that waits because we read slowly
 * is not its sender's fault. What is still to come of a body after its answer (a 401 needs none of it) has `bodyMs` from
 * then on, else a stranger could hold a socket for good.
 */
export function cutDawdlingBodies(server: Server, patience: Partial<BodyPatience> = {}): void {
  const { bodyMs, streamMs, leastBytes } = { ...bodyPatience, ...patience };
  const under = new Set<Watched>();
  server.on('request', (request, response) => {
    if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined)
      return;
    const isStream = /^text\/csv\b/i.test(request.headers['content-type'] ?? '');
    const watched = {
      request,
      response,
      since: performance.now(),
      bytes: request.socket.bytesRead,
      isStream,
    };
    under.add(watched);
    response.once('close', () => {
      if (request.complete || request.socket.destroyed) under.delete(watched);
      else Object.assign(watched, { since: performance.now(), isStream: false });
    });
  });

  function isDawdling(watched: Watched, now: number): boolean {
    const { request } = watched;
    if (!watched.isStream) return now - watched.since > bodyMs;
    const waitsForUs = request.readableLength >= request.readableHighWaterMark;
    if (waitsForUs || request.socket.bytesRead - watched.bytes >= leastBytes) {
      Object.assign(watched, { since: now, bytes: request.socket.bytesRead });
    }
    return now - watched.since > streamMs;
  }

  const timer = setInterval(
    () => {
      const now = performance.now();
      for (const watched of under) {
        if (watched.request.complete || watched.request.socket.destroyed) under.delete(watched);
        else if (isDawdling(watched, now)) {
          under.delete(watched);
          cut(watched);
        }
      }
    },
    Math.min(bodyMs, streamMs, 4_000) / 4,
  );
  timer.unref();
  server.once('close', () => clearInterval(timer));
}

function cut({ request, response }: Watched): void {
  if (!response.headersSent) {
    response.statusCode = 408;
    response.setHeader('connection', 'close');
    refusals.get(request)?.();
    if (!response.headersSent) response.end();
  }
  // The sender gets the moment of a round trip to read why.
  setTimeout(() => request.socket.destroy(), 200).unref();
}
