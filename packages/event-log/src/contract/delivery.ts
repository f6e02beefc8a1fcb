import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventLog } from '../event-log.ts';
import { partitionOf } from '../partition-of.ts';
import { Crash, createCheckingStore } from './checking-store.ts';
import { type EventLogHarness, event, offsets, readAll, texts } from './harness.ts';
import { type Calls, type Step, schedule } from './schedule.ts';

/** All sentences at once, over random schedules. */
export function deliveryContract(harness: EventLogHarness): void {
  describe('under random appends, crashes, seeks and restarts', () => {
    it('delivers every message at least once, in order, without holes in the offsets', async () => {
      await fc.assert(
        fc.asyncProperty(schedule, (steps) => runSchedule(harness, steps)),
        // A schedule that hangs is named too.
        { numRuns: harness.schedules, timeout: 20_000 },
      );
    }, 120_000);
  });
}

async function runSchedule(harness: EventLogHarness, steps: readonly Step[]): Promise<void> {
  let log = await harness.open();
  const sent: string[][] = Array.from({ length: log.topic.partitions }, () => []);
  const store = createCheckingStore(sent);
  let events = 0;

  async function append(calls: Calls): Promise<void> {
    const appends = calls.map((keys) => {
      const encoded = keys.map((number) => {
        const key = `units:${number}`;
        events += 1;
        sent[partitionOf(key, sent.length)]?.push(String(events));
        return event(key, String(events));
      });
      return log.append(encoded);
    });
    await Promise.all(appends);
  }

  async function consume({ maxBatch, meanwhile, deeds }: Extract<Step, { kind: 'consume' }>): Promise<void> {
    const done = Promise.withResolvers<void>();
    const finishWhenComplete = () => {
      if (store.isComplete()) done.resolve();
    };
    const onBatch = store.handler(deeds, finishWhenComplete);
    const consumption = await log.consume({ group: 'readers', maxBatch, onBatch });
    const crashed = consumption.ended.then(
      () => false,
      (cause: unknown) => {
        if (cause instanceof Crash) return true;
        throw cause;
      },
    );
    await Promise.all([append(meanwhile).then(finishWhenComplete), Promise.race([done.promise, crashed])]);
    await consumption.stop();
    store.consumptionEnded((await crashed) ? 'crashed' : 'stopped');
  }

  async function take(step: Step): Promise<void> {
    if (step.kind === 'append') await append(step.calls);
    else if (step.kind === 'consume') await consume(step);
    else log = await harness.reopen(log);
  }

  try {
    for (const step of steps) await take(step);
    await consume({ kind: 'consume', maxBatch: 3, meanwhile: [], deeds: [] });
    expect(store.isComplete()).toBe(true);
    await expectKept(log, sent);
  } finally {
    await log.close();
  }
}

async function expectKept(log: EventLog, sent: readonly (readonly string[])[]): Promise<void> {
  for (const [partition, values] of sent.entries()) {
    const messages = await readAll(log, partition);
    expect(texts(messages)).toEqual(values);
    expect(offsets(messages)).toEqual(values.map((_, offset) => offset));
  }
}
