import { Agent } from 'node:http';
import type { Source } from '@kuulolla/contracts/source';
import { type DoorRequest, doorRequest, unitsBatch } from './door-request.ts';
import { sendUntilTaken } from './send-until-taken.ts';
import type { TownMessage } from './town-message.ts';

export interface PostOptions {
  /** Requests under way at once. */
  readonly concurrency?: number;
  /** Most answers in one array to the units' door, 1 to 1,000. */
  readonly batch?: number;
  /** Told after each request: how many messages, counted from the first, have all been taken. */
  readonly onProgress?: (through: number) => void;
  /** Ends the sending; what was under way may or may not have been taken. */
  readonly signal?: AbortSignal;
}

/**
 * Sends messages in through the doors at `base` (an http address), the units' own in batches. Fulfils with the number
 * taken, once the last is; sends again on 503, 429 and broken connections. Throws a PostError for anything a door
 * refuses, and the signal's reason when it is aborted.
 */
export async function postTown(
  base: string,
  keys: Readonly<Record<Source, string>>,
  messages: Iterable<TownMessage>,
  options: PostOptions = {},
): Promise<number> {
  const { concurrency = 16, batch = 250, onProgress, signal } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const stop = new AbortController();
  const signals = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const underWay = new Set<Sending>();
  let waiting: Waiting | null = null;
  let taken = 0;
  let failure: { readonly error: unknown } | null = null;

  const send = (request: DoorRequest, first: number) => {
    const sending: Sending = { first, done: Promise.resolve() };
    underWay.add(sending);
    sending.done = sendUntilTaken(agent, base, request, signals)
      .then(() => {
        underWay.delete(sending);
        onProgress?.(Math.min(taken, waiting?.first ?? taken, ...[...underWay].map((other) => other.first)));
      })
      .catch((error: unknown) => {
        failure ??= { error };
        stop.abort();
      });
  };
  const flush = () => {
    if (waiting) send(unitsBatch(waiting.answers, keys.units), waiting.first);
    waiting = null;
  };

  try {
    for (const message of messages) {
      if (message.door === 'units' && message.act === 'give') {
        waiting ??= { first: taken, answers: [] };
        waiting.answers.push(message.body);
      } else {
        send(doorRequest(message, keys), taken);
      }
      taken += 1;
      if (waiting?.answers.length === batch) flush();
      while (underWay.size >= concurrency && !failure)
        await Promise.race([...underWay].map(({ done }) => done));
      if (failure) break;
      signals.throwIfAborted();
    }
    flush();
    await Promise.all([...underWay].map(({ done }) => done));
    if (failure) throw (failure as { readonly error: unknown }).error;
    return taken;
  } finally {
    stop.abort();
    agent.destroy();
  }
}

interface Sending {
  /** Number of its first message. */
  readonly first: number;
  done: Promise<void>;
}

interface Waiting {
  readonly first: number;
  readonly answers: object[];
}
