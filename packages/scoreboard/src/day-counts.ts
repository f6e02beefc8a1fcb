import type { TallyCounts } from '@kuulolla/contracts/tally';

/** Counts of one scope by day: four numbers a day (promoters, passives, detractors, unscored), day 0 first. It grows as days come. */
export type DayCounts = { cells: Int32Array };

const PER_DAY = 4;
/** Days of room made at a time, so that a new day does not copy the array each midnight. */
const ROOM = 64;

export function emptyDayCounts(): DayCounts {
  return { cells: new Int32Array(0) };
}

/** Adds to a day's counts; `day` is a whole number from 0 on, the parts of `delta` may be negative. */
export function addToDay(counts: DayCounts, day: number, delta: TallyCounts): void {
  const at = day * PER_DAY;
  if (at >= counts.cells.length) counts.cells = grown(counts.cells, day);
  const cells = counts.cells;
  cells[at] = (cells[at] as number) + delta.promoters;
  cells[at + 1] = (cells[at + 1] as number) + delta.passives;
  cells[at + 2] = (cells[at + 2] as number) + delta.detractors;
  cells[at + 3] = (cells[at + 3] as number) + delta.unscored;
}

/** Sum of the days `from` to `to`, both included; days that are not kept count as nothing. */
export function sumOfDays(counts: DayCounts | undefined, from: number, to: number): TallyCounts {
  const sum = { promoters: 0, passives: 0, detractors: 0, unscored: 0 };
  if (counts === undefined) return sum;
  const cells = counts.cells;
  const end = Math.min(cells.length, (to + 1) * PER_DAY);
  for (let at = Math.max(0, from) * PER_DAY; at < end; at += PER_DAY) {
    sum.promoters += cells[at] as number;
    sum.passives += cells[at + 1] as number;
    sum.detractors += cells[at + 2] as number;
    sum.unscored += cells[at + 3] as number;
  }
  return sum;
}

/** How many days are kept, those without answers included. */
export function daysKept(counts: DayCounts): number {
  return counts.cells.length / PER_DAY;
}

/** Whether anything was counted on a day. */
export function isDayEmpty(counts: DayCounts, day: number): boolean {
  const at = day * PER_DAY;
  const { cells } = counts;
  return !(cells[at] || cells[at + 1] || cells[at + 2] || cells[at + 3]);
}

function grown(cells: Int32Array, day: number): Int32Array {
  const larger = new Int32Array((day + ROOM) * PER_DAY);
  larger.set(cells);
  return larger;
}
