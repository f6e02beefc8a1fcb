import { type Day, dayNumber, dayOfNumber } from '@kuulolla/calendar/day';
import { type DayRange, type WindowName, windowBefore, windowOf } from '@kuulolla/calendar/window';
import type { Change, Scope, Score } from '@kuulolla/contracts/score';
import type { TallyCounts, TallyDocument } from '@kuulolla/contracts/tally';
import type { Directory } from '@kuulolla/directory/directory';
import { type DirectoryIndex, indexDirectory } from '@kuulolla/directory/scopes';
import { score } from '@kuulolla/nps/score';
import { addToDay, type DayCounts, daysKept, emptyDayCounts, isDayEmpty, sumOfDays } from './day-counts.ts';
import { createDocumentLedger } from './document-ledger.ts';
import { type TrendPoint, type TrendStep, trendPeriods } from './trend.ts';
import { watchedChange } from './watched-change.ts';

/**
 * The counts of every scope of a register, by day. Scores are made of added counts, never of averaged scores. A day that
 * lies before `from` is not kept and counts as nothing; so does a scope the register does not know.
 */
export interface Scoreboard {
  /** First Helsinki day that is kept. */
  readonly from: Day;
  readonly directoryVersion: number;
  /** Takes documents in any order, known ones too: only a version above the last one seen counts. Returns the scopes whose counts moved. */
  apply(documents: readonly TallyDocument[]): ReadonlySet<Scope>;
  /** Puts all that was counted in the scopes of another register. Returns the scopes of the old and the new one. */
  setDirectory(directory: Directory): ReadonlySet<Scope>;
  hasScope(scope: string): boolean;
  scopes(): readonly Scope[];
  /** Added counts of the days `from` to `to`, both included. */
  counts(scope: Scope, from: Day, to: Day): TallyCounts;
  /** The score of a window that ends with `today`. */
  score(scope: Scope, window: WindowName, today: Day): Score;
  /** The score of the window before it (see `windowBefore`). */
  before(scope: Scope, window: WindowName, today: Day): Score;
  /** From the window before to this one, by the test for what is watched continually (see `watchedChange`). */
  change(scope: Scope, window: WindowName, today: Day): Change;
  /** A score for each day, week, month or quarter that meets `from`…`to`, cut to those days, the earliest first. */
  trend(scope: Scope, by: TrendStep, from: Day, to: Day): TrendPoint[];
}

/** Days after `from` that can be kept: some 20 years; a day beyond is a mistake somewhere and is ignored. */
const MOST_DAYS = 7_300;

/** A scoreboard without answers that keeps the days from `from` on. */
export function createScoreboard(directory: Directory, { from }: { readonly from: Day }): Scoreboard {
  const origin = dayNumber(from);
  const ledger = createDocumentLedger();
  const unitNumbers = new Map<number, number>();
  /** What a unit was given, whether the register knows it or not: what the other scopes are added up from. */
  const unitDays = new Map<number, DayCounts>();
  let index = indexDirectory(directory);
  let groupDays = new Map<Scope, DayCounts>();

  const takeDocument = (document: TallyDocument, touched: Set<Scope>) => {
    const day = dayNumber(document.day) - origin;
    if (day < 0 || day >= MOST_DAYS) return;
    const number = numberOf(unitNumbers, document.unit);
    const delta = ledger.replace(number, day, document.partition, document.version, document);
    if (delta === null || isNothing(delta)) return;
    addToDay(daysOf(unitDays, document.unit), day, delta);
    for (const scope of index.scopesOn(document.unit, document.day)) {
      touched.add(scope);
      if (!isUnit(scope)) addToDay(daysOf(groupDays, scope), day, delta);
    }
  };
  const daysOfScope = (scope: Scope): DayCounts | undefined => {
    if (!isUnit(scope)) return groupDays.get(scope);
    return index.hasScope(scope) ? unitDays.get(Number(scope.slice(5))) : undefined;
  };
  const counts = (scope: Scope, first: Day, last: Day) =>
    sumOfDays(daysOfScope(scope), dayNumber(first) - origin, dayNumber(last) - origin);
  const scoreOf = (scope: Scope, range: DayRange) => score(counts(scope, range.from, range.to));

  return {
    from,
    get directoryVersion() {
      return index.version;
    },
    apply(documents) {
      const touched = new Set<Scope>();
      for (const document of documents) takeDocument(document, touched);
      return touched;
    },
    setDirectory(next) {
      const before = index.scopes();
      index = indexDirectory(next);
      groupDays = regroup(unitDays, index, origin);
      return new Set<Scope>([...before, ...index.scopes()]);
    },
    hasScope: (scope) => index.hasScope(scope),
    scopes: () => index.scopes(),
    counts,
    score: (scope, window, today) => scoreOf(scope, windowOf(window, today)),
    before: (scope, window, today) => scoreOf(scope, windowBefore(window, today)),
    change(scope, window, today) {
      const range = windowOf(window, today);
      const before = windowBefore(window, today);
      return watchedChange(
        window,
        range,
        counts(scope, range.from, range.to),
        counts(scope, before.from, before.to),
      );
    },
    trend: (scope, by, first, last) =>
      trendPeriods(by, first, last).map((range) => ({ ...range, ...scoreOf(scope, range) })),
  };
}

function isUnit(scope: Scope): boolean {
  return scope.startsWith('unit:');
}

function isNothing(delta: TallyCounts): boolean {
  return !(delta.promoters || delta.passives || delta.detractors || delta.unscored);
}

/** Units by order of appearance: ids may have ten digits, which is more than a slot of the ledger has room for. */
function numberOf(numbers: Map<number, number>, unit: number): number {
  const known = numbers.get(unit);
  if (known !== undefined) return known;
  numbers.set(unit, numbers.size);
  return numbers.size - 1;
}

function daysOf<Key>(map: Map<Key, DayCounts>, key: Key): DayCounts {
  const known = map.get(key);
  if (known !== undefined) return known;
  const days = emptyDayCounts();
  map.set(key, days);
  return days;
}

/** Adds units up to their entities, areas and concepts, each day where the unit was that day. */
function regroup(
  units: ReadonlyMap<number, DayCounts>,
  index: DirectoryIndex,
  origin: number,
): Map<Scope, DayCounts> {
  const groups = new Map<Scope, DayCounts>();
  for (const [unit, counts] of units) {
    for (let day = 0; day < daysKept(counts); day += 1) {
      if (isDayEmpty(counts, day)) continue;
      const delta = sumOfDays(counts, day, day);
      for (const scope of index.scopesOn(unit, dayOfNumber(origin + day))) {
        if (!isUnit(scope)) addToDay(daysOf(groups, scope), day, delta);
      }
    }
  }
  return groups;
}
