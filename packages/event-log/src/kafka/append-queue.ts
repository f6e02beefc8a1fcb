import { setTimeout as pause } from 'node:timers/promises';
import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';
import { EventLogError } from '../event-log-error.ts';
import { partitionOf } from '../partition-of.ts';
import { tooLargeError } from '../too-large.ts';
import { isPassing, toLogError } from './failure.ts';
import { bytesOf, type PlacedMessage, placed } from './producer.ts';

export interface AppendQueueOptions {
  readonly topic: string;
  readonly partitions: number;
  /** Called with the next messages when the last call has settled. */
  readonly send: (messages: PlacedMessage[]) => Promise<void>;
  /** An append that is not in the log after this many ms is refused as `unavailable`. */
  readonly appendMs: number;
}

export interface AppendQueue {
  append(events: readonly EncodedEvent[]): Promise<void>;
  /** Settles when every append called so far has been answered. */
  drained(): Promise<void>;
}

/** Kafka refuses a record batch over max.message.bytes (1 MiB) for good, and kafkajs makes one of each partition's. */
const maxPartitionBytes = 900_000;
/** A round takes no more, so that the process is not kept busy encoding, and no partition's array is copied for long. */
const maxRoundEvents = 2_000;
/** Appends over this are refused at once while the brokers are slow or away. */
const maxWaitingBytes = 64_000_000;
const retryMs = { first: 50, most: 400 };

interface WaitingAppend {
  readonly messages: readonly PlacedMessage[];
  readonly sizes: readonly number[];
  readonly bytes: number;
  /** So many of its messages are in the log. */
  done: number;
  settle(error?: EventLogError): void;
}

/** What one send carries: from each append so many messages, from `done` on. */
interface Round {
  readonly messages: PlacedMessage[];
  readonly shares: readonly (readonly [append: WaitingAppend, count: number])[];
}

/**
 * Sends one round at a time, in the order of the calls: what was appended in one turn of the event loop, and while the
 * last round was under way. A round that failed for a reason that may pass is sent again until its appends are too old,
 * before anything newer; so each key keeps its order.
 */
export function createAppendQueue(options: AppendQueueOptions): AppendQueue {
  const { topic, partitions, appendMs } = options;
  const waiting = new Set<WaitingAppend>();
  let waitingBytes = 0;
  let running: Promise<void> | null = null;
  let lastFailure: EventLogError | null = null;

  function enqueue(events: readonly EncodedEvent[], bytes: number, sizes: number[]): Promise<void> {
    const answer = Promise.withResolvers<void>();
    const append: WaitingAppend = {
      messages: events.map((event) => placed(event, partitionOf(event.key, partitions))),
      sizes,
      bytes,
      done: 0,
      settle(error) {
        clearTimeout(timer);
        if (waiting.delete(append)) waitingBytes -= bytes;
        if (error) answer.reject(error);
        else answer.resolve();
      },
    };
    const timer = setTimeout(() => append.settle(tooLate(topic, appendMs, lastFailure)), appendMs);
    waiting.add(append);
    waitingBytes += bytes;
    running ??= sendRounds();
    return answer.promise;
  }

  async function sendRounds(): Promise<void> {
    let pauseMs = retryMs.first;
    while (waiting.size > 0) {
      // What else this turn of the event loop appends goes with it.
      await new Promise(setImmediate);
      const round = nextRound(waiting);
      if (round.messages.length === 0) continue;
      try {
        await options.send(round.messages);
        lastFailure = null;
        pauseMs = retryMs.first;
        acknowledge(round);
      } catch (cause) {
        lastFailure = toLogError(cause, topic);
        if (isPassing(cause)) {
          await pause(pauseMs);
          pauseMs = Math.min(2 * pauseMs, retryMs.most);
        } else {
          for (const [append] of round.shares) append.settle(lastFailure);
        }
      }
    }
    running = null;
  }

  return {
    append(events) {
      const tooLarge = tooLargeError(events);
      if (tooLarge) return Promise.reject(tooLarge);
      if (events.length === 0) return Promise.resolve();
      const sizes = events.map(bytesOf);
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      // One append alone may be larger: it has come this far.
      if (waitingBytes > 0 && waitingBytes + bytes > maxWaitingBytes) {
        return Promise.reject(tooLate(topic, appendMs, lastFailure));
      }
      return enqueue(events, bytes, sizes);
    },
    drained: async () => {
      while (running) await running;
    },
  };
}

function nextRound(waiting: Iterable<WaitingAppend>): Round {
  const messages: PlacedMessage[] = [];
  const shares: [WaitingAppend, number][] = [];
  const bytes = new Map<number, number>();
  for (const append of waiting) {
    let count = 0;
    for (let index = append.done; index < append.messages.length; index += 1) {
      const message = append.messages[index] as PlacedMessage;
      const filled = (bytes.get(message.partition) ?? 0) + (append.sizes[index] as number);
      const isFull = filled > maxPartitionBytes && bytes.has(message.partition);
      if (isFull || messages.length === maxRoundEvents) {
        // Nothing overtakes what had no room.
        return { messages, shares: [...shares, [append, count]] };
      }
      bytes.set(message.partition, filled);
      messages.push(message);
      count += 1;
    }
    shares.push([append, count]);
  }
  return { messages, shares };
}

function acknowledge({ shares }: Round): void {
  for (const [append, count] of shares) {
    append.done += count;
    if (append.done === append.messages.length) append.settle();
  }
}

function tooLate(topic: string, ms: number, cause: EventLogError | null): EventLogError {
  const why = cause ? ` (${cause.message})` : '';
  const text = `Kafka has not taken the events for topic ${topic} within ${ms} ms: try again.${why}`;
  return new EventLogError('unavailable', text, { cause });
}
