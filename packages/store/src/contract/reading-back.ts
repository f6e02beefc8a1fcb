import type { Source } from '@kuulolla/contracts/source';
import { describe, expect, it } from 'vitest';
import type { AnswerDocument } from '../answer-document.ts';
import type { Store } from '../store.ts';
import { given, record, withdrawn } from './samples.ts';

/** What a door may read back. */
export function readingBackContract(opened: () => Store): void {
  describe('answers read back', () => {
    const at = (receivedAt: number) => ({ receivedAt: 1_770_000_000_000 + receivedAt });
    const ids = async (filter: Partial<Parameters<Store['answersWhere']>[0]>) =>
      (await opened().answersWhere({ source: 'helfi', limit: 10, ...filter })).map(({ id }) => id);

    const put = (...documents: AnswerDocument[]) => opened().transaction((tx) => tx.putAnswers(documents));

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
      const named = (alias: string) => given('helfi:1', { ...at(1), alias });
      const found = (alias: string, source: Source = 'helfi') => opened().answerByAlias(source, alias);
      await record(opened(), named('a'), given('helfi:2', at(2)));
      expect(await found('a')).toEqual(named('a'));
      expect([await found('a', 'maisa'), await found('1'), await found('')]).toEqual([null, null, null]);
      await put(named('b'));
      expect([await found('a'), await found('b')]).toEqual([null, named('b')]);
      await put(given('helfi:1', at(1)));
      expect(await found('b')).toBeNull();
    });

    it('keep their other id when they are taken back and when they are given again', async () => {
      const answer = given('maisa:1', { ...at(1), alias: 'a' });
      for (const next of [answer, withdrawn(answer), { ...answer, revision: 2 }, withdrawn(answer)]) {
        await put(next);
        expect(await opened().answerByAlias('maisa', 'a')).toEqual(next);
        expect(await opened().answer('maisa:1')).toEqual(next);
      }
      const listed = await opened().answersWhere({ source: 'maisa', limit: 10 });
      expect(listed).toEqual([]);
    });

    it('are found by another id of several the one that counts, then the newest', async () => {
      const first = given('maisa:1', { ...at(1), alias: 'a' });
      const newest = withdrawn(given('maisa:2', { ...at(3), alias: 'a' }));
      const middle = given('maisa:3', { ...at(2), alias: 'a' });
      const found = async () => (await opened().answerByAlias('maisa', 'a'))?.id;
      await put(first, newest, middle);
      expect(await found()).toBe('maisa:3');
      await put(withdrawn(middle));
      expect(await found()).toBe('maisa:1');
      await put(withdrawn(first));
      expect(await found()).toBe('maisa:2');
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
