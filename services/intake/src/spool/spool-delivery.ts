import type { EventLog } from '@kuulolla/event-log/event-log';
import { EventLogError } from '@kuulolla/event-log/event-log-error';
import type { Logger } from '@kuulolla/service-kit/logger';
import { answeredWithin } from './answered-within.ts';
import { inDeliveries } from './deliveries.ts';
import type { Portion, Segments } from './segments.ts';
import type { SpoolTiming } from './spool-timing.ts';
import type { SpoolWriter } from './spool-writer.ts';

export interface SpoolDelivery {
  /** Delivers until the spool is empty, after a pause of `pauseMs`; nothing where it is at it already. */
  start(pauseMs: number): void;
  /** Ends after the append in hand, or after `graceMs` where the log does not answer it. */
  stop(graceMs: number): Promise<void>;
}

interface SpoolDeliveryOptions {
  readonly log: Pick<EventLog, 'append'>;
  readonly segments: Segments;
  readonly writer: SpoolWriter;
  readonly timing: SpoolTiming;
  readonly logger: Logger;
  readonly onDelivered: (events: number) => void;
  /** Called when nothing is on disk and nothing is being written; calls may be waiting. */
  readonly onDrained: () => void;
}

/** Events few enough that newcomers may wait for them instead of going to disk. */
const handOverEvents = 500;

/**
 * Delivers the spool in order, one append at a time, each until the log has answered it: nothing is skipped, also not
 * what the log refuses for good. An append without an answer is called again and may reach the log twice, the first
 * perhaps late: the recorder knows its fingerprint and the answer's highest revision, so it changes nothing.
 */
export function createSpoolDelivery(options: SpoolDeliveryOptions): SpoolDelivery {
  const { log, segments, writer, timing, onDelivered, onDrained } = options;
  const tell = createTeller(options);
  let running: Promise<void> | null = null;
  let isStopping = false;
  let endPause = () => {};

  function pause(ms: number): Promise<void> {
    return new Promise((fulfil) => {
      const timer = setTimeout(fulfil, ms);
      endPause = () => {
        clearTimeout(timer);
        fulfil();
      };
    });
  }

  async function deliver({ records, markDelivered }: Portion): Promise<void> {
    let count = 0;
    for (const events of inDeliveries(records.map(({ event }) => event))) {
      if (isStopping) return;
      await answeredWithin(timing.deliveryMs, log.append(events));
      count += events.length;
      markDelivered(count);
      onDelivered(events.length);
    }
  }

  /** Delivers the oldest portion and gives back its room, or waits for what is being written. True when it delivered. */
  async function step(): Promise<boolean> {
    const portion = await segments.oldest();
    if (portion !== null) await deliver(portion);
    else await writer.written();
    if (!isStopping) await segments.removeDelivered();
    return portion !== null;
  }

  async function deliverAll(firstPauseMs: number): Promise<void> {
    let pauseMs = timing.firstPauseMs;
    // Newcomers wait only for a log that has just shown that it is back.
    let isLogBack = false;
    await pause(firstPauseMs);
    while (!isStopping) {
      if (segments.depth().events === 0 && !writer.isWriting()) {
        // In one breath with the look, so that nothing comes in between.
        running = null;
        return onDrained();
      }
      if (isLogBack && segments.depth().events <= handOverEvents) writer.hold(timing.holdMs);
      try {
        isLogBack = (await step()) || isLogBack;
        pauseMs = timing.firstPauseMs;
        tell(null);
      } catch (cause) {
        isLogBack = false;
        tell(cause);
        if (!isStopping) await pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, timing.longestPauseMs);
      }
    }
  }

  return {
    start(pauseMs) {
      if (!isStopping) running ??= deliverAll(pauseMs);
    },
    async stop(graceMs) {
      isStopping = true;
      endPause();
      const grace = Promise.withResolvers<void>();
      const timer = setTimeout(grace.resolve, graceMs);
      await Promise.race([running, grace.promise]);
      clearTimeout(timer);
    },
  };
}

/** Logs a failure when it is another than the one before; `null` is a success. */
function createTeller({ segments, logger }: SpoolDeliveryOptions): (cause: unknown) => void {
  let toldCode: unknown = null;
  return (cause) => {
    const code = cause === null ? null : ((cause as { code?: unknown }).code ?? 'unknown');
    if (code === toldCode) return;
    toldCode = code;
    if (cause === null) return;
    const facts = { code, ...segments.depth(), err: cause };
    const isAway = cause instanceof EventLogError && cause.canRetry;
    if (isAway) logger.warn(facts, 'The event log does not take what is in the spool just now.');
    else logger.error(facts, 'The spool cannot deliver, and stands until the cause is gone.');
  };
}
