import { helsinkiDay } from '@kuulolla/calendar/day';
import type { EventLog, LogBatch } from '@kuulolla/event-log/event-log';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { Store } from '@kuulolla/store/store';
import { checkContinuity } from './continuity.ts';
import { type BatchResult, recordBatch } from './record-batch.ts';
import { readUnitKnowledge } from './unit-knowledge.ts';

export interface RecorderDeps {
  readonly log: Pick<EventLog, 'topic' | 'consume' | 'ranges' | 'read'>;
  readonly store: Pick<Store, 'transaction' | 'directory' | 'partitionStates'>;
  readonly clock: () => number;
  readonly logger: Logger;
  /** Told after each transaction. */
  readonly onRecorded?: (batch: LogBatch, result: BatchResult & { readonly seconds: number }) => void;
}

export interface Recorder {
  /** Rejects when recording cannot go on; never settles before `stop` otherwise. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
  /** Fulfils while recording goes on; rejects once it ended, or when a batch has been in hand for half a minute. */
  check(): Promise<void>;
}

/** Consumers of this name share the partitions; its committed offsets are hints. */
export const recorderGroup = 'recorder';
/** Most events in a transaction. */
export const maxBatch = 500;
/**
 * With pauses of 18 s in all: longer than a store holds what a recorder left behind that died in its transaction (10 to
 * 15 s). A try takes 5 s more where no MongoDB answers.
 */
const attempts = 24;
/** A batch takes some 20 ms; one in hand for so long will not come to an end by itself. */
const stuckAfterMs = 30_000;

/** Records every event of the log once, until stopped. */
export async function startRecorder(deps: RecorderDeps): Promise<Recorder> {
  const { log, store, clock, logger, onRecorded } = deps;
  const units = await readUnitKnowledge(store);
  let inHandSince: number | null = null;
  let hasEnded = false;
  const { ended, stop } = await log.consume({
    group: recorderGroup,
    maxBatch,
    onAssigned: (partitions) => {
      const onRetry: OnRetry = (error, attempt) =>
        logger.warn({ err: error, partitions, attempt }, 'positions are looked at again');
      return withRetries(onRetry, async () => {
        const states = await store.partitionStates(log.topic.id);
        const given = states.filter(({ partition }) => partitions.includes(partition));
        if (given.length > 0) await checkContinuity(log, await log.ranges(), given);
      });
    },
    onBatch: async (batch) => {
      const start = performance.now();
      inHandSince ??= start;
      const onRetry: OnRetry = (error, attempt) =>
        logger.warn({ err: error, partition: batch.partition, attempt }, 'a batch is tried again');
      const context = () => ({ units, dayOf: helsinkiDay, now: clock() });
      const result = await withRetries(onRetry, () => recordBatch(store, batch, context()));
      inHandSince = null;
      onRecorded?.(batch, { ...result, seconds: (performance.now() - start) / 1_000 });
      return { next: result.next };
    },
  });
  const noteEnd = () => {
    hasEnded = true;
  };
  ended.then(noteEnd, noteEnd);
  return {
    ended,
    stop,
    async check() {
      if (hasEnded) throw new Error('recording has ended');
      if (inHandSince !== null && performance.now() - inHandSince > stuckAfterMs)
        throw new Error('a batch is stuck');
    },
  };
}

type OnRetry = (error: unknown, attempt: number) => void;

async function withRetries<T>(onRetry: OnRetry, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if ((error as { canRetry?: unknown }).canRetry !== true || attempt === attempts) throw error;
      onRetry(error, attempt);
      await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, 10 * 2 ** attempt)));
    }
  }
}
