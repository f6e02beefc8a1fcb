import { setTimeout as delay } from 'node:timers/promises';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import type { AnswerReader } from '@kuulolla/store/store';
import { type AcceptedLately, acceptedCountsFor } from './accepted-lately.ts';
import { recordedAnswer } from './named-answer.ts';

/** Milliseconds. */
export interface ReadBackTimes {
  /** Longest wait for the recorder. */
  readonly wait: number;
  readonly poll: number;
  /** After this long an accepted revision that is still not there is not waited for any more. */
  readonly recent: number;
}

export const readBackTimes: ReadBackTimes = { wait: 2_000, poll: 25, recent: acceptedCountsFor };

/**
 * The document of the answer this name leads to, or null. Where this instance accepted a newer revision within `recent` of
 * `now` (epoch ms), waits for the recorder to show it, at most `wait`; then gives what there is. A name nobody sent is not
 * waited for.
 */
export async function readBack(
  name: string,
  answers: AnswerReader,
  lately: AcceptedLately,
  now: number,
  times: ReadBackTimes = readBackTimes,
): Promise<AnswerDocument | null> {
  const id = lately.idOf(name);
  const accepted = lately.find(id);
  const awaited = accepted && now - accepted.at <= times.recent ? accepted.revision : -1;
  const deadline = performance.now() + times.wait;
  for (;;) {
    const document = await recordedAnswer(id, answers);
    if ((document?.revision ?? -1) >= awaited || performance.now() >= deadline) return document;
    await delay(times.poll);
  }
}
