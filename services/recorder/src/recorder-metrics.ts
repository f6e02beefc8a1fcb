import type { EventLog } from '@kuulolla/event-log/event-log';
import { Counter, Gauge, Histogram, type Registry } from '@kuulolla/service-kit/metrics';
import { within } from '@kuulolla/service-kit/within';
import type { Reconciled, Store } from '@kuulolla/store/store';
import { createLagSeconds, lagByPartition } from './lag.ts';
import type { RecorderDeps } from './recorder.ts';

/** How long a scrape waits for log and store, ms. Prometheus gives it 10 s in all, and then takes the recorder for dead. */
const scrapeMs = 2_000;

/** Outcomes by reason, batches, how far behind the log's end each partition is, and how the last reconciliation ended. */
export function createRecorderMetrics(
  registry: Registry,
  log: Pick<EventLog, 'topic' | 'ranges' | 'read'>,
  store: Pick<Store, 'partitionStates' | 'lastReconciled'>,
  clock: () => number,
): Required<Pick<RecorderDeps, 'onRecorded'>> {
  const registers = [registry];
  const outcomes = new Counter({
    name: 'kuulolla_recorder_outcomes_total',
    help: 'Messages by what recording them came to.',
    labelNames: ['outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'kuulolla_recorder_batch_seconds',
    help: 'Seconds a batch took to record.',
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const events = new Histogram({
    name: 'kuulolla_recorder_batch_events',
    help: 'Messages in a batch.',
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
    registers,
  });
  const lag = readForScrape(() => lagByPartition(log, store));
  new Gauge({
    name: 'kuulolla_log_lag_messages',
    help: 'Messages of a partition that no recorder has recorded yet. Every recorder tells of all partitions; there is none while log or store does not answer.',
    labelNames: ['partition'],
    registers,
    async collect() {
      const lags = await lag();
      this.reset();
      for (const { partition, messages } of lags ?? []) this.set({ partition }, messages);
    },
  });
  const lagSeconds = createLagSeconds(log, clock, scrapeMs);
  new Gauge({
    name: 'kuulolla_log_lag_seconds',
    help: 'For how long the oldest message of a partition that no recorder has recorded has waited; 0 where none waits. Absent while it cannot be known.',
    labelNames: ['partition'],
    registers,
    async collect() {
      const waits = await lagSeconds((await lag()) ?? []);
      this.reset();
      for (const [partition, waited] of waits) this.set({ partition }, waited);
    },
  });
  const lastReconciled = readForScrape(() => store.lastReconciled());
  const reconciled = (name: string, help: string, value: (reconciled: Reconciled) => number) =>
    new Gauge({
      name,
      help: `${help} Every recorder tells of it; there is none before the first, nor while the store does not answer.`,
      registers,
      async collect() {
        const last = await lastReconciled();
        if (last === null) this.remove();
        else this.set(value(last));
      },
    });
  reconciled(
    'kuulolla_reconcile_differences',
    'Differences that the last kuulolla reconcile found.',
    ({ differences }) => differences,
  );
  reconciled(
    'kuulolla_reconcile_completed_timestamp_seconds',
    'When the last kuulolla reconcile ended, in seconds of the epoch.',
    ({ at }) => at / 1_000,
  );
  return {
    onRecorded({ messages }, result) {
      for (const [outcome, count] of result.outcomes) outcomes.inc({ outcome }, count);
      seconds.observe(result.seconds);
      events.observe(messages.length);
    },
  };
}

/**
 * What a scrape tells of log and store; null where reading it fails or takes too long, for no value is better than an old one.
 * A read under way is not begun again beside it: they would pile up before a server that does not answer.
 */
function readForScrape<T>(read: () => Promise<T>): () => Promise<T | null> {
  let reading: Promise<T> | null = null;
  return () => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return within(scrapeMs, reading).catch(() => null);
  };
}
