import type { EventLog } from '@kuulolla/event-log/event-log';
import { Counter, Gauge, Histogram, type Registry } from '@kuulolla/service-kit/metrics';
import type { RecorderDeps } from './recorder.ts';

/** Outcomes by reason, batches, and how far behind the log's end each partition is. */
export function createRecorderMetrics(
  registry: Registry,
  log: Pick<EventLog, 'ranges'>,
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
  const next = new Map<number, number>();
  new Gauge({
    name: 'kuulolla_log_lag_messages',
    help: 'Messages of a partition that this recorder serves and has not recorded yet.',
    labelNames: ['partition'],
    registers,
    async collect() {
      const ranges = await log.ranges().catch(() => []);
      for (const { partition, end } of ranges) {
        const at = next.get(partition);
        if (at !== undefined) this.set({ partition }, Math.max(0, end - at));
      }
    },
  });
  return {
    onRecorded({ partition, messages }, result) {
      for (const [outcome, count] of result.outcomes) outcomes.inc({ outcome }, count);
      seconds.observe(result.seconds);
      events.observe(messages.length);
      next.set(partition, result.next);
    },
  };
}
