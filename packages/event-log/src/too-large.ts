import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';
import { maxEventBytes } from '@kuulolla/contracts/feedback-event';
import { EventLogError } from './event-log-error.ts';

/** The refusal of an append with an event over `maxEventBytes`, before anything of it is written; null where all fit. */
export function tooLargeError(events: readonly EncodedEvent[]): EventLogError | null {
  const tooLarge = events.find(({ value }) => value.byteLength > maxEventBytes);
  if (tooLarge === undefined) return null;
  return new EventLogError(
    'too-large',
    `An event of ${tooLarge.key} has ${tooLarge.value.byteLength} bytes and the log takes ${maxEventBytes}: send less.`,
  );
}
