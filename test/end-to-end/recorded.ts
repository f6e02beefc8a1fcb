import { setTimeout as pause } from 'node:timers/promises';
import type { Outcome } from '@kuulolla/contracts/outcome';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { storeFolder } from '@kuulolla/service-kit/data-folder';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { PartitionState, Store } from '@kuulolla/store/store';

/** Opens the store of real answers in a data folder, beside a server that may be running, and closes it after the work. */
export async function withStore<T>(dataDir: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ file: storeFolder(dataDir, false).store });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Waits until everything on the log is recorded; returns how often each outcome came about so far. */
export async function whenAllRecorded(dataDir: string): Promise<Partial<Record<Outcome, number>>> {
  const log = await openSqliteEventLog({ file: storeFolder(dataDir, false).log });
  try {
    return await withStore(dataDir, async (store) => {
      for (;;) {
        const ranges = await log.ranges();
        const states = await store.partitionStates(log.topic.id);
        const reached = (partition: number) =>
          states.find((state) => state.partition === partition)?.offset ?? 0;
        if (ranges.every(({ partition, end }) => reached(partition) >= end)) return outcomesOf(states);
        await pause(10);
      }
    });
  } finally {
    await log.close();
  }
}

function outcomesOf(states: readonly PartitionState[]): Partial<Record<Outcome, number>> {
  const sums: Partial<Record<Outcome, number>> = {};
  for (const { counts } of states) {
    for (const [outcome, count] of Object.values(counts).flatMap((bySource) => Object.entries(bySource))) {
      sums[outcome as Outcome] = (sums[outcome as Outcome] ?? 0) + count;
    }
  }
  return sums;
}
