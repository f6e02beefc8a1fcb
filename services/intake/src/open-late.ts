import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@kuulolla/service-kit/logger';

/** What a service needs and may have to begin without. */
export interface OpenedLate<Opened> {
  /** What was opened. Throws until then: an error that says that trying again can help. */
  get(): Opened;
  /** Rejects where opening fails for a reason that trying again does not mend; it never settles otherwise. */
  readonly failed: Promise<never>;
  /** Tries no more, and closes what was opened. */
  close(): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}

export interface OpenLateOptions<Opened extends Closable> {
  /** As it is called in the log. */
  readonly name: string;
  /** Rejects with an error whose `canRetry` says whether it is worth trying again. */
  readonly open: () => Promise<Opened>;
  /** The error of `get`; `cause` is what the last try threw, or undefined while the first is under way. */
  readonly absent: (cause: unknown) => Error;
  readonly logger: Logger;
  readonly timing?: OpenLateTiming;
}

export interface OpenLateTiming {
  /** How long a start waits for the first try, ms. */
  readonly patienceMs: number;
  /** The pause between two tries, ms. */
  readonly pauseMs: number;
}

const defaultTiming: OpenLateTiming = { patienceMs: 2_000, pauseMs: 1_000 };
/** What stays away is told of once a minute. */
const tellAwayEveryMs = 60_000;

/**
 * Opens what may be away. Fulfils when it is open, when the first try has failed, or when that has taken too long: it is
 * then tried again until it is there. Rejects where trying again does not help, such as a wrong setting, as long as it
 * has not fulfilled; `failed` is for what shows later.
 */
export async function openLate<Opened extends Closable>(
  options: OpenLateOptions<Opened>,
): Promise<OpenedLate<Opened>> {
  const { name, open, absent, logger, timing = defaultTiming } = options;
  const closing = new AbortController();
  const firstTry = Promise.withResolvers<void>();
  let opened: Opened | null = null;
  let lastFailure: unknown;
  let toldAt = Number.NEGATIVE_INFINITY;

  /** One try; false where another may help. */
  async function tryOnce(): Promise<boolean> {
    try {
      const found = await open();
      if (closing.signal.aborted) await found.close();
      else take(found);
      return true;
    } catch (error) {
      if ((error as { canRetry?: unknown } | null)?.canRetry !== true) throw error;
      tell(error as Error);
      lastFailure = error;
      return false;
    }
  }

  function take(found: Opened): void {
    opened = found;
    if (lastFailure !== undefined) logger.info({ neighbour: name }, 'It is there now.');
  }

  /** The message of what can be tried again is a sentence of ours, with nothing in it of what was sent. */
  function tell(error: Error): void {
    if (performance.now() - toldAt < tellAwayEveryMs) return;
    logger.warn({ neighbour: name, err: error }, error.message);
    toldAt = performance.now();
  }

  async function tryUntilOpen(): Promise<void> {
    while (!closing.signal.aborted && !(await tryOnce())) {
      firstTry.resolve();
      await pause(timing.pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  const trying = tryUntilOpen();
  const failed = trying.then(() => new Promise<never>(() => {}));
  failed.catch(() => undefined);
  await Promise.race([trying, firstTry.promise, pause(timing.patienceMs, undefined, { ref: false })]);
  return {
    get() {
      if (opened === null) throw absent(lastFailure);
      return opened;
    },
    failed,
    async close() {
      closing.abort();
      await opened?.close();
    },
  };
}
