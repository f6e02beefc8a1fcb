import { Counter, Gauge, type Registry } from '@kuulolla/service-kit/metrics';
import type { IntakeDeskDeps } from './intake-desk.ts';

/** Counts what was acknowledged, by source and by what happened to the answer, and what waits to be durable just now. */
export function createIntakeMetrics(
  registry: Registry,
): Required<Pick<IntakeDeskDeps, 'onAccepted' | 'onWaiting'>> {
  const answers = new Counter({
    name: 'kuulolla_intake_answers_total',
    help: 'Answers acknowledged to their senders, by source and type of event.',
    labelNames: ['source', 'type'],
    registers: [registry],
  });
  const waiting = new Gauge({
    name: 'kuulolla_intake_waiting_answers',
    help: 'Answers that were handed to the log and are not durable yet.',
    registers: [registry],
  });
  return {
    onAccepted(events) {
      for (const { source, type } of events) answers.inc({ source, type });
    },
    onWaiting: (change) => waiting.inc(change),
  };
}
