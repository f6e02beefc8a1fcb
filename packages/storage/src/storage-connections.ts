import { readFileSync } from 'node:fs';
import type { KafkaConnection } from '@kuulolla/event-log/kafka/kafka-client';
import { SettingsError } from '@kuulolla/service-kit/settings';
import type { MongoSettings } from '@kuulolla/store/mongo/settings';
import type { StorageSettings } from './storage-settings.ts';

/** How to reach Kafka, or null where the log is a file. A user signs in by SCRAM-SHA-512. */
export function kafkaConnection(settings: StorageSettings, clientId: string): KafkaConnection | null {
  const { KAFKA_BROKERS: brokers, KAFKA_TLS_CA: ca, KAFKA_SASL_USERNAME: username } = settings;
  if (brokers === undefined) return null;
  const password = settings.KAFKA_SASL_PASSWORD ?? '';
  return {
    brokers,
    clientId,
    ...(ca !== undefined && { ssl: { ca: [certificate('KAFKA_TLS_CA', ca)] } }),
    ...(username !== undefined && { sasl: { mechanism: 'scram-sha-512', username, password } }),
  };
}

/** How to reach MongoDB, or null where the store is a file. */
export function mongoSettings(settings: StorageSettings): MongoSettings | null {
  const { MONGODB_URL: url, MONGODB_DATABASE: database, MONGODB_TLS_CA: caFile } = settings;
  const { MONGODB_USERNAME: user, MONGODB_PASSWORD: password } = settings;
  if (url === undefined) return null;
  return {
    url,
    database,
    ...(caFile !== undefined && { tls: { caFile } }),
    ...(user !== undefined && password !== undefined && { user, password }),
  };
}

function certificate(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new SettingsError(`${setting}: ${file} cannot be read.`);
  }
}
