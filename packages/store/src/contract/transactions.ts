import { describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import {
  allTallies,
  applied,
  countsOf,
  deltaOf,
  given,
  kept,
  outcomesOf,
  topic,
  withdrawn,
} from './samples.ts';

const answer = given('units:a');

/** All that a transaction can write, in the recorder's order. */
function everything(after: () => void = () => undefined) {
  return async (tx: Parameters<Parameters<Store['transaction']>[0]>[0]) => {
    await tx.advance(topic, 0, await tx.position(topic, 0), 7, 'the seventh');
    await tx.answers([answer.id]);
    await tx.putAnswers([answer]);
    await tx.addTallies(0, [deltaOf(answer)]);
    await tx.countOutcomes(topic, 0, outcomesOf('units', 'recorded', 1));
    await tx.reject([kept(3)]);
    after();
  };
}

async function nothingIsThere(store: Store): Promise<void> {
  expect(await store.answer(answer.id)).toBeNull();
  expect(await allTallies(store)).toEqual([]);
  expect(await store.partitionStates(topic)).toEqual([]);
  expect(await store.rejected({ limit: 10 })).toEqual([]);
  expect(await store.answerCount()).toBe(0);
}

/** Sentence 1 of the contract: all of it or nothing, one at a time a partition. */
export function transactionsContract(opened: () => Store): void {
  describe('transactions', () => {
    it('show all they wrote once they fulfil', async () => {
      await opened().transaction(everything());
      expect(await opened().answer(answer.id)).toEqual(answer);
      expect(countsOf(await allTallies(opened()))).toEqual({
        '0 17 2026-03-02': '1/0/0/0',
        '0 17 2026-03-02 units|fi|self': '1/0/0/0',
      });
      const counts = outcomesOf('units', 'recorded', 1);
      expect(await opened().partitionStates(topic)).toEqual([
        { topicId: topic, partition: 0, offset: 7, counts, mark: 'the seventh' },
      ]);
      expect(await opened().rejected({ limit: 10 })).toEqual([kept(3)]);
      expect(await opened().answerCount()).toBe(1);
    });

    it('give back what the work came to', async () => {
      expect(await opened().transaction(async () => 'seven')).toBe('seven');
    });

    it('leave nothing behind when the work throws at its end', async () => {
      const failing = everything(() => {
        throw new RangeError('broken');
      });
      await expect(opened().transaction(failing)).rejects.toThrow(RangeError);
      await nothingIsThere(opened());
    });

    it('are invisible to readers while they run', async () => {
      const reached = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      const running = opened().transaction(async (tx) => {
        await everything()(tx);
        reached.resolve();
        await go.promise;
      });
      await reached.promise;
      await nothingIsThere(opened());
      go.resolve();
      await running;
      expect(await opened().answer(answer.id)).toEqual(answer);
    });

    it('of one partition do not lose each other when they run at once', async () => {
      const step = () =>
        applied(opened(), async (tx) => {
          const at = await tx.position(topic, 0);
          await tx.advance(topic, 0, at, at + 1);
          await tx.addTallies(0, [deltaOf(answer)]);
          await tx.countOutcomes(topic, 0, outcomesOf('units', 'recorded', 1));
        });
      await Promise.all(Array.from({ length: 8 }, step));
      const counts = outcomesOf('units', 'recorded', 8);
      expect(await opened().partitionStates(topic)).toEqual([
        { topicId: topic, partition: 0, offset: 8, counts, mark: null },
      ]);
      expect((await allTallies(opened()))[0]).toMatchObject({ promoters: 8 });
    });

    it('go on after one has failed', async () => {
      await expect(opened().transaction(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
      await opened().transaction(everything());
      expect(await opened().answer(answer.id)).toEqual(answer);
    });
  });

  describe('positions', () => {
    it('are 0 where nothing was applied, and each topic and partition has its own', async () => {
      await opened().transaction((tx) => tx.advance(topic, 1, 0, 5));
      const positions = await opened().transaction(async (tx) => [
        await tx.position(topic, 0),
        await tx.position(topic, 1),
        await tx.position('topic-2', 1),
      ]);
      expect(positions).toEqual([0, 5, 0]);
    });

    it('refuse to move from where they are not, and the whole transaction with it', async () => {
      await opened().transaction((tx) => tx.advance(topic, 0, 0, 5));
      for (const from of [0, 4, 6]) {
        const zombie = opened().transaction(async (tx) => {
          await tx.putAnswers([answer]);
          await tx.advance(topic, 0, from, 9);
        });
        await expect(zombie).rejects.toMatchObject({ name: 'StoreError', code: 'conflict', canRetry: true });
      }
      await expect(opened().transaction((tx) => tx.advance('topic-2', 0, 1, 2))).rejects.toMatchObject({
        code: 'conflict',
      });
      expect(await opened().answer(answer.id)).toBeNull();
      expect(await opened().partitionStates(topic)).toMatchObject([{ offset: 5 }]);
    });
  });

  describe('answers', () => {
    it('come back as they were put, those unknown left out', async () => {
      const full = given('maisa:Ä/1', {
        revision: 1_772_000_000_000,
        fingerprints: ['a'.repeat(32), 'b'.repeat(32)],
        partition: 5,
        content: {
          questionnaire: null,
          nps: null,
          comment: { text: 'Hyvä "hoito" — tack!\n🙂', language: 'sv', redacted: ['phone'] },
          language: null,
          channel: null,
          respondent: 'relative',
          ageBand: '75+',
        },
      });
      await opened().transaction((tx) => tx.putAnswers([answer, full]));
      const found = await opened().transaction((tx) =>
        tx.answers([full.id, 'units:unknown', answer.id, full.id]),
      );
      expect(found).toEqual(new Map([answer, full].map((each) => [each.id, each])));
      expect(await opened().answer('units:unknown')).toBeNull();
    });

    it('are replaced whole, and a tombstone keeps no words', async () => {
      const amended = given(answer.id, { revision: 1, day: '2026-03-03', content: { nps: 2, unit: 18 } });
      await opened().transaction((tx) => tx.putAnswers([answer]));
      await opened().transaction((tx) => tx.putAnswers([amended]));
      expect(await opened().answer(answer.id)).toEqual(amended);
      await opened().transaction((tx) => tx.putAnswers([withdrawn(amended)]));
      expect(await opened().answer(answer.id)).toEqual(withdrawn(amended));
      expect(await opened().answerCount()).toBe(0);
    });
  });
}
