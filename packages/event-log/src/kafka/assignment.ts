import type { Consumer } from 'kafkajs';
import type { ConsumeOptions, Topic } from '../event-log.ts';
import { firstPosition, isWithin, lostPosition } from './positions.ts';
import type { TopicReader } from './topic-reader.ts';

/** Where a partition that we were given and have looked at goes on, and what the group last said of it. */
export interface Admitted {
  position: number;
  /** -1 where the group has committed nothing, null where what it says must be put right. */
  committed: number | null;
  /** So often in a row the client gave something else than what comes at the position. */
  strays: number;
}

/** The partitions of one turn of the group; the next turn has another map, also with the same partitions. */
export type Turn = ReadonlyMap<number, Admitted>;

/** The partitions the group has given us. */
export interface Assignment {
  /** What may be handed in now. */
  turn(): Turn;
  /**
   * The group has given us these partitions, and what it gave before is no longer ours: to be called before the first
   * fetch. They are paused until their positions are known and right; `busy` settles when what is in hand is done.
   * Rejects with an EventLogError `offset-out-of-range` where the group stands where the topic holds nothing, and with what
   * `onAssigned` rejects with.
   */
  begin(partitions: readonly number[], busy: Promise<unknown>): Promise<void>;
  /** Hands in nothing more. */
  end(): void;
  seek(partition: number, offset: number): void;
  /** Tells the group where we are. A hint: what cannot be told now is told later, or comes again. */
  commit(): Promise<void>;
  /** Rejects with `offset-out-of-range` where the topic was made anew or no longer holds a position, though all is quiet. */
  check(): Promise<void>;
}

export interface AssignmentParts {
  readonly consumer: Pick<Consumer, 'pause' | 'resume' | 'seek' | 'commitOffsets'>;
  readonly group: string;
  readonly name: string;
  readonly topic: Topic;
  readonly reader: Pick<TopicReader, 'ranges' | 'committed'>;
  readonly onAssigned: NonNullable<ConsumeOptions['onAssigned']>;
}

export function createAssignment(parts: AssignmentParts): Assignment {
  const { consumer, group, name, topic, reader, onAssigned } = parts;
  let current = new Map<number, Admitted>();
  /** Every partition we ever had. */
  const had = new Map<number, Admitted>();
  let hasEnded = false;

  const seek = (partition: number, offset: number) =>
    consumer.seek({ topic: name, partition, offset: String(offset) });

  async function begin(partitions: readonly number[], busy: Promise<unknown>): Promise<void> {
    const mine = new Map<number, Admitted>();
    current = mine;
    if (hasEnded || partitions.length === 0) return;
    const paused = [{ topic: name, partitions: [...partitions] }];
    consumer.pause(paused);
    await busy;
    await onAssigned(partitions);
    const [ranges, committed] = await Promise.all([reader.ranges(), reader.committed(group)]);
    if (mine !== current || hasEnded) return;
    for (const partition of partitions) {
      const told = committed.get(partition) ?? { offset: -1, metadata: '' };
      const first = firstPosition(group, topic, ranges, partition, told);
      const before = had.get(partition);
      // Nobody else has committed since we had it: we go on from where we are and not from what we last told.
      const position = before?.committed === told.offset ? before.position : first;
      const at = { position, committed: told.offset, strays: 0 };
      mine.set(partition, at);
      had.set(partition, at);
      seek(partition, position);
    }
    consumer.resume(paused);
  }

  async function commit(): Promise<void> {
    const changed = [...current].filter(([, { position, committed }]) => position !== committed);
    if (changed.length === 0) return;
    const told = changed.map(([partition, at]) => ({ partition, at, offset: at.position }));
    const offsets = told.map(({ partition, offset }) => ({
      topic: name,
      partition,
      offset: String(offset),
      metadata: topic.id,
    }));
    await consumer.commitOffsets(offsets).then(
      () => {
        for (const { at, offset } of told) at.committed = offset;
      },
      () => undefined,
    );
  }

  async function check(): Promise<void> {
    const mine = current;
    const before = [...mine].map(([partition, at]) => ({ partition, at, position: at.position }));
    const ranges = await reader.ranges();
    if (mine !== current || hasEnded) return;
    for (const { partition, at, position } of before) {
      const range = ranges[partition];
      // What has moved on meanwhile was there.
      if (!range || at.position !== position || isWithin(range, position)) continue;
      at.committed = null;
      throw lostPosition(group, range, position);
    }
  }

  return {
    turn: () => current,
    begin,
    end() {
      if (hasEnded) return;
      hasEnded = true;
      try {
        // Or it would fetch the same again and again until it has left.
        consumer.pause([{ topic: name }]);
      } catch {
        // It has not begun, or has crashed.
      }
    },
    seek,
    commit,
    check,
  };
}
