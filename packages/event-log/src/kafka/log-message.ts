import type { IHeaders } from 'kafkajs';
import type { LogMessage } from '../event-log.ts';

/** A message as kafkajs reads it. */
export interface FetchedMessage {
  readonly offset: string;
  /** Epoch ms. */
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: IHeaders | undefined;
}

/** A foreign message may lack key and value, or carry a header twice: what is missing is empty, and the first counts. */
export function toLogMessage(message: FetchedMessage): LogMessage {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(message.headers ?? {})) {
    const value = Array.isArray(values) ? values[0] : values;
    // Not by assignment: a header may be called __proto__.
    Object.defineProperty(headers, name, { value: String(value ?? ''), enumerable: true });
  }
  return {
    offset: Number(message.offset),
    appendedAt: Number(message.timestamp),
    key: message.key?.toString('utf8') ?? '',
    headers,
    value: message.value ?? Buffer.alloc(0),
  };
}
