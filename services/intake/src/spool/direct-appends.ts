import type { EncodedEvent } from '@kuulolla/contracts/cloud-event';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { EventLogError } from '@kuulolla/event-log/event-log-error';
import { answeredWithin } from './answered-within.ts';
import type { AppendCall } from './append-call.ts';

export interface DirectAppends {
  append(call: AppendCall): void;
  /** Settles when no call waits for the log. */
  answered(): Promise<void>;
}

interface DirectAppendsOptions {
  readonly log: Pick<EventLog, 'append'>;
  /** How long the log may take to answer. */
  readonly answerMs: number;
  /** Takes over every call the log has not answered, in the order in which they came. */
  readonly onAway: (calls: readonly AppendCall[], cause: EventLogError) => void;
}

/**
 * Appends straight to the log. When the log is away for one call, all that are waiting are handed over together: a later
 * one that went on alone could otherwise come to the spool after calls that came after it.
 */
export function createDirectAppends({ log, answerMs, onAway }: DirectAppendsOptions): DirectAppends {
  const unanswered = new Set<AppendCall>();
  let isQuiet = Promise.withResolvers<void>();

  function giveUp(cause: EventLogError): void {
    const calls = [...unanswered];
    unanswered.clear();
    onAway(calls, cause);
  }

  async function append(call: AppendCall): Promise<void> {
    unanswered.add(call);
    try {
      await answeredWithin(answerMs, appendTo(log, call.events));
      if (unanswered.delete(call)) call.fulfil();
    } catch (cause) {
      // Handed over already, when the log was away for another call.
      if (!unanswered.has(call)) return;
      if (cause instanceof EventLogError && cause.canRetry) return giveUp(cause);
      unanswered.delete(call);
      call.reject(cause);
    } finally {
      if (unanswered.size === 0) {
        isQuiet.resolve();
        isQuiet = Promise.withResolvers();
      }
    }
  }

  return {
    append: (call) => void append(call),
    answered: async () => {
      if (unanswered.size > 0) await isQuiet.promise;
    },
  };
}

/** A log that throws instead of rejecting is taken as one that rejects. */
async function appendTo(log: Pick<EventLog, 'append'>, events: readonly EncodedEvent[]): Promise<void> {
  await log.append(events);
}
