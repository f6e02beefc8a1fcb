/** What this instance put on the log for an answer, which the store may not show yet. */
export interface Accepted {
  readonly revision: number;
  readonly withdrawn: boolean;
  readonly fingerprint: string;
  /** Whether it changed what was there before. */
  readonly amended: boolean;
  /** The other name it was given then, if any. */
  readonly alias: string | undefined;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * Milliseconds after which an accepted revision that the store still does not show is taken for kept aside by the
 * recorder, such as one for a unit that the register does not know.
 */
export const acceptedCountsFor = 10_000;

/** The newest accepted revision of answers, found by any of their names. Bounded: the oldest are forgotten first. */
export interface AcceptedLately {
  /** From now on each of `names` means the answer `id`. An alias it was given once stays. */
  remember(id: string, names: readonly string[], accepted: Accepted): void;
  find(id: string): Accepted | null;
  /** The own id of the answer this names; the name itself where nothing else is known. */
  idOf(name: string): string;
}

export function createAcceptedLately(capacity = 10_000): AcceptedLately {
  const accepted = new Map<string, Accepted>();
  const ids = new Map<string, string>();
  return {
    remember(id, names, next) {
      const known = accepted.get(id);
      const newest = known && known.revision > next.revision ? known : next;
      put(accepted, id, { ...newest, alias: known?.alias ?? next.alias }, capacity);
      for (const name of names) if (name !== id) put(ids, name, id, capacity);
    },
    find: (id) => accepted.get(id) ?? null,
    idOf: (name) => ids.get(name) ?? name,
  };
}

function put<Value>(map: Map<string, Value>, key: string, value: Value, capacity: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= capacity) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
