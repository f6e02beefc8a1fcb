import { describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { allTallies, countsOf, deltaOf, given, type StoreUnderTest } from './samples.ts';

const answer = given('units:a');
const delta = deltaOf(answer);

/** Sentence 2 of the contract: versions rise, and no reading falls between two transactions. */
export function talliesContract(opened: () => Store, { many = 11_000 }: StoreUnderTest): void {
  const add = (partition: number, ...deltas: (typeof delta)[]) =>
    opened().transaction((tx) => tx.addTallies(partition, deltas));

  const unitDays = async (from: string, to: string) => {
    const found: Record<string, string> = {};
    for await (const chunk of opened().unitDayTallies(from, to)) {
      expect(chunk.length).toBeLessThan(many);
      for (const { unit, day, promoters, passives, detractors, unscored } of chunk) {
        expect(found).not.toHaveProperty([`${unit} ${day}`]);
        found[`${unit} ${day}`] = [promoters, passives, detractors, unscored].join('/');
      }
    }
    return found;
  };

  describe('tallies', () => {
    it('add several deltas of one transaction to one document, cell by cell', async () => {
      const swedish = {
        ...delta,
        cell: 'units|sv|self',
        promoters: 0,
        detractors: 1,
        unscored: 2,
        passives: 3,
      };
      await add(0, delta, swedish, delta);
      expect(countsOf(await allTallies(opened()))).toEqual({
        '0 17 2026-03-02': '2/3/1/2',
        '0 17 2026-03-02 units|fi|self': '2/0/0/0',
        '0 17 2026-03-02 units|sv|self': '0/3/1/2',
      });
    });

    it('keep partitions, units and days apart', async () => {
      await add(0, delta, { ...delta, unit: 18 }, { ...delta, day: '2026-03-03' });
      await add(1, delta);
      const keys = (await allTallies(opened())).map(
        (tally) => `${tally.partition} ${tally.unit} ${tally.day}`,
      );
      expect(keys.sort()).toEqual([
        '0 17 2026-03-02',
        '0 17 2026-03-03',
        '0 18 2026-03-02',
        '1 17 2026-03-02',
      ]);
    });

    it('stay when they go to zero, with a version that rose with each change', async () => {
      const versions: number[] = [];
      for (const times of [1, -1, 1, -1] as const) {
        await add(0, deltaOf(answer, times));
        const [tally, ...others] = await allTallies(opened());
        expect(others).toEqual([]);
        expect(tally?.promoters).toBe(times === 1 ? 1 : 0);
        versions.push(Number(tally?.version));
      }
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
      expect(countsOf(await allTallies(opened()))).toEqual({ '0 17 2026-03-02': '0/0/0/0' });
    });

    it('leave other documents at their version', async () => {
      await add(0, delta);
      const [before] = await allTallies(opened());
      await add(0, { ...delta, unit: 18 });
      expect(await allTallies(opened())).toContainEqual(before);
    });

    it('begin with the day asked for', async () => {
      await add(0, ...['2025-12-31', '2026-01-01', '2026-01-02'].map((day) => ({ ...delta, day })));
      const days = (await allTallies(opened(), '2026-01-01')).map((tally) => tally.day);
      expect(days.sort()).toEqual(['2026-01-01', '2026-01-02']);
    });

    it('end with the day asked for', async () => {
      await add(0, ...['2025-12-31', '2026-01-01', '2026-01-02'].map((day) => ({ ...delta, day })));
      const days: string[] = [];
      for await (const chunk of opened().tallies('2025-12-31', '2026-01-01')) {
        days.push(...chunk.map((tally) => tally.day));
      }
      expect(days.sort()).toEqual(['2025-12-31', '2026-01-01']);
    });

    it('of a unit and day can be read as one, whatever partitions they come from', async () => {
      const elsewhere = { ...delta, unit: 18, detractors: 2 };
      await add(0, delta, elsewhere, { ...delta, day: '2026-03-01' }, { ...delta, day: '2026-03-04' });
      await add(1, { ...delta, unscored: 3 }, { ...delta, day: '2026-03-03' });
      expect(await unitDays('2026-03-02', '2026-03-03')).toEqual({
        '17 2026-03-02': '2/0/0/3',
        '17 2026-03-03': '1/0/0/0',
        '18 2026-03-02': '1/0/2/0',
      });
    });

    it('of many units and days come as one each, in chunks', async () => {
      const all = Array.from({ length: many }, (_, at) => ({
        ...delta,
        unit: 1 + (at % 700),
        day: `2026-03-${10 + Math.floor(at / 700)}`,
      }));
      // In transactions far below the ten seconds that one may take.
      for (let at = 0; at < many; at += 500) {
        const some = all.slice(at, at + 500);
        await add(0, ...some);
        await add(1, ...some.filter((_, nth) => nth % 4 === 0));
      }
      const found = await unitDays('2026-03-10', '2026-03-31');
      expect(Object.keys(found)).toHaveLength(many);
      const twos = Object.values(found).filter((counts) => counts === '2/0/0/0');
      expect(twos).toHaveLength(many / 4);
    });

    it('come in chunks, each document once', async () => {
      await add(0, ...Array.from({ length: many }, (_, unit) => ({ ...delta, unit: unit + 1 })));
      const units = new Set<number>();
      for await (const chunk of opened().tallies('2026-01-01')) {
        expect(chunk.length).toBeLessThan(many);
        for (const tally of chunk) units.add(tally.unit);
      }
      expect(units.size).toBe(many);
      expect(await allTallies(opened())).toHaveLength(many);
    });

    it('are of one moment, however slowly they are read', async () => {
      const both = [delta, { ...delta, day: '2026-03-09', unit: many + 1 }];
      await add(0, ...Array.from({ length: many }, (_, unit) => ({ ...delta, unit: unit + 1 })), ...both);
      const before = countsOf(await allTallies(opened()));
      const seen: Parameters<typeof countsOf>[0][] = [];
      for await (const chunk of opened().tallies('2026-01-01')) {
        await add(0, ...both);
        seen.push(chunk);
      }
      expect(countsOf(seen.flatMap((chunk) => [...chunk]))).toEqual(before);
      expect(countsOf(await allTallies(opened()))).not.toEqual(before);
    });

    it('may be left in the middle of reading', async () => {
      await add(0, delta);
      for await (const _ of opened().tallies('2026-01-01')) break;
      await add(0, delta);
      expect((await allTallies(opened()))[0]?.promoters).toBe(2);
    });
  });
}
