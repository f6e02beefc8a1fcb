const pollMs = 100;

export interface ChangeWatch {
  /** Fulfils when the log is no longer at `version`: at once after `notify`, within 100 ms of another process's commit. */
  changedSince(version: number): Promise<void>;
  /** Wakes everyone who waits. */
  notify(): void;
}

/** SQLite tells no one of another process's commits, so its version is looked at while somebody waits. */
export function createChangeWatch(dataVersion: () => number): ChangeWatch {
  const waiting = new Map<() => void, number>();
  let timer: NodeJS.Timeout | null = null;

  function wake(isDue: (version: number) => boolean): void {
    for (const [fulfil, version] of waiting) {
      if (!isDue(version)) continue;
      waiting.delete(fulfil);
      fulfil();
    }
    if (waiting.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  }

  function poll(): void {
    let now: number;
    try {
      now = dataVersion();
    } catch {
      // The reader meets the same trouble when it is woken, and says so to the consumer.
      wake(() => true);
      return;
    }
    wake((version) => version !== now);
  }

  return {
    changedSince(version) {
      return new Promise((fulfil) => {
        waiting.set(fulfil, version);
        timer ??= setInterval(poll, pollMs).unref();
      });
    },
    notify: () => wake(() => true),
  };
}
