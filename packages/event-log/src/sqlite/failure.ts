import { EventLogError } from '../event-log-error.ts';

const resultCodes = { busy: 5, locked: 6, full: 13, notADatabase: 26 } as const;

function resultCode(cause: unknown): number | null {
  const code = (cause as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : null;
}

/** Whether another connection holds the lock just now, so that waiting helps. */
export function isBusy(cause: unknown): boolean {
  const code = resultCode(cause);
  return code === resultCodes.busy || code === resultCodes.locked;
}

/** The EventLogError of whatever SQLite threw over `file`; an EventLogError stays as it is. */
export function toLogError(cause: unknown, file: string): EventLogError {
  if (cause instanceof EventLogError) return cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  switch (resultCode(cause)) {
    case resultCodes.full:
      return new EventLogError('full', `The event log ${file} has no room left: free space on its disk.`, {
        cause,
      });
    case resultCodes.notADatabase:
      return new EventLogError('wrong-version', `${file} is not an event log: name another file.`, { cause });
    case resultCodes.busy:
    case resultCodes.locked:
      return new EventLogError(
        'unavailable',
        `Another process has been writing to the event log ${file} for too long: try again.`,
        { cause },
      );
    default:
      return new EventLogError('unavailable', `The event log ${file} cannot be used: ${said}.`, { cause });
  }
}
