import { crc32 } from 'node:zlib';
import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';

/** An event read back from a segment. */
export interface SpoolRecord {
  readonly event: EncodedEvent;
  /** When it came into the spool, epoch ms. */
  readonly spooledAt: number;
  /** Where its record begins and ends, in bytes from the beginning of what was read. */
  readonly start: number;
  readonly end: number;
}

// Length and checksum of the payload, then its head's length: three 32-bit numbers, big-endian.
const frameBytes = 8;
const headLengthBytes = 4;

/** An event as it lies in a segment: length and CRC-32 of what follows, then key and headers as JSON, then the value. */
export function encodeRecord({ key, headers, value }: EncodedEvent, spooledAt: number): Buffer {
  const head = Buffer.from(JSON.stringify([spooledAt, key, headers]));
  const payloadBytes = headLengthBytes + head.length + value.length;
  const record = Buffer.allocUnsafe(frameBytes + payloadBytes);
  record.writeUInt32BE(payloadBytes, 0);
  record.writeUInt32BE(head.length, frameBytes);
  head.copy(record, frameBytes + headLengthBytes);
  value.copy(record, frameBytes + headLengthBytes + head.length);
  record.writeUInt32BE(crc32(record.subarray(frameBytes)), 4);
  return record;
}

/**
 * Reads every whole record, and passes over what lies between, before and behind them. The values share memory with
 * `bytes`.
 */
export function readRecords(bytes: Buffer): SpoolRecord[] {
  const records: SpoolRecord[] = [];
  let start = 0;
  while (start + frameBytes <= bytes.length) {
    const record = recordAt(bytes, start);
    if (record !== null) records.push(record);
    start = record?.end ?? start + 1;
  }
  return records;
}

/** How many bytes from the beginning the records fill without a gap. */
export function wholeUntil(records: readonly SpoolRecord[]): number {
  let end = 0;
  for (const record of records) {
    if (record.start > end) break;
    end = record.end;
  }
  return end;
}

/**
 * Whether what lies behind the last whole record is what an append can leave that a crash has cut off: the beginning of
 * a record and nothing more, or zeros, which a power cut leaves where bytes should be. Nobody was told that it is kept.
 */
export function isCutOff(tail: Buffer): boolean {
  const written = tail.findLastIndex((byte) => byte !== 0) + 1;
  return written < frameBytes || frameBytes + tail.readUInt32BE(0) > written;
}

/** The first byte of every head, which is a JSON array. */
const firstOfHead = '['.charCodeAt(0);

function recordAt(bytes: Buffer, start: number): SpoolRecord | null {
  const payloadStart = start + frameBytes;
  const headStart = payloadStart + headLengthBytes;
  const end = payloadStart + bytes.readUInt32BE(start);
  // The checksum of nothing is 0, so a tail of zeros would pass as empty records. The head's first byte spares the
  // checksum of what cannot be a record, at every byte of a damaged file.
  if (end > bytes.length || headStart >= end || bytes[headStart] !== firstOfHead) return null;
  const payload = bytes.subarray(payloadStart, end);
  if (crc32(payload) !== bytes.readUInt32BE(start + 4)) return null;
  return { ...parsePayload(payload), start, end };
}

function parsePayload(payload: Buffer): Pick<SpoolRecord, 'event' | 'spooledAt'> {
  const headEnd = headLengthBytes + payload.readUInt32BE(0);
  const [spooledAt, key, headers] = JSON.parse(payload.toString('utf8', headLengthBytes, headEnd));
  return { spooledAt, event: { key, headers, value: payload.subarray(headEnd) } };
}
