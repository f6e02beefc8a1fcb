/** Runs works that share a key one after the other, in the order they came; all others run beside each other. */
export type InTurn = <Result>(keys: readonly string[], work: () => Promise<Result>) => Promise<Result>;

export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (keys, work) => {
    // A work that failed must not fail those that wait for it.
    const before = Promise.allSettled(keys.map((key) => last.get(key)));
    const mine = before.then(work);
    for (const key of keys) last.set(key, mine);
    try {
      return await mine;
    } finally {
      for (const key of keys) if (last.get(key) === mine) last.delete(key);
    }
  };
}
