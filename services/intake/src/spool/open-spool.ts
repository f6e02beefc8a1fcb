import type { EventLog } from '@kuulolla/event-log/event-log';
import { EventLogError } from '@kuulolla/event-log/event-log-error';
import { tooLargeError } from '@kuulolla/event-log/too-large';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { Registry } from '@kuulolla/service-kit/metrics';
import type { AppendCall } from './append-call.ts';
import { createDirectAppends } from './direct-appends.ts';
import { createDiskTrial } from './disk-trial.ts';
import type { SegmentFiles } from './segment-files.ts';
import { openSegments, type SpoolDepth } from './segments.ts';
import { createSpoolDelivery } from './spool-delivery.ts';
import { createSpoolMetrics } from './spool-metrics.ts';
import type { SpoolTiming } from './spool-timing.ts';
import { createSpoolWriter } from './spool-writer.ts';

/**
 * An event log's `append` that goes on while the log is away. What it owes:
 *
 * 1. `append` fulfils when its events are in the log or synced to disk, and every event it fulfilled for reaches the log
 *    at least once, whatever dies in between. When it rejects, any part may reach the log all the same.
 * 2. What is called after another call was answered reaches the log after it: while anything is on disk or on its way
 *    there, everything new goes behind it.
 * 3. An event may reach the log twice, and the second time late, after a younger one of its answer: an append that was
 *    given up as unanswered, a delivery repeated after a crash. The recorder lets the highest revision win in any order
 *    and knows the fingerprints, and a late copy always comes after its first, so it never changes an answer.
 * 4. The disk holds at most `maxBytes`; beyond, and when it is full, `append` rejects as `full` and keeps nothing of it.
 */
export interface Spool extends Pick<EventLog, 'append'> {
  depth(): SpoolDepth;
  /**
   * Fulfils while events can be kept. Where the last write was refused the disk is tried, and the log asked by `askLog`
   * unless events wait before it: whoever gets no requests while this rejects would not learn in another way that the
   * cause is gone.
   */
  check(askLog: () => Promise<unknown>): Promise<void>;
  /** Answers the calls in hand, from disk where the log does not; what is on disk stays for the next start. */
  close(): Promise<void>;
}

export interface SpoolParts {
  readonly files: SegmentFiles;
  readonly log: Pick<EventLog, 'append'>;
  /** Most bytes of the spool's files. */
  readonly maxBytes: number;
  /** A file is closed once it has this many bytes: the grain in which room is given back. */
  readonly segmentBytes: number;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly logger: Logger;
  readonly registry?: Registry | undefined;
  readonly timing: SpoolTiming;
}

/** A log that comes and goes is told of once a minute. */
const tellAwayEveryMs = 60_000;

/** A spool on the files given, which are its own. Fulfils when what they hold is known; that is delivered first. */
export async function openSpool(parts: SpoolParts): Promise<Spool> {
  const { log, maxBytes, clock, logger, timing } = parts;
  const segments = await openSegments(parts.files, parts.segmentBytes, logger);
  const tryDisk = createDiskTrial(parts.files);
  const metrics = createSpoolMetrics(segments, clock, parts.registry);
  let isBehind = segments.depth().events > 0;
  let isRefusing = false;
  let toldAwayAt = Number.NEGATIVE_INFINITY;
  let closing: Promise<void> | null = null;

  const writer = createSpoolWriter({
    segments,
    maxBytes,
    clock,
    onWritten() {
      isRefusing = false;
    },
    onRefused(call, cause) {
      metrics.refused(call.events.length);
      if (!isRefusing)
        logger.error({ code: cause.code, ...segments.depth(), err: cause }, 'The spool refuses.');
      isRefusing = true;
    },
  });
  const direct = createDirectAppends({
    log,
    answerMs: timing.answerMs,
    onAway(calls, cause) {
      isBehind = true;
      if (clock() - toldAwayAt >= tellAwayEveryMs) {
        logger.warn(
          { code: cause.code, err: cause },
          'The event log is away: answers are kept in the spool.',
        );
        toldAwayAt = clock();
      }
      for (const call of calls) writer.write(call);
      delivery.start(timing.firstPauseMs);
    },
  });
  const delivery = createSpoolDelivery({
    log,
    segments,
    writer,
    timing,
    logger,
    onDelivered: metrics.delivered,
    onDrained() {
      isBehind = false;
      for (const call of writer.takeWaiting()) direct.append(call);
      writer.release();
    },
  });

  async function shut(): Promise<void> {
    const delivered = delivery.stop(timing.answerMs);
    writer.release();
    await direct.answered();
    while (writer.isWriting()) await writer.written();
    await delivered;
    await segments.close();
  }

  if (isBehind) {
    logger.warn(segments.depth(), 'The spool holds answers of an earlier run: they are delivered first.');
    delivery.start(0);
  }
  return {
    append(events) {
      // Refused at the entry, as the log would: on disk it would stand in the way of all others.
      const refusal = closing ? closedError() : tooLargeError(events);
      if (refusal) return Promise.reject(refusal);
      if (events.length === 0) return Promise.resolve();
      return new Promise((fulfil, reject) => {
        const call: AppendCall = { events, fulfil, reject };
        if (isBehind) writer.write(call);
        else direct.append(call);
      });
    },
    depth: segments.depth,
    async check(askLog) {
      if (isRefusing) await Promise.any(isBehind ? [tryDisk()] : [tryDisk(), askLog()]);
    },
    close() {
      closing ??= shut();
      return closing;
    },
  };
}

function closedError(): EventLogError {
  return new EventLogError('closed', 'The spool is closed: open it again.');
}
