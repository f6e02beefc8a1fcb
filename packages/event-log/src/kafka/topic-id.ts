import type { Cluster } from 'kafkajs';

/** What kafkajs sends and reads for us; it has no request of its own that tells a topic's id. */
interface RawRequest {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    readonly encode: () => Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
  };
  readonly response: {
    readonly decode: (bytes: Buffer) => Promise<{ readonly id: string; readonly error: number }>;
    readonly parse: <T>(decoded: T) => Promise<T>;
  };
}
interface RawBroker {
  readonly connectionPool: { send(request: RawRequest): Promise<{ id: string; error: number }> };
}
interface RawCluster {
  /** Any broker will do: one we are connected to, or else the first that takes a connection. */
  readonly brokerPool: { findConnectedBroker(): Promise<RawBroker> };
}

const metadata = { apiKey: 3, apiVersion: 12, apiName: 'Metadata' } as const;

/**
 * The id Kafka gave the topic when it was made, a UUID, or null where there is no such topic. A topic deleted and made
 * again has another. Kafka 2.8 and newer tell it (Metadata, version 12; kafkajs itself speaks version 6).
 */
export async function fetchTopicId(cluster: Cluster, topic: string): Promise<string | null> {
  const broker = await (cluster as unknown as RawCluster).brokerPool.findConnectedBroker();
  const { id, error } = await broker.connectionPool.send({
    request: { ...metadata, encode: async () => encoded(metadataRequest(topic)) },
    response: { decode: async (bytes) => topicOf(bytes), parse: async (decoded) => decoded },
  });
  return error === 0 ? id : null;
}

const encoded = (bytes: Buffer) => ({ buf: bytes, buffer: bytes });

/** No tagged fields end each part of a message since Kafka's "flexible versions"; lengths are one more than they say. */
const noTags = 0;

function metadataRequest(topic: string): Buffer {
  const name = Buffer.from(topic, 'utf8');
  // A topic's name has at most 249 bytes, so that its length takes one or two bytes.
  const length = name.length + 1;
  const lengthBytes = length < 0x80 ? [length] : [(length & 0x7f) | 0x80, length >>> 7];
  const nullId = Buffer.alloc(16);
  const oneTopic = 2;
  return Buffer.concat([
    Buffer.from([noTags, oneTopic]),
    nullId,
    Buffer.from(lengthBytes),
    name,
    // Neither made where it is missing, nor with what the caller is allowed to do.
    Buffer.from([noTags, 0, 0, noTags]),
  ]);
}

function topicOf(bytes: Buffer): { id: string; error: number } {
  let at = 0;
  const skip = (count: number) => {
    at += count;
  };
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes.readUInt8(at);
      at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const skipString = () => skip(Math.max(0, varint() - 1));
  const skipTags = () => {
    for (let tags = varint(); tags > 0; tags -= 1) {
      varint();
      skip(varint());
    }
  };
  skipTags();
  skip(4); // throttle time
  for (let brokers = varint() - 1; brokers > 0; brokers -= 1) {
    skip(4); // node id
    skipString(); // host
    skip(4); // port
    skipString(); // rack
    skipTags();
  }
  skipString(); // cluster id
  skip(4); // controller id
  varint(); // topics: one
  const error = bytes.readInt16BE(at);
  skip(2);
  skipString(); // name
  const hex = bytes.toString('hex', at, at + 16);
  return { error, id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}
