import type { Outcome } from '@kuulolla/contracts/outcome';
import type { OutcomeCounts } from './store.ts';

/** Nothing has come about yet. */
export const noOutcomes: OutcomeCounts = { units: {}, maisa: {}, helfi: {}, '-': {} };

/** The sum of two counts. */
export function addedOutcomes(one: OutcomeCounts, other: OutcomeCounts): OutcomeCounts {
  return {
    units: added(one.units, other.units),
    maisa: added(one.maisa, other.maisa),
    helfi: added(one.helfi, other.helfi),
    '-': added(one['-'], other['-']),
  };
}

type Counts = Partial<Record<Outcome, number>>;

function added(one: Counts, other: Counts): Counts {
  const sum: Counts = { ...one };
  for (const [outcome, count] of Object.entries(other) as [Outcome, number][]) {
    sum[outcome] = (sum[outcome] ?? 0) + count;
  }
  return sum;
}
