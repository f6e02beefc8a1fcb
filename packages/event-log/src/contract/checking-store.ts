import { expect } from 'vitest';
import type { BatchHandler, LogBatch } from '../event-log.ts';
import { nextAfter, offsets, texts } from './harness.ts';
import type { Deed } from './schedule.ts';

/**
 * A consumer's store that applies each message once by keeping its own position, as the recorder does, and checks of
 * every batch that it is what was sent and begins where the log owed it to begin.
 */
export interface CheckingStore {
  /** A handler for one consumption. */
  handler(deeds: readonly Deed[], onHandled: () => void): BatchHandler;
  /** Whether everything that was sent has been applied. */
  isComplete(): boolean;
  /** To be called when a consumption ended: a clean stop commits exactly what the handler returned last. */
  consumptionEnded(how: 'stopped' | 'crashed'): void;
}

/** What the log owes of one partition. */
interface PartitionState {
  applied: number;
  /** Where this consumption must go on; null before its first batch. */
  expected: number | null;
  /** Where the next consumption may begin. */
  committed: Set<number>;
}

export class Crash extends Error {}

/** `sent` holds the values of each partition in the order in which they were appended, and grows meanwhile. */
export function createCheckingStore(sent: readonly (readonly string[])[]): CheckingStore {
  const states: PartitionState[] = sent.map(() => ({ applied: 0, expected: null, committed: new Set([0]) }));

  function check({ partition, messages }: LogBatch, state: PartitionState): void {
    const begin = messages[0]?.offset as number;
    if (state.expected === null) expect([...state.committed]).toContain(begin);
    else expect(begin).toBe(state.expected);
    expect(offsets(messages)).toEqual(messages.map((_, index) => begin + index));
    expect(texts(messages)).toEqual(sent[partition]?.slice(begin, begin + messages.length));
  }

  function apply(batch: LogBatch, state: PartitionState): number {
    const begin = batch.messages[0]?.offset as number;
    // A hole: write nothing, go back.
    if (begin > state.applied) return state.applied;
    state.applied = Math.max(state.applied, nextAfter(batch));
    return nextAfter(batch);
  }

  function perform(deed: Deed, batch: LogBatch, state: PartitionState): number {
    switch (deed.kind) {
      case 'crash-before-applying':
        throw new Crash();
      case 'crash-after-applying':
        apply(batch, state);
        throw new Crash();
      case 'seek-back':
        return Math.max(0, apply(batch, state) - deed.by);
      case 'seek-forward':
        // Only over what it has applied: an unapplied message that was skipped would be nobody's.
        return Math.min(apply(batch, state) + deed.by, state.applied);
      case 'apply':
        return apply(batch, state);
    }
  }

  return {
    handler(deeds, onHandled) {
      let batches = 0;
      return async (batch) => {
        const state = states[batch.partition] as PartitionState;
        check(batch, state);
        const deed = deeds[batches] ?? { kind: 'apply' };
        batches += 1;
        await new Promise(setImmediate);
        const next = perform(deed, batch, state);
        state.expected = next;
        state.committed.add(next);
        onHandled();
        return { next };
      };
    },
    isComplete: () => states.every(({ applied }, partition) => applied === sent[partition]?.length),
    consumptionEnded(how) {
      for (const state of states) {
        if (how === 'stopped' && state.expected !== null) state.committed = new Set([state.expected]);
        state.expected = null;
      }
    },
  };
}
