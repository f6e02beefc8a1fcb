import type { TallyDocument } from '@kuulolla/contracts/tally';
import type { Directory } from '@kuulolla/directory/directory';
import type { AnswerDocument } from './answer-document.ts';
import type { RejectedDocument } from './rejected-document.ts';
import type { Checkpoint, PartitionState } from './store.ts';

/** One thing a store holds, as a backup has it. */
export type StoreRecord =
  | readonly ['directory', Directory]
  | readonly ['position', PartitionState]
  | readonly ['checkpoint', Checkpoint]
  | readonly ['answer', AnswerDocument]
  | readonly ['tally', TallyDocument]
  | readonly ['rejected', RejectedDocument];

export type RecordKind = StoreRecord[0];

export const recordKinds = [
  'directory',
  'position',
  'checkpoint',
  'answer',
  'tally',
  'rejected',
] as const satisfies readonly RecordKind[];

/** How many records there are of each kind. */
export type RecordCounts = Readonly<Record<RecordKind, number>>;

export const noRecords: RecordCounts = {
  directory: 0,
  position: 0,
  checkpoint: 0,
  answer: 0,
  tally: 0,
  rejected: 0,
};

/** The records of one kind, without their name. */
export function recordsOf<K extends RecordKind>(
  kind: K,
  records: readonly StoreRecord[],
): Extract<StoreRecord, readonly [K, unknown]>[1][] {
  return records.flatMap(([of, value]) =>
    of === kind ? [value as Extract<StoreRecord, readonly [K, unknown]>[1]] : [],
  );
}

/** Records in the order of a backup, some thousands at a time at most. */
export type RecordChunks = AsyncIterable<readonly StoreRecord[]>;
