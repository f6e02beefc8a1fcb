import type { Submission } from '../submission.ts';

export interface HandInQueue {
  /** Takes one submission; wait where it gives a promise: enough are under way. Throws what a hand-in threw. */
  add(submission: Submission): Promise<void> | undefined;
  /** Hands in the rest and waits for all. */
  finish(): Promise<void>;
}

const batchSize = 500;
const mostInFlight = 2;

/**
 * Hands submissions in by batches of 500 in their order, two under way at most, so that a slow log slows the reader
 * down and nothing piles up between them.
 */
export function createHandInQueue(handIn: (batch: readonly Submission[]) => Promise<unknown>): HandInQueue {
  let batch: Submission[] = [];
  let inFlight: Promise<void>[] = [];
  let failure: { readonly error: unknown } | null = null;

  const send = (): void => {
    const sent = handIn(batch).then(
      () => undefined,
      (error: unknown) => {
        failure ??= { error };
      },
    );
    inFlight.push(sent);
    batch = [];
  };
  const wait = async (most: number): Promise<void> => {
    while (inFlight.length > most) {
      await inFlight[0];
      inFlight = inFlight.slice(1);
    }
    if (failure) throw failure.error;
  };

  return {
    add(submission) {
      batch.push(submission);
      if (batch.length < batchSize) return undefined;
      send();
      return wait(mostInFlight - 1);
    },
    async finish() {
      if (batch.length > 0 && !failure) send();
      await wait(0);
    },
  };
}
