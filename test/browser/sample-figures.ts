import type { TrendsAnswer } from '@kuulolla/contracts/query-api';
import { type WindowName, windowNames } from '@kuulolla/contracts/score';
import type { Directory } from '@kuulolla/directory/directory';
import { addCounts, type Counts, emptyCounts } from '@kuulolla/nps/score';

/** Counts of a scope per window, now and before. */
export type Tallies = Record<WindowName, { now: Counts; before: Counts }>;

const DAYS: Record<WindowName, number> = { '7d': 7, '30d': 30, '90d': 90, '365d': 365, qtd: 52, ytd: 326 };

/** Believable made-up counts for every unit and what stands above it, the same at every run. */
export function sampleTallies(directory: Directory): Map<string, Tallies> {
  const tallies = new Map<string, Tallies>();
  const add = (scope: string, part: Tallies) => {
    const sum = tallies.get(scope) ?? noTallies();
    for (const window of windowNames) {
      sum[window] = {
        now: addCounts(sum[window].now, part[window].now),
        before: addCounts(sum[window].before, part[window].before),
      };
    }
    tallies.set(scope, sum);
  };
  for (const { id } of directory.units) {
    const part = unitTallies(id);
    for (const scope of scopesAbove(directory, id)) add(scope, part);
  }
  return tallies;
}

/** The unit's own scope and those it belongs to. */
export function scopesAbove(directory: Directory, unitId: number): string[] {
  const unit = directory.units.find(({ id }) => id === unitId);
  const areaId = unit?.memberships.at(-1)?.area;
  const area = directory.areas.find(({ id }) => id === areaId);
  return [`unit:${unitId}`, ...(area ? [`area:${area.id}`, `entity:${area.entity}`] : []), 'all'];
}

/** Thirteen months of a scope whose yearly counts are known: the same shares with a slow rise, and the chance of so many answers. */
export function sampleMonths(yearly: Counts, seed: number): Counts[] {
  const random = randomOf(seed);
  const n = yearly.promoters + yearly.passives + yearly.detractors;
  return Array.from({ length: 13 }, (_, month) =>
    draw(
      random,
      (n / 12.5) * (month === 12 ? 0.7 : 1),
      n === 0 ? 0 : yearly.promoters / n + (month - 9) * 0.004,
    ),
  );
}

/** First and last day of the months a trend asked for covers. */
export function monthsBetween(
  from: string,
  to: string,
): Pick<TrendsAnswer['series'][number]['points'][number], 'from' | 'to'>[] {
  const months = [];
  for (let at = new Date(`${from}T00:00:00Z`); at <= new Date(`${to}T00:00:00Z`); ) {
    const next = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
    const last = new Date(next.getTime() - 86_400_000).toISOString().slice(0, 10);
    months.push({ from: at.toISOString().slice(0, 10), to: last < to ? last : to });
    at = next;
  }
  return months;
}

function unitTallies(id: number): Tallies {
  const random = randomOf(id);
  // Some units hear from nobody, some from a few, most from one a day.
  const size = random();
  const daily = size < 0.03 ? 0 : size < 0.15 ? 0.08 : 0.3 + random() * 1.6;
  const good = 0.58 + random() * 0.25;
  const change = random() < 0.12 ? (random() - 0.5) * 0.5 : (random() - 0.5) * 0.03;
  const parts = noTallies();
  for (const window of windowNames) {
    parts[window] = {
      now: draw(random, daily * DAYS[window], good),
      before: draw(random, daily * DAYS[window] * 0.93, good - change),
    };
  }
  return parts;
}

function draw(random: () => number, expected: number, good: number): Counts {
  const counts = { promoters: 0, passives: 0, detractors: 0 };
  const n = Math.round(expected * (0.85 + random() * 0.3));
  for (let answer = 0; answer < n; answer++) {
    const luck = random();
    if (luck < good) counts.promoters++;
    else if (luck < good + (1 - good) * 0.55) counts.passives++;
    else counts.detractors++;
  }
  return counts;
}

function noTallies(): Tallies {
  return Object.fromEntries(
    windowNames.map((window) => [window, { now: emptyCounts, before: emptyCounts }]),
  ) as Tallies;
}

/** mulberry32: small, and the same everywhere. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
