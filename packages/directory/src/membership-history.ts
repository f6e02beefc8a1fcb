import { addDays } from '@kuulolla/calendar/day';
import type { Membership } from './directory.ts';

/** The memberships, earliest first. */
export function inOrder(memberships: readonly Membership[]): Membership[] {
  return memberships.toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1));
}

/** The first two memberships that share a day, if any do. */
export function findOverlap(memberships: readonly Membership[]): [Membership, Membership] | undefined {
  const rows = inOrder(memberships);
  for (let at = 1; at < rows.length; at++) {
    const before = rows[at - 1] as Membership;
    const after = rows[at] as Membership;
    if (before.to === null || after.from === null || before.to >= after.from) return [before, after];
  }
  return undefined;
}

/** `2025-09-01 to 2026-01-31`, with words for open ends. */
export function periodText(row: Membership): string {
  if (row.from === null) return row.to === null ? 'always' : `until ${row.to}`;
  return row.to === null ? `from ${row.from}` : `${row.from} to ${row.to}`;
}

export type ContinuedHistory = { memberships: Membership[] } | { refused: string };

/**
 * Carries a unit's history on with what an organisation file states about it.
 * The file decides from the first day it names; the days before stay as they were known, so a move closes the old
 * membership the day before. A first row without `from` goes on from the known membership of the same area;
 * it cannot move the unit, because nobody could tell from when: that is refused with a sentence.
 * `stated` must be free of overlaps.
 */
export function continueHistory(
  known: readonly Membership[],
  stated: readonly Membership[],
): ContinuedHistory {
  const [first, ...later] = inOrder(stated);
  if (first === undefined) return { memberships: [...known] };
  const atThatTime = inOrder(known).findLast(
    (row) => first.to === null || row.from === null || row.from <= first.to,
  );
  if (first.from === null && atThatTime !== undefined && atThatTime.area !== first.area) {
    return {
      refused: `the register has it in area ${atThatTime.area} (${periodText(atThatTime)}), the file in ${first.area} without a date; say from which day in field from`,
    };
  }
  const start = first.from ?? atThatTime?.from ?? null;
  return { memberships: joined([...before(start, known), { ...first, from: start }, ...later]) };
}

function before(day: string | null, known: readonly Membership[]): Membership[] {
  if (day === null) return [];
  const eve = addDays(day, -1);
  return inOrder(known)
    .filter((row) => row.from === null || row.from < day)
    .map((row) => (row.to === null || row.to > eve ? { ...row, to: eve } : row));
}

function joined(rows: readonly Membership[]): Membership[] {
  const result: Membership[] = [];
  for (const row of rows) {
    const last = result.at(-1);
    const goesOn = last?.area === row.area && last.to !== null && addDays(last.to, 1) === row.from;
    if (last !== undefined && goesOn) result[result.length - 1] = { ...last, to: row.to };
    else result.push({ ...row });
  }
  return result;
}
