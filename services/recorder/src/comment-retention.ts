import { addDays, type Day, helsinkiDay } from '@kuulolla/calendar/day';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { Store } from '@kuulolla/store/store';

/** Erased at once: some 20 ms of the store, between which recording goes on. */
const textsAtOnce = 500;
const everyMs = 3_600_000;

/**
 * Erases the words of comments of answers given more than `days` Helsinki days before `today`, and of messages kept aside as
 * long; gives how many texts. Ends early after `signal`. Doing it again, or in two processes at once, erases nothing twice.
 */
export async function eraseOldComments(
  store: Pick<Store, 'eraseCommentsBefore'>,
  days: number,
  today: Day,
  signal?: AbortSignal,
): Promise<number> {
  const before = addDays(today, -days);
  let total = 0;
  for (;;) {
    const erased = await store.eraseCommentsBefore(before, textsAtOnce);
    total += erased;
    if (erased < textsAtOnce || signal?.aborted) return total;
  }
}

export interface CommentRetentionDeps {
  readonly store: Pick<Store, 'eraseCommentsBefore'>;
  /** Absent: nothing is ever erased. */
  readonly days: number | undefined;
  readonly clock: () => number;
  readonly logger: Logger;
}

/** Erases old comments now and once each Helsinki day; what fails is tried again within the hour. */
export function startCommentRetention(deps: CommentRetentionDeps): { stop(): Promise<void> } {
  const { store, days, clock, logger } = deps;
  if (days === undefined) return { stop: async () => undefined };
  const stopping = new AbortController();
  let done: Day | undefined;
  let running: Promise<void> | undefined;
  const run = async () => {
    const today = helsinkiDay(clock());
    if (today === done) return;
    try {
      const texts = await eraseOldComments(store, days, today, stopping.signal);
      done = today;
      if (texts > 0) logger.info({ texts, days }, 'old comments erased');
    } catch (error) {
      logger.warn({ err: error }, 'old comments not erased; tried again within the hour');
    }
  };
  const start = () => {
    running ??= run().finally(() => {
      running = undefined;
    });
  };
  start();
  const timer = setInterval(start, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
