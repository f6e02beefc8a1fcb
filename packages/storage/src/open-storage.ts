import type { EventLog } from '@kuulolla/event-log/event-log';
import { openKafkaEventLog } from '@kuulolla/event-log/kafka-event-log';
import { openSqliteEventLog } from '@kuulolla/event-log/sqlite-event-log';
import { chooseFolder } from '@kuulolla/service-kit/data-folder';
import { type MongoStoreOptions, openMongoStore } from '@kuulolla/store/mongo-store';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import type { Store } from '@kuulolla/store/store';
import { kafkaConnection, mongoSettings } from './storage-connections.ts';
import type { StorageSettings } from './storage-settings.ts';

/**
 * Opens the log the settings name: a Kafka topic, or the file in the data folder. `onReconnect` is told each time the
 * brokers were lost and found again.
 */
export async function openLog(
  settings: StorageSettings,
  clientId: string,
  onReconnect: () => void = () => {},
): Promise<EventLog> {
  const connection = kafkaConnection(settings, clientId);
  if (connection) return openKafkaEventLog({ ...connection, topic: settings.KAFKA_TOPIC, onReconnect });
  return openSqliteEventLog({ file: chooseFolder(settings).log });
}

/** Opens the store the settings name: a MongoDB database, which the options are for, or the file in the data folder. */
export async function openStore(settings: StorageSettings, options?: MongoStoreOptions): Promise<Store> {
  const mongo = mongoSettings(settings);
  return mongo ? openMongoStore(mongo, options) : openSqliteStore({ file: chooseFolder(settings).store });
}
