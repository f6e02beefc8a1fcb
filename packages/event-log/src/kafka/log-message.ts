import type { LogMessage } from '../event-log.ts';
import { decodeRecord, type FetchedRecord } from './record-codec.ts';

/** A foreign message may lack key and value: what is missing is empty. */
export function toLogMessage({ offset, timestamp, record }: FetchedRecord): LogMessage {
  const { key, value, headers } = decodeRecord(record);
  return {
    offset: Number(offset),
    appendedAt: Number(timestamp),
    key: key?.toString('utf8') ?? '',
    headers,
    value: value ?? Buffer.alloc(0),
  };
}
