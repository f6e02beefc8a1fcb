import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';
import { expect, onTestFinished } from 'vitest';
import type { ConsumeOptions, Consumption, EventLog, LogBatch, LogMessage } from '../event-log.ts';
import { EventLogError, type EventLogErrorCode } from '../event-log-error.ts';
import { partitionOf } from '../partition-of.ts';

/** How the contract suite gets at an adapter. */
export interface EventLogHarness {
  /** A new and empty log with at least two partitions. */
  open(): Promise<EventLog>;
  /** Closes the log and opens the same one, as after a restart. */
  reopen(log: EventLog): Promise<EventLog>;
  /** Makes the log forget every message it holds now, as its retention would. */
  forgetAll(log: EventLog): Promise<void>;
  /** How many random schedules to try. */
  readonly schedules: number;
}

/** A log that is closed when the test ends. */
export async function openForTest(harness: EventLogHarness): Promise<EventLog> {
  return closedAfterTest(await harness.open());
}

export async function reopenForTest(harness: EventLogHarness, log: EventLog): Promise<EventLog> {
  return closedAfterTest(await harness.reopen(log));
}

function closedAfterTest(log: EventLog): EventLog {
  onTestFinished(() => log.close());
  return log;
}

/** An event whose value is `text` and whose headers are those of a CloudEvent. */
export function event(key: string, text: string): EncodedEvent {
  return { key, headers: { ce_id: text, ce_subject: key }, value: Buffer.from(text) };
}

/** `count` events of one key, with values `0`, `1`, … */
export function numbered(key: string, count: number, from = 0): EncodedEvent[] {
  return Array.from({ length: count }, (_, index) => event(key, String(from + index)));
}

/** The first key of the form `<stem><number>` that lies in the partition. */
export function keyIn(log: EventLog, partition: number, stem = 'units:'): string {
  for (let number = 0; ; number += 1) {
    if (partitionOf(stem + number, log.topic.partitions) === partition) return stem + number;
  }
}

export const texts = (messages: readonly LogMessage[]) => messages.map(({ value }) => value.toString());
export const offsets = (messages: readonly LogMessage[]) => messages.map(({ offset }) => offset);
export const numbers = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => String(from + index));

/** Where a handler goes on that has applied the batch. */
export function nextAfter({ messages }: LogBatch): number {
  return (messages.at(-1) as LogMessage).offset + 1;
}

/** Every message of a partition that the log still holds. */
export async function readAll(log: EventLog, partition: number): Promise<readonly LogMessage[]> {
  const range = (await log.ranges())[partition];
  if (!range) throw new RangeError(`The log has no partition ${partition}.`);
  return log.read(partition, range.start, range.end - range.start);
}

/** Expects an EventLogError of this code. */
export async function expectCode(attempt: Promise<unknown>, code: EventLogErrorCode): Promise<void> {
  const error: unknown = await attempt.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(EventLogError);
  expect((error as EventLogError).code).toBe(code);
}

/**
 * Consumes until `isDone` says so of what has been delivered, then stops and gives the batches in the order of their
 * delivery. Rejects with what ended the consumption before that.
 */
export async function consumeUntil(
  log: EventLog,
  isDone: (batches: readonly LogBatch[]) => boolean,
  options: { group?: string; maxBatch?: number } & Partial<
    Pick<ConsumeOptions, 'onBatch' | 'onAssigned'>
  > = {},
): Promise<LogBatch[]> {
  const { group = 'readers', maxBatch = 100, onBatch, onAssigned } = options;
  const batches: LogBatch[] = [];
  const done = Promise.withResolvers<void>();
  const consumption: Consumption = await log.consume({
    group,
    maxBatch,
    ...(onAssigned && { onAssigned }),
    async onBatch(batch) {
      // Nothing counts that comes between the last batch asked for and the stop.
      if (isDone(batches)) return { next: (batch.messages[0] as LogMessage).offset };
      batches.push(batch);
      const answer = onBatch ? await onBatch(batch) : { next: nextAfter(batch) };
      if (isDone(batches)) done.resolve();
      return answer;
    },
  });
  await Promise.race([done.promise, consumption.ended]);
  await consumption.stop();
  await consumption.ended;
  return batches;
}

/** For `consumeUntil`: so many messages have been delivered. */
export const messagesDelivered = (count: number) => (batches: readonly LogBatch[]) =>
  batches.reduce((sum, { messages }) => sum + messages.length, 0) >= count;
