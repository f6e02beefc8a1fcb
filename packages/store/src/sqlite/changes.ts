import type { DatabaseSync } from 'node:sqlite';
import type { ChangeToken, Following, TallyChanges } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { prepareArrays } from './snapshot.ts';
import { closedError, storeFailure } from './sqlite-failure.ts';
import { createTallyReader, tallyColumns } from './tallies.ts';

/** A call back carries about this many documents at most, but never a part of a transaction. */
const documentsAtOnce = 5000;

/** The sequence of the store's changes: one number for each transaction that changed tallies. */
export interface ChangeFeed {
  token(): ChangeToken;
  follow(token: ChangeToken, onChange: (changes: TallyChanges) => void): Following;
  /** This process has committed a change: followers need not wait for the next poll. */
  wake(): void;
  /** Ends all followings. */
  close(): void;
}

/** Follows over a connection that only reads. Other processes' changes are noticed every `pollMs`. */
export function createChangeFeed(db: DatabaseSync, file: string, pollMs: number): ChangeFeed {
  const now = db.prepare('SELECT identity, changes FROM store');
  const edge = prepareArrays(
    db,
    'SELECT change FROM tallies WHERE change > ? ORDER BY change LIMIT 1 OFFSET ?',
  );
  const between = prepareArrays(
    db,
    `SELECT ${tallyColumns} FROM tallies WHERE change > ? AND change <= ? ORDER BY change`,
  );
  const followers = new Set<{ wake(): void; stop(): void }>();
  let poll: NodeJS.Timeout | undefined;
  let closed = false;

  const current = () => now.get() as { identity: string; changes: number };
  const tokenOf = (identity: string, change: number) => `${identity}.${change}` as ChangeToken;

  /** The number in a token; throws where this file cannot tell what came after it. */
  function changeOf(token: ChangeToken): number {
    const [identity, text] = token.split('.');
    const change = Number(text);
    const { identity: own, changes } = current();
    if (identity === own && Number.isInteger(change) && change <= changes) return change;
    throw historyLost();
  }

  /**
   * The next changes after one, whole transactions; null where there are none. Throws `history-lost` where a restore has
   * made another store of it.
   */
  function after(change: number, followed: string | undefined): TallyChanges | null {
    db.exec('BEGIN');
    try {
      const { identity, changes } = current();
      if (identity !== followed) throw historyLost();
      if (changes === change) return null;
      const last = edge.get(change, documentsAtOnce - 1) as unknown as [number] | undefined;
      const upTo = last?.[0] ?? changes;
      return {
        documents: between.all(change, upTo).map(createTallyReader()),
        token: tokenOf(identity, upTo),
      };
    } finally {
      db.exec('COMMIT');
    }
  }

  function add(follower: { wake(): void; stop(): void }): void {
    followers.add(follower);
    // Keeps no process alive: who only follows other processes has a connection or a socket of its own that does.
    poll ??= setInterval(wake, pollMs).unref();
  }

  function remove(follower: { wake(): void; stop(): void }): void {
    followers.delete(follower);
    if (followers.size > 0) return;
    clearInterval(poll);
    poll = undefined;
  }

  function wake(): void {
    for (const follower of followers) follower.wake();
  }

  function follow(token: ChangeToken, onChange: (changes: TallyChanges) => void): Following {
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
    let at: number | undefined;
    let due: NodeJS.Immediate | undefined;
    const end = (settle: () => void) => {
      clearImmediate(due);
      remove(follower);
      settle();
    };
    const step = () => {
      due = undefined;
      try {
        at ??= changeOf(token);
        const changes = after(at, token.split('.')[0]);
        if (changes === null) return;
        at = changeOf(changes.token);
        onChange(changes);
        if (followers.has(follower)) follower.wake();
      } catch (error) {
        const failure = storeFailure(error, file);
        // A store that is away for a moment loses no history: the next poll reads on from the same change.
        if (failure instanceof StoreError && failure.code === 'unavailable') return;
        end(() => reject(failure));
      }
    };
    const follower = {
      wake() {
        due ??= setImmediate(step);
      },
      stop: () => end(resolve),
    };
    if (closed) reject(closedError());
    else {
      add(follower);
      follower.wake();
    }
    return {
      ended,
      async stop() {
        follower.stop();
      },
    };
  }

  return {
    token() {
      const { identity, changes } = current();
      return tokenOf(identity, changes);
    },
    follow,
    wake,
    close() {
      closed = true;
      for (const follower of followers) follower.stop();
    },
  };
}

function historyLost(): StoreError {
  return new StoreError(
    'history-lost',
    'The store is another one, or an older copy, than the one that was followed: read everything again.',
  );
}
