import { helsinkiDay } from '@kuulolla/calendar/day';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { EventLogError } from '@kuulolla/event-log/event-log-error';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { Store } from '@kuulolla/store/store';
import { checkContinuity } from './continuity.ts';
import { recordBatch } from './record-batch.ts';
import { maxBatch, type RecorderDeps } from './recorder.ts';
import { readUnitKnowledge } from './unit-knowledge.ts';

export interface StalledPartitionsDeps {
  readonly log: Pick<EventLog, 'topic' | 'ranges' | 'read'>;
  readonly store: Pick<Store, 'transaction' | 'directory' | 'partitionStates'>;
  readonly clock: () => number;
  readonly logger: Logger;
  readonly onRecorded?: RecorderDeps['onRecorded'];
  /** How often positions are looked at, ms. A partition with messages after a position that did not move is stalled. */
  readonly everyMs?: number;
}

export interface StallWatch {
  /** Rejects where the log no longer has what comes after a position, or what cannot be tried again; fulfils after `stop`. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** A partition that has something to record. */
interface Wait {
  readonly position: number;
  /** Looks at which it still stood there. */
  readonly looks: number;
}

/** While other partitions move, recorders may be busy with those: then a partition may stand for so many looks. */
const busyLooks = 6;

/**
 * Applies what lies after a position that does not move. A consumer goes on from the offset its group committed, and learns
 * only with the next message that the store stands before it, as one does that was restored from a backup: a partition
 * that is quiet would wait for good. The position is checked as ever, so it does not matter who else records.
 */
export function watchStalledPartitions(deps: StalledPartitionsDeps): StallWatch {
  const { log, store, logger, everyMs = 5_000 } = deps;
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const waiting = new Map<number, Wait>();
  let before = new Map<number, number>();
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const states = await store.partitionStates(log.topic.id);
    const positions = new Map(states.map(({ partition, offset }) => [partition, offset]));
    const mayWait = states.some(({ partition, offset }) => before.get(partition) !== offset) ? busyLooks : 1;
    before = positions;
    const ranges = await log.ranges();
    for (const { partition, start, end } of ranges) {
      const position = positions.get(partition) ?? 0;
      const looks = waitedFor(waiting, partition, position, end);
      if (looks < mayWait || stopping.signal.aborted) continue;
      if (position < start) throw forgotten(partition, position, start);
      await checkContinuity(
        log,
        ranges,
        states.filter((state) => state.partition === partition),
      );
      logger.warn({ partition, position, end }, 'a partition that stood still is recorded from its position');
      await applyFrom(deps, partition, position, stopping.signal);
    }
  }

  const timer = setInterval(() => {
    looking ??= look()
      .catch((error) => {
        if ((error as { canRetry?: unknown }).canRetry === true) {
          logger.warn({ err: error }, 'positions not looked at');
          return;
        }
        clearInterval(timer);
        reject(error);
      })
      .finally(() => {
        looking = undefined;
      });
  }, everyMs).unref();
  // Whoever watches may look at `ended` later.
  ended.catch(() => undefined);

  return {
    ended,
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await looking;
      resolve();
    },
  };
}

/** For how many looks a partition has waited at this position, this one not counted. */
function waitedFor(waiting: Map<number, Wait>, partition: number, position: number, end: number): number {
  if (position >= end) {
    waiting.delete(partition);
    return 0;
  }
  const before = waiting.get(partition);
  const looks = before?.position === position ? before.looks + 1 : 0;
  waiting.set(partition, { position, looks });
  return looks;
}

async function applyFrom(
  { log, store, clock, onRecorded }: StalledPartitionsDeps,
  partition: number,
  position: number,
  signal: AbortSignal,
): Promise<void> {
  const units = await readUnitKnowledge(store);
  for (let at = position; !signal.aborted; ) {
    const messages = await log.read(partition, at, maxBatch);
    if (messages.length === 0) return;
    const batch = { topic: log.topic, partition, messages };
    const from = performance.now();
    const result = await recordBatch(store, batch, { units, dayOf: helsinkiDay, now: clock() });
    onRecorded?.(batch, { ...result, seconds: (performance.now() - from) / 1_000 });
    if (result.next <= at) return;
    at = result.next;
  }
}

function forgotten(partition: number, position: number, start: number): EventLogError {
  return new EventLogError(
    'offset-out-of-range',
    `Partition ${partition} is recorded up to ${position}, but the log begins at ${start}: restore a newer backup, or begin a new log, for what lies between is in this one no more.`,
  );
}
