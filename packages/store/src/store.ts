import type { Outcome } from '@kuulolla/contracts/outcome';
import type { Source } from '@kuulolla/contracts/source';
import type { TallyDelta, TallyDocument, UnitDayTally } from '@kuulolla/contracts/tally';
import type { Directory } from '@kuulolla/directory/directory';
import type { AnswerDocument, GivenAnswer } from './answer-document.ts';
import type { RejectedDocument } from './rejected-document.ts';
import type { RecordChunks } from './store-record.ts';

/** How often each outcome came about, by source; `-` where the source could not be read. */
export type OutcomeCounts = Readonly<Record<Source | '-', Readonly<Partial<Record<Outcome, number>>>>>;

/**
 * One transaction of the recorder: all of it becomes visible at once, or none of it does.
 * Called in this order: `position`, `advance`, `answers`, then the writes in any order.
 */
export interface RecorderTransaction {
  /** The next offset to apply of this partition of this topic; 0 where none was applied. */
  position(topicId: string, partition: number): Promise<number>;
  /**
   * Moves the position from exactly `from`; throws a StoreError `conflict` where it is another by now. `mark` tells the
   * message just before `to` from any other, so that a log that has another there is found out.
   */
  advance(topicId: string, partition: number, from: number, to: number, mark?: string): Promise<void>;
  /** The documents of these answers, by id; those unknown are left out. */
  answers(ids: readonly string[]): Promise<ReadonlyMap<string, AnswerDocument>>;
  /** Inserts or replaces. */
  putAnswers(documents: readonly AnswerDocument[]): Promise<void>;
  /** Adds to the tallies of this partition; several deltas may meet in one document. */
  addTallies(partition: number, deltas: readonly TallyDelta[]): Promise<void>;
  countOutcomes(topicId: string, partition: number, counts: OutcomeCounts): Promise<void>;
  reject(documents: readonly RejectedDocument[]): Promise<void>;
  /** Erases the kept events of these answers from the rejected documents: a withdrawal takes the words everywhere. */
  eraseRejected(answerIds: readonly string[]): Promise<void>;
}

/** A place in the order of the store's changes; opaque, comparable by the adapter only. */
export type ChangeToken = string & { readonly kind: 'change-token' };

/** Tally documents as they were after some change, with where to go on from. */
export interface TallyChanges {
  readonly documents: readonly TallyDocument[];
  readonly token: ChangeToken;
}

export interface Following {
  /** Settles when following ended: fulfilled after `stop`, rejected when the history was lost (`history-lost`). */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface AnswerFilter {
  readonly source: Source;
  readonly ids?: readonly string[];
  readonly unit?: number;
  readonly questionnaire?: string;
  /** Bounds of `receivedAt`, epoch ms, both included. */
  readonly receivedFrom?: number;
  readonly receivedTo?: number;
  /** At most this many, the newest first. */
  readonly limit: number;
}

/** What a door may read back: read-only, one source at a time. */
export interface AnswerReader {
  answer(id: string): Promise<AnswerDocument | null>;
  /**
   * The answer with this other id, a tombstone too; found without going through all answers. Of several the one that
   * counts, then the newest.
   */
  answerByAlias(source: Source, alias: string): Promise<AnswerDocument | null>;
  /** Those that count only. */
  answersWhere(filter: AnswerFilter): Promise<readonly GivenAnswer[]>;
}

/** What the reconciler reads: everything recounted from documents. */
export interface Recount {
  readonly source: Source;
  readonly unit: number;
  readonly day: string;
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  readonly unscored: number;
}

export interface Checkpoint {
  readonly topicId: string;
  readonly partition: number;
  readonly offset: number;
  readonly counts: OutcomeCounts;
  /** Of the message just before `offset`; null where none was given, as before there were marks. */
  readonly mark: string | null;
}

/** Where a partition stands and what its messages came to so far, read in one snapshot. */
export type PartitionState = Checkpoint;

/** How the last reconciliation ended. */
export interface Reconciled {
  /** Epoch ms. */
  readonly at: number;
  /** 0: nothing was lost or counted twice. */
  readonly differences: number;
}

/** A difference that a rebuild of one unit and day found and mended. */
export interface RebuildDifference {
  readonly unit: number;
  readonly day: string;
  readonly cell: string;
  readonly tallied: readonly [number, number, number, number];
  readonly counted: readonly [number, number, number, number];
}

/**
 * What the recorder writes and everybody reads. What every adapter owes, and the contract suite checks:
 *
 * 1. `transaction` runs one work at a time a partition; when it fulfils, all it wrote is visible; when it rejects, nothing
 *    is. A `conflict` may be tried again from the start.
 * 2. A tally document's `version` rises with each change to it, and `tallies` and `unitDayTallies` never show a state between
 *    two transactions.
 * 3. Between a token and whatever those two return afterwards there is no hole: a change not in the one is in the other.
 * 4. Erased words are gone from the files too, not only from the index.
 * 5. `records` shows positions, documents and tallies as one and the same transaction left them, while recording goes on.
 *    A store that was restored from them is another one: whoever followed the store before is told `history-lost`.
 */
export interface Store extends AnswerReader {
  transaction<T>(work: (tx: RecorderTransaction) => Promise<T>): Promise<T>;

  /** Now, in the order of changes: take it before reading `tallies`, then follow from it. */
  changeToken(): Promise<ChangeToken>;
  /** All tally documents of Helsinki days from `from` to `to`, both included, or to the last; in chunks of at most some thousands. */
  tallies(from: string, to?: string): AsyncIterable<readonly TallyDocument[]>;
  /** The same days with the parts of each unit and day added, in chunks too: cheaper than the documents. */
  unitDayTallies(from: string, to: string): AsyncIterable<readonly UnitDayTally[]>;
  /** Calls back with each change after `token`, in order, soon after its commit. */
  followTallies(token: ChangeToken, onChange: (changes: TallyChanges) => void): Following;

  /** The unit register; version 0 and empty before the first import. */
  directory(): Promise<Directory>;
  /** Its version alone, which costs next to nothing: whether it is worth reading again. */
  directoryVersion(): Promise<number>;
  /** Replaces the register. Throws `conflict` unless `directory.version` is the stored one plus 1. */
  putDirectory(directory: Directory): Promise<void>;

  /** All partitions of a topic that were ever applied, each consistent in itself. */
  partitionStates(topicId: string): Promise<readonly PartitionState[]>;
  checkpoints(topicId: string): Promise<readonly Checkpoint[]>;
  putCheckpoints(checkpoints: readonly Checkpoint[]): Promise<void>;
  /** Null before the first reconciliation of this store; a backup does not have it. */
  lastReconciled(): Promise<Reconciled | null>;
  putReconciled(reconciled: Reconciled): Promise<void>;

  /** Answers recounted from documents, and the tallies by cell, both from one snapshot, each by source, unit and day. */
  recount(): Promise<{ readonly documents: readonly Recount[]; readonly tallies: readonly Recount[] }>;
  /** Distinct answers known by source, unit and day; a withdrawn one is counted under its source with unit and day null. */
  distinctAnswers(): Promise<
    readonly { source: Source; unit: number | null; day: string | null; answers: number }[]
  >;
  /** Unit-days that have documents or tallies. */
  unitDays(): Promise<readonly { readonly unit: number; readonly day: string }[]>;
  /** Recounts one unit and day in one transaction and adds only the difference to the tallies. */
  rebuild(unit: number, day: string): Promise<readonly RebuildDifference[]>;

  /** Kept messages, the oldest first: those retried or erased, too. */
  rejected(filter: {
    readonly limit: number;
    readonly after?: Pick<RejectedDocument, 'topicId' | 'partition' | 'offset'>;
  }): Promise<readonly RejectedDocument[]>;
  markRetried(
    documents: readonly Pick<RejectedDocument, 'topicId' | 'partition' | 'offset'>[],
    at: number,
  ): Promise<void>;

  /**
   * Erases the words of comments of answers of days before `day` (Helsinki day), and the events of kept messages that
   * were kept before it, `limit` of both at most; gives how many. A comment's `text` is then empty: that there was one,
   * its language, the scores and the statements stay. Call it again until it gives less than `limit`.
   */
  eraseCommentsBefore(day: string, limit: number): Promise<number>;
  /** All that is needed to make this store again, from one moment: register, positions, checkpoints, then the documents. */
  records(): RecordChunks;

  /** Number of answers that count: for sizing, and to know an empty store. */
  answerCount(): Promise<number>;
  /** Fulfils when a read and a write are possible now; rejects with why not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
