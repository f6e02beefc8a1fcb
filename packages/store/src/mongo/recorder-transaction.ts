import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import { mergedDeltas } from '../merged-deltas.ts';
import { createOneAtATime } from '../one-at-a-time.ts';
import type { RecorderTransaction } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { findAnswers, putAnswers } from './answers.ts';
import type { MongoCollections } from './collections.ts';
import { advance, countOutcomes, position, wasMovedBy } from './partitions.ts';
import { eraseRejected, keepRejected } from './rejected.ts';
import { addTallies } from './tallies.ts';
import type { WentThrough } from './transaction.ts';

export interface RecorderScope {
  readonly tx: RecorderTransaction;
  /** Refuses whatever the work still asks for after its end. */
  end(): void;
  readonly wentThrough: WentThrough;
}

/**
 * The recorder's transaction over one session. Each call is done at once, so that of two recorders on one partition the
 * slower is told when it moves the position, before it does the work.
 */
export function recorderScope(store: MongoCollections, session: ClientSession): RecorderScope {
  const name = randomUUID();
  const absent = new Set<string>();
  // A session takes one command at a time.
  const oneAtATime = createOneAtATime();
  let moved: { readonly topicId: string; readonly partition: number } | undefined;
  let ended = false;

  async function during<T>(work: () => Promise<T>): Promise<T> {
    if (ended)
      throw new StoreError('closed', 'The transaction has ended: await all it does inside its work.');
    return oneAtATime(work);
  }

  const tx: RecorderTransaction = {
    position: (topicId, partition) => during(() => position(store, topicId, partition, session)),
    advance: (topicId, partition, from, to, mark) =>
      during(async () => {
        await advance(
          store,
          { topicId, partition },
          { from, to, mark: mark ?? null, movedBy: name },
          session,
        );
        moved = { topicId, partition };
      }),
    answers: (ids) =>
      during(async () => {
        const found = await findAnswers(store, ids, session);
        for (const id of ids) if (!found.has(id)) absent.add(id);
        return found;
      }),
    // Each id is new once: the same one again, in this call or a later one, replaces what was inserted.
    putAnswers: (documents) => during(() => putAnswers(store, documents, (id) => absent.delete(id), session)),
    addTallies: (partition, deltas) =>
      during(() => addTallies(store, partition, mergedDeltas(deltas), session)),
    countOutcomes: (topicId, partition, counts) =>
      during(() => countOutcomes(store, topicId, partition, counts, session)),
    reject: (documents) => during(() => keepRejected(store, documents, session)),
    eraseRejected: (answerIds) => during(() => eraseRejected(store, answerIds, session)),
  };

  return {
    tx,
    end() {
      ended = true;
    },
    wentThrough: async () => moved !== undefined && wasMovedBy(store, moved, name),
  };
}
