import type { LogMessage, PartitionRange } from '../event-log.ts';
import { EventLogError } from '../event-log-error.ts';
import { toLogError } from './failure.ts';
import type { LogFile } from './log-file.ts';

/** Reads of the log. Whatever goes wrong is thrown as an EventLogError. */
export interface MessageReader {
  ranges(): PartitionRange[];
  /**
   * Messages from `from` (included), at most `limit`; none where `from` is the end. Throws an EventLogError
   * `offset-out-of-range` where `from` lies before the partition's start or past its end.
   */
  read(partition: number, from: number, limit: number): LogMessage[];
  /** Changes with every commit of another connection or process. */
  dataVersion(): number;
}

type MessageRow = [offset: number, appendedAt: number, key: string, headers: string, value: Uint8Array];

export function createMessageReader({ file, reader, topic }: LogFile): MessageReader {
  const selectRanges = reader.prepare(
    'SELECT partition, start_offset AS start, end_offset AS "end" FROM partition ORDER BY partition',
  );
  const selectRange = reader.prepare('SELECT start_offset, end_offset FROM partition WHERE partition = ?');
  const selectVersion = reader.prepare('PRAGMA data_version');
  const selectMessages = Array.from({ length: topic.partitions }, (_, partition) => {
    const statement = reader.prepare(
      `SELECT message_offset, appended_at, key, headers, value FROM message_${partition}
       WHERE message_offset >= ? ORDER BY message_offset LIMIT ?`,
    );
    // Arrays instead of objects: half as long per row.
    statement.setReturnArrays(true);
    return statement;
  });
  selectRange.setReturnArrays(true);
  selectVersion.setReturnArrays(true);

  function readMessages(partition: number, from: number, limit: number): LogMessage[] {
    const range = selectRange.get(partition) as unknown as [number, number] | undefined;
    const select = selectMessages[partition];
    if (range === undefined || select === undefined) {
      throw new EventLogError(
        'offset-out-of-range',
        `The log has partitions 0 to ${topic.partitions - 1}, not ${partition}.`,
      );
    }
    const [start, end] = range;
    if (!Number.isSafeInteger(from) || from < start || from > end) {
      throw new EventLogError(
        'offset-out-of-range',
        `Partition ${partition} holds offsets ${start} to ${end}, not ${from}: move the log's file away, and a new log begins.`,
      );
    }
    if (from === end || limit < 1) return [];
    return (select.all(from, limit) as unknown as MessageRow[]).map(toMessage);
  }

  /** One snapshot for a partition's range and its messages: retention in another process may run between the two. */
  function inSnapshot<T>(work: () => T): T {
    reader.exec('BEGIN');
    try {
      return work();
    } finally {
      reader.exec('COMMIT');
    }
  }

  function explained<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw toLogError(cause, file);
    }
  }

  return {
    ranges: () => explained(() => selectRanges.all().map((row) => ({ ...row }) as unknown as PartitionRange)),
    read: (partition, from, limit) => explained(() => inSnapshot(() => readMessages(partition, from, limit))),
    dataVersion: () => explained(() => (selectVersion.get() as unknown as [number])[0]),
  };
}

function toMessage([offset, appendedAt, key, headers, value]: MessageRow): LogMessage {
  return {
    offset,
    appendedAt,
    key,
    headers: JSON.parse(headers),
    value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  };
}
