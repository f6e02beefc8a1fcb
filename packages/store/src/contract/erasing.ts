import { describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { given, kept, record, type StoreUnderTest, withdrawn } from './samples.ts';

const comment = (text: string) => ({ content: { comment: { text, language: 'fi' as const, redacted: [] } } });

/** Sentence 4 of the contract: erased words are gone from the files too. */
export function erasingContract(opened: () => Store, { filesContain }: StoreUnderTest): void {
  describe.skipIf(filesContain === undefined)('erased words', () => {
    const inFiles = (words: string) => filesContain?.(words);
    const words = 'kaikki meni hyvin paitsi odotus';
    const gone = () => expect.poll(() => inFiles(words), { timeout: 5000, interval: 50 }).toBe(false);

    it('are gone from the files soon after a withdrawal, while the store is open', async () => {
      const alias = 'its-other-id';
      await record(opened(), given('units:a', { alias, ...comment(words) }));
      await record(opened(), given('units:b', comment('jää')));
      expect(await inFiles(words)).toBe(true);
      await opened().transaction((tx) => tx.putAnswers([withdrawn(given('units:a', { alias }))]));
      await gone();
      expect(await inFiles('jää')).toBe(true);
      expect(await opened().answerByAlias('units', alias)).toMatchObject({ state: 'withdrawn' });
    });

    it('are gone from the files after a correction', async () => {
      await record(opened(), given('units:a', comment(words)));
      await opened().transaction(async (tx) => {
        await tx.answers(['units:a']);
        await tx.putAnswers([given('units:a', comment('parempi'))]);
      });
      await gone();
    });

    it('are gone from the files when a kept message is erased', async () => {
      const event = { headers: {}, value: words };
      await opened().transaction((tx) => tx.reject([kept(1, { event })]));
      expect(await inFiles(words)).toBe(true);
      await opened().transaction((tx) => tx.eraseRejected(['helfi:1']));
      await gone();
    });

    it('are gone from the files after a withdrawal and a close', async () => {
      await record(opened(), given('units:a', comment(words)));
      await opened().transaction((tx) => tx.putAnswers([withdrawn(given('units:a'))]));
      await opened().close();
      expect(await inFiles(words)).toBe(false);
    });

    it('leave no copy among many kept messages', async () => {
      const messages = Array.from({ length: 2000 }, (_, n) =>
        kept(n, { event: { headers: {}, value: `${words} ${'x'.repeat((n * 31) % 900)}` } }),
      );
      await opened().transaction((tx) => tx.reject(messages));
      const ids = messages.map(({ subject }) => String(subject));
      for (const half of [0, 1]) {
        await opened().transaction((tx) => tx.eraseRejected(ids.filter((_, n) => n % 2 === half)));
      }
      await opened().close();
      expect(await inFiles(words)).toBe(false);
    });

    it('leave no copy where pages were split and answers grew', async () => {
      const batch = (from: number, text: string) =>
        Array.from({ length: 500 }, (_, i) => {
          const n = from + i;
          return given(`units:${(n * 7919) % 4000}`, comment(`${text} ${'x'.repeat((n * 31) % 900)}`));
        });
      for (let from = 0; from < 4000; from += 500) await record(opened(), ...batch(from, words));
      for (let from = 0; from < 4000; from += 1500)
        await record(opened(), ...batch(from, `${words} ${words} y`));
      for (let from = 0; from < 4000; from += 500) {
        await opened().transaction((tx) => tx.putAnswers(batch(from, '').map(withdrawn)));
      }
      await opened().close();
      expect(await inFiles(words)).toBe(false);
    });
  });
}
