import type { ConsumeOptions, Consumption, Topic } from '../event-log.ts';
import { EventLogError } from '../event-log-error.ts';
import type { ChangeWatch } from './change-watch.ts';
import type { GroupOffsets } from './group-offsets.ts';
import type { MessageReader } from './message-reader.ts';

interface ConsumptionParts {
  readonly topic: Topic;
  readonly reader: MessageReader;
  readonly offsets: GroupOffsets;
  readonly changes: ChangeWatch;
}

/**
 * Consumes all partitions in turn, one batch of each, and sleeps while there is nothing to read. Between batches the
 * event loop runs, so that whatever else the process does goes on.
 */
export function startConsumption(options: ConsumeOptions, parts: ConsumptionParts): Consumption {
  const { topic, reader, offsets, changes } = parts;
  const positions = reader.ranges().map(({ partition, start }) => offsets.committed(partition) ?? start);
  let stopping = false;

  /** Gives the handler the partition's next batch; false where there is none. */
  async function handleNext(partition: number): Promise<boolean> {
    const messages = reader.read(partition, positions[partition] as number, options.maxBatch);
    if (messages.length === 0) return false;
    const { next } = await options.onBatch({ topic, partition, messages });
    const range = reader.ranges()[partition];
    if (!range || !Number.isSafeInteger(next) || next < range.start || next > range.end) {
      throw new EventLogError(
        'offset-out-of-range',
        `The consumer of group ${options.group} goes on at offset ${next} of partition ${partition}, which holds ${range?.start} to ${range?.end}: restore a newer backup, or move the log's file away, and a new log begins.`,
      );
    }
    positions[partition] = next;
    offsets.commit(partition, next);
    await new Promise(setImmediate);
    return true;
  }

  async function consumeAll(): Promise<void> {
    // The caller gets the consumption first, so that it can listen to `ended` before anything happens.
    await new Promise(setImmediate);
    await options.onAssigned?.(positions.map((_, partition) => partition));
    while (!stopping) {
      const version = reader.dataVersion();
      let handled = false;
      for (let partition = 0; partition < topic.partitions && !stopping; partition += 1) {
        handled = (await handleNext(partition)) || handled;
      }
      if (!handled && !stopping) await changes.changedSince(version);
    }
  }

  const ended = consumeAll().finally(() => offsets.flush());
  return {
    ended,
    async stop() {
      stopping = true;
      changes.notify();
      await ended.catch(() => undefined);
    },
  };
}
