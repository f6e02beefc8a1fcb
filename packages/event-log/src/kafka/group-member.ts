import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { ConsumeOptions, Topic } from '../event-log.ts';
import { EventLogError } from '../event-log-error.ts';
import { createAssignment } from './assignment.ts';
import { deliver } from './batch-delivery.ts';
import { createKafka, type KafkaConnection } from './kafka-client.ts';
import { memberTiming } from './member-timing.ts';
import { groupId } from './positions.ts';
import { atMost, repeat } from './timers.ts';
import type { TopicReader } from './topic-reader.ts';

export interface MemberParts {
  readonly connection: KafkaConnection;
  readonly name: string;
  readonly topic: Topic;
  readonly reader: TopicReader;
  readonly partitionsAtOnce: number;
  /** How long a fetch waits for messages. A start and a stop may wait for it. */
  readonly fetchMs: number;
}

/** One life of a consumer in its group. */
export interface GroupMember {
  /** Rejects with what ended it: the handler's error as it is, an EventLogError, or what kafkajs threw. Never fulfils. */
  readonly over: Promise<never>;
  /** Finishes the batches in hand, commits where they end and leaves the group. */
  leave(): Promise<void>;
}

/**
 * Joins the group and hands its partitions' messages to the handler. kafkajs does the group's protocol and the fetching,
 * and is not trusted with offsets: it jumps without a word where one is out of range, and gives no moment to look before
 * its first fetch. So a partition is paused as soon as it is given to us, its position looked up, compared with what
 * the broker holds and sought, and only then let go on; and each batch must begin exactly where it should.
 */
export function joinGroup(options: ConsumeOptions, parts: MemberParts): GroupMember {
  const { name, topic, reader } = parts;
  const { group, onAssigned = async () => undefined } = options;
  const consumer = createConsumer(group, parts);
  const assignment = createAssignment({ consumer, group, name, topic, reader, onAssigned });
  const over = Promise.withResolvers<never>();
  const inHand = new Set<Promise<unknown>>();
  let isEnding = false;
  let lastSign = performance.now();
  let lastBeat = performance.now();
  // What is told to nobody yet is not unhandled.
  over.promise.catch(() => undefined);

  function end(cause: unknown): void {
    isEnding = true;
    assignment.end();
    over.reject(cause);
  }

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const turn = assignment.turn();
    const at = turn.get(payload.batch.partition);
    if (isEnding || !at) return;
    // Asleep past our session: the group may have given the partition away. Throws when it has, and kafkajs joins again.
    if (performance.now() - lastBeat > memberTiming.sessionMs) await payload.heartbeat();
    let refused: unknown = null;
    // kafkajs beats between batches only, and a batch may outlast the session.
    const beating = repeat(memberTiming.heartbeatMs, () =>
      payload.heartbeat().catch((cause: unknown) => {
        refused ??= cause;
      }),
    );
    const isOurs = () => !isEnding && refused === null && turn === assignment.turn();
    const delivery = deliver(payload, at, isOurs, { options, topic, reader, assignment });
    const settled = delivery.catch(() => undefined);
    inHand.add(settled);
    try {
      await delivery;
    } catch (cause) {
      // kafkajs never sees it: it would try the handler again.
      return end(cause);
    } finally {
      beating();
      inHand.delete(settled);
      lastSign = performance.now();
    }
    if (refused === null) return;
    await assignment.commit();
    // kafkajs joins the group again.
    throw refused;
  }

  function listen(): void {
    const sign = () => {
      lastSign = performance.now();
    };
    const beat = () => {
      lastBeat = lastSign = performance.now();
    };
    consumer.on('consumer.fetch', sign);
    consumer.on('consumer.heartbeat', beat);
    consumer.on('consumer.group_join', ({ payload }) => {
      beat();
      const partitions = payload.memberAssignment[name] ?? [];
      assignment.begin(partitions, Promise.allSettled(inHand)).catch(end);
    });
    consumer.on('consumer.crash', ({ payload }) => end(payload.error));
  }

  async function start(): Promise<void> {
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [name], fromBeginning: true });
      if (isEnding) return;
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: parts.partitionsAtOnce,
        eachBatch,
      });
    } catch (cause) {
      end(cause);
    }
  }

  async function watch(): Promise<void> {
    if (performance.now() - lastSign > memberTiming.silenceMs) end(silent());
  }

  async function check(): Promise<void> {
    await assignment.check().catch((cause: unknown) => {
      // That the brokers do not answer is the consumer's to notice.
      if (cause instanceof EventLogError && cause.code === 'offset-out-of-range') end(cause);
    });
  }

  listen();
  const started = start();
  const timers = [
    repeat(memberTiming.commitMs, assignment.commit),
    repeat(memberTiming.commitMs, watch),
    repeat(memberTiming.checkMs, check),
  ];

  async function part(): Promise<void> {
    isEnding = true;
    assignment.end();
    for (const stop of timers) stop();
    await Promise.allSettled(inHand);
    const leaving = started.then(assignment.commit).then(() => consumer.disconnect());
    await atMost(memberTiming.partingMs, leaving);
  }

  let parting: Promise<void> | null = null;
  return {
    over: over.promise,
    leave() {
      parting ??= part();
      return parting;
    },
  };
}

function createConsumer(group: string, { connection, name, fetchMs }: MemberParts): Consumer {
  const { requestMs, sessionMs, rebalanceMs, heartbeatMs } = memberTiming;
  const retry = { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000 };
  return createKafka(connection, { requestMs, retries: retry.retries }).consumer({
    groupId: groupId(name, group),
    allowAutoTopicCreation: false,
    sessionTimeout: sessionMs,
    rebalanceTimeout: rebalanceMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: fetchMs,
    // What is fetched ahead waits in memory: with four times as much a consumer grows by 100 MB and is no faster.
    maxBytesPerPartition: 262_144,
    maxBytes: 1_048_576,
    // A consumer that kafkajs starts again by itself cannot be stopped while it starts: we make a new one.
    retry: { ...retry, restartOnFailure: async () => false },
  });
}

function silent(): EventLogError {
  const seconds = memberTiming.silenceMs / 1_000;
  const text = `The Kafka client has neither fetched nor beaten for ${seconds} s.`;
  return new EventLogError('unavailable', text);
}
