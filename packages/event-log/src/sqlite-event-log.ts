import { statSync } from 'node:fs';
import type { Consumption, EventLog } from './event-log.ts';
import { EventLogError } from './event-log-error.ts';
import { createAppendQueue } from './sqlite/append-queue.ts';
import { createChangeWatch } from './sqlite/change-watch.ts';
import { startConsumption } from './sqlite/consumption.ts';
import { toLogError } from './sqlite/failure.ts';
import { createGroupOffsets } from './sqlite/group-offsets.ts';
import { type LogFile, openLogFile } from './sqlite/log-file.ts';
import { createMessageReader } from './sqlite/message-reader.ts';
import { deleteExpired } from './sqlite/retention.ts';

const dayMs = 86_400_000;
const retentionEveryMs = 3_600_000;
const maxPartitions = 256;

export interface SqliteEventLogOptions {
  /** Its folder is made where it is missing. */
  readonly file: string;
  /** 1–256, fixed when the file is made (4 unless said). For an existing file: what it must have. */
  readonly partitions?: number;
  /** Gives epoch ms. */
  readonly clock?: () => number;
  /** Messages older than this are deleted, at opening and every hour. 30 days unless said. */
  readonly retentionMs?: number;
  /** Appends are refused as `full` when the file would grow past this many bytes. */
  readonly maxBytes?: number;
  /** OFF gives up durability, and with it the first sentence of the contract: for tests only. */
  readonly synchronous?: 'FULL' | 'OFF';
}

export interface SqliteEventLog extends EventLog {
  /** Deletes what is older than the retention now; gives the number of messages deleted. */
  deleteExpired(): Promise<number>;
}

/**
 * The event log in a SQLite file, for everything in one process; other processes (the operator's command) may append,
 * read and consume under another group's name beside it. Rejects with an EventLogError: `wrong-version` for a file of
 * a newer version or of another kind, `unavailable` where it cannot be opened.
 */
export async function openSqliteEventLog(options: SqliteEventLogOptions): Promise<SqliteEventLog> {
  const { partitions, retentionMs = 30 * dayMs, clock = Date.now } = options;
  if (
    partitions !== undefined &&
    !(Number.isInteger(partitions) && partitions >= 1 && partitions <= maxPartitions)
  ) {
    throw new RangeError(`An event log has 1 to ${maxPartitions} partitions, not ${partitions}.`);
  }
  try {
    const log = await openLogFile({
      file: options.file,
      partitions,
      maxBytes: options.maxBytes,
      synchronous: options.synchronous ?? 'FULL',
    });
    const eventLog = serveLog(log, clock, retentionMs);
    // What cannot be deleted now (another process is writing), the hourly run deletes.
    await eventLog.deleteExpired().catch(() => undefined);
    return eventLog;
  } catch (cause) {
    throw toLogError(cause, options.file);
  }
}

function serveLog(log: LogFile, clock: () => number, retentionMs: number): SqliteEventLog {
  const opened = statSync(log.file).ino;
  const messages = createMessageReader(log);
  const changes = createChangeWatch(messages.dataVersion);
  const appends = createAppendQueue(log, clock, changes.notify);
  const consumptions = new Map<string, Consumption>();
  let deleting: Promise<number> = Promise.resolve(0);
  let closing: Promise<void> | null = null;

  /** Every way in: refused once the log is closed, and what SQLite throws becomes an EventLogError. */
  async function whileOpen<T>(work: () => T | Promise<T>): Promise<T> {
    if (closing) throw new EventLogError('closed', `The event log ${log.file} is closed: open it again.`);
    try {
      return await work();
    } catch (cause) {
      throw toLogError(cause, log.file);
    }
  }

  function consume(group: string, start: () => Consumption): Consumption {
    if (consumptions.has(group)) {
      throw new EventLogError(
        'unavailable',
        `Group ${group} is being consumed already: stop that consumption first, or name another group.`,
      );
    }
    const consumption = start();
    consumptions.set(group, consumption);
    const forget = () => void consumptions.delete(group);
    consumption.ended.then(forget, forget);
    return consumption;
  }

  const expire = () =>
    whileOpen(() => {
      deleting = deleting.catch(() => 0).then(() => deleteExpired(log, clock() - retentionMs));
      return deleting;
    });
  const timer = setInterval(() => expire().catch(() => undefined), retentionEveryMs).unref();

  async function shut(): Promise<void> {
    clearInterval(timer);
    await Promise.all([...consumptions.values()].map((consumption) => consumption.stop()));
    await appends.drained();
    await deleting.catch(() => undefined);
    log.reader.close();
    log.writer.close();
  }

  return {
    topic: log.topic,
    append: (events) => whileOpen(() => appends.append(events)),
    consume: (options) =>
      whileOpen(() =>
        consume(options.group, () =>
          startConsumption(options, {
            topic: log.topic,
            reader: messages,
            offsets: createGroupOffsets(log, options.group),
            changes,
          }),
        ),
      ),
    ranges: () =>
      whileOpen(() => {
        refuseOtherFile(log.file, opened);
        return messages.ranges();
      }),
    read: (partition, from, limit) => whileOpen(() => messages.read(partition, from, limit)),
    deleteExpired: expire,
    close() {
      closing ??= shut();
      return closing;
    },
  };
}

/** SQLite would go on in a file that was deleted or moved, and all of it would be gone with the process. */
function refuseOtherFile(file: string, opened: number): void {
  if (statSync(file, { throwIfNoEntry: false })?.ino === opened) return;
  throw new EventLogError(
    'unavailable',
    `The event log ${file} was moved away or replaced: put it back and restart.`,
  );
}
