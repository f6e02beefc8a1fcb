import { encodeEvent } from '@kuulolla/contracts/cloud-event';
import type { FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import type { EventLog } from '@kuulolla/event-log/event-log';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Submission } from './submission.ts';
import { toEvent } from './to-event.ts';

/** Where all doors hand in what they understood. */
export interface IntakeDesk {
  /** Now, epoch ms: the one clock of intake. */
  now(): number;
  /** Secret of the fingerprints: doors that read back need it for the id an answer is kept under (`screenedId`). */
  readonly key: Buffer;
  /**
   * Makes events of submissions and appends them. Fulfils with the events once all are durable; rejects with a 503
   * HttpProblem for whatever the log does not take them for (any part may have been written; sending again is harmless).
   * Also for `too-large`: the doors' limits let no event pass that is larger than ours (`maxEventBytes`), so it is a broker
   * that takes less, and senders keep their answers until somebody has raised that.
   */
  submit(submissions: readonly Submission[], traceparent?: string): Promise<readonly FeedbackEvent[]>;
}

export interface IntakeDeskDeps {
  readonly log: Pick<EventLog, 'append'>;
  readonly key: Buffer;
  readonly clock: () => number;
  readonly onAccepted?: (events: readonly FeedbackEvent[]) => void;
  /** Told by how many the events that wait to be durable became more, or fewer. */
  readonly onWaiting?: (change: number) => void;
}

export function createIntakeDesk({ log, key, clock, onAccepted, onWaiting }: IntakeDeskDeps): IntakeDesk {
  let lastRevision = 0;
  const nextRevision = () => {
    lastRevision = Math.max(clock(), lastRevision + 1);
    return lastRevision;
  };
  return {
    now: clock,
    key,
    async submit(submissions, traceparent) {
      const receivedAt = clock();
      const receipt = {
        key,
        receivedAt,
        nextRevision,
        ...(traceparent === undefined ? {} : { traceparent }),
      };
      const events = submissions.map((submission) => toEvent(submission, receipt));
      if (events.length === 0) return events;
      onWaiting?.(events.length);
      try {
        await log.append(events.map(encodeEvent));
      } catch (cause) {
        throw new HttpProblem(
          503,
          'log-unavailable',
          'The answers could not be kept just now; send them again.',
          {
            headers: { 'Retry-After': '2' },
            cause,
          },
        );
      } finally {
        onWaiting?.(-events.length);
      }
      onAccepted?.(events);
      return events;
    },
  };
}

/** An answer given more than this many ms in the future is refused. */
export const futureTolerance = 10 * 60 * 1000;
