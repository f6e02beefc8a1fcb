import type { Scope } from '@kuulolla/contracts/score';
import type { Client } from './client.ts';
import type { View } from './view.ts';

/** A scope that somebody watches. */
export interface WatchedScope {
  readonly name: Scope;
  readonly id: number;
  /** Who watches it, and how. */
  readonly interests: Map<Interest, View>;
  /** Whether the register knows it. */
  known: boolean;
  /** The seq of the tick that sent it last; 0 before the first. */
  changedSeq: number;
  /** That tick's message by view, made when first asked for. */
  frames: Map<View, Buffer> | undefined;
  frameType: 'snapshot' | 'update';
  /** Its scores and changes as JSON by window, until its counts or the day change. */
  texts: string[];
}

/**
 * All that a client watches. It never changes, and clients that watch the same share it: a thousand open dashboards cost
 * one list, and one batch of bytes a tick.
 */
export interface Interest {
  readonly key: string;
  /** By id. */
  readonly scopes: readonly WatchedScope[];
  /** The view of the scope of the same index. */
  readonly views: Uint8Array;
  readonly clients: Set<Client>;
}

export interface Interests {
  readonly none: Interest;
  scope(name: string): WatchedScope | undefined;
  scopes(): Iterable<WatchedScope>;
  readonly scopeCount: number;
  /** Gives a client other views: of each scope named what `change` makes of its view, 0 for a scope no longer wanted. */
  change(client: Client, names: readonly Scope[], change: (view: View) => View): void;
  /** The client is gone. */
  leave(client: Client): void;
}

/** Who watches what. `isKnown` asks the register. */
export function createInterests(isKnown: (scope: Scope) => boolean): Interests {
  const none: Interest = { key: '', scopes: [], views: new Uint8Array(0), clients: new Set() };
  const interests = new Map<string, Interest>();
  const scopes = new Map<string, WatchedScope>();
  let lastId = 0;

  function scopeNamed(name: Scope): WatchedScope {
    const known = scopes.get(name);
    if (known !== undefined) return known;
    lastId += 1;
    const scope: WatchedScope = {
      name,
      id: lastId,
      interests: new Map(),
      known: isKnown(name),
      changedSeq: 0,
      frames: undefined,
      frameType: 'update',
      texts: [],
    };
    scopes.set(name, scope);
    return scope;
  }

  function interestIn(wanted: ReadonlyMap<WatchedScope, View>): Interest {
    if (wanted.size === 0) return none;
    const entries = [...wanted].sort(([a], [b]) => a.id - b.id);
    const key = keyOf(entries);
    const known = interests.get(key);
    if (known !== undefined) return known;
    const interest: Interest = {
      key,
      scopes: entries.map(([scope]) => scope),
      views: Uint8Array.from(entries, ([, view]) => view),
      clients: new Set(),
    };
    interests.set(key, interest);
    for (const [scope, view] of entries) scope.interests.set(interest, view);
    return interest;
  }

  function move(client: Client, to: Interest): void {
    const from = client.interest;
    if (from === to) return;
    client.interest = to;
    if (to !== none) to.clients.add(client);
    from.clients.delete(client);
    if (from === none || from.clients.size > 0) return;
    interests.delete(from.key);
    for (const scope of from.scopes) {
      scope.interests.delete(from);
      if (scope.interests.size === 0) scopes.delete(scope.name);
    }
  }

  return {
    none,
    scope: (name) => scopes.get(name),
    scopes: () => scopes.values(),
    get scopeCount() {
      return scopes.size;
    },
    change(client, names, change) {
      const { scopes: before, views } = client.interest;
      const wanted = new Map(before.map((scope, at) => [scope, views[at] as View]));
      for (const name of names) {
        const known = scopes.get(name);
        const view = change((known && wanted.get(known)) ?? 0);
        if (view !== 0) wanted.set(known ?? scopeNamed(name), view);
        else if (known !== undefined) wanted.delete(known);
      }
      move(client, interestIn(wanted));
    },
    leave: (client) => move(client, none),
  };
}

/** Five bytes a scope: equal keys are equal interests. */
function keyOf(entries: readonly (readonly [WatchedScope, View])[]): string {
  const bytes = Buffer.allocUnsafe(entries.length * 5);
  entries.forEach(([scope, view], at) => {
    bytes.writeUInt32LE(scope.id, at * 5);
    bytes.writeUInt8(view, at * 5 + 4);
  });
  return bytes.toString('latin1');
}
