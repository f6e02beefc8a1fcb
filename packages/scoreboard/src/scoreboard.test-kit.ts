import { addDays, type Day } from '@kuulolla/calendar/day';
import type { TallyCounts, TallyDocument } from '@kuulolla/contracts/tally';
import type { Directory, Membership, Names } from '@kuulolla/directory/directory';

/** The first day that the boards of the tests count. */
export const from = '2024-01-01';
export const nothing = { promoters: 0, passives: 0, detractors: 0, unscored: 0 };

const named = (text: string): Names => ({ fi: text, sv: text, en: text });

/** A register of three areas in two entities and two concepts, with the given units and their stays. */
export function smallDirectory(
  units: Readonly<Record<number, readonly Membership[]>>,
  version = 1,
): Directory {
  return {
    version,
    entities: [
      { id: 'family', names: named('Family') },
      { id: 'health', names: named('Health') },
    ],
    areas: [
      { id: 'a', entity: 'family', names: named('A') },
      { id: 'b', entity: 'family', names: named('B') },
      { id: 'c', entity: 'health', names: named('C') },
    ],
    concepts: [
      { id: 'centre', names: named('Centre') },
      { id: 'clinic', names: named('Clinic') },
    ],
    units: Object.entries(units).map(([id, memberships]) => ({
      id: Number(id),
      names: named(`Unit ${id}`),
      concept: [null, 'centre', 'clinic'][Number(id) % 3] ?? null,
      provider: 'SELF_PRODUCED',
      memberships: [...memberships],
    })),
  };
}

export const always = (area: string): Membership[] => [{ area, from: null, to: null }];

/** A stay in one area until the day before `day`, in another from then on. */
export const movedOn = (day: Day, before: string, after: string): Membership[] => [
  { area: before, from: null, to: addDays(day, -1) },
  { area: after, from: day, to: null },
];

/** A tally document of partition 0 without cells. */
export function tally(unit: number, day: Day, counts: Partial<TallyCounts>, version = 1): TallyDocument {
  return {
    partition: 0,
    unit,
    day,
    version,
    promoters: 0,
    passives: 0,
    detractors: 0,
    unscored: 0,
    cells: {},
    ...counts,
  };
}
