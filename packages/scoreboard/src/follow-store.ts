import { setTimeout as pause } from 'node:timers/promises';
import { addDays, type Day } from '@kuulolla/calendar/day';
import type { Scope } from '@kuulolla/contracts/score';
import type { TallyDocument } from '@kuulolla/contracts/tally';
import { type FollowedStore, readAndFollow } from './read-and-follow.ts';
import type { Scoreboard } from './scoreboard.ts';

export interface FollowOptions {
  /** The Helsinki day it is; asked whenever the tallies are read. */
  readonly today: () => Day;
  /** How many days before today are kept. 800 hold every window and the one before it. */
  readonly horizonDays?: number;
  /** How many days before today are open, their documents kept (see `Scoreboard`). 14 hold all but late arrivals. */
  readonly openDays?: number;
  /** How often the register's version and the date are looked at, ms. */
  readonly directoryEveryMs?: number;
  /** Pause before a failed read is tried again, ms; it doubles up to 32 times that. */
  readonly retryAfterMs?: number;
  /** Told of each failure after which it goes on. */
  readonly onTrouble?: (error: unknown) => void;
}

/** Called with the scopes that may have moved, and the documents that came with the change: none where all was read again. */
export type ChangeListener = (scopes: ReadonlySet<Scope>, documents: readonly TallyDocument[]) => void;

/** A scoreboard that follows a store. */
export interface ScoreboardFollower {
  /** The current one; another object after the store's history was lost, so do not hold on to it. */
  readonly scoreboard: Scoreboard;
  /** Rises by one each time the scoreboard had to be read afresh. */
  readonly epoch: number;
  readonly directoryVersion: number;
  /** Calls back right after each change with the scopes that may have moved. Returns how to end that. */
  onChange(listener: ChangeListener): () => void;
  /** Fulfils after `stop`; rejects where the store failed in a way that trying again cannot mend. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps a scoreboard current from a store; fulfils once everything has been read. Where the store's history is lost, or
 * following fails and may be tried again, all is read into a new scoreboard; the old one answers until that is done.
 */
export async function followScoreboard(
  store: FollowedStore,
  options: FollowOptions,
): Promise<ScoreboardFollower> {
  const { directoryEveryMs = 1_000, retryAfterMs = 250, onTrouble = () => {} } = options;
  const listeners = new Set<ChangeListener>();
  const stopping = new AbortController();
  let epoch = 0;

  const tell: ChangeListener = (scopes, documents) => {
    for (const listener of listeners) listener(scopes, documents);
  };
  const firstOpen = () => addDays(options.today(), -(options.openDays ?? 14));
  const read = () => {
    const from = addDays(options.today(), -(options.horizonDays ?? 800));
    return readAndFollow(store, { from, openFrom: firstOpen() }, tell);
  };
  const wait = (ms: number) => pause(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => {});

  const readAgain = async () => {
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      try {
        const next = await read();
        if (stopping.signal.aborted) return next.following.stop();
        current = next;
        epoch += 1;
        return tell(new Set(next.scoreboard.scopes()), []);
      } catch (error) {
        if (!mayGoOn(error)) throw error;
        onTrouble(error);
        await wait(retryAfterMs * 2 ** Math.min(failures, 5));
      }
    }
  };
  const follow = async () => {
    while (!stopping.signal.aborted) {
      try {
        await current.following.ended;
        if (!stopping.signal.aborted) throw new Error('The store stopped following without being asked to.');
      } catch (error) {
        if (!mayGoOn(error)) throw error;
        onTrouble(error);
        await readAgain();
      }
    }
  };
  const followDirectoryAndDate = async () => {
    for (await wait(directoryEveryMs); !stopping.signal.aborted; await wait(directoryEveryMs)) {
      try {
        current.scoreboard.settleBefore(firstOpen());
        if ((await store.directoryVersion()) !== current.scoreboard.directoryVersion) {
          tell(current.scoreboard.setDirectory(await store.directory()), []);
        }
      } catch (error) {
        if (!stopping.signal.aborted) onTrouble(error);
      }
    }
  };

  let current = await read();
  const ended = follow();
  ended.catch(() => stopping.abort());
  const directoryEnded = followDirectoryAndDate();

  return {
    get scoreboard() {
      return current.scoreboard;
    },
    get epoch() {
      return epoch;
    },
    get directoryVersion() {
      return current.scoreboard.directoryVersion;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ended,
    async stop() {
      stopping.abort();
      listeners.clear();
      await current.following.stop();
      await Promise.allSettled([ended, directoryEnded]);
    },
  };
}

function mayGoOn(error: unknown): boolean {
  const { code, canRetry } = (error ?? {}) as { code?: unknown; canRetry?: unknown };
  return code === 'history-lost' || canRetry === true;
}
