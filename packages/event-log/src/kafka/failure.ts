import { EventLogError } from '../event-log-error.ts';

/** The names kafkajs gives to errors that a broker going or coming explains. */
const passingNames = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSTopicMetadataNotLoaded',
  'KafkaJSStaleTopicMetadataAssignment',
  'KafkaJSLockTimeout',
]);

/** Of these kafkajs says that trying again does not help, and it does: joining the group again, or another broker. */
const passingTypes = new Set([
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'REBALANCE_IN_PROGRESS',
  'BROKER_NOT_AVAILABLE',
  // What a broker answers that is going down.
  'UNKNOWN',
]);

interface KafkaError {
  readonly name?: string;
  readonly type?: string;
  readonly message?: string;
  readonly retriable?: boolean;
  readonly cause?: unknown;
}

/** kafkajs wraps what happened in errors about having tried too often. */
function firstCause(error: unknown): KafkaError {
  let cause = error as KafkaError;
  while (cause?.cause) cause = cause.cause as KafkaError;
  return cause ?? {};
}

/** The broker's own name for what was wrong, where it was the broker that refused. */
export function refusalOf(error: unknown): string | undefined {
  return firstCause(error).type;
}

/** Whether the same may work later with a new connection: a broker that goes, comes, or hands over to another. */
export function isPassing(error: unknown): boolean {
  if (error instanceof EventLogError) return error.canRetry;
  const { name = '', type, retriable } = firstCause(error);
  return type === undefined ? passingNames.has(name) : retriable === true || passingTypes.has(type);
}

/** The EventLogError of whatever kafkajs threw over `topic`; an EventLogError stays as it is. */
export function toLogError(cause: unknown, topic: string): EventLogError {
  if (cause instanceof EventLogError) return cause;
  const refusal = refusalOf(cause);
  if (refusal === 'MESSAGE_TOO_LARGE' || refusal === 'RECORD_LIST_TOO_LARGE') {
    const text = `Kafka takes no messages of this size in topic ${topic}: raise its max.message.bytes.`;
    return new EventLogError('too-large', text, { cause });
  }
  if (refusal === 'UNKNOWN_TOPIC_OR_PARTITION') {
    const text = `Kafka has no topic ${topic}: create it, with all its settings.`;
    return new EventLogError('unavailable', text, { cause });
  }
  if (refusal === 'OFFSET_OUT_OF_RANGE') {
    const text = `Topic ${topic} no longer holds what was to be read: choose where to go on.`;
    return new EventLogError('offset-out-of-range', text, { cause });
  }
  const said = firstCause(cause).message ?? String(cause);
  return new EventLogError('unavailable', `Kafka does not serve topic ${topic}: ${said}`, { cause });
}
