import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';
import type { Message, Producer } from 'kafkajs';
import { createBrokerTurns } from './broker-turns.ts';
import { createKafka, type KafkaConnection } from './kafka-client.ts';

/** A message with the partition it goes to. */
export type PlacedMessage = Message & { readonly partition: number };

export interface MessageSender {
  /**
   * Sends once and fulfils when all brokers have the messages in all replicas in sync. Rejects with what kafkajs threw;
   * any part of the messages may then be in the log. To be called again only when the last call has settled: kafkajs
   * keeps neither order nor count where sends overlap.
   */
  send(messages: PlacedMessage[]): Promise<void>;
  close(): Promise<void>;
}

const allReplicas = -1;

/**
 * One producer, not kafkajs's idempotent one, which loses and repeats under concurrent sends. One that failed is thrown
 * away: what it remembers of connections and leaders may be why it failed. The next begins at the next broker of the list.
 */
export function createMessageSender(
  connection: KafkaConnection,
  topic: string,
  requestMs: number,
): MessageSender {
  const nextBrokers = createBrokerTurns(connection.brokers);
  let current: Promise<Producer> | null = null;

  async function connected(): Promise<Producer> {
    const brokers = nextBrokers();
    const producer = createKafka({ ...connection, brokers }, { requestMs, retries: 0 }).producer({
      createPartitioner:
        () =>
        ({ message }) =>
          (message as PlacedMessage).partition,
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    return producer;
  }

  async function release(): Promise<void> {
    const last = current;
    current = null;
    await last?.then((producer) => producer.disconnect()).catch(() => undefined);
  }

  return {
    async send(messages) {
      current ??= connected();
      try {
        await (await current).send({ topic, messages, acks: allReplicas, timeout: requestMs });
      } catch (cause) {
        void release();
        throw cause;
      }
    },
    close: release,
  };
}

export function placed({ key, headers, value }: EncodedEvent, partition: number): PlacedMessage {
  return { key, headers, value, partition };
}

/** Bytes a message takes in a record batch, rounded up. */
export function bytesOf({ key, headers, value }: EncodedEvent): number {
  let bytes = 32 + Buffer.byteLength(key) + value.byteLength;
  for (const [name, text] of Object.entries(headers)) {
    bytes += 8 + Buffer.byteLength(name) + Buffer.byteLength(text);
  }
  return bytes;
}
