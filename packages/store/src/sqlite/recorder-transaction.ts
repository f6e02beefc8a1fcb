import type { DatabaseSync } from 'node:sqlite';
import type { AnswerDocument } from '../answer-document.ts';
import { mergedDeltas } from '../merged-deltas.ts';
import type { RecorderTransaction } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { prepareAnswers, preparePutAnswers } from './answers.ts';
import { preparePartitions } from './partitions.ts';
import { prepareRejected } from './rejected.ts';
import { prepareAddTallies, prepareNextChange } from './tallies.ts';

/** What a transaction did that others are told of once it is committed. */
export interface Effects {
  /** The number of its change, null where no tally changed. */
  change: number | null;
  /** Words were erased or replaced. */
  erased: boolean;
}

export interface TransactionScope {
  readonly tx: RecorderTransaction;
  readonly effects: Effects;
  /** Refuses whatever the work still asks for after its end: it would land in somebody else's transaction. */
  end(): void;
}

/** Prepares the statements of the recorder's transaction once; gives a scope for each transaction. */
export function prepareRecorderTransaction(db: DatabaseSync): () => TransactionScope {
  const findAnswers = prepareAnswers(db);
  const putAnswers = preparePutAnswers(db);
  const addTallies = prepareAddTallies(db);
  const nextChange = prepareNextChange(db);
  const partitions = preparePartitions(db);
  const rejected = prepareRejected(db);

  return () => {
    const effects: Effects = { change: null, erased: false };
    const known = new Set<string>();
    let ended = false;
    const during = <T>(work: () => T): T => {
      if (ended)
        throw new StoreError('closed', 'The transaction has ended: await all it does inside its work.');
      return work();
    };
    const replaces = (answer: AnswerDocument) => answer.state === 'withdrawn' || known.has(answer.id);

    const tx: RecorderTransaction = {
      position: async (topicId, partition) => during(() => partitions.position(topicId, partition)),
      advance: async (topicId, partition, from, to, mark) =>
        during(() => partitions.advance(topicId, partition, from, to, mark)),
      answers: async (ids) =>
        during(() => {
          const found = findAnswers(ids);
          for (const id of found.keys()) known.add(id);
          return found;
        }),
      putAnswers: async (documents) =>
        during(() => {
          effects.erased ||= documents.some(replaces);
          putAnswers(documents);
        }),
      addTallies: async (partition, deltas) =>
        during(() => {
          const changes = mergedDeltas(deltas);
          if (changes.length === 0) return;
          effects.change ??= nextChange();
          addTallies(partition, changes, effects.change);
        }),
      countOutcomes: async (topicId, partition, counts) =>
        during(() => partitions.count(topicId, partition, counts)),
      reject: async (documents) => during(() => rejected.put(documents)),
      eraseRejected: async (answerIds) =>
        during(() => {
          if (rejected.erase(answerIds) > 0) effects.erased = true;
        }),
    };
    return {
      tx,
      effects,
      end() {
        ended = true;
      },
    };
  };
}
