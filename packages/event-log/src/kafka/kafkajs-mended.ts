import { createRequire } from 'node:module';
import type { ISocketFactory } from 'kafkajs';
import { type BatchOfRecord, encodeRecord, placeRecord, type RecordToWrite } from './record-codec.ts';

// kafkajs 2.2.4 with four of its parts replaced, for which the library, without a release since 2023, has no setting.
// They are replaced before it is loaded: nothing else may import it by its name.

const require = createRequire(import.meta.url);
const mended = Symbol.for('kuulolla: a part of kafkajs that was replaced');

type Part = ((...given: never[]) => unknown) & { [mended]?: true };

function replacePart(file: string, replace: (original: Part) => Part): void {
  const path = require.resolve(`kafkajs/src/${file}`);
  if (require.cache[require.resolve('kafkajs')] && !(require(path) as Part)[mended]) {
    throw new Error('kafkajs was loaded before it was mended: import it from kafkajs-mended.ts.');
  }
  const original = require(path) as Part;
  const loaded = require.cache[path];
  if (original[mended] || !loaded) return;
  loaded.exports = Object.assign(replace(original), { [mended]: true });
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

/**
 * A connection of kafkajs asks every millisecond whether requests wait to be sent, also where none do: the time to the
 * next look is reckoned from the end of a throttling that never began, and Node takes a negative time for 1 ms (tulios/
 * kafkajs issue 1751). Here it looks again only while something waits; whatever is added later makes it look anew.
 */
replacePart('network/requestQueue/index.js', (original) => {
  const queue = original.prototype as RequestQueue;
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
  return original;
});

/** Writing and reading records is most of what a log costs its clients, and with our headers kafkajs takes twice as long. */
replacePart('protocol/recordBatch/record/v0/index.js', (original) => (record: RecordToWrite) => {
  const { key, value, headers } = record;
  const isOurs = typeof key === 'string' && Buffer.isBuffer(value) && hasTextsOnly(headers);
  if (!isOurs) return original(record as never);
  const bytes = encodeRecord(record);
  return { buf: bytes, buffer: bytes };
});

replacePart(
  'protocol/recordBatch/record/v0/decoder.js',
  () => (decoder: { readonly buffer: Buffer }, batch: BatchOfRecord) => placeRecord(decoder.buffer, batch),
);

interface Broker {
  readonly connectionPool: { readonly host: string; readonly port: number };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/**
 * A broker that takes a connection and answers nothing counts as connected as soon as its first answer is given up, and
 * whatever is asked of it then fails as if the program were wrong. Here it has not been connected, so that the client goes
 * to another broker of its list. The last to be replaced: it loads the parts above.
 */
replacePart('broker/index.js', (original) => {
  const broker = original.prototype as Broker;
  const { connect } = broker;
  broker.connect = async function (this: Broker) {
    try {
      await connect.call(this);
    } catch (cause) {
      const { name, message } = cause as Error;
      if (name !== 'KafkaJSRequestTimeoutError') throw cause;
      await this.disconnect();
      const { host, port } = this.connectionPool;
      throw new kafkajs.KafkaJSConnectionError(message, { broker: `${host}:${port}` });
    }
  };
  return original;
});

function hasTextsOnly(headers: Readonly<Record<string, unknown>> = {}): boolean {
  return Object.values(headers).every((value) => typeof value === 'string');
}

export const kafkajs = require('kafkajs') as typeof import('kafkajs');

/** Connects as kafkajs does by itself. */
export const connectSocket: ISocketFactory = require('kafkajs/src/network/socketFactory')();
