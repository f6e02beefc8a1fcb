import type { ScoresMessage } from '@kuulolla/contracts/live-protocol';

/** What the page knows of one scope. */
export interface ScopeScores {
  readonly seq: number;
  readonly scores: ScoresMessage['scores'];
  readonly changes: NonNullable<ScoresMessage['changes']>;
  /** How many messages have moved a figure that was already known: a row is marked when this rises. */
  readonly moves: number;
}

/** The page's figures by scope, all of one gateway's life. */
export interface LiveScores {
  readonly epoch: string | null;
  readonly byScope: ReadonlyMap<string, ScopeScores>;
}

export const noScores: LiveScores = Object.freeze({ epoch: null, byScope: new Map() });

/**
 * The figures after some messages, in the order they came. A message replaces all that is known of its scope; one with a lower `seq` than the
 * known is late and dropped; one of another epoch makes the page forget the old one's figures first.
 */
export function applyMessages(known: LiveScores, messages: readonly ScoresMessage[]): LiveScores {
  let epoch = known.epoch;
  let byScope = new Map(known.byScope);
  for (const message of messages) {
    if (message.epoch !== epoch) {
      epoch = message.epoch;
      byScope = new Map();
    }
    const before = byScope.get(message.scope);
    if (before && message.seq < before.seq) continue;
    byScope.set(message.scope, {
      seq: message.seq,
      scores: message.scores,
      changes: message.changes ?? {},
      moves: (before?.moves ?? 0) + (before && hasMoved(before.scores, message.scores) ? 1 : 0),
    });
  }
  return { epoch, byScope };
}

/** The figures without the scopes nobody looks at any more: they are not updated, so they would be stale when looked at again. */
export function keepScopes(known: LiveScores, scopes: readonly string[]): LiveScores {
  const kept = new Map<string, ScopeScores>();
  for (const scope of scopes) {
    const scores = known.byScope.get(scope);
    if (scores) kept.set(scope, scores);
  }
  return { epoch: known.epoch, byScope: kept };
}

/** True where a window known before has other counts now: a correction may change the classes and leave n as it was. */
function hasMoved(before: ScoresMessage['scores'], after: ScoresMessage['scores']): boolean {
  return Object.entries(after).some(([window, now]) => {
    const then = before[window as keyof typeof before];
    return (
      then !== undefined &&
      (then.n !== now.n || then.promoters !== now.promoters || then.detractors !== now.detractors)
    );
  });
}
