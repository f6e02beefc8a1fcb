import { createHash } from 'node:crypto';
import type { EventLog, LogMessage, PartitionRange } from './event-log.ts';

/** Tells a message from any other that could lie at its offset; says nothing of what is in it. */
export function messageMark({ offset, appendedAt, key, headers, value }: LogMessage): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([appendedAt, key, headers.ce_id ?? null]))
    .update(value);
  return `${offset}:${hash.digest('hex').slice(0, 32)}`;
}

const offsetOf = (mark: string) => Number(mark.slice(0, mark.indexOf(':')));

/** Where a reader of a partition stands, and what tells the message just before. */
export interface MarkedPosition {
  readonly partition: number;
  readonly offset: number;
  /** Null where it is not known. */
  readonly mark: string | null;
}

/**
 * Whether the message just before a position is still the one that was read there. A log may lose its newest messages, all
 * its brokers together or put back from a copy, and take others at their offsets. True where nothing can be said: the log
 * has let that message go, or the mark is of another position.
 */
export async function isContinued(
  log: Pick<EventLog, 'read'>,
  { partition, offset, mark }: MarkedPosition,
  { start, end }: PartitionRange,
): Promise<boolean> {
  const last = offset - 1;
  if (mark === null || offsetOf(mark) !== last || last < start) return true;
  if (last >= end) return false;
  const [message] = await log.read(partition, last, 1);
  return message !== undefined && messageMark(message) === mark;
}
