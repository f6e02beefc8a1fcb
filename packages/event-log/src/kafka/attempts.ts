import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from './failure.ts';

/** A second of pauses in all, which is what a leader or a coordinator takes to be another. */
const fewest = 5;

/**
 * Does `work` again while it fails for a reason that may pass: five times, or as often as there are brokers, so that one
 * that begins each attempt at another broker comes to all of them. Rejects with what the last attempt threw.
 */
export async function attempted<T>(brokers: readonly string[], work: () => Promise<T>): Promise<T> {
  const attempts = Math.max(fewest, brokers.length);
  for (let number = 1; ; number += 1) {
    try {
      return await work();
    } catch (cause) {
      if (number === attempts || !isPassing(cause)) throw cause;
    }
    await pause(Math.min(100 * number, 400));
  }
}
