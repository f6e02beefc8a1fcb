import type { EventLog } from '@kuulolla/event-log/event-log';
import { within } from '@kuulolla/service-kit/within';
import type { Store } from '@kuulolla/store/store';

/** What of a partition no recorder has recorded yet. */
export interface Lag {
  readonly partition: number;
  readonly messages: number;
  /** Offset of the oldest of them that the log still has; its end where it has none. */
  readonly oldest: number;
}

/** The lag of every partition. Rejects where log or store cannot be asked. */
export async function lagByPartition(
  log: Pick<EventLog, 'topic' | 'ranges'>,
  store: Pick<Store, 'partitionStates'>,
): Promise<Lag[]> {
  const states = await store.partitionStates(log.topic.id);
  const positions = new Map(states.map(({ partition, offset }) => [partition, offset]));
  return (await log.ranges()).map(({ partition, start, end }) => {
    const position = positions.get(partition) ?? start;
    return {
      partition,
      messages: Math.max(0, end - position),
      oldest: Math.min(end, Math.max(start, position)),
    };
  });
}

/**
 * Tells for how many seconds the oldest message of each partition has waited for a recorder: 0 where none waits. A partition
 * whose message cannot be read within `patienceMs` is left out.
 */
export function createLagSeconds(
  log: Pick<EventLog, 'read'>,
  clock: () => number,
  patienceMs: number,
): (lags: readonly Lag[]) => Promise<(readonly [partition: number, seconds: number])[]> {
  /** When the log took the message at an offset, epoch ms, by partition: one that stands still is read once. */
  const taken = new Map<number, { readonly offset: number; readonly at: number }>();

  async function takenAt({ partition, oldest }: Lag): Promise<number> {
    const known = taken.get(partition);
    if (known?.offset === oldest) return known.at;
    const [message] = await log.read(partition, oldest, 1);
    if (message === undefined) return clock();
    taken.set(partition, { offset: oldest, at: message.appendedAt });
    return message.appendedAt;
  }

  async function secondsOf(lag: Lag) {
    // The broker's clock may be ahead of ours.
    const waited = lag.messages === 0 ? 0 : Math.max(0, clock() - (await takenAt(lag)));
    return [lag.partition, waited / 1_000] as const;
  }

  return async (lags) => {
    const told = await Promise.allSettled(lags.map((lag) => within(patienceMs, secondsOf(lag))));
    return told.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  };
}
