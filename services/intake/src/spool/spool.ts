import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { EventLog } from '@kuulolla/event-log/event-log';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { Registry } from '@kuulolla/service-kit/metrics';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { openSpool, type Spool } from './open-spool.ts';
import { segmentFilesIn, syncFolder } from './segment-files.ts';
import { lockSpoolFolder } from './spool-lock.ts';
import { defaultTiming, type SpoolTiming } from './spool-timing.ts';

export interface SpoolOptions {
  /** On a local disk, of this process alone; made where its parent is there. */
  readonly folder: string;
  readonly log: Pick<EventLog, 'append'>;
  /** Most bytes of the spool's files, at least 1 MB. */
  readonly maxBytes: number;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly logger: Logger;
  readonly registry?: Registry | undefined;
  readonly timing?: SpoolTiming;
}

export const leastSpoolBytes = 1_000_000;
const segmentBytes = 1_000_000;

/**
 * A spool in front of `log`, in a folder of its own. Close it before the log. Throws SettingsError where the folder
 * cannot be used or another process has it, EventLogError `wrong-version` where another version left files in it.
 */
export async function createSpool(options: SpoolOptions): Promise<Spool> {
  const { maxBytes, timing = defaultTiming } = options;
  if (!(Number.isSafeInteger(maxBytes) && maxBytes >= leastSpoolBytes)) {
    throw new RangeError(`A spool takes a whole number of bytes from ${leastSpoolBytes}, not ${maxBytes}.`);
  }
  const folder = resolve(options.folder);
  const lock = await takeFolder(folder);
  try {
    const spool = await openSpool({
      ...options,
      timing,
      files: segmentFilesIn(folder),
      segmentBytes: Math.min(segmentBytes, maxBytes / 8),
    });
    let closed: Promise<void> | null = null;
    return {
      ...spool,
      close() {
        closed ??= spool.close().finally(lock.release);
        return closed;
      },
    };
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

/** Makes the folder where it is missing, closes it to others and locks it. */
async function takeFolder(folder: string): Promise<{ release(): void }> {
  try {
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    // Refuses what is no folder, or not this account's; makes a new folder's name last.
    await syncFolder(folder);
    chmodSync(folder, 0o700);
    await syncFolder(dirname(folder));
    return lockSpoolFolder(folder);
  } catch (cause) {
    throw cause instanceof SettingsError ? cause : unusable(folder, cause);
  }
}

function unusable(folder: string, cause: unknown): SettingsError {
  const { code } = cause as NodeJS.ErrnoException;
  return new SettingsError(
    `INTAKE_SPOOL: ${folder} cannot be used (${code}); name a folder of this account's own whose parent exists.`,
  );
}
