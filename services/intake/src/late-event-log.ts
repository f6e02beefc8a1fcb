import type { EventLog } from '@kuulolla/event-log/event-log';
import { EventLogError } from '@kuulolla/event-log/event-log-error';
import type { Logger } from '@kuulolla/service-kit/logger';
import { type OpenedLate, openLate } from './open-late.ts';

/** The event log as intake uses it. Until it has been reached every call is refused as `unavailable`. */
export interface LateEventLog
  extends Pick<EventLog, 'append' | 'ranges'>,
    Pick<OpenedLate<EventLog>, 'failed' | 'close'> {}

/** Opens the log, at once or as soon as it is there. Rejects where trying again does not help. */
export async function openLateEventLog(open: () => Promise<EventLog>, logger: Logger): Promise<LateEventLog> {
  const late = await openLate({ name: 'log', open, absent, logger });
  return {
    append: async (events) => late.get().append(events),
    ranges: async () => late.get().ranges(),
    failed: late.failed,
    close: late.close,
  };
}

function absent(cause: unknown): EventLogError {
  const text =
    'The event log has not been reached since this intake started: it is tried again all the time.';
  return new EventLogError('unavailable', text, { cause });
}
