import type { Change } from '@kuulolla/contracts/score';
import { discoveries } from '@kuulolla/nps/benjamini-hochberg';

/** Of the changes a list calls real, at most this share is noise, in expectation. */
export const FALSE_SHARE = 0.1;

/** A change as it may be told, or null where it is not known yet. */
export type ToldChange = Pick<Change, 'difference' | 'verdict'> | null;

/**
 * Verdicts for changes that stand in one list, in its order. Each alone is wrong in one calm unit out of twenty, so in a list a rise or fall is
 * told only where Benjamini and Hochberg's rule at q = 0.10 keeps it too. A row with too few answers is not tested and does not weaken the others.
 * The row's own 95 % verdict must agree: in a very short list the rule alone would take p up to 0.10.
 */
export function listedVerdicts(changes: readonly (Change | null | undefined)[]): ToldChange[] {
  const kept = discoveries(
    changes.map((change) => (change && change.verdict !== 'too-few' ? change.p : null)),
    FALSE_SHARE,
  );
  return changes.map((change, row) => {
    if (!change) return null;
    const { difference, verdict } = change;
    const isReal = verdict === 'rise' || verdict === 'fall';
    return { difference, verdict: isReal && !kept[row] ? 'none' : verdict };
  });
}
