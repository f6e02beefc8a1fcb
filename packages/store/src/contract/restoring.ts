import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { type Backup, openBackup } from '../backup/read-backup.ts';
import { writeBackup } from '../backup/write-backup.ts';
import { noOutcomes } from '../outcome-counts.ts';
import type { Store } from '../store.ts';
import { recordsOf, type StoreRecord } from '../store-record.ts';
import {
  allTallies,
  applied,
  deltaOf,
  given,
  kept,
  outcomesOf,
  record,
  type StoreUnderTest,
  topic,
  withdrawn,
} from './samples.ts';

const about = { createdAt: 1_770_000_000_000, sample: false };
const comment = { text: 'rivi\u2028toinen rivi\n"kolmas"', language: 'fi' as const, redacted: [] };
const names = { fi: 'Yksikkö', sv: 'Enhet', en: 'Unit' };
const directory = {
  version: 1,
  entities: [],
  areas: [],
  concepts: [],
  units: [{ id: 17, names, concept: null, provider: 'SELF_PRODUCED' as const, memberships: [] }],
};

/** Records one more answer at the position where the partition stands. */
function recordNext(store: Store, partition = 0): Promise<void> {
  return applied(store, async (tx) => {
    const at = await tx.position(topic, partition);
    await tx.advance(topic, partition, at, at + 1, `message ${at}`);
    const answer = given(`units:${partition}-${at}`, { partition });
    await tx.putAnswers([answer]);
    await tx.addTallies(partition, [deltaOf(answer)]);
    await tx.countOutcomes(topic, partition, outcomesOf('units', 'recorded', 1));
  });
}

/** Everything a store holds, in an order of its own. */
async function contentOf(store: Store): Promise<unknown[]> {
  const records: StoreRecord[] = [];
  for await (const chunk of store.records()) records.push(...chunk);
  return records.map(([kind, value]) => `${kind} ${JSON.stringify(sorted(value))}`).sort();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value) || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Sentence 5 of the contract: a store can be made again from its records. */
export function restoringContract(opened: () => Store, { open, reopen, restore }: StoreUnderTest): void {
  describe('backup and restore', () => {
    const folder = mkdtempSync(join(tmpdir(), 'backup-'));
    let files = 0;
    afterAll(() => rmSync(folder, { recursive: true }));
    const backedUp = async (store: Store): Promise<Backup> => {
      const file = join(folder, `${files++}.gz`);
      await writeBackup(store, file, about);
      return openBackup(file);
    };

    async function filled(): Promise<Store> {
      const store = opened();
      await store.putDirectory(directory);
      for (let n = 0; n < 5; n++) await recordNext(store, n % 2);
      await record(store, given('maisa:a', { alias: 'b', content: { comment, nps: null } }));
      await store.transaction(async (tx) => {
        await tx.putAnswers([withdrawn(given('helfi:w')), withdrawn(given('maisa:w', { alias: 'x' }))]);
        await tx.reject([kept(1), kept(2, { event: null, subject: null, source: null })]);
      });
      await store.putCheckpoints([
        { topicId: topic, partition: 1, offset: 1, counts: noOutcomes, mark: 'the first' },
      ]);
      return store;
    }

    it('give a store that holds the same, at the same positions, and goes on from there', async () => {
      const store = await filled();
      const backup = await backedUp(store);
      const before = await contentOf(store);
      await store.close();
      await (await open()).close();
      await restore(backup.records());
      const again = await reopen();
      expect(await contentOf(again)).toEqual(before);
      expect(await again.partitionStates(topic)).toMatchObject([
        { partition: 0, offset: 3, counts: { units: { recorded: 3 } }, mark: 'message 2' },
        { partition: 1, offset: 2, mark: 'message 1' },
      ]);
      await recordNext(again);
      const { documents, tallies } = await again.recount();
      expect(tallies.map((one) => JSON.stringify(one)).sort()).toEqual(
        documents.map((one) => JSON.stringify(one)).sort(),
      );
      expect(await again.answer('maisa:a')).toMatchObject({ alias: 'b', content: { comment } });
      expect(await again.answerByAlias('maisa', 'b')).toMatchObject({ id: 'maisa:a' });
      expect(await again.answerByAlias('maisa', 'x')).toEqual(withdrawn(given('maisa:w', { alias: 'x' })));
      await again.close();
    });

    it('are of one moment while recording goes on', async () => {
      const store = opened();
      for (let n = 0; n < 20; n++) await recordNext(store, n % 3);
      let recording = true;
      let recorded = 20;
      const recorder = (async () => {
        for (; recording; recorded++) {
          await recordNext(store, recorded % 3);
          await breath();
        }
      })();
      for (let round = 0; round < 4 && recording; round++) {
        const seen: StoreRecord[] = [];
        const least = recorded;
        for await (const chunk of store.records()) {
          seen.push(...chunk);
          // So that much is recorded between the positions, the answers and the tallies.
          const until = recorded + 3;
          while (recorded < until) await new Promise((resolve) => setTimeout(resolve, 1));
        }
        const positions = recordsOf('position', seen).reduce((sum, { offset }) => sum + offset, 0);
        const tallied = recordsOf('tally', seen).reduce((sum, { promoters }) => sum + promoters, 0);
        const counted = recordsOf('position', seen).map(({ counts }) => counts.units.recorded ?? 0);
        expect(positions).toBeGreaterThanOrEqual(least);
        expect([recordsOf('answer', seen).length, tallied, counted.reduce((a, b) => a + b)]).toEqual([
          positions,
          positions,
          positions,
        ]);
      }
      recording = false;
      await recorder;
    });

    it('are refused where the store holds something already, which stays as it is', async () => {
      const store = await filled();
      const backup = await backedUp(store);
      const before = await contentOf(store);
      await expect(restore(backup.records())).rejects.toMatchObject({ code: 'not-empty', canRetry: false });
      expect(await contentOf(store)).toEqual(before);
    });

    it('may be begun again when a restore was broken off at any chunk', async () => {
      const store = await filled();
      const backup = await backedUp(store);
      const before = await contentOf(store);
      await store.close();
      const empty = await open();
      await empty.close();
      for (const chunks of [0, 1]) {
        const broken = async function* () {
          let left = chunks;
          for await (const chunk of backup.records()) {
            for (const one of chunk) yield [one];
            if (left-- === 0) throw new Error('planned');
          }
          throw new Error('planned');
        };
        await expect(restore(broken())).rejects.toThrow('planned');
        const half = await reopen().catch((error) => error);
        // Either it cannot be opened, or it is still the empty one.
        if (half instanceof Error) expect(half).toMatchObject({ code: 'restoring', canRetry: true });
        else {
          expect(await contentOf(half)).toEqual([]);
          await half.close();
        }
      }
      await restore(backup.records());
      const again = await reopen();
      expect(await contentOf(again)).toEqual(before);
      await again.close();
    });

    it('tell those who followed the store before that its history is lost, and show them all of it afresh', async () => {
      const store = await filled();
      const backup = await backedUp(store);
      const tallies = await allTallies(store);
      await store.close();
      const followed = await open();
      const seen: number[] = [];
      const following = followed.followTallies(await followed.changeToken(), ({ documents }) => {
        seen.push(documents.length);
      });
      const lost = expect(following.ended).rejects.toMatchObject({ code: 'history-lost' });
      await restore(backup.records());
      await lost;
      expect(seen).toEqual([]);
      const token = await followed.changeToken();
      expect(await allTallies(followed)).toEqual(expect.arrayContaining(tallies));
      const told = Promise.withResolvers<void>();
      const again = followed.followTallies(token, () => told.resolve());
      await recordNext(followed);
      await told.promise;
      await again.stop();
      await followed.ping();
      await followed.close();
    });
  });
}
