import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog } from '@kuulolla/event-log/event-log';
import type { Store } from '@kuulolla/store/store';

/** Where the partitions stand, seen past all wires. */
export interface ClusterWatch {
  /**
   * Begins to watch for progress; each partition has made some when the first event appended from now on is recorded.
   * Fulfils with the ms until the first had, and until all had.
   */
  progress(patienceMs: number): Promise<Progress>;
  /** Fulfils when everything on the log is recorded and nothing more comes; throws after `patienceMs`. */
  drained(patienceMs: number): Promise<void>;
}

export interface Progress {
  readonly firstMs: number | null;
  readonly allMs: number | null;
}

const everyMs = 100;
const quietMs = 1_500;

export function watchCluster(log: EventLog, store: Store): ClusterWatch {
  const ends = async () => new Map((await log.ranges()).map(({ partition, end }) => [partition, end]));
  const positions = async () =>
    new Map(
      (await store.partitionStates(log.topic.id)).map(
        ({ partition, offset }) => [partition, offset] as const,
      ),
    );

  return {
    async progress(patienceMs) {
      const start = performance.now();
      const passed = () => Math.round(performance.now() - start);
      let before: Map<number, number> | null = null;
      let firstMs: number | null = null;
      while (passed() < patienceMs) {
        // Either may be away for now; that is what is being watched.
        before ??= await ends().catch(() => null);
        const now = before && (await positions().catch(() => null));
        if (before && now) {
          const moved = [...before].filter(([partition, end]) => (now.get(partition) ?? 0) > end).length;
          if (moved > 0) firstMs ??= passed();
          if (moved === before.size) return { firstMs, allMs: passed() };
        }
        await pause(everyMs);
      }
      return { firstMs, allMs: null };
    },
    async drained(patienceMs) {
      const deadline = performance.now() + patienceMs;
      let [seen, since] = ['', performance.now()];
      for (;;) {
        const [end, at] = await Promise.all([ends(), positions()]).catch(() => [null, null]);
        const now = JSON.stringify(end && [...end]);
        const isRecorded =
          end && at && [...end].every(([partition, last]) => (at.get(partition) ?? 0) === last);
        if (!isRecorded || now !== seen) [seen, since] = [now, performance.now()];
        if (isRecorded && performance.now() - since > quietMs) return;
        if (performance.now() > deadline) throw new Error(behind(end, at, patienceMs));
        await pause(everyMs);
      }
    },
  };
}

function behind(
  ends: Map<number, number> | null,
  positions: Map<number, number> | null,
  patienceMs: number,
): string {
  if (!ends || !positions)
    return `Broker or store does not answer, ${patienceMs / 1_000} s after the last fault.`;
  const late = [...ends].filter(([partition, end]) => (positions.get(partition) ?? 0) !== end);
  const where = late.map(
    ([partition, end]) => `partition ${partition} at ${positions.get(partition)} of ${end}`,
  );
  return `Not recorded ${patienceMs / 1_000} s after the last fault: ${where.join(', ') || 'the log still grows'}.`;
}
