import type { Logger } from '@kuulolla/service-kit/logger';
import type { SegmentFile, SegmentFiles } from './segment-files.ts';
import { isKeptDamaged, recoverSegments, type Segment, segmentName, takeOut } from './segment-recovery.ts';
import { SpoolDamagedError } from './spool-failure.ts';
import { readRecords, type SpoolRecord, wholeUntil } from './spool-record.ts';

/** What waits in the spool. */
export interface SpoolDepth {
  /** Events on disk that the log has not answered. */
  readonly events: number;
  /** Bytes of the files on disk; a file is given back when all its events are delivered. */
  readonly bytes: number;
}

/** A run of undelivered records of one segment. */
export interface Portion {
  readonly records: readonly SpoolRecord[];
  /** Says that the log has answered the first `count` records. */
  markDelivered(count: number): void;
}

/**
 * Events on disk in the order in which they came, in files of bounded size that are removed as they are delivered. The
 * files that are left are the acknowledged position: after a crash the oldest file is delivered again from its start.
 * One `append` at a time; the reader's calls may run beside it.
 */
export interface Segments {
  depth(): SpoolDepth;
  /** When the first event of the oldest file came in, epoch ms; null where the spool is empty. */
  oldestAt(): number | null;
  /** Files with bytes that nobody understands, delivered or not, until somebody moves them away. */
  damagedFiles(): Promise<number>;
  /** Fulfils when the records are synced; when it rejects none of them is delivered by this process. */
  append(records: readonly Buffer[], spooledAt: number): Promise<void>;
  /** The oldest undelivered records; null where there are none. SpoolDamagedError where the disk has lost some. */
  oldest(): Promise<Portion | null>;
  /** Gives back the files whose events are all delivered. */
  removeDelivered(): Promise<void>;
  close(): Promise<void>;
}

/** Opens what an earlier process left, in order. A file holds about `segmentBytes`: one append more at most. */
export async function openSegments(
  files: SegmentFiles,
  segmentBytes: number,
  logger: Logger,
): Promise<Segments> {
  const { segments, lastNumber } = await recoverSegments(files, logger);
  let number = lastNumber;
  let open: { readonly segment: Segment; readonly file: SegmentFile } | null = null;
  let isAppending = false;

  async function startSegment(): Promise<{ segment: Segment; file: SegmentFile }> {
    number += 1;
    const name = segmentName(number);
    const file = await files.create(name);
    const nothing = { bytes: 0, events: 0, deliveredBytes: 0, deliveredEvents: 0, oldestAt: 0 };
    const segment: Segment = { name, isDamaged: false, ...nothing };
    open = { segment, file };
    await files.syncNames();
    return open;
  }

  /** Nothing more is written to the open segment; one without events goes. */
  async function endSegment(): Promise<void> {
    if (open === null) return;
    const { segment, file } = open;
    open = null;
    await file.close();
    if (segment.events === 0) await files.remove(segment.name);
  }

  async function write(bytes: Buffer): Promise<Segment> {
    try {
      const { segment, file } = open ?? (await startSegment());
      await file.write(bytes, segment.bytes);
      await file.sync();
      return segment;
    } catch (cause) {
      // After a failed write or sync nobody knows what the end of the file holds: it goes, if the disk lets it, and the
      // next append begins a new file.
      await open?.file.truncate(open.segment.bytes).catch(() => undefined);
      await endSegment().catch(() => undefined);
      throw cause;
    }
  }

  async function append(records: readonly Buffer[], spooledAt: number): Promise<void> {
    isAppending = true;
    try {
      const bytes = Buffer.concat(records);
      const segment = await write(bytes);
      if (segment.events === 0) {
        segment.oldestAt = spooledAt;
        segments.push(segment);
      }
      segment.bytes += bytes.length;
      segment.events += records.length;
      // The records are kept, whatever closing says.
      if (segment.bytes >= segmentBytes) await endSegment().catch(() => undefined);
    } finally {
      isAppending = false;
    }
  }

  async function readUndelivered(segment: Segment): Promise<Portion> {
    const { name, bytes, events, deliveredBytes, deliveredEvents } = segment;
    const records = readRecords(await files.read(name, deliveredBytes, bytes));
    if (records.length !== events - deliveredEvents) {
      throw new SpoolDamagedError(name, deliveredBytes + wholeUntil(records));
    }
    return {
      records,
      markDelivered(count) {
        segment.deliveredEvents = deliveredEvents + count;
        segment.deliveredBytes = deliveredBytes + (records[count - 1]?.end ?? 0);
      },
    };
  }

  async function removeDelivered(): Promise<void> {
    let hasRemoved = false;
    for (;;) {
      const segment = segments[0];
      if (segment === undefined || segment.deliveredEvents < segment.events) break;
      if (segment === open?.segment) {
        if (isAppending) break;
        const { file } = open;
        open = null;
        await file.close();
      }
      segments.shift();
      await takeOut(files, segment);
      hasRemoved = true;
    }
    if (hasRemoved) await files.syncNames();
  }

  return {
    depth: () => ({
      events: segments.reduce((sum, { events, deliveredEvents }) => sum + events - deliveredEvents, 0),
      bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
    }),
    oldestAt: () => segments[0]?.oldestAt ?? null,
    async damagedFiles() {
      const kept = (await files.names()).filter(isKeptDamaged).length;
      return kept + segments.filter(({ isDamaged }) => isDamaged).length;
    },
    append,
    async oldest() {
      const segment = segments.find(({ events, deliveredEvents }) => deliveredEvents < events);
      return segment === undefined ? null : readUndelivered(segment);
    },
    removeDelivered,
    close: endSegment,
  };
}
