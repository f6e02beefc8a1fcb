import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { intakeReceiptSchema } from '@kuulolla/contracts/device-answer';
import type { DoorRequest } from './door-request.ts';
import { waitFor } from './wait-for.ts';

/** A door refused what the town sent, or did not answer for long. */
export class PostError extends Error {
  readonly code = 'not-taken';
  readonly canRetry = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PostError';
  }
}

const attempts = 12;
const longestWait = 60_000;

interface Reply {
  readonly status: number;
  readonly retryAfter: number | null;
  readonly text: string;
}

/** Sends a request until a door takes it; waits as `Retry-After` says, else longer each time. */
export async function sendUntilTaken(
  agent: Agent,
  base: string,
  request: DoorRequest,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const reply = await send(agent, base, request, signal).catch((error: unknown) =>
      brokenOff(error, signal),
    );
    if (reply instanceof Error === false && !isLater(reply.status)) return requireTaken(request, reply);
    if (attempt === attempts) throw gaveUp(request, reply);
    const asked = reply instanceof Error ? null : reply.retryAfter;
    await waitFor(Math.min(longestWait, asked ?? 50 * 2 ** attempt), signal);
  }
}

const isLater = (status: number) => status === 503 || status === 429;

/** A connection that broke is tried again; an abort is not. */
function brokenOff(error: unknown, signal: AbortSignal): Error {
  signal.throwIfAborted();
  if (error instanceof Error) return error;
  throw error;
}

function requireTaken(request: DoorRequest, { status, text }: Reply): void {
  if (status >= 300) throw new PostError(`${request.method} ${request.path} was answered ${status}: ${text}`);
  if (request.path !== '/v1/feedback') return;
  const [refused] = intakeReceiptSchema.parse(JSON.parse(text)).rejected;
  if (refused) throw new PostError(`An answer was refused (${refused.field}): ${refused.message}`);
}

function gaveUp({ method, path }: DoorRequest, reply: Reply | Error): PostError {
  const why = reply instanceof Error ? reply.message : `it answers ${reply.status}`;
  return new PostError(`${method} ${path} was tried ${attempts} times and not taken: ${why}.`, {
    cause: reply instanceof Error ? reply : undefined,
  });
}

function send(agent: Agent, base: string, request: DoorRequest, signal: AbortSignal): Promise<Reply> {
  const { method, path, headers, body } = request;
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const sent = httpRequest(new URL(path, base), {
      agent,
      method,
      headers: { ...headers, ...length },
      signal,
    });
    sent.on('error', reject);
    sent.on('response', (response) => readReply(response).then(resolve, reject));
    sent.end(body);
  });
}

async function readReply(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const seconds = Number(response.headers['retry-after']);
  return {
    status: response.statusCode ?? 0,
    retryAfter: seconds > 0 ? seconds * 1_000 : null,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}
