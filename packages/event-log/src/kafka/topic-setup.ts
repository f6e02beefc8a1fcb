import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { EventLogError } from '../event-log-error.ts';
import { attempted } from './attempts.ts';
import { createBrokerTurns } from './broker-turns.ts';
import { isPassing, refusalOf, toLogError } from './failure.ts';
import { createKafka, type KafkaConnection } from './kafka-client.ts';
import { kafkajs } from './kafkajs-mended.ts';

/** Everything about a topic that someone has to decide. */
export interface KafkaTopicSettings {
  readonly name: string;
  /** Fixed for the topic's life. */
  readonly partitions: number;
  /** Brokers that hold each message. */
  readonly replicationFactor: number;
  /** Replicas, the leader included, that must have a message before it is acknowledged. */
  readonly minInsyncReplicas: number;
  /** Messages older than this are deleted. */
  readonly retentionMs: number;
  /** Most bytes in one batch of messages of a partition; at least 1 MiB, which sends of ours may take. */
  readonly maxMessageBytes: number;
}

export interface TopicSetup {
  /** Whether the topic was made just now. */
  readonly created: boolean;
  /** The names of Kafka's settings that had another value; all of them have the right one now. */
  readonly changed: readonly string[];
}

const requestMs = 10_000;
const servedWithinMs = 10_000;

/**
 * Makes the topic with its settings, or gives the topic that is there these settings. Running it again changes nothing.
 * Rejects with an EventLogError `wrong-version` where the topic has another number of partitions or of replicas, which
 * this cannot change, and `unavailable` where the brokers cannot be reached or refuse.
 */
export async function setupKafkaTopic(
  connection: KafkaConnection,
  settings: KafkaTopicSettings,
): Promise<TopicSetup> {
  const nextBrokers = createBrokerTurns(connection.brokers);
  try {
    return await attempted(connection.brokers, () =>
      setupOnce({ ...connection, brokers: nextBrokers() }, settings),
    );
  } catch (cause) {
    throw toLogError(cause, settings.name);
  }
}

async function setupOnce(connection: KafkaConnection, settings: KafkaTopicSettings): Promise<TopicSetup> {
  const admin = createKafka(connection, { requestMs, retries: 0 }).admin();
  try {
    await admin.connect();
    const created = await create(admin, settings);
    if (!created) await refuseOtherShape(admin, settings);
    return { created, changed: created ? [] : await correctSettings(admin, settings) };
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

function configOf(settings: KafkaTopicSettings): { name: string; value: string }[] {
  const values = {
    'cleanup.policy': 'delete',
    'retention.ms': String(settings.retentionMs),
    'min.insync.replicas': String(settings.minInsyncReplicas),
    'max.message.bytes': String(settings.maxMessageBytes),
    // When the broker took it: retention by the clock of whoever wrote would keep what came from the future for ever.
    'message.timestamp.type': 'LogAppendTime',
    // Better no leader than one that has lost what was acknowledged.
    'unclean.leader.election.enable': 'false',
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

async function create(admin: Admin, settings: KafkaTopicSettings): Promise<boolean> {
  const { name, partitions, replicationFactor } = settings;
  if ((await admin.listTopics()).includes(name)) return false;
  const topic = { topic: name, numPartitions: partitions, replicationFactor };
  try {
    const topics = [{ ...topic, configEntries: configOf(settings) }];
    const created = await admin.createTopics({ topics, waitForLeaders: false });
    await untilServed(admin, settings);
    return created;
  } catch (cause) {
    // Someone else ran the same at the same time.
    if (refusalOf(cause) === 'TOPIC_ALREADY_EXISTS') return false;
    throw cause;
  }
}

/** A topic is made before its brokers have heard of it: asks until every partition's leader tells its offsets. */
async function untilServed(admin: Admin, { name }: KafkaTopicSettings): Promise<void> {
  const deadline = performance.now() + servedWithinMs;
  for (;;) {
    const cause = await admin.fetchTopicOffsets(name).then(
      () => null,
      (error: unknown) => error,
    );
    if (cause === null) return;
    if (!isPassing(cause) || performance.now() > deadline) throw cause;
    await pause(50);
  }
}

async function refuseOtherShape(admin: Admin, settings: KafkaTopicSettings): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [settings.name] });
  const found = topics[0]?.partitions ?? [];
  if (found.length !== settings.partitions) {
    const text = `Topic ${settings.name} has ${found.length} partitions and not ${settings.partitions}: the order by key holds only while their number stays, so set ${found.length}, or name a new topic.`;
    throw new EventLogError('wrong-version', text);
  }
  const replicas = found[0]?.replicas.length;
  if (replicas !== settings.replicationFactor) {
    const text = `Topic ${settings.name} has ${replicas} replicas and not ${settings.replicationFactor}: set ${replicas}, or reassign its partitions with Kafka's own tool.`;
    throw new EventLogError('wrong-version', text);
  }
}

async function correctSettings(admin: Admin, settings: KafkaTopicSettings): Promise<string[]> {
  const wanted = configOf(settings);
  const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: settings.name };
  const configNames = wanted.map(({ name }) => name);
  const { resources } = await admin.describeConfigs({
    resources: [{ ...resource, configNames }],
    includeSynonyms: false,
  });
  const found = new Map(
    resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]),
  );
  const changed = wanted.filter(({ name, value }) => found.get(name) !== value).map(({ name }) => name);
  if (changed.length > 0) {
    // All of them: what is left out goes back to the broker's default.
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries: wanted }] });
  }
  return changed;
}
