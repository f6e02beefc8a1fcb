/** A message to write; kafkajs gives what else a record has. */
export interface RecordToWrite {
  /** Ms after the first message of its batch. */
  readonly timestampDelta: number;
  readonly offsetDelta: number;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a record needs to know of its batch, as kafkajs reads it. */
export interface BatchOfRecord {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp: string;
  /** 1 where the broker stamped the batch with the time it took it. */
  readonly timestampType: number;
  readonly magicByte?: number;
  readonly isControlBatch?: boolean;
}

const logAppendTime = 1;

/**
 * A record of Kafka's message format 2 (the record batch of KIP-98): length, attributes, deltas, key, value and headers,
 * their lengths as zigzag varints. kafkajs takes eleven buffers for a message with eight headers; this takes one.
 */
export function encodeRecord({ timestampDelta, offsetDelta, key, value, headers }: RecordToWrite): Buffer {
  const names = Object.keys(headers);
  let size = 1 + sizeOf(timestampDelta) + sizeOf(offsetDelta) + sizeOf(names.length);
  const keyBytes = Buffer.byteLength(key);
  size += sizeOf(keyBytes) + keyBytes + sizeOf(value.length) + value.length;
  for (const name of names) {
    const [nameBytes, textBytes] = [Buffer.byteLength(name), Buffer.byteLength(headers[name] as string)];
    size += sizeOf(nameBytes) + nameBytes + sizeOf(textBytes) + textBytes;
  }
  const record = Buffer.allocUnsafe(sizeOf(size) + size);
  let at = writeVarint(record, 0, size);
  at = record.writeUInt8(0, at);
  at = writeVarint(record, at, timestampDelta);
  at = writeVarint(record, at, offsetDelta);
  at = writeText(record, at, key, keyBytes);
  at = writeVarint(record, at, value.length);
  at += value.copy(record, at);
  at = writeVarint(record, at, names.length);
  for (const name of names) {
    at = writeText(record, at, name, Buffer.byteLength(name));
    const text = headers[name] as string;
    at = writeText(record, at, text, Buffer.byteLength(text));
  }
  return record;
}

/** A record as it waits in kafkajs: what a client needs to place it, and its bytes. */
export interface FetchedRecord {
  readonly offset: string;
  /** Epoch ms. */
  readonly timestamp: string;
  /** Without its length. */
  readonly record: Buffer;
}

/**
 * Reads where a record belongs, as kafkajs would, and leaves the rest for `decodeRecord`: what is fetched ahead waits long
 * enough to be moved about by the collector of garbage, and as bytes it is one object and not thirty.
 */
export function placeRecord(record: Buffer, batch: BatchOfRecord) {
  const { varint } = readerOf(record, 1);
  const timestampDelta = varint();
  const offsetDelta = varint();
  const wasStamped = batch.timestampType === logAppendTime;
  return {
    magicByte: batch.magicByte,
    attributes: record[0],
    timestamp: wasStamped ? batch.maxTimestamp : String(Number(batch.firstTimestamp) + timestampDelta),
    offset: String(Number(batch.firstOffset) + offsetDelta),
    record,
    isControlRecord: batch.isControlBatch ?? false,
    batchContext: batch,
  };
}

/**
 * Key, value and headers of a record, as kafkajs would read them, except that the values of headers are strings and the
 * first of several of one name counts. What a foreign message lacks is null.
 */
export function decodeRecord(record: Buffer) {
  const { varint, bytes, texts } = readerOf(record, 1);
  // Its timestamp and its offset.
  varint();
  varint();
  const key = bytes();
  const value = bytes();
  const headers: Record<string, string> = {};
  const count = varint();
  const text = texts();
  for (let left = count; left > 0; left -= 1) {
    const name = text();
    const said = text();
    if (name === '__proto__') Object.defineProperty(headers, name, { value: said, enumerable: true });
    else if (!Object.hasOwn(headers, name)) headers[name] = said;
  }
  return { key, value, headers };
}

/** Reads the fields of a record in turn. */
function readerOf(record: Buffer, begin: number) {
  let at = begin;
  const varint = (): number => {
    let value = 0;
    // Multiplied and not shifted: what is over 31 bits is a number still.
    for (let scale = 1; ; scale *= 128) {
      const byte = record[at] as number;
      at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  };
  const bytes = (): Buffer | null => {
    const length = varint();
    if (length < 0) return null;
    at += length;
    return record.subarray(at - length, at);
  };
  /** Reads one text after the other, of nothing but texts to the record's end. */
  const texts = (): (() => string) => {
    const from = at;
    const all = record.toString('utf8', from);
    // As many characters as bytes: each stands where its byte does, so a text costs a slice and not a call.
    const isByteForByte = all.length === record.length - from;
    return () => {
      const length = Math.max(0, varint());
      at += length;
      if (isByteForByte) return all.slice(at - length - from, at - from);
      return record.toString('utf8', at - length, at);
    };
  };
  return { varint, bytes, texts };
}

/** Of two numbers with one absolute value, the negative one is the odd. */
const zigzag = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);

function sizeOf(value: number): number {
  let bytes = 1;
  for (let rest = zigzag(value); rest > 0x7f; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

function writeVarint(into: Buffer, at: number, value: number): number {
  let end = at;
  let rest = zigzag(value);
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) {
    into[end] = (rest % 128) + 128;
    end += 1;
  }
  into[end] = rest;
  return end + 1;
}

function writeText(into: Buffer, at: number, text: string, bytes: number): number {
  const begin = writeVarint(into, at, bytes);
  return begin + into.write(text, begin, 'utf8');
}
