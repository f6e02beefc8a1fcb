import { describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { kept } from './samples.ts';

/** Messages that were not counted: kept, tried again, erased. */
export function keepingRejectedContract(opened: () => Store): void {
  describe('kept messages', () => {
    const rejected = (...documents: ReturnType<typeof kept>[]) =>
      opened().transaction((tx) => tx.reject(documents));
    const offsets = async (limit: number, after?: ReturnType<typeof kept>) =>
      (await opened().rejected({ limit, ...(after && { after }) })).map(({ offset }) => offset);

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
      expect(await opened().rejected({ limit: 10 })).toEqual([first, second, third]);
      expect(await offsets(2)).toEqual([3, 8]);
      expect(await offsets(10, second)).toEqual([1]);
      expect(await offsets(10, third)).toEqual([]);
    });

    it('of one moment are paged by partition and offset without loss', async () => {
      await rejected(
        ...[0, 1].flatMap((partition) => [1, 2].map((offset) => kept(offset, { partition, rejectedAt: 5 }))),
      );
      const seen: string[] = [];
      let after: ReturnType<typeof kept> | undefined;
      do {
        const [next] = await opened().rejected({ limit: 1, ...(after && { after }) });
        if (next) seen.push(`${next.partition} ${next.offset}`);
        after = next;
      } while (after);
      expect(seen).toEqual(['0 1', '0 2', '1 1', '1 2']);
    });

    it('say when they were retried', async () => {
      await rejected(kept(1), kept(2));
      await opened().markRetried([kept(1)], 1_780_000_000_000);
      expect(await opened().rejected({ limit: 10 })).toEqual([
        kept(1, { retriedAt: 1_780_000_000_000 }),
        kept(2),
      ]);
    });

    it('lose their event when their answer is withdrawn', async () => {
      await rejected(kept(1), kept(2), kept(3, { subject: 'helfi:1' }));
      await opened().transaction((tx) => tx.eraseRejected(['helfi:1', 'helfi:unknown']));
      expect(await opened().rejected({ limit: 10 })).toEqual([
        kept(1, { event: null }),
        kept(2),
        kept(3, { subject: 'helfi:1', event: null }),
      ]);
    });
  });
}
