import type { Batch, Consumer, EachBatchPayload } from 'kafkajs';
import type { ConsumeOptions, PartitionRange, Topic } from '../event-log.ts';
import { EventLogError } from '../event-log-error.ts';
import { createKafka, type KafkaConnection } from './kafka-client.ts';
import { toLogMessage } from './log-message.ts';
import { firstPosition, isWithin, lostPosition, missingMessages, outsideRange } from './positions.ts';
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

/** Where a partition that this member was given and has looked at goes on, and what the group last said of it. */
interface Admitted {
  position: number;
  /** -1 where the group has committed nothing, null where what it says must be put right. */
  committed: number | null;
}

const memberTiming = {
  /** A killed member's partitions go to others after this, a look of theirs at the group and a fetch. */
  sessionMs: 8_000,
  /** A member with a batch in hand may take this long to join again; then it is taken for dead. */
  rebalanceMs: 8_000,
  heartbeatMs: 2_000,
  requestMs: 5_000,
  retries: 3,
  /** Offsets are hints, for the group and for lag: told this often, and when anything ends. */
  commitMs: 1_000,
  /** How often positions and the topic's id are compared with the broker's. */
  checkMs: 10_000,
  /** A client that neither fetches nor beats for so long is taken for stuck. */
  silenceMs: 12_000,
  partingMs: 5_000,
} as const;

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
  const consumer = createConsumer(options.group, parts);
  const over = Promise.withResolvers<never>();
  const inHand = new Set<Promise<unknown>>();
  let admitted = new Map<number, Admitted>();
  /** Every partition this member ever had. */
  const had = new Map<number, Admitted>();
  let isEnding = false;
  let lastSign = performance.now();
  let lastBeat = performance.now();
  // What is told to nobody yet is not unhandled.
  over.promise.catch(() => undefined);

  function end(cause: unknown): void {
    isEnding = true;
    over.reject(cause);
  }

  /** The group has given us these partitions, and whatever it gave before is no longer ours. */
  function onAssigned(partitions: readonly number[]): void {
    const mine = new Map<number, Admitted>();
    admitted = mine;
    if (isEnding || partitions.length === 0) return;
    consumer.pause([{ topic: name, partitions: [...partitions] }]);
    admit(partitions, mine).catch(end);
  }

  async function admit(partitions: readonly number[], mine: Map<number, Admitted>): Promise<void> {
    await Promise.allSettled(inHand);
    const [ranges, committed] = await Promise.all([reader.ranges(), reader.committed(options.group)]);
    if (mine !== admitted || isEnding) return;
    for (const partition of partitions) {
      const told = committed.get(partition) ?? { offset: -1, metadata: '' };
      const first = firstPosition(options.group, topic, ranges, partition, told);
      const before = had.get(partition);
      // Nobody else has committed since we had it: we go on from where we are and not from what we last told.
      const position = before?.committed === told.offset ? before.position : first;
      const at = { position, committed: told.offset };
      mine.set(partition, at);
      had.set(partition, at);
      consumer.seek({ topic: name, partition, offset: String(position) });
    }
    consumer.resume([{ topic: name, partitions: [...partitions] }]);
  }

  async function rangeOf(partition: number): Promise<PartitionRange> {
    return (await reader.ranges())[partition] as PartitionRange;
  }

  /** kafkajs gave a batch that does not begin where the partition stands: finds out why. */
  async function explainGap(batch: Batch, at: Admitted): Promise<void> {
    const range = await rangeOf(batch.partition);
    if (!isWithin(range, at.position)) {
      // kafkajs has committed where it jumped to: the group's place is put back before we go.
      at.committed = null;
      throw lostPosition(options.group, range, at.position);
    }
    const asked = Number((batch as Batch & { readonly fetchedOffset: string }).fetchedOffset);
    if (asked === at.position) throw missingMessages(batch.partition, at.position);
    consumer.seek({ topic: name, partition: batch.partition, offset: String(at.position) });
  }

  /** Hands in what kafkajs fetched of one partition, maxBatch at a time, until it is done, revoked or sought away. */
  async function handIn(payload: EachBatchPayload, isOurs: () => boolean, at: Admitted): Promise<void> {
    const { batch, resolveOffset } = payload;
    const { partition } = batch;
    const messages = batch.messages.map(toLogMessage);
    if (messages[0]?.offset !== at.position) return explainGap(batch, at);
    for (let from = 0; from < messages.length && isOurs(); ) {
      const slice = messages.slice(from, from + options.maxBatch);
      if (slice.some(({ offset }, index) => offset !== at.position + index)) {
        throw missingMessages(partition, at.position);
      }
      const { next } = await options.onBatch({ topic, partition, messages: slice });
      lastSign = performance.now();
      const after = at.position + slice.length;
      if (next !== after) {
        const range = await rangeOf(partition);
        if (!isWithin(range, next)) throw outsideRange(options.group, range, next);
        at.position = next;
        if (isOurs()) consumer.seek({ topic: name, partition, offset: String(next) });
        return;
      }
      at.position = after;
      from += slice.length;
      if (isOurs()) resolveOffset(String(after - 1));
    }
  }

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { partition } = payload.batch;
    const mine = admitted;
    const at = mine.get(partition);
    if (isEnding || !at) return;
    // Asleep past our session: the group may have given the partition away. Throws when it has, and kafkajs joins again.
    if (performance.now() - lastBeat > memberTiming.sessionMs) await payload.heartbeat();
    let refused: unknown = null;
    // kafkajs beats between batches only, and a batch may outlast the session.
    const beat = setInterval(() => {
      payload.heartbeat().catch((cause: unknown) => {
        refused ??= cause;
      });
    }, memberTiming.heartbeatMs);
    const handling = handIn(payload, () => !isEnding && refused === null && mine === admitted, at);
    const settled = handling.catch(() => undefined);
    inHand.add(settled);
    try {
      await handling;
    } catch (cause) {
      // kafkajs never sees it: it would try the handler again.
      return end(cause);
    } finally {
      clearInterval(beat);
      inHand.delete(settled);
    }
    if (refused === null) return;
    await commit();
    // kafkajs joins the group again.
    throw refused;
  }

  /** A hint: what cannot be committed now is committed later, or comes again. */
  async function commit(): Promise<void> {
    const changed = [...admitted].filter(([, { position, committed }]) => position !== committed);
    if (changed.length === 0) return;
    const offsets = changed.map(([partition, { position }]) => ({
      topic: name,
      partition,
      offset: String(position),
      metadata: topic.id,
    }));
    try {
      await consumer.commitOffsets(offsets);
    } catch {
      return;
    }
    for (const [index, [, at]] of changed.entries()) at.committed = Number(offsets[index]?.offset);
  }

  async function check(): Promise<void> {
    const mine = admitted;
    const before = [...mine].map(([partition, { position }]) => ({ partition, position }));
    const ranges = await reader.ranges();
    if (mine !== admitted || isEnding) return;
    for (const { partition, position } of before) {
      const range = ranges[partition];
      const at = mine.get(partition);
      if (!range || !at || at.position !== position || isWithin(range, position)) continue;
      at.committed = null;
      throw lostPosition(options.group, range, position);
    }
  }

  function watch(): void {
    if (performance.now() - lastSign > memberTiming.silenceMs) end(silent());
  }

  const timers = [
    repeat(memberTiming.commitMs, commit),
    repeat(memberTiming.commitMs, async () => watch()),
    repeat(memberTiming.checkMs, () =>
      check().catch((cause: unknown) => {
        // That the brokers do not answer is the consumer's to notice.
        if (cause instanceof EventLogError && cause.code === 'offset-out-of-range') end(cause);
      }),
    ),
  ];
  const sign = () => {
    lastSign = performance.now();
  };
  consumer.on('consumer.fetch', sign);
  const beat = () => {
    sign();
    lastBeat = performance.now();
  };
  consumer.on('consumer.heartbeat', beat);
  consumer.on('consumer.group_join', ({ payload }) => {
    beat();
    onAssigned(payload.memberAssignment[name] ?? []);
  });
  consumer.on('consumer.crash', ({ payload }) => end(payload.error));

  const started = run();

  async function run(): Promise<void> {
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

  async function part(): Promise<void> {
    isEnding = true;
    for (const stop of timers) stop();
    await Promise.allSettled(inHand);
    const leaving = started.then(commit).then(() => consumer.disconnect());
    await within(memberTiming.partingMs, leaving);
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

function createConsumer(group: string, { connection, fetchMs }: MemberParts): Consumer {
  const { requestMs, retries } = memberTiming;
  return createKafka(connection, { requestMs, retries }).consumer({
    groupId: group,
    allowAutoTopicCreation: false,
    sessionTimeout: memberTiming.sessionMs,
    rebalanceTimeout: memberTiming.rebalanceMs,
    heartbeatInterval: memberTiming.heartbeatMs,
    maxWaitTimeInMs: fetchMs,
    maxBytesPerPartition: 1_048_576,
    maxBytes: 4_194_304,
    // A consumer that kafkajs starts again by itself cannot be stopped while it starts: we make a new one.
    retry: { retries, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
  });
}

/** Calls `work` every so many ms, never twice at once; gives the function that ends it. */
function repeat(ms: number, work: () => Promise<void>): () => void {
  let isWorking = false;
  const timer = setInterval(() => {
    if (isWorking) return;
    isWorking = true;
    void work().finally(() => {
      isWorking = false;
    });
  }, ms);
  return () => clearInterval(timer);
}

/** Waits for `work`, but not longer than this; what becomes of it then is nobody's concern. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const done = work.then(
    () => undefined,
    () => undefined,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((fulfil) => {
    timer = setTimeout(fulfil, ms);
  });
  await Promise.race([done, late]);
  clearTimeout(timer);
}

function silent(): EventLogError {
  const seconds = memberTiming.silenceMs / 1_000;
  return new EventLogError(
    'unavailable',
    `The Kafka client has neither fetched nor beaten for ${seconds} s.`,
  );
}
