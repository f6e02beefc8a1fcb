import { EventLogError } from '@kuulolla/event-log/event-log-error';

/** What was synced to the spool in this process's life cannot be read back: only a person can say what becomes of it. */
export class SpoolDamagedError extends Error {
  readonly code = 'damaged';
  readonly canRetry = false;

  constructor(file: string, position: number) {
    super(
      `The spool file ${file} is damaged after byte ${position}: restore it, or start intake again to go on with what is whole in it.`,
    );
    this.name = 'SpoolDamagedError';
  }
}

/** What the file system says when there is no room: on the disk, in the account's share, in the process's limit. */
const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The EventLogError of what a disk threw at the spool; an EventLogError stays as it is. */
export function spoolFailure(cause: unknown): EventLogError {
  if (cause instanceof EventLogError) return cause;
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? 'unknown';
  if (noRoom.has(code)) {
    return new EventLogError('full', `The spool has no room left (${code}): free space on its disk.`, {
      cause,
    });
  }
  return new EventLogError('unavailable', `The spool cannot be used (${code}): look at its disk.`, { cause });
}
