import { randomBytes } from 'node:crypto';
import type { Source } from '@kuulolla/contracts/source';

export type Keys = Readonly<Record<Source, string>>;

/** What the services of one cluster share. */
export interface ClusterSettings {
  readonly keys: Keys;
  readonly topic: string;
  readonly database: string;
  /** 64 hex digits. */
  readonly fingerprintKey: string;
}

export function newClusterSettings(): ClusterSettings {
  const key = () => randomBytes(18).toString('base64url');
  return {
    keys: { units: key(), maisa: key(), helfi: key() },
    topic: 'feedback',
    database: 'kuulolla',
    fingerprintKey: randomBytes(32).toString('hex'),
  };
}

/** `units=…,maisa=…,helfi=…`, as INTAKE_KEYS has it. */
export function keysSetting(keys: Keys): string {
  return Object.entries(keys)
    .map((entry) => entry.join('='))
    .join(',');
}

/** The settings with which a service reaches the broker and the store at these ports of this machine. */
export function storageEnvironment(
  { topic, database }: ClusterSettings,
  ports: { readonly log: number; readonly store: number },
): Record<string, string> {
  return {
    KAFKA_BROKERS: `127.0.0.1:${ports.log}`,
    KAFKA_TOPIC: topic,
    MONGODB_URL: `mongodb://127.0.0.1:${ports.store}/?directConnection=true`,
    MONGODB_DATABASE: database,
  };
}
