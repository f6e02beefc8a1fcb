import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';
import type { EventLogError } from '../event-log-error.ts';
import { partitionOf } from '../partition-of.ts';
import { tooLargeError } from '../too-large.ts';
import { toLogError } from './failure.ts';
import type { LogFile } from './log-file.ts';
import { inWriteTransaction } from './write-transaction.ts';

/** A transaction takes calls until it holds this many events, so that the process is not kept busy for long. */
const eventsPerCommit = 2_000;

interface PendingAppend {
  readonly events: readonly EncodedEvent[];
  fulfil(): void;
  reject(cause: EventLogError): void;
}

export interface AppendQueue {
  append(events: readonly EncodedEvent[]): Promise<void>;
  /** Settles when every append called so far has been answered. */
  drained(): Promise<void>;
}

/**
 * Group commit: appends called in one turn of the event loop share a transaction and its sync, and each is answered
 * after it. A failing commit rejects all appends of its group and leaves nothing of them.
 */
export function createAppendQueue(log: LogFile, clock: () => number, onCommit: () => void): AppendQueue {
  const write = prepareWrite(log, clock);
  const waiting: PendingAppend[] = [];
  let running: Promise<void> | null = null;

  function takeGroup(): PendingAppend[] {
    let events = 0;
    let calls = 0;
    while (calls < waiting.length && events < eventsPerCommit) {
      events += waiting[calls]?.events.length ?? 0;
      calls += 1;
    }
    return waiting.splice(0, calls);
  }

  async function commitGroups(): Promise<void> {
    while (waiting.length > 0) {
      await new Promise(setImmediate);
      const group = takeGroup();
      try {
        await inWriteTransaction(log.writer, () => write(group));
      } catch (cause) {
        const error = toLogError(cause, log.file);
        for (const call of group) call.reject(error);
        continue;
      }
      for (const call of group) call.fulfil();
      onCommit();
    }
    running = null;
  }

  return {
    append(events) {
      const tooLarge = tooLargeError(events);
      if (tooLarge) return Promise.reject(tooLarge);
      if (events.length === 0) return Promise.resolve();
      return new Promise((fulfil, reject) => {
        waiting.push({ events, fulfil, reject });
        running ??= commitGroups();
      });
    },
    drained: async () => {
      while (running) await running;
    },
  };
}

function prepareWrite({ writer, topic }: LogFile, clock: () => number) {
  const selectEnds = writer.prepare('SELECT end_offset FROM partition ORDER BY partition');
  const setEnd = writer.prepare('UPDATE partition SET end_offset = ? WHERE partition = ?');
  const inserts = Array.from({ length: topic.partitions }, (_, partition) =>
    writer.prepare(`INSERT INTO message_${partition} VALUES (?, ?, ?, ?, ?)`),
  );
  return (group: readonly PendingAppend[]): void => {
    // Read each time, under the lock: another process may have appended.
    const ends = selectEnds.all().map((row) => Number(row.end_offset));
    const changed = new Set<number>();
    const now = clock();
    for (const { events } of group) {
      for (const { key, headers, value } of events) {
        const partition = partitionOf(key, topic.partitions);
        const offset = ends[partition] as number;
        inserts[partition]?.run(offset, now, key, JSON.stringify(headers), value);
        ends[partition] = offset + 1;
        changed.add(partition);
      }
    }
    for (const partition of changed) setEnd.run(ends[partition] as number, partition);
  };
}
