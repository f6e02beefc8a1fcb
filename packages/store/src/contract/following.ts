import type { TallyDocument } from '@kuulolla/contracts/tally';
import { describe, expect, it } from 'vitest';
import type { ChangeToken, Following, Store } from '../store.ts';
import { allTallies, applied, countsOf, deltaOf, given, type StoreUnderTest } from './samples.ts';

const delta = deltaOf(given('units:a'));

/** What a reader knows who follows, applying documents by their version. */
function createView() {
  const known = new Map<string, TallyDocument>();
  const lastFollowed = new Map<string, number>();
  const waiting = new Set<() => void>();
  const keyOf = (tally: TallyDocument) => `${tally.partition} ${tally.unit} ${tally.day}`;
  const apply = (tally: TallyDocument) => {
    if ((known.get(keyOf(tally))?.version ?? -1) < tally.version) known.set(keyOf(tally), tally);
  };
  return {
    apply,
    counts: () => countsOf(known.values()),
    onChange({ documents }: { readonly documents: readonly TallyDocument[] }): void {
      for (const tally of documents) {
        expect(tally.version, 'a change must come once, in order').toBeGreaterThan(
          lastFollowed.get(keyOf(tally)) ?? -1,
        );
        lastFollowed.set(keyOf(tally), tally.version);
        apply(tally);
      }
      for (const look of waiting) look();
    },
    /** Fulfils as soon as the view is as `expected`. */
    becomes(expected: Record<string, string>): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => {
        const counts = countsOf(known.values());
        if (Object.keys(expected).some((key) => counts[key] !== expected[key])) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      return promise;
    },
  };
}

/** Sentence 3 of the contract: no hole and no double between a token, a reading and what is followed. */
export function followingContract(
  opened: () => Store,
  { open, reopen, many = 11_000 }: StoreUnderTest,
): void {
  const add = (store: Store, unit: number) => applied(store, (tx) => tx.addTallies(0, [{ ...delta, unit }]));

  describe('following', () => {
    it('tells of each change after the token, and of none before it', async () => {
      await add(opened(), 1);
      const token = await opened().changeToken();
      await add(opened(), 2);
      const view = createView();
      const following = opened().followTallies(token, view.onChange);
      await add(opened(), 3);
      await view.becomes({ '0 2 2026-03-02': '1/0/0/0', '0 3 2026-03-02': '1/0/0/0' });
      expect(view.counts()).not.toHaveProperty('0 1 2026-03-02');
      await following.stop();
    });

    it('goes on from the token of any change', async () => {
      const tokens: ChangeToken[] = [];
      const first = createView();
      const start = await opened().changeToken();
      const following = opened().followTallies(start, (changes) => {
        tokens.push(changes.token);
        first.onChange(changes);
      });
      await add(opened(), 1);
      await first.becomes({ '0 1 2026-03-02': '1/0/0/0' });
      await following.stop();
      await add(opened(), 2);
      const second = createView();
      const again = opened().followTallies(tokens.at(-1) ?? start, second.onChange);
      await second.becomes({ '0 2 2026-03-02': '1/0/0/0' });
      expect(second.counts()).not.toHaveProperty('0 1 2026-03-02');
      await again.stop();
    });

    it('tells nothing more once it was stopped', async () => {
      let calls = 0;
      const token = await opened().changeToken();
      const following = opened().followTallies(token, () => {
        calls++;
      });
      await following.stop();
      await following.ended;
      const view = createView();
      const other = opened().followTallies(token, view.onChange);
      await add(opened(), 1);
      await view.becomes({ '0 1 2026-03-02': '1/0/0/0' });
      await other.stop();
      expect(calls).toBe(0);
    });

    it('tells of what another process wrote, and of nothing that was rolled back', async () => {
      const beside = await reopen();
      const view = createView();
      const following = opened().followTallies(await opened().changeToken(), view.onChange);
      const failing = beside.transaction(async (tx) => {
        await tx.addTallies(0, [{ ...delta, unit: 5 }]);
        throw new Error('broken');
      });
      await expect(failing).rejects.toThrow('broken');
      await add(beside, 6);
      await view.becomes({ '0 6 2026-03-02': '1/0/0/0' });
      expect(view.counts()).not.toHaveProperty('0 5 2026-03-02');
      await following.stop();
      await beside.close();
    });

    it('tells of more changes than one reading holds', async () => {
      const token = await opened().changeToken();
      const deltas = Array.from({ length: many + 1_000 }, (_, unit) => ({ ...delta, unit: unit + 1 }));
      for (let from = 0; from < deltas.length; from += 4000) {
        await opened().transaction((tx) => tx.addTallies(0, deltas.slice(from, from + 4000)));
      }
      const view = createView();
      const following = opened().followTallies(token, view.onChange);
      await view.becomes(countsOf(await allTallies(opened())));
      await following.stop();
    });

    it('ends with history-lost where the token is of another store', async () => {
      const other = await open();
      await add(other, 1);
      const token = await opened().changeToken();
      const following = other.followTallies(token, () => undefined);
      await expect(following.ended).rejects.toMatchObject({ code: 'history-lost', canRetry: false });
      await other.close();
    });

    it('leaves no hole while transactions run at once with the reading', async () => {
      for (let round = 0; round < 10; round++) {
        const view = createView();
        let following: Following | undefined;
        const writer = async (unit: number) => {
          for (let i = 0; i < 10; i++) await add(opened(), 1 + ((unit + i) % 4));
        };
        const reader = async () => {
          const token = await opened().changeToken();
          for (const tally of await allTallies(opened())) view.apply(tally);
          following = opened().followTallies(token, view.onChange);
        };
        await Promise.all([writer(round), reader(), writer(round + 1)]);
        await view.becomes(countsOf(await allTallies(opened())));
        await following?.stop();
      }
    });
  });
}
