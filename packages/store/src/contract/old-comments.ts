import { describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { allTallies, countsOf, given, kept, record, type StoreUnderTest } from './samples.ts';

const words = 'sanat jotka vanhenevat';
const comment = { text: words, language: 'sv' as const, redacted: ['phone' as const] };
const midnight = Date.parse('2026-03-03T00:00:00+02:00');

/** Words that were kept for as long as they may be. */
export function oldCommentsContract(opened: () => Store, { filesContain }: StoreUnderTest): void {
  describe('old comments', () => {
    const old = given('units:old', { day: '2026-03-02', content: { comment } });
    const recent = given('units:recent', { day: '2026-03-03', content: { comment } });

    it('lose their words, and nothing else of the answer', async () => {
      await record(opened(), old, recent);
      const tallies = countsOf(await allTallies(opened()));
      expect(await opened().eraseCommentsBefore('2026-03-03', 100)).toBe(1);
      expect(await opened().answer(old.id)).toEqual({
        ...old,
        content: { ...old.content, comment: { ...comment, text: '' } },
      });
      expect(await opened().answer(recent.id)).toEqual(recent);
      expect(countsOf(await allTallies(opened()))).toEqual(tallies);
      expect(await opened().recount()).toMatchObject({ documents: [{ promoters: 1 }, { promoters: 1 }] });
    });

    it('are erased a limited number at a time, and each once', async () => {
      const many = Array.from({ length: 7 }, (_, n) => given(`units:${n}`, { content: { comment } }));
      await record(opened(), ...many, given('units:none'));
      const messages = [0, 1, 2].map((n) => kept(n, { rejectedAt: midnight - 1 - n }));
      await opened().transaction((tx) => tx.reject([...messages, kept(3, { rejectedAt: midnight })]));
      const erased: number[] = [];
      do erased.push(await opened().eraseCommentsBefore('2026-03-03', 4));
      while (erased.at(-1) === 4);
      expect(erased).toEqual([4, 4, 2]);
      expect(await opened().eraseCommentsBefore('2026-03-03', 4)).toBe(0);
      const messagesLeft = await opened().rejected({ limit: 10 });
      expect(messagesLeft.filter(({ event }) => event).map(({ offset }) => offset)).toEqual([3]);
    });

    it('are found again when a correction brings new words', async () => {
      await record(opened(), old);
      await opened().eraseCommentsBefore('2026-03-03', 10);
      await opened().transaction(async (tx) => {
        await tx.answers([old.id]);
        await tx.putAnswers([{ ...old, revision: 1 }]);
      });
      expect(await opened().eraseCommentsBefore('2026-03-03', 10)).toBe(1);
      expect(await opened().eraseCommentsBefore('2026-03-03', 10)).toBe(0);
    });

    it.skipIf(filesContain === undefined)('are gone from the files when it is done', async () => {
      await record(opened(), old);
      await opened().transaction((tx) =>
        tx.reject([kept(1, { event: { headers: {}, value: words }, rejectedAt: 1 })]),
      );
      expect(await filesContain?.(words)).toBe(true);
      expect(await opened().eraseCommentsBefore('2026-03-03', 10)).toBe(2);
      expect(await filesContain?.(words)).toBe(false);
    });
  });
}
