import type { RecorderTransaction, Store } from '@kuulolla/store/store';
import type { RecorderDeps } from './recorder.ts';

/** The process died here. */
export class Crash extends Error {}

export interface CrashPlan {
  /** Called at every await of the recorder; throws a Crash where the process dies. */
  readonly step: () => void;
}

/** A store whose user may die before and after each step of a transaction, and right after its commit. */
export function crashingStore(store: Store, { step }: CrashPlan): RecorderDeps['store'] {
  return {
    directory: () => store.directory(),
    partitionStates: (topicId) => store.partitionStates(topicId),
    async transaction(work) {
      step();
      const result = await store.transaction((tx) => work(crashingTransaction(tx, step)));
      step();
      return result;
    },
  };
}

function crashingTransaction(tx: RecorderTransaction, step: () => void): RecorderTransaction {
  const wrapped = Object.entries(tx).map(([name, call]) => [
    name,
    async (...parameters: unknown[]) => {
      step();
      const result = await (call as (...parameters: unknown[]) => Promise<unknown>)(...parameters);
      step();
      return result;
    },
  ]);
  return Object.fromEntries(wrapped) as unknown as RecorderTransaction;
}

/**
 * The kept mutation: a store that moves the position in a transaction of its own before the work's. A crash in between
 * loses what the position has passed. The suite must catch it.
 */
export function advancingOutside(store: RecorderDeps['store']): RecorderDeps['store'] {
  return {
    directory: () => store.directory(),
    partitionStates: (topicId) => store.partitionStates(topicId),
    async transaction(work) {
      let advance: Parameters<RecorderTransaction['advance']> | undefined;
      const stop = new Error('looked ahead');
      await store
        .transaction((tx) =>
          work({
            ...tx,
            advance: async (...parameters) => {
              advance = parameters;
              throw stop;
            },
          }),
        )
        .catch((error: unknown) => {
          if (error !== stop) throw error;
        });
      if (!advance) return store.transaction(work);
      const [topicId, partition, from, to, mark] = advance;
      await store.transaction((tx) => tx.advance(topicId, partition, from, to, mark));
      return store.transaction((tx) => work({ ...tx, position: async () => from, advance: async () => {} }));
    },
  };
}
