import { type FaultRecord, isLate } from './fault-schedule.ts';
import type { SeedResult } from './seed-result.ts';

/** What a run comes to, as the lines that are printed at its end. */
export function summaryOf(results: readonly SeedResult[]): string[] {
  const faults = results.flatMap((result) => result.faults);
  const sum = (pick: (result: SeedResult) => number) =>
    results.reduce((total, result) => total + pick(result), 0);
  const wrong = results.filter(({ isRight }) => !isRight).map(({ seed }) => seed);
  return [
    `${faults.length} faults over ${results.length} seeds: ${sum(({ lost }) => lost)} lost, ${sum(({ doubled }) => doubled)} doubled, ${wrong.length} seeds with a difference${wrong.length > 0 ? ` (${wrong.join(', ')})` : ''}.`,
    `${sum(({ answers }) => answers)} answers, ${sum(({ operations }) => operations.acknowledged)} operations acknowledged, ${sum(({ operations }) => operations.maybe)} given up, ${sum(({ operations }) => operations.refused)} refused, in ${sum(({ requests }) => requests)} requests and ${sum(({ attempts }) => attempts)} attempts.`,
    '',
    'fault                  done  timed   first event p50/max   all partitions p50/p95/max     limit  late',
    ...[...Map.groupBy(faults, ({ kind }) => kind)]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([kind, records]) => lineOf(kind, records)),
    '',
    'Times are of faults that no other came on the heels of.',
  ];
}

function lineOf(kind: string, records: readonly FaultRecord[]): string {
  const limitMs = records[0]?.limitMs ?? null;
  const timed = records.filter(({ overlapped, limitMs: limit }) => limit !== null && !overlapped);
  const first = timed.map(({ firstMs }) => firstMs ?? Number.POSITIVE_INFINITY);
  const all = timed.map(({ allMs }) => allMs ?? Number.POSITIVE_INFINITY);
  const cells = [
    kind.padEnd(22),
    String(records.length).padStart(5),
    String(timed.length).padStart(6),
    `${inSeconds(first, 0.5)} / ${inSeconds(first, 1)}`.padStart(22),
    `${inSeconds(all, 0.5)} / ${inSeconds(all, 0.95)} / ${inSeconds(all, 1)}`.padStart(29),
    (limitMs === null ? '' : `${limitMs / 1_000} s`).padStart(10),
    String(records.filter(isLate).length).padStart(5),
  ];
  return timed.length > 0 ? cells.join(' ') : `${cells[0]} ${cells[1]}`;
}

/** A percentile of ms, in seconds to one decimal. */
function inSeconds(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  return value === undefined ? '–' : Number.isFinite(value) ? (value / 1_000).toFixed(1) : 'never';
}
