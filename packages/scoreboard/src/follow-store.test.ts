import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { Directory } from '@kuulolla/directory/directory';
import type { ChangeToken, TallyChanges } from '@kuulolla/store/store';
import { StoreError } from '@kuulolla/store/store-error';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type FollowOptions, followScoreboard, type ScoreboardFollower } from './follow-store.ts';
import type { FollowedStore } from './read-and-follow.ts';
import { always, smallDirectory, tally } from './scoreboard.test-kit.ts';

const today = '2026-11-20';

/** A store in memory whose changes can be let in at any moment, also between the token and the read. */
function memoryStore() {
  const log: TallyDocument[] = [];
  let directory: Directory = smallDirectory({ 1: always('a') });
  let follower:
    | { at: number; onChange: (changes: TallyChanges) => void; fail: (error: unknown) => void }
    | undefined;
  const put = (document: TallyDocument) => {
    log.push(document);
    follower?.onChange({ documents: [document], token: String(log.length) as ChangeToken });
  };
  const hooks: Partial<Record<'read' | 'whileReading' | 'whileSumming', (() => void) | undefined>> = {};
  const store: FollowedStore = {
    changeToken: async () => String(log.length) as ChangeToken,
    async *tallies(from, to = '~') {
      hooks.read?.();
      yield log.filter(({ day }) => from <= day && day <= to);
      hooks.whileReading?.();
    },
    async *unitDayTallies(from, to) {
      const newest = new Map(log.map((document) => [`${document.unit} ${document.day}`, document]));
      yield [...newest.values()].filter(({ day }) => from <= day && day <= to);
      hooks.whileSumming?.();
    },
    followTallies(token, onChange) {
      const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
      follower = { at: Number(token), onChange, fail: reject };
      const missed = log.slice(Number(token));
      if (missed.length > 0) onChange({ documents: missed, token: String(log.length) as ChangeToken });
      return {
        ended,
        async stop() {
          follower = undefined;
          resolve();
        },
      };
    },
    directory: async () => directory,
    directoryVersion: async () => directory.version,
  };
  return {
    store,
    put,
    hooks,
    setDirectory(next: Directory) {
      directory = next;
    },
    loseHistory: () => follower?.fail(new StoreError('history-lost', 'The history is lost.')),
    fail: (error: unknown) => follower?.fail(error),
  };
}

let open: ScoreboardFollower | undefined;
afterEach(async () => {
  await open?.stop();
  open = undefined;
});
async function follow(store: FollowedStore, options: Partial<FollowOptions> = {}) {
  open = await followScoreboard(store, {
    today: () => today,
    directoryEveryMs: 5,
    retryAfterMs: 2,
    ...options,
  });
  return open;
}
const promoters = (follower: ScoreboardFollower) => follower.scoreboard.counts('all', today, today).promoters;

describe('following a store', () => {
  test('loses no change that comes between the token, the read and the follow, and counts none twice', async () => {
    const { store, put, hooks } = memoryStore();
    put(tally(1, today, { promoters: 1 }, 1));
    hooks.whileReading = () => put(tally(1, today, { promoters: 2 }, 2));
    const follower = await follow(store);
    expect(promoters(follower)).toBe(2);
    put(tally(1, today, { promoters: 3 }, 3));
    expect(promoters(follower)).toBe(3);
  });

  test('counts a late arrival once, also one that came while its day was added up or read', async () => {
    const { store, put, hooks } = memoryStore();
    const longAgo = '2026-05-04';
    put(tally(1, longAgo, { promoters: 1 }, 1));
    hooks.whileSumming = () => put(tally(1, longAgo, { promoters: 2 }, 2));
    const follower = await follow(store);
    const sum = () => follower.scoreboard.counts('all', longAgo, longAgo).promoters;
    await expect.poll(sum).toBe(2);
    hooks.whileReading = () => {
      hooks.whileReading = undefined;
      put(tally(1, '2026-05-05', { promoters: 2 }, 4));
    };
    put(tally(1, '2026-05-05', { promoters: 1 }, 3));
    put(tally(1, longAgo, { promoters: 3 }, 5));
    expect(sum()).toBe(3);
    await expect.poll(() => follower.scoreboard.counts('all', longAgo, today).promoters).toBe(5);
  });

  test('tells of a late arrival once its day has been read', async () => {
    const { store, put } = memoryStore();
    const follower = await follow(store);
    const told = new Promise<unknown>((resolve) =>
      follower.onChange((scopes, documents) => resolve([...scopes, ...documents.map(({ unit }) => unit)])),
    );
    put(tally(1, '2026-05-04', { promoters: 1 }, 1));
    expect(await told).toEqual(expect.arrayContaining(['unit:1', 'area:a', 1]));
  });

  test('reads everything again where the day of a late arrival cannot be read', async () => {
    const { store, put, hooks } = memoryStore();
    const follower = await follow(store);
    hooks.read = () => {
      hooks.read = undefined;
      throw new StoreError('unavailable', 'The store is away.');
    };
    put(tally(1, '2026-05-04', { promoters: 1 }, 1));
    await expect.poll(() => follower.epoch).toBe(1);
    expect(follower.scoreboard.counts('all', '2026-05-04', today).promoters).toBe(1);
  });

  test.each(['stops', 'loses the history'])(
    'reads no further day of late arrivals once it %s',
    async (how) => {
      const { store, put, hooks, loseHistory } = memoryStore();
      const follower = await follow(store);
      const told = vi.fn();
      const { promise: isReading, resolve } = Promise.withResolvers<void>();
      const reading = vi.spyOn(store, 'tallies');
      hooks.whileReading = () => {
        hooks.whileReading = undefined;
        if (how === 'loses the history') loseHistory();
        else void follower.stop();
        follower.onChange(told);
        resolve();
      };
      for (const day of ['2026-05-04', '2026-05-05', '2026-05-06']) put(tally(1, day, { promoters: 1 }));
      await isReading;
      if (how === 'stops') await follower.stop();
      else await expect.poll(() => follower.epoch).toBe(1);
      await new Promise((later) => setImmediate(later));
      const days = reading.mock.calls.map(([from, to]) => to && from);
      expect(days.filter((day) => day !== undefined)).toEqual(['2026-05-04']);
      for (const [, documents] of told.mock.calls) expect(documents).toEqual([]);
    },
  );

  test('still counts what comes for a day that was settled as the date moved', async () => {
    const { store, put } = memoryStore();
    let day = today;
    const follower = await follow(store, { today: () => day, openDays: 3 });
    put(tally(1, today, { promoters: 1 }, 1));
    day = '2026-11-30';
    await expect.poll(() => follower.scoreboard.isOpen(today)).toBe(false);
    put(tally(1, today, { promoters: 2 }, 2));
    await expect.poll(() => promoters(follower)).toBe(2);
  });

  test('tells each listener which scopes moved, until it asks for no more', async () => {
    const { store, put } = memoryStore();
    const follower = await follow(store);
    const heard: string[] = [];
    const silence = follower.onChange((scopes) => heard.push(...scopes));
    put(tally(1, today, { promoters: 1 }, 1));
    expect(heard).toContain('unit:1');
    silence();
    heard.length = 0;
    put(tally(1, today, { promoters: 2 }, 2));
    expect(heard).toEqual([]);
  });

  test('shows a unit that is imported while it runs, with the answers it already had', async () => {
    const { store, put, setDirectory } = memoryStore();
    const follower = await follow(store);
    put(tally(9, today, { promoters: 4 }, 1));
    expect(promoters(follower)).toBe(0);
    const told = new Promise<ReadonlySet<string>>((resolve) => follower.onChange(resolve));
    setDirectory(smallDirectory({ 1: always('a'), 9: always('b') }, 2));
    expect(await told).toContain('unit:9');
    expect(follower.directoryVersion).toBe(2);
    expect(promoters(follower)).toBe(4);
  });

  test('reads everything again when the history is lost, in a new epoch', async () => {
    const { store, put, loseHistory, hooks } = memoryStore();
    const follower = await follow(store);
    put(tally(1, today, { promoters: 1 }, 1));
    const old = follower.scoreboard;
    hooks.whileReading = () => {
      hooks.whileReading = undefined;
      put(tally(1, today, { promoters: 5 }, 2));
    };
    const told = new Promise<ReadonlySet<string>>((resolve) => {
      follower.onChange((scopes) => {
        if (follower.epoch === 1) resolve(scopes);
      });
    });
    loseHistory();
    expect(await told).toContain('unit:1');
    expect(follower.scoreboard).not.toBe(old);
    expect(promoters(follower)).toBe(5);
    put(tally(1, today, { promoters: 6 }, 3));
    expect(promoters(follower)).toBe(6);
  });

  test('tries again while the store is away, and answers from what it has', async () => {
    const { store, put, fail, hooks } = memoryStore();
    const trouble = vi.fn();
    const follower = await follow(store, { onTrouble: trouble });
    put(tally(1, today, { promoters: 1 }, 1));
    let failures = 3;
    hooks.read = () => {
      if (failures-- > 0) throw new StoreError('unavailable', 'The store is away.');
    };
    const told = new Promise((resolve) => follower.onChange(resolve));
    fail(new StoreError('unavailable', 'The store is away.'));
    expect(promoters(follower)).toBe(1);
    await told;
    expect(trouble).toHaveBeenCalledTimes(4);
    expect(follower.epoch).toBe(1);
  });

  test('ends with the reason where trying again cannot help', async () => {
    const { store, fail } = memoryStore();
    const follower = await follow(store);
    fail(new StoreError('wrong-version', 'The store is of a newer version.'));
    await expect(follower.ended).rejects.toMatchObject({ code: 'wrong-version' });
  });

  test('does not hang when it is stopped, also in the middle of trying again', async () => {
    const { store, fail, hooks } = memoryStore();
    const follower = await follow(store, { retryAfterMs: 60_000 });
    hooks.read = () => {
      throw new StoreError('unavailable', 'The store is away.');
    };
    fail(new StoreError('unavailable', 'The store is away.'));
    await new Promise((resolve) => setImmediate(resolve));
    await follower.stop();
    await follower.ended;
  });
});
