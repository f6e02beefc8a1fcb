import { readFileSync } from 'node:fs';
import { setupKafkaTopic } from '@kuulolla/event-log/kafka/topic-setup';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { setupMongoStore } from '@kuulolla/store/mongo/setup';
import { z } from 'zod';
import { kafkaConnection, mongoSettings } from './storage-connections.ts';
import type { StorageSettings } from './storage-settings.ts';

const count = z.int().positive();
const topicFileSchema = z.strictObject({
  topic: z.string(),
  partitions: count.max(1_000),
  replicationFactor: count,
  retentionMs: count,
  minInsyncReplicas: count,
  maxMessageBytes: count.min(1_048_576),
});
type TopicFile = z.infer<typeof topicFileSchema>;

/** The topic's settings of a file such as `infra/topics.json`. Throws SettingsError naming file and field. */
export function readTopicFile(file: string): TopicFile {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new SettingsError(`${file} cannot be read as JSON.`);
  }
  const parsed = topicFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SettingsError(`${file}, ${issue?.path.join('.') || 'the file'}: ${issue?.message}.`);
}

/**
 * Makes the topic, the collections and the indexes, or gives those that are there their settings; running it again
 * changes nothing. Returns what it did, a line each. KAFKA_TOPIC goes before the file's name of the topic.
 */
export async function setupStorage(settings: StorageSettings, file: TopicFile): Promise<string[]> {
  const connection = kafkaConnection(settings, 'kuulolla-setup');
  const mongo = mongoSettings(settings);
  if (!connection || !mongo) return ['Embedded storage needs no set-up: it is made at the first start.'];
  const { topic: _topic, ...shape } = file;
  const name = settings.KAFKA_TOPIC;
  const { created, changed } = await setupKafkaTopic(connection, { name, ...shape });
  await setupMongoStore(mongo);
  const state = created
    ? 'was made'
    : changed.length > 0
      ? `now has ${changed.join(', ')} as set`
      : 'is as set';
  return [`Topic ${name} ${state}.`, `Database ${mongo.database} has its collections and indexes.`];
}
