import type { DatabaseSync } from 'node:sqlite';
import { EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import type { StoreRecord } from '../store-record.ts';
import { readAnswers } from './answers.ts';
import { allPartitionStates } from './partitions.ts';
import { readDirectory } from './register.ts';
import { readRejected } from './rejected.ts';
import { readTallies } from './tallies.ts';

/** All records of a backup, in chunks, on a connection that stands in one moment. */
export function* everyRecord(db: DatabaseSync): Generator<StoreRecord[]> {
  const directory = readDirectory(db);
  if (directory.version !== EMPTY_DIRECTORY.version) yield [['directory', directory]];
  yield allPartitionStates(db, 'partitions').map((state) => ['position', state]);
  yield allPartitionStates(db, 'checkpoints').map((state) => ['checkpoint', state]);
  for (const answers of readAnswers(db)) yield answers.map((answer) => ['answer', answer]);
  for (const tallies of readTallies(db, '')) yield tallies.map((tally) => ['tally', tally]);
  for (const rejected of readRejected(db)) yield rejected.map((kept) => ['rejected', kept]);
}
