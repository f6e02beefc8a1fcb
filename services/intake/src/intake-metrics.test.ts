import { createRegistry } from '@kuulolla/service-kit/metrics';
import { expect, it } from 'vitest';
import { createIntakeDesk } from './intake-desk.ts';
import { createIntakeMetrics } from './intake-metrics.ts';
import type { Submission } from './submission.ts';

const withdrawal = (ownId: string): Submission => ({
  kind: 'withdrawn',
  source: 'units',
  ownId,
  revision: 1,
});

it.each(['kept', 'refused'] as const)(
  'answers wait until the log has %s them, and not a moment longer',
  async (end) => {
    const registry = createRegistry();
    const answer = Promise.withResolvers<void>();
    const log = { append: () => answer.promise };
    const desk = createIntakeDesk({
      log,
      key: Buffer.alloc(32),
      clock: () => 0,
      ...createIntakeMetrics(registry),
    });
    const waiting = async () =>
      (await registry.getSingleMetric('kuulolla_intake_waiting_answers')?.get())?.values[0]?.value;
    const submitted = desk.submit([withdrawal('a'), withdrawal('b')]);
    expect(await waiting()).toBe(2);
    if (end === 'kept') answer.resolve();
    else answer.reject(new Error('away'));
    await submitted.catch(() => undefined);
    expect(await waiting()).toBe(0);
  },
);
