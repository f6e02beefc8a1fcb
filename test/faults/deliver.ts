import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Parcel } from './parcel.ts';

/** How a client behaves. */
export interface Client {
  readonly agent: Agent;
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  readonly keys: Readonly<Record<Parcel['source'], string>>;
  /** No answer after so long is none, ms. */
  readonly timeoutMs: number;
  /** It sends again until then (epoch ms); asked before each pause. */
  readonly until: () => number;
}

export interface Delivery {
  readonly attempts: number;
  /** Null where it was given up. */
  readonly status: number | null;
}

interface Reply {
  readonly status: number;
  readonly retryAfterMs: number | null;
  readonly text: string;
}

const pauseMs = { first: 100, most: 2_000 };

/**
 * Sends a parcel until it is acknowledged, refused or given up, and notes on its operations what the client knows. Any
 * attempt without an answer may have been taken, and one answered 5xx in part.
 */
export async function deliver(parcel: Parcel, client: Client): Promise<Delivery> {
  for (const operation of parcel.operations) {
    if (operation.state !== 'acknowledged') operation.state = 'maybe';
  }
  for (let attempts = 1; ; attempts++) {
    const reply = await send(parcel, client).catch(() => null);
    const isFinal = reply !== null && reply.status < 500 && reply.status !== 429 && reply.status !== 408;
    if (isFinal) {
      note(parcel, reply);
      return { attempts, status: reply.status };
    }
    for (const operation of parcel.operations) operation.mayLinger = true;
    const waitMs = Math.min(pauseMs.most, reply?.retryAfterMs ?? pauseMs.first * 2 ** Math.min(attempts, 5));
    if (Date.now() + waitMs > client.until()) return { attempts, status: null };
    await pause(waitMs);
  }
}

/** A refusal says for sure that it did not happen only where no attempt before it was lost. */
function note({ operations, path, method }: Parcel, { status, text }: Reply): void {
  const refused = new Set<number>();
  if (status >= 300) for (const index of operations.keys()) refused.add(index);
  else if (path === '/v1/feedback' && method === 'POST') {
    const receipt = JSON.parse(text) as { accepted: number; rejected: { index: number }[] };
    for (const { index } of receipt.rejected) refused.add(index);
    if (receipt.accepted + refused.size !== operations.length) {
      throw new Error(`A receipt of ${operations.length} answers counts ${text}.`);
    }
  }
  for (const [index, operation] of operations.entries()) {
    if (!refused.has(index)) operation.state = 'acknowledged';
    else if (operation.state === 'maybe' && !operation.mayLinger) operation.state = 'refused';
  }
}

function send(parcel: Parcel, { agent, address, keys, timeoutMs }: Client): Promise<Reply> {
  const { source, method, path, headers, body } = parcel;
  return new Promise((fulfil, reject) => {
    const request = httpRequest(new URL(path, address), {
      agent,
      method,
      headers: { ...headers, authorization: `api-key ${keys[source]}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.on('error', reject);
    request.on('response', (response) => readReply(response).then(fulfil, reject));
    request.end(body ?? undefined);
  });
}

async function readReply(response: IncomingMessage): Promise<Reply> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  const seconds = Number(response.headers['retry-after']);
  return {
    status: response.statusCode ?? 0,
    retryAfterMs: seconds > 0 ? seconds * 1_000 : null,
    text: Buffer.concat(pieces).toString('utf8'),
  };
}
