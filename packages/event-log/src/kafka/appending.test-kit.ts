import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { event } from '../contract/harness.ts';
import type { EventLog } from '../event-log.ts';

/** Appends without end, several at a time; each value is a number, and rises within its key. */
export function startAppending(log: EventLog) {
  const acknowledged: string[] = [];
  const refusedAfterMs: number[] = [];
  let number = 0;
  let isStopping = false;

  async function appendSome(size: number): Promise<void> {
    const events = Array.from({ length: size }, () => {
      number += 1;
      return event(`units:${number % 7}`, String(number));
    });
    const startedAt = performance.now();
    try {
      await log.append(events);
      acknowledged.push(...events.map(({ value }) => value.toString()));
    } catch (error) {
      expect(error).toMatchObject({ code: 'unavailable', canRetry: true });
      refusedAfterMs.push(performance.now() - startedAt);
    }
  }

  async function worker(size: number): Promise<void> {
    while (!isStopping) {
      await appendSome(size);
      await pause(2);
    }
  }
  const workers = [worker(1), worker(5), worker(13)];
  return {
    acknowledged,
    refusedAfterMs,
    async until(count: number) {
      while (acknowledged.length < count) await pause(10);
    },
    async stop() {
      isStopping = true;
      await Promise.all(workers);
    },
  };
}
