import type { TallyCounts, TallyDocument } from '@kuulolla/contracts/tally';
import type { Directory } from '@kuulolla/directory/directory';
import type { ChangeToken, TallyChanges } from '@kuulolla/store/store';
import { StoreError } from '@kuulolla/store/store-error';
import type { FollowedStore } from './read-and-follow.ts';

/** When the store goes on with what it was asked. */
export type Turn = (what: string) => Promise<unknown>;

/**
 * A store in memory that promises no more than `Store` does: what is read shows all changes before the last token that was
 * taken, but may lack any later one, also one that a follower was told of already.
 */
export interface WeakStore {
  readonly store: FollowedStore;
  /** One transaction; a document's version rises by one. */
  add(partition: number, unit: number, day: string, promoters: number): void;
  /** Tells the follower of the next transaction. */
  deliver(): void;
  /** This many of the next readings fail, `unavailable`. */
  failReadings(times: number): void;
  loseHistory(): void;
  /** Promoters of a unit and day as they are now. */
  promoters(unit: number, day: string): number;
}

/** `lags` says, reading after reading, how many transactions it lacks if it may. */
export function createWeakStore(directory: () => Directory, turn: Turn, lags: readonly number[]): WeakStore {
  const log: TallyDocument[] = [];
  let known = 0;
  let readings = 0;
  let failing = 0;
  let following: { at: number; tell(changes: TallyChanges): void; lose(error: unknown): void } | undefined;

  function newest(documents: readonly TallyDocument[], from: string, to: string): TallyDocument[] {
    const byKey = new Map(documents.map((one) => [`${one.day} ${one.unit} ${one.partition}`, one]));
    const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([, one]) => one).filter(({ day }) => from <= day && day <= to);
  }

  async function* read(from: string, to: string): AsyncGenerator<TallyDocument[]> {
    await turn('begin to read');
    const lag = lags[readings++ % lags.length] ?? 0;
    const found = newest(log.slice(0, Math.max(known, log.length - lag)), from, to);
    const half = Math.ceil(found.length / 2);
    yield found.slice(0, half);
    await turn('read on');
    if (failing > 0) {
      failing -= 1;
      throw new StoreError('unavailable', 'The store is away.');
    }
    yield found.slice(half);
    await turn('end reading');
  }

  function deliver(): void {
    const document = following && log[following.at];
    if (following === undefined || document === undefined) return;
    following.at += 1;
    following.tell({ documents: [document], token: String(following.at) as ChangeToken });
  }

  const store: FollowedStore = {
    async changeToken() {
      await turn('take a token');
      known = log.length;
      return String(known) as ChangeToken;
    },
    tallies: (from, to = '~') => read(from, to),
    async *unitDayTallies(from, to) {
      const sums = new Map<string, TallyCounts & { unit: number; day: string }>();
      for await (const documents of read(from, to)) {
        for (const { unit, day, promoters } of documents) {
          const before = sums.get(`${unit} ${day}`)?.promoters ?? 0;
          const sum = { unit, day, promoters: before + promoters, passives: 0, detractors: 0, unscored: 0 };
          sums.set(`${unit} ${day}`, sum);
        }
      }
      yield [...sums.values()];
    },
    followTallies(token, tell) {
      const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
      const mine = { at: Number(token), tell, lose: reject };
      following = mine;
      for (let missed = log.length - mine.at; missed > 0; missed -= 1) void turn('deliver').then(deliver);
      return {
        ended,
        async stop() {
          if (following === mine) following = undefined;
          resolve();
        },
      };
    },
    directory: async () => directory(),
    directoryVersion: async () => directory().version,
  };

  return {
    store,
    add(partition, unit, day, promoters) {
      const before = newest(log, day, day).find((one) => one.unit === unit && one.partition === partition);
      log.push({
        partition,
        unit,
        day,
        version: (before?.version ?? 0) + 1,
        promoters: (before?.promoters ?? 0) + promoters,
        passives: 0,
        detractors: 0,
        unscored: 0,
        cells: {},
      });
    },
    deliver,
    failReadings(times) {
      failing += times;
    },
    loseHistory() {
      following?.lose(new StoreError('history-lost', 'The history is lost.'));
      following = undefined;
    },
    promoters: (unit, day) =>
      newest(log, day, day).reduce((sum, one) => sum + (one.unit === unit ? one.promoters : 0), 0),
  };
}
