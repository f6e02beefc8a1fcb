import { crc32 } from 'node:zlib';
import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';

/** An event read back from a segment. */
export interface SpoolRecord {
  readonly event: EncodedEvent;
  /** When it came into the spool, epoch ms. */
  readonly spooledAt: number;
  /** Where its record ends, in bytes from the beginning of what was read. */
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
 * Reads records up to the first that is cut off or damaged: a crash in the middle of a write leaves one, and nobody was
 * told that it is kept. The values share memory with `bytes`.
 */
export function readRecords(bytes: Buffer): SpoolRecord[] {
  const records: SpoolRecord[] = [];
  let start = 0;
  while (start + frameBytes <= bytes.length) {
    const payloadStart = start + frameBytes;
    const end = payloadStart + bytes.readUInt32BE(start);
    // The checksum of nothing is 0, so a tail of zeros, which a power cut may leave, would pass as empty records.
    if (end > bytes.length || end < payloadStart + headLengthBytes) break;
    const payload = bytes.subarray(payloadStart, end);
    if (crc32(payload) !== bytes.readUInt32BE(start + 4)) break;
    records.push({ ...parsePayload(payload), end });
    start = end;
  }
  return records;
}

function parsePayload(payload: Buffer): Pick<SpoolRecord, 'event' | 'spooledAt'> {
  const headEnd = headLengthBytes + payload.readUInt32BE(0);
  const [spooledAt, key, headers] = JSON.parse(payload.toString('utf8', headLengthBytes, headEnd));
  return { spooledAt, event: { key, headers, value: payload.subarray(headEnd) } };
}
