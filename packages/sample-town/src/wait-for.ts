import { setTimeout as delay } from 'node:timers/promises';

/** Waits that many ms; rejects with the signal's own reason, not with one of the timer's, once it is aborted. */
export async function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
