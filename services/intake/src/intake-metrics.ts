import { Counter, type Registry } from '@kuulolla/service-kit/metrics';
import type { IntakeDeskDeps } from './intake-desk.ts';

/** Counts what was acknowledged, by source and by what happened to the answer. */
export function createIntakeMetrics(registry: Registry): Required<Pick<IntakeDeskDeps, 'onAccepted'>> {
  const answers = new Counter({
    name: 'kuulolla_intake_answers_total',
    help: 'Answers acknowledged to their senders, by source and type of event.',
    labelNames: ['source', 'type'],
    registers: [registry],
  });
  return {
    onAccepted(events) {
      for (const { source, type } of events) answers.inc({ source, type });
    },
  };
}
