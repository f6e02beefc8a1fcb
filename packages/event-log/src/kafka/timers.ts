/** Calls `work` every so many ms, never twice at once; gives the function that ends it. `work` never rejects. */
export function repeat(ms: number, work: () => Promise<void>): () => void {
  let isWorking = false;
  const timer = setInterval(() => {
    if (isWorking) return;
    isWorking = true;
    void work().finally(() => {
      isWorking = false;
    });
  }, ms);
  return () => clearInterval(timer);
}

/** Waits for `work`, but not longer than this; what becomes of it then is nobody's concern. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  const done = work.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([done, late.promise]);
  clearTimeout(timer);
}
