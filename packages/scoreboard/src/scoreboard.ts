import { type Day, dayNumber, dayOfNumber } from '@kuulolla/calendar/day';
import { type DayRange, windowBefore, windowOf } from '@kuulolla/calendar/window';
import type { Change, Scope, Score, WindowName } from '@kuulolla/contracts/score';
import type { TallyCounts, TallyDocument, UnitDayTally } from '@kuulolla/contracts/tally';
import type { Directory } from '@kuulolla/directory/directory';
import { type DirectoryIndex, indexDirectory } from '@kuulolla/directory/scopes';
import { score } from '@kuulolla/nps/score';
import { addToDay, type DayCounts, daysKept, emptyDayCounts, isDayEmpty, sumOfDays } from './day-counts.ts';
import { createOpenDays } from './open-days.ts';
import { type TrendPoint, type TrendStep, trendPeriods } from './trend.ts';
import { watchedChange } from './watched-change.ts';

/**
 * The counts of every scope of a register, by day. Scores are made of added counts, never of averaged scores. A day that
 * lies before `from` is not kept and counts as nothing; so does a scope the register does not know.
 *
 * A document replaces what it said before, which has to be known for that. It is known of open days only: of a settled one
 * nothing is kept but the sums of its units, some ten times less where a topic has twelve partitions.
 */
export interface Scoreboard {
  /** First Helsinki day that is kept. */
  readonly from: Day;
  readonly directoryVersion: number;
  /**
   * Takes documents of open days in any order, known ones too: only a version above the last one seen counts. Returns the
   * scopes whose counts moved. Throws a RangeError for a document of a settled day; those before it are then counted.
   */
  apply(documents: readonly TallyDocument[]): Set<Scope>;
  /** Adds the sums of settled days, each once. */
  addSums(sums: readonly UnitDayTally[]): void;
  isOpen(day: Day): boolean;
  /** Opens a day: these are all its documents, and take the place of its sums. Returns the scopes whose counts moved. */
  open(day: Day, documents: readonly TallyDocument[]): Set<Scope>;
  /** Settles the days before this one, where it is later than the last one named: those that were opened too. */
  settleBefore(day: Day): void;
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

/** A scoreboard without answers that keeps the days from `from` on; those before `openFrom` are settled. */
export function createScoreboard(
  directory: Directory,
  { from, openFrom = from }: { readonly from: Day; readonly openFrom?: Day },
): Scoreboard {
  const origin = dayNumber(from);
  const openDays = createOpenDays(dayNumber(openFrom) - origin);
  /** What a unit was given, whether the register knows it or not: what the other scopes are added up from. */
  const unitDays = new Map<number, DayCounts>();
  let index = indexDirectory(directory);
  let groupDays = new Map<Scope, DayCounts>();

  const isKept = (day: number) => day >= 0 && day < MOST_DAYS;
  const count = (unit: number, day: number, delta: TallyCounts, touched?: Set<Scope>) => {
    if (isNothing(delta)) return;
    addToDay(daysOf(unitDays, unit), day, delta);
    for (const scope of index.scopesOn(unit, dayOfNumber(origin + day))) {
      touched?.add(scope);
      if (!isUnit(scope)) addToDay(daysOf(groupDays, scope), day, delta);
    }
  };
  const takeDocument = (document: TallyDocument, touched: Set<Scope>) => {
    const day = dayNumber(document.day) - origin;
    if (!isKept(day)) return;
    if (!openDays.isOpen(day)) throw new RangeError(`The day ${document.day} is settled: open it first.`);
    const delta = openDays.replace(day, document);
    if (delta !== null) count(document.unit, day, delta, touched);
  };
  /** Puts documents in the place of a day's sums. */
  const takeDay = (day: number, documents: readonly TallyDocument[], touched: Set<Scope>) => {
    const sums = new Map<number, TallyCounts>();
    for (const document of documents) {
      const counts = openDays.replace(day, document) ?? nothing;
      sums.set(document.unit, added(sums.get(document.unit) ?? nothing, counts, 1));
    }
    for (const unit of new Set([...unitDays.keys(), ...sums.keys()])) {
      const before = sumOfDays(unitDays.get(unit), day, day);
      count(unit, day, added(sums.get(unit) ?? nothing, before, -1), touched);
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
    addSums(sums) {
      for (const sum of sums) {
        const day = dayNumber(sum.day) - origin;
        if (isKept(day)) count(sum.unit, day, sum);
      }
    },
    isOpen: (day) => {
      const number = dayNumber(day) - origin;
      return !isKept(number) || openDays.isOpen(number);
    },
    open(day, documents) {
      const touched = new Set<Scope>();
      const number = dayNumber(day) - origin;
      if (!isKept(number) || openDays.isOpen(number)) return touched;
      openDays.open(number);
      takeDay(number, documents, touched);
      return touched;
    },
    settleBefore: (day) => openDays.settleBefore(dayNumber(day) - origin),
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

const nothing: TallyCounts = Object.freeze({ promoters: 0, passives: 0, detractors: 0, unscored: 0 });

function added(to: TallyCounts, counts: TallyCounts, times: 1 | -1): TallyCounts {
  return {
    promoters: to.promoters + times * counts.promoters,
    passives: to.passives + times * counts.passives,
    detractors: to.detractors + times * counts.detractors,
    unscored: to.unscored + times * counts.unscored,
  };
}

function isNothing(delta: TallyCounts): boolean {
  return !(delta.promoters || delta.passives || delta.detractors || delta.unscored);
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
