import { Counter, Gauge, type Registry } from '@kuulolla/service-kit/metrics';
import type { Segments } from './segments.ts';

export interface SpoolMetrics {
  delivered(events: number): void;
  refused(events: number): void;
}

/** The spool's metrics in `registry`; without one they are counted for nobody. */
export function createSpoolMetrics(
  segments: Segments,
  clock: () => number,
  registry?: Registry,
): SpoolMetrics {
  const registers = registry ? [registry] : [];
  const gauge = (name: string, help: string, value: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await value());
      },
    });
  gauge(
    'kuulolla_spool_events',
    'Events on disk that the event log has not taken yet.',
    () => segments.depth().events,
  );
  gauge('kuulolla_spool_bytes', 'Bytes of the files of the spool.', () => segments.depth().bytes);
  gauge('kuulolla_spool_oldest_seconds', 'Age of the oldest file of the spool; 0 where it is empty.', () => {
    const oldestAt = segments.oldestAt();
    return oldestAt === null ? 0 : Math.max(0, clock() - oldestAt) / 1000;
  });
  gauge(
    'kuulolla_spool_damaged_files',
    'Files of the spool with bytes that cannot be read, kept until somebody moves them away.',
    // A folder that cannot be read just now must not take all other metrics with it.
    () => segments.damagedFiles().catch(() => Number.NaN),
  );
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const delivered = counter('kuulolla_spool_delivered_total', 'Events the event log took from the spool.');
  const refused = counter(
    'kuulolla_spool_refused_total',
    'Events the spool refused: it is full, or its disk is full or broken.',
  );
  return {
    delivered: (events) => delivered.inc(events),
    refused: (events) => refused.inc(events),
  };
}
