import { EventLogError } from '@kuulolla/event-log/event-log-error';
import type { AppendCall } from './append-call.ts';
import type { Segments } from './segments.ts';
import { spoolFailure } from './spool-failure.ts';
import { encodeRecord } from './spool-record.ts';

/** A sync is shared by calls until they hold this many bytes. */
const bytesPerSync = 4 * 1024 * 1024;

export interface SpoolWriter {
  /** Writes the call's events behind all that came before, or holds it while `hold` lasts. */
  write(call: AppendCall): void;
  /** Writes nothing new for at most `ms`, counted from the first `hold` since the last release. */
  hold(ms: number): void;
  release(): void;
  isWriting(): boolean;
  /** Settles when the writing under way has ended. */
  written(): Promise<void>;
  /** Takes back the calls that wait, in order. */
  takeWaiting(): readonly AppendCall[];
}

interface SpoolWriterOptions {
  readonly segments: Segments;
  readonly maxBytes: number;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly onWritten: () => void;
  readonly onRefused: (call: AppendCall, cause: EventLogError) => void;
}

/** Group commit: calls that wait while a sync runs share the next one. A failed write refuses all calls of its group. */
export function createSpoolWriter(options: SpoolWriterOptions): SpoolWriter {
  const { segments, maxBytes, clock, onWritten, onRefused } = options;
  const waiting: AppendCall[] = [];
  let running: Promise<void> | null = null;
  let holding: NodeJS.Timeout | null = null;

  function refuse(call: AppendCall, cause: EventLogError): void {
    onRefused(call, cause);
    call.reject(cause);
  }

  /** The calls of the next group and their records; what does not fit within `maxBytes` is refused. */
  function takeGroup(spooledAt: number): { calls: AppendCall[]; records: Buffer[] } {
    const room = maxBytes - segments.depth().bytes;
    const calls: AppendCall[] = [];
    const records: Buffer[] = [];
    let bytes = 0;
    while (bytes < bytesPerSync) {
      const call = waiting.shift();
      if (call === undefined) break;
      const own = call.events.map((event) => encodeRecord(event, spooledAt));
      const ownBytes = own.reduce((sum, { length }) => sum + length, 0);
      if (bytes + ownBytes > room) {
        refuse(call, fullError(maxBytes));
        continue;
      }
      calls.push(call);
      records.push(...own);
      bytes += ownBytes;
    }
    return { calls, records };
  }

  async function writeGroups(): Promise<void> {
    // Calls of one turn of the event loop share a sync.
    await new Promise(setImmediate);
    while (waiting.length > 0 && holding === null) {
      const now = clock();
      const { calls, records } = takeGroup(now);
      if (calls.length === 0) continue;
      try {
        await segments.append(records, now);
        onWritten();
        for (const call of calls) call.fulfil();
      } catch (cause) {
        const error = spoolFailure(cause);
        for (const call of calls) refuse(call, error);
      }
    }
    running = null;
  }

  function release(): void {
    if (holding !== null) clearTimeout(holding);
    holding = null;
    if (waiting.length > 0) running ??= writeGroups();
  }

  return {
    write(call) {
      waiting.push(call);
      if (holding === null) running ??= writeGroups();
    },
    hold(ms) {
      holding ??= setTimeout(release, ms);
    },
    release,
    isWriting: () => running !== null,
    written: async () => {
      await running;
    },
    takeWaiting: () => waiting.splice(0),
  };
}

function fullError(maxBytes: number): EventLogError {
  return new EventLogError(
    'full',
    `The spool holds the ${maxBytes} bytes it may: bring the event log back, or allow the spool more.`,
  );
}
