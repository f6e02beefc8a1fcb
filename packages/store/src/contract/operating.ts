import type { Directory } from '@kuulolla/directory/directory';
import { describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { allTallies, countsOf, given, outcomesOf, record, type StoreUnderTest, topic } from './samples.ts';

const register = (version: number): Directory => ({
  version,
  entities: [{ id: 'family', names: { fi: 'Perhe- ja sosiaalipalvelut', sv: 'Familj', en: 'Family' } }],
  areas: [],
  concepts: [],
  units: [],
});

/** The register, checkpoints, and opening and closing. */
export function operatingContract(opened: () => Store, { reopen }: StoreUnderTest): void {
  describe('the unit register', () => {
    it('is empty at version 0 before the first import', async () => {
      expect(await opened().directory()).toEqual({
        version: 0,
        entities: [],
        areas: [],
        concepts: [],
        units: [],
      });
      expect(await opened().directoryVersion()).toBe(0);
    });

    it('is replaced only by the next version', async () => {
      await opened().putDirectory(register(1));
      for (const version of [0, 1, 3]) {
        await expect(opened().putDirectory(register(version))).rejects.toMatchObject({ code: 'conflict' });
      }
      await opened().putDirectory({ ...register(2), entities: [] });
      expect(await opened().directory()).toEqual({ ...register(2), entities: [] });
      expect(await opened().directoryVersion()).toBe(2);
    });

    it('takes one of two replacements made at once', async () => {
      const both = await Promise.allSettled([
        opened().putDirectory(register(1)),
        opened().putDirectory(register(1)),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await opened().directory()).toEqual(register(1));
    });
  });

  describe('outcomes and checkpoints', () => {
    it('add up by source and outcome, each topic and partition apart', async () => {
      await opened().transaction(async (tx) => {
        await tx.advance(topic, 1, 0, 4, 'the fourth');
        await tx.countOutcomes(topic, 1, outcomesOf('units', 'recorded', 2));
        await tx.countOutcomes(topic, 1, outcomesOf('units', 'duplicate', 1));
        await tx.countOutcomes(topic, 1, outcomesOf('-', 'rejected:not-understood', 1));
        await tx.advance('topic-2', 0, 0, 1);
      });
      await opened().transaction(async (tx) => {
        await tx.advance(topic, 1, 4, 5);
        await tx.countOutcomes(topic, 1, outcomesOf('units', 'recorded', 1));
      });
      const counts = { ...outcomesOf('units', 'recorded', 3), '-': { 'rejected:not-understood': 1 } };
      Object.assign(counts.units, { duplicate: 1 });
      expect(await opened().partitionStates(topic)).toEqual([
        { topicId: topic, partition: 1, offset: 5, counts, mark: null },
      ]);
    });

    it('are replaced partition by partition', async () => {
      const checkpoint = (partition: number, offset: number) => ({
        topicId: topic,
        partition,
        offset,
        counts: outcomesOf('maisa', 'amended', offset),
        mark: `of ${offset}`,
      });
      expect(await opened().checkpoints(topic)).toEqual([]);
      await opened().putCheckpoints([checkpoint(0, 1), checkpoint(1, 2)]);
      await opened().putCheckpoints([checkpoint(1, 9)]);
      const stored = await opened().checkpoints(topic);
      expect(stored).toHaveLength(2);
      expect(stored).toEqual(expect.arrayContaining([checkpoint(0, 1), checkpoint(1, 9)]));
      expect(await opened().checkpoints('topic-2')).toEqual([]);
      expect(await opened().partitionStates(topic)).toEqual([]);
    });
  });

  describe('the last reconciliation', () => {
    it('is none before the first, and is then replaced by each', async () => {
      expect(await opened().lastReconciled()).toBeNull();
      await opened().putReconciled({ at: 1_772_000_000_000, differences: 0 });
      await opened().putReconciled({ at: 1_772_086_400_000, differences: 3 });
      expect(await opened().lastReconciled()).toEqual({ at: 1_772_086_400_000, differences: 3 });
    });
  });

  describe('a store', () => {
    it('keeps everything over a close, and its tokens too', async () => {
      await record(opened(), given('units:a'), given('units:b'));
      await opened().putDirectory(register(1));
      const token = await opened().changeToken();
      const tallies = await allTallies(opened());
      await opened().close();
      const again = await reopen();
      expect(await again.answer('units:a')).toEqual(given('units:a'));
      expect(await allTallies(again)).toEqual(tallies);
      expect(await again.directory()).toEqual(register(1));
      const { promise: told, resolve } = Promise.withResolvers<Record<string, string>>();
      const following = again.followTallies(token, ({ documents }) => resolve(countsOf(documents)));
      await record(again, given('units:c', { day: '2026-03-03' }));
      expect(Object.keys(await told)).toEqual(['0 17 2026-03-03', '0 17 2026-03-03 units|fi|self']);
      await following.stop();
      await again.close();
    });

    it('answers a ping, and refuses everything once it was closed', async () => {
      const store = opened();
      await store.ping();
      const following = store.followTallies(await store.changeToken(), () => undefined);
      await store.close();
      await store.close();
      await following.ended;
      const calls: (() => Promise<unknown>)[] = [
        () => store.transaction(async () => undefined),
        () => store.answer('units:a'),
        () => store.answersWhere({ source: 'units', limit: 1 }),
        () => store.answerByAlias('units', 'a'),
        () => store.changeToken(),
        () => allTallies(store),
        () => store.followTallies('' as never, () => undefined).ended,
        () => store.directory(),
        () => store.directoryVersion(),
        () => store.putDirectory(register(1)),
        () => store.partitionStates(topic),
        () => store.checkpoints(topic),
        () => store.putCheckpoints([]),
        () => store.lastReconciled(),
        () => store.putReconciled({ at: 0, differences: 0 }),
        () => store.recount(),
        () => store.distinctAnswers(),
        () => store.unitDays(),
        () => store.rebuild(1, '2026-03-02'),
        () => store.rejected({ limit: 1 }),
        () => store.markRetried([], 0),
        () => store.answerCount(),
        () => store.ping(),
      ];
      for (const call of calls) {
        await expect(call(), String(call)).rejects.toMatchObject({
          name: 'StoreError',
          code: 'closed',
          canRetry: false,
        });
      }
    });

    it('lets a running transaction end before it closes', async () => {
      const reached = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      const running = opened().transaction(async (tx) => {
        reached.resolve();
        await go.promise;
        await tx.putAnswers([given('units:a')]);
      });
      await reached.promise;
      const closing = opened().close();
      go.resolve();
      await running;
      await closing;
      const again = await reopen();
      expect(await again.answer('units:a')).toEqual(given('units:a'));
      await again.close();
    });
  });
}
