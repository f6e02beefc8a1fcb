import type { LogMessage } from '../event-log.ts';

/** A message as it is read with our record codec. */
export interface FetchedMessage {
  readonly offset: string;
  /** Epoch ms. */
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A foreign message may lack key and value: what is missing is empty. */
export function toLogMessage({ offset, timestamp, key, value, headers }: FetchedMessage): LogMessage {
  return {
    offset: Number(offset),
    appendedAt: Number(timestamp),
    key: key?.toString('utf8') ?? '',
    headers,
    value: value ?? Buffer.alloc(0),
  };
}
