import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type BatchOfRecord,
  decodeRecord,
  encodeRecord,
  placeRecord,
  type RecordToWrite,
} from './record-codec.ts';

// kafkajs as it is, without what kafkajs-mended.ts puts in its place.
const require = createRequire(import.meta.url);
const encodeByKafkajs = require('kafkajs/src/protocol/recordBatch/record/v0/index.js');
const decodeByKafkajs = require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js');
const Decoder = require('kafkajs/src/protocol/decoder.js');

const text = fc.string({ unit: 'grapheme', maxLength: 80 });
/** A header of a name that every object has is lost on kafkajs. */
const isKafkajsAtHome = (name: string) => !(name in {});
const recordWith = (name: fc.Arbitrary<string>): fc.Arbitrary<RecordToWrite> =>
  fc.record({
    timestampDelta: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    offsetDelta: fc.nat(1_000_000),
    key: text,
    value: fc.uint8Array({ maxLength: 20_000 }).map((bytes) => Buffer.from(bytes)),
    headers: fc.dictionary(name, text, { maxKeys: 12, noNullPrototype: true }),
  });
const record = recordWith(text.filter(isKafkajsAtHome));
const batch: fc.Arbitrary<BatchOfRecord> = fc.record({
  firstOffset: fc.nat().map(String),
  firstTimestamp: fc.nat(2 ** 31).map((seconds) => String(seconds * 1_000)),
  maxTimestamp: fc.nat(2 ** 31).map((seconds) => String(seconds * 1_000)),
  timestampType: fc.constantFrom(0, 1),
  magicByte: fc.constant(2),
  isControlBatch: fc.boolean(),
});

const withoutLength = (bytes: Buffer): Buffer => new Decoder(bytes).readVarIntBytes();

it('writes the bytes that kafkajs writes', () => {
  fc.assert(
    fc.property(record, (each) => {
      expect(encodeRecord(each).equals(encodeByKafkajs(each).buffer)).toBe(true);
    }),
  );
});

it('reads what kafkajs reads', () => {
  fc.assert(
    fc.property(record, batch, (each, of) => {
      const bytes = withoutLength(encodeRecord(each));
      const byKafkajs = decodeByKafkajs(new Decoder(bytes), of);
      const headers = Object.entries(byKafkajs.headers).map(([key, value]) => [key, String(value)]);
      const { record, ...place } = placeRecord(bytes, of);
      const read = { ...place, ...decodeRecord(record) };
      expect(read).toEqual({ ...byKafkajs, headers: Object.fromEntries(headers) });
    }),
  );
});

it('reads what it wrote, also headers of names that every object has', () => {
  const name = fc.oneof(text, fc.constantFrom('constructor', 'toString', 'ce_id'));
  fc.assert(
    fc.property(recordWith(name), (each) => {
      const { key, value, headers } = decodeRecord(withoutLength(encodeRecord(each)));
      expect(String(key)).toBe(each.key);
      expect(value?.equals(each.value)).toBe(true);
      expect(Object.entries(headers)).toEqual(Object.entries(each.headers));
    }),
  );
});

it('reads a message of others without key and value, with a header said twice and one without a value', () => {
  const headers = { twice: ['one', 'two'], __proto__: null, none: '' };
  const bytes = withoutLength(encodeByKafkajs({ key: null, value: null, headers }).buffer);
  expect(decodeRecord(bytes)).toMatchObject({
    key: null,
    value: null,
    headers: { twice: 'one', none: '' },
  });
});
