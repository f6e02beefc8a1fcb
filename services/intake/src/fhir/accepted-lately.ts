/** What this instance put on the log for an answer, which the store may not show yet. */
export interface Accepted {
  readonly revision: number;
  readonly withdrawn: boolean;
  /** Epoch ms. */
  readonly at: number;
}

/** The newest accepted revisions of answers, and other ids under which they were sent. Bounded: the oldest go first. */
export interface AcceptedLately {
  remember(id: string, accepted: Accepted): void;
  find(id: string): Accepted | null;
  /** From now on `alias` means the answer `id`. */
  alsoKnownAs(alias: string, id: string): void;
  /** The id an alias stands for; the same text where it is none. */
  idOf(alias: string): string;
}

export function createAcceptedLately(capacity = 10_000): AcceptedLately {
  const accepted = new Map<string, Accepted>();
  const aliases = new Map<string, string>();
  return {
    remember(id, next) {
      const known = accepted.get(id);
      put(accepted, id, known && known.revision > next.revision ? known : next, capacity);
    },
    find: (id) => accepted.get(id) ?? null,
    alsoKnownAs(alias, id) {
      if (alias !== id) put(aliases, alias, id, capacity);
    },
    idOf: (alias) => aliases.get(alias) ?? alias,
  };
}

function put<Value>(map: Map<string, Value>, key: string, value: Value, capacity: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= capacity) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
