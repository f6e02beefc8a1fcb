import type { ISocketFactory, Kafka, KafkaConfig } from 'kafkajs';
import { kafkajs } from './kafkajs-mended.ts';

/** How to reach the brokers. */
export interface KafkaConnection {
  /** `host:port` of one or more brokers; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** Names this process in the brokers' logs and quotas. */
  readonly clientId: string;
  /** As kafkajs takes them: `true` or the options of `tls.connect`. */
  readonly ssl?: KafkaConfig['ssl'];
  /** As kafkajs takes it: mechanism, user name, password. */
  readonly sasl?: KafkaConfig['sasl'];
  /** Makes the connections; kafkajs's own unless said. */
  readonly socketFactory?: ISocketFactory;
  /** Told what the client says of its connections and groups. Nothing of a message is in it. */
  readonly onClientLog?: (entry: KafkaLogEntry) => void;
}

export interface KafkaLogEntry {
  readonly level: 'error' | 'warn';
  /** The part of the client that speaks. */
  readonly from: string;
  readonly text: string;
}

export interface KafkaTiming {
  /** Most ms that a broker may take for one answer, long polls aside. */
  readonly requestMs: number;
  /** How often the client itself tries again before it tells us. */
  readonly retries: number;
}

const repeatMs = 10_000;

/** Leaves out what was said in the last ten seconds: a client that finds no broker says so all the time. */
export function withoutRepeats<Connection extends KafkaConnection>(connection: Connection): Connection {
  const { onClientLog } = connection;
  if (!onClientLog) return connection;
  const said = new Map<string, number>();
  return {
    ...connection,
    onClientLog(entry: KafkaLogEntry) {
      const now = performance.now();
      const key = `${entry.from} ${entry.text}`;
      if (now - (said.get(key) ?? -repeatMs) < repeatMs) return;
      if (said.size > 1_000) said.clear();
      said.set(key, now);
      onClientLog(entry);
    },
  };
}

const connectionTimeoutMs = 1_000;
const retryMs = { first: 100, most: 1_000 };

/**
 * A client with its own connections and memory. Never shared between consumers: kafkajs keeps the offsets of groups by
 * name in the client.
 */
export function createKafka(connection: KafkaConnection, { requestMs, retries }: KafkaTiming): Kafka {
  const { ssl, sasl, socketFactory, onClientLog } = connection;
  return new kafkajs.Kafka({
    brokers: [...connection.brokers],
    clientId: connection.clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    ...(socketFactory === undefined ? {} : { socketFactory }),
    connectionTimeout: connectionTimeoutMs,
    authenticationTimeout: requestMs,
    requestTimeout: requestMs,
    retry: { retries, initialRetryTime: retryMs.first, maxRetryTime: retryMs.most },
    logLevel: onClientLog ? kafkajs.logLevel.WARN : kafkajs.logLevel.NOTHING,
    logCreator: () => (entry) => {
      const level = entry.level === kafkajs.logLevel.ERROR ? 'error' : 'warn';
      onClientLog?.({ level, from: entry.namespace, text: entry.log.message });
    },
  });
}
