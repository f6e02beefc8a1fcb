import type { Directory } from '@kuulolla/directory/directory';
import { describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import {
  allTallies,
  given,
  kept,
  outcomesOf,
  record,
  type StoreUnderTest,
  topic,
  withdrawn,
} from './samples.ts';

const register = (version: number): Directory => ({
  version,
  entities: [{ id: 'family', names: { fi: 'Perhe- ja sosiaalipalvelut', sv: 'Familj', en: 'Family' } }],
  areas: [],
  concepts: [],
  units: [],
});

/** The register, checkpoints, kept messages, and opening and closing. */
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
    });

    it('is replaced only by the next version', async () => {
      await opened().putDirectory(register(1));
      for (const version of [0, 1, 3]) {
        await expect(opened().putDirectory(register(version))).rejects.toMatchObject({ code: 'conflict' });
      }
      await opened().putDirectory({ ...register(2), entities: [] });
      expect(await opened().directory()).toEqual({ ...register(2), entities: [] });
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
        await tx.advance(topic, 1, 0, 4);
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
        { topicId: topic, partition: 1, offset: 5, counts },
      ]);
    });

    it('are replaced partition by partition', async () => {
      const checkpoint = (partition: number, offset: number) => ({
        topicId: topic,
        partition,
        offset,
        counts: outcomesOf('maisa', 'amended', offset),
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

  describe('kept messages', () => {
    const rejected = (...documents: ReturnType<typeof kept>[]) =>
      opened().transaction((tx) => tx.reject(documents));
    const offsets = async (open: boolean, after?: ReturnType<typeof kept>, limit = 10) =>
      (await opened().rejected({ open, limit, ...(after && { after }) })).map(({ offset }) => offset);

    it('come back whole, the oldest first, page by page', async () => {
      const unread = kept(8, {
        reason: 'not-understood',
        field: null,
        source: null,
        subject: null,
        unit: null,
      });
      const documents = [
        kept(3, { rejectedAt: 5 }),
        kept(1, { rejectedAt: 9 }),
        { ...unread, rejectedAt: 7, event: null },
      ];
      await rejected(...documents);
      const [first, third, second] = documents as [
        (typeof documents)[0],
        (typeof documents)[0],
        (typeof documents)[0],
      ];
      expect(await opened().rejected({ open: false, limit: 10 })).toEqual([first, second, third]);
      expect(await offsets(false, undefined, 2)).toEqual([3, 8]);
      expect(await offsets(false, second)).toEqual([1]);
      expect(await offsets(false, third)).toEqual([]);
    });

    it('of one moment are paged by partition and offset without loss', async () => {
      await rejected(
        ...[0, 1].flatMap((partition) => [1, 2].map((offset) => kept(offset, { partition, rejectedAt: 5 }))),
      );
      const seen: string[] = [];
      let after: ReturnType<typeof kept> | undefined;
      do {
        const [next] = await opened().rejected({ open: true, limit: 1, ...(after && { after }) });
        if (next) seen.push(`${next.partition} ${next.offset}`);
        after = next;
      } while (after);
      expect(seen).toEqual(['0 1', '0 2', '1 1', '1 2']);
    });

    it('are no longer open once retried', async () => {
      await rejected(kept(1), kept(2));
      await opened().markRetried([kept(1)], 1_780_000_000_000);
      expect(await offsets(true)).toEqual([2]);
      expect(await opened().rejected({ open: false, limit: 1 })).toEqual([
        kept(1, { retriedAt: 1_780_000_000_000 }),
      ]);
    });

    it('lose their event, and are no longer open, when their answer is withdrawn', async () => {
      await rejected(kept(1), kept(2), kept(3, { subject: 'helfi:1' }));
      await opened().transaction((tx) => tx.eraseRejected(['helfi:1', 'helfi:unknown']));
      expect(await offsets(true)).toEqual([2]);
      expect(await opened().rejected({ open: false, limit: 1 })).toEqual([kept(1, { event: null })]);
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
      expect(await again.changeToken()).toBe(token);
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
        () => store.changeToken(),
        () => allTallies(store),
        () => store.followTallies('' as never, () => undefined).ended,
        () => store.directory(),
        () => store.putDirectory(register(1)),
        () => store.partitionStates(topic),
        () => store.checkpoints(topic),
        () => store.putCheckpoints([]),
        () => store.recount(),
        () => store.distinctAnswers(),
        () => store.unitDays(),
        () => store.rebuild(1, '2026-03-02'),
        () => store.rejected({ open: true, limit: 1 }),
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

  describe('answers read back', () => {
    const at = (receivedAt: number) => ({ receivedAt: 1_770_000_000_000 + receivedAt });
    const ids = async (filter: Partial<Parameters<Store['answersWhere']>[0]>) =>
      (await opened().answersWhere({ source: 'helfi', limit: 10, ...filter })).map(({ id }) => id);

    it('are the newest of one source, as many as asked for', async () => {
      await record(
        opened(),
        given('helfi:1', at(1)),
        given('helfi:3', at(3)),
        given('helfi:2', at(2)),
        given('units:4', at(4)),
      );
      expect(await ids({})).toEqual(['helfi:3', 'helfi:2', 'helfi:1']);
      expect(await ids({ limit: 2 })).toEqual(['helfi:3', 'helfi:2']);
      expect(await opened().answersWhere({ source: 'units', limit: 1 })).toEqual([given('units:4', at(4))]);
    });

    it('are found by their other id as long as they have it, and not under another source', async () => {
      const named = (alias?: string) => given('helfi:1', { ...at(1), content: alias ? { alias } : {} });
      await record(opened(), named('a'), given('helfi:2', at(2)));
      expect(await ids({ alias: 'a' })).toEqual(['helfi:1']);
      expect(await ids({ alias: 'a', source: 'maisa' })).toEqual([]);
      await opened().transaction((tx) => tx.putAnswers([named('b')]));
      expect([await ids({ alias: 'a' }), await ids({ alias: 'b' })]).toEqual([[], ['helfi:1']]);
      await opened().transaction((tx) => tx.putAnswers([withdrawn(named('b'))]));
      expect(await ids({ alias: 'b' })).toEqual([]);
    });

    it('are only those every part of the filter lets through, and no tombstones', async () => {
      const one = given('helfi:1', { ...at(1), content: { unit: 20, questionnaire: null } });
      await record(opened(), one, given('helfi:2', at(2)), given('helfi:3', at(3)));
      await opened().transaction((tx) => tx.putAnswers([withdrawn(given('helfi:4', at(4)))]));
      expect(await ids({ ids: ['helfi:4', 'helfi:2', 'helfi:9', 'helfi:1'] })).toEqual([
        'helfi:2',
        'helfi:1',
      ]);
      expect(await ids({ ids: [] })).toEqual([]);
      expect(await ids({ unit: 20 })).toEqual(['helfi:1']);
      expect(await ids({ questionnaire: 'visit-2026' })).toEqual(['helfi:3', 'helfi:2']);
      expect(await ids({ receivedFrom: at(2).receivedAt })).toEqual(['helfi:3', 'helfi:2']);
      expect(await ids({ receivedTo: at(2).receivedAt })).toEqual(['helfi:2', 'helfi:1']);
      expect(await ids({ receivedFrom: at(2).receivedAt, receivedTo: at(2).receivedAt, unit: 17 })).toEqual([
        'helfi:2',
      ]);
    });
  });
}
