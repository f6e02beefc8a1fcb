/** Something took longer than it may. */
export class LateError extends Error {
  readonly code = 'late';
  readonly canRetry = true;

  constructor(ms: number) {
    super(`Nothing came of it within ${ms} ms.`);
    this.name = 'LateError';
  }
}

/**
 * What `work` comes to, or a LateError after `ms`; the work itself goes on. Waiting keeps no process alive: one that has
 * nothing else to do ends.
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new LateError(ms)), ms).unref();
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
