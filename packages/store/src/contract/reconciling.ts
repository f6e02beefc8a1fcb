import { describe, expect, it } from 'vitest';
import type { Recount, Store } from '../store.ts';
import type { StoreRecord } from '../store-record.ts';
import { allTallies, countsOf, deltaOf, given, record, type StoreUnderTest, withdrawn } from './samples.ts';

const lines = (recounts: readonly Recount[]) =>
  recounts
    .map(({ source, unit, day, ...c }) =>
      [source, unit, day, `${c.promoters}/${c.passives}/${c.detractors}/${c.unscored}`].join(' '),
    )
    .sort();

const answers = [
  given('units:a'),
  given('units:b', { partition: 1, content: { nps: 8, language: 'sv' } }),
  given('units:c', { partition: 1, content: { nps: 0 } }),
  given('helfi:d', { content: { nps: null } }),
  given('helfi:e', { day: '2026-03-03', content: { nps: 7, respondent: 'relative', language: null } }),
  given('maisa:f', { content: { unit: 18, nps: 10 } }),
];

/** All a store holds, with tallies that somebody wrote who cannot add: of unit 17 the sums are wrong, of unit 18 a cell. */
async function* tampered(records: readonly StoreRecord[]): AsyncGenerator<StoreRecord[]> {
  yield records.map((record) => {
    if (record[0] !== 'tally') return record;
    const [kind, tally] = record;
    if (tally.unit === 17) return [kind, { ...tally, promoters: tally.promoters + 50, unscored: -1 }];
    return [kind, { ...tally, cells: { ...tally.cells, 'maisa|fi|self': [51, 0, 0, 0] } }];
  });
}

/** What the reconciler reads, and what a rebuild mends. */
export function reconcilingContract(opened: () => Store, { open, reopen, restore }: StoreUnderTest): void {
  describe('recounting', () => {
    it('finds documents and tallies equal by source, unit and day, whatever the partition', async () => {
      await record(opened(), ...answers);
      const { documents, tallies } = await opened().recount();
      expect(lines(documents)).toEqual([
        'helfi 17 2026-03-02 0/0/0/1',
        'helfi 17 2026-03-03 0/1/0/0',
        'maisa 18 2026-03-02 1/0/0/0',
        'units 17 2026-03-02 1/1/1/0',
      ]);
      expect(lines(tallies)).toEqual(lines(documents));
    });

    it('shows tallies that differ from the documents', async () => {
      await record(opened(), ...answers);
      await opened().transaction((tx) => tx.addTallies(0, [{ ...deltaOf(given('units:a')), promoters: 2 }]));
      const { documents, tallies } = await opened().recount();
      expect(lines(documents)).toContain('units 17 2026-03-02 1/1/1/0');
      expect(lines(tallies)).toContain('units 17 2026-03-02 3/1/1/0');
    });

    it('reads what everybody reads: no sum is shown that is not of the cells, whoever wrote the tally', async () => {
      await record(opened(), ...answers);
      const right = countsOf(await allTallies(opened()));
      const records: StoreRecord[] = [];
      for await (const chunk of opened().records()) records.push(...chunk);
      await opened().close();
      await (await open()).close();
      await restore(tampered(records));
      const store = await reopen();
      const wrong = '51/0/0/0';
      expect(countsOf(await allTallies(store))).toEqual({
        ...right,
        '0 18 2026-03-02': wrong,
        '0 18 2026-03-02 maisa|fi|self': wrong,
      });
      const { documents, tallies } = await store.recount();
      expect(lines(tallies).filter((line) => !lines(documents).includes(line))).toEqual([
        `maisa 18 2026-03-02 ${wrong}`,
      ]);
      for (const { unit, day } of await store.unitDays()) await store.rebuild(unit, day);
      expect(countsOf(await allTallies(store))).toEqual(right);
      await store.close();
    });

    it('counts a withdrawn answer nowhere, and a tally that went to zero equals no documents', async () => {
      const [first] = answers as [(typeof answers)[0]];
      await record(opened(), first);
      await opened().transaction(async (tx) => {
        await tx.putAnswers([withdrawn(first)]);
        await tx.addTallies(0, [deltaOf(first, -1)]);
      });
      expect(await opened().recount()).toEqual({ documents: [], tallies: [] });
    });

    it('counts distinct answers by source, unit and day, and withdrawn ones by source', async () => {
      await record(opened(), ...answers);
      await opened().transaction((tx) => tx.putAnswers([withdrawn(given('helfi:gone'))]));
      const counted = (await opened().distinctAnswers()).map(
        (c) => `${c.source} ${c.unit} ${c.day} ${c.answers}`,
      );
      expect(counted.sort()).toEqual([
        'helfi 17 2026-03-02 1',
        'helfi 17 2026-03-03 1',
        'helfi null null 1',
        'maisa 18 2026-03-02 1',
        'units 17 2026-03-02 3',
      ]);
    });

    it('lists unit-days that have only documents or only tallies, each once', async () => {
      await record(opened(), ...answers.slice(0, 2));
      await opened().transaction(async (tx) => {
        await tx.putAnswers([given('units:only', { day: '2026-03-05' })]);
        await tx.addTallies(0, [{ ...deltaOf(given('units:a')), unit: 30 }]);
      });
      const days = (await opened().unitDays()).map(({ unit, day }) => `${unit} ${day}`);
      expect(days.sort()).toEqual(['17 2026-03-02', '17 2026-03-05', '30 2026-03-02']);
    });
  });

  describe('a rebuild', () => {
    it('changes nothing where nothing differs', async () => {
      await record(opened(), ...answers);
      const before = await allTallies(opened());
      expect(await opened().rebuild(17, '2026-03-02')).toEqual([]);
      expect(await allTallies(opened())).toEqual(before);
    });

    it('adds only the difference of its unit and day, reports it, and is followed', async () => {
      await record(opened(), ...answers);
      const right = countsOf(await allTallies(opened()));
      const wrong = { ...deltaOf(given('units:a')), promoters: 3, unscored: -1 };
      await opened().transaction((tx) => tx.addTallies(0, [wrong, { ...wrong, day: '2026-03-03' }]));
      const token = await opened().changeToken();
      const { promise: told, resolve } = Promise.withResolvers<Record<string, string>>();
      const following = opened().followTallies(token, ({ documents }) => resolve(countsOf(documents)));
      expect(await opened().rebuild(17, '2026-03-02')).toEqual([
        { unit: 17, day: '2026-03-02', cell: 'units|fi|self', tallied: [4, 0, 0, -1], counted: [1, 0, 0, 0] },
      ]);
      expect(await told).toMatchObject({ '0 17 2026-03-02': right['0 17 2026-03-02'] });
      await following.stop();
      expect(await opened().rebuild(17, '2026-03-02')).toEqual([]);
      expect(await opened().rebuild(17, '2026-03-03')).toHaveLength(1);
      expect(countsOf(await allTallies(opened()))).toEqual(right);
    });

    it('makes tallies that are missing', async () => {
      await opened().transaction((tx) => tx.putAnswers([given('units:b', { partition: 3 })]));
      expect(await opened().rebuild(17, '2026-03-02')).toMatchObject([
        { cell: 'units|fi|self', tallied: [0, 0, 0, 0], counted: [1, 0, 0, 0] },
      ]);
      expect(countsOf(await allTallies(opened()))).toMatchObject({ '3 17 2026-03-02': '1/0/0/0' });
    });

    it('loses and repeats nothing while answers are recorded', async () => {
      await opened().transaction((tx) =>
        tx.addTallies(0, [{ ...deltaOf(given('units:a')), promoters: 100 }]),
      );
      const recording = async () => {
        for (let i = 0; i < 20; i++) await record(opened(), given(`units:${i}`));
      };
      const rebuilding = async () => {
        for (let i = 0; i < 5; i++) await opened().rebuild(17, '2026-03-02').catch(retryable);
      };
      await Promise.all([recording(), rebuilding()]);
      await opened().rebuild(17, '2026-03-02');
      expect(countsOf(await allTallies(opened()))).toMatchObject({ '0 17 2026-03-02': '20/0/0/0' });
    });
  });
}

function retryable(error: unknown): void {
  expect(error).toMatchObject({ code: 'conflict' });
}
