import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { startOfDay } from '@kuulolla/calendar/day';
import { answersWhere, prepareAnswerByAlias, prepareAnswers } from './sqlite/answers.ts';
import { createChangeFeed } from './sqlite/changes.ts';
import { type Durability, openReader, openWriter } from './sqlite/connection.ts';
import { createErasure } from './sqlite/erasure.ts';
import { everyRecord } from './sqlite/every-record.ts';
import { eraseOldComments } from './sqlite/old-comments.ts';
import { partitionStates, putCheckpoints } from './sqlite/partitions.ts';
import { createPing } from './sqlite/ping.ts';
import { prepareRebuild } from './sqlite/rebuild.ts';
import { lastReconciled, putReconciled } from './sqlite/reconciled.ts';
import { type Effects, prepareRecorderTransaction } from './sqlite/recorder-transaction.ts';
import { distinctAnswers, recount, unitDays } from './sqlite/recount.ts';
import { directoryVersion, readDirectory, replaceDirectory } from './sqlite/register.ts';
import { markRetried, rejectedAfter } from './sqlite/rejected.ts';
import { createSnapshots } from './sqlite/snapshot.ts';
import { closedError, storeFailure } from './sqlite/sqlite-failure.ts';
import { readTallies, readUnitDayTallies } from './sqlite/tallies.ts';
import { longWalBytes, truncateWal, walBytes } from './sqlite/wal.ts';
import { createWriter } from './sqlite/writer.ts';
import type { RecorderTransaction, Store } from './store.ts';

export interface SqliteStoreOptions {
  /** The store's path. SQLite keeps `-wal` and `-shm` beside it. */
  readonly file: string;
  /** Epoch ms. */
  readonly clock?: () => number;
  /** How often other processes' changes are looked for, ms. */
  readonly pollMs?: number;
  readonly durability?: Durability;
}

/** What an operator does is kept through a power loss when it is answered; the recorder's work is repeated from the log. */
const synced = { synced: true };

/**
 * Opens the embedded store, and creates it where there is none. Other processes may open the same file beside it.
 * Throws a StoreError: `wrong-version` for a newer store's file or something else's, `unavailable` where the path
 * cannot be used.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { file, clock = Date.now, pollMs = 100, durability = 'normal' } = options;
  const db = openWriter(file, durability, clock());
  truncateWal(db);
  const reader = openReader(file);
  const writer = createWriter(db, file, durability);
  const changes = createChangeFeed(reader, file, pollMs);
  const snapshots = createSnapshots(file, shortenWal);
  const erasure = createErasure(db, writer);
  const beginTransaction = prepareRecorderTransaction(db);
  const rebuild = prepareRebuild(db);
  const findAnswers = prepareAnswers(reader);
  const findByAlias = prepareAnswerByAlias(reader);
  const probe = createPing(file, reader, db, writer);
  let closing: Promise<void> | undefined;

  async function read<T>(from: (db: DatabaseSync) => T): Promise<T> {
    if (closing !== undefined) throw closedError();
    try {
      return from(reader);
    } catch (error) {
      throw storeFailure(error, file);
    }
  }

  async function whole<T>(chunks: AsyncIterable<readonly T[]>): Promise<T[]> {
    const all: T[] = [];
    for await (const chunk of chunks) for (const one of chunk) all.push(one);
    return all;
  }

  function committed({ change, erased }: Effects): void {
    if (change !== null) changes.wake();
    if (erased) erasure.due();
  }

  async function transaction<T>(work: (tx: RecorderTransaction) => Promise<T>): Promise<T> {
    const scope = beginTransaction();
    const result = await writer.write(async () => {
      try {
        return await work(scope.tx);
      } finally {
        scope.end();
      }
    });
    committed(scope.effects);
    return result;
  }

  /**
   * SQLite begins its WAL anew only where no reading is open at a commit. Readings that follow one on the other, as of the
   * days a late file touches, leave no such moment, and the WAL would grow for as long as they last: so it is made.
   */
  async function shortenWal(): Promise<void> {
    if (walBytes(file) <= longWalBytes) return;
    // A disk that is full or broken, which the next transaction reports, is no reason not to read.
    await writer.between(() => truncateWal(db)).catch(() => undefined);
  }

  /** Tries for two seconds; a longer reading of another moment puts it off until that ends, as with a withdrawal. */
  async function emptyWal(): Promise<void> {
    erasure.due();
    for (let attempt = 0; attempt < 40; attempt++) {
      if (await writer.between(() => truncateWal(db))) return;
      await delay(50);
    }
  }

  async function close(): Promise<void> {
    changes.close();
    erasure.close();
    snapshots.close();
    await writer.close(() => {
      reader.close();
      truncateWal(db);
      db.close();
    });
  }

  return {
    transaction,
    answer: (id) => read(() => findAnswers([id]).get(id) ?? null),
    answerByAlias: (source, alias) => read(() => findByAlias(source, alias)),
    answersWhere: (filter) => read((from) => answersWhere(from, filter)),

    changeToken: () => read(() => changes.token()),
    tallies: (from, to) => snapshots.stream((snapshot) => readTallies(snapshot, from, to)),
    unitDayTallies: (from, to) => snapshots.stream((snapshot) => readUnitDayTallies(snapshot, from, to)),
    followTallies: changes.follow,

    directory: () => read(readDirectory),
    directoryVersion: () => read(directoryVersion),
    putDirectory: (directory) => writer.write(() => replaceDirectory(db, directory), synced),

    partitionStates: (topicId) => read((from) => partitionStates(from, 'partitions', topicId)),
    checkpoints: (topicId) => read((from) => partitionStates(from, 'checkpoints', topicId)),
    putCheckpoints: (checkpoints) => writer.write(() => putCheckpoints(db, checkpoints), synced),

    lastReconciled: () => read(lastReconciled),
    putReconciled: (reconciled) => writer.write(() => putReconciled(db, reconciled), synced),

    async recount() {
      let result: Awaited<ReturnType<Store['recount']>> = { documents: [], tallies: [] };
      for await (const step of snapshots.stream(recount)) result = step ?? result;
      return result;
    },
    distinctAnswers: () => whole(snapshots.stream(distinctAnswers)),
    unitDays: () => whole(snapshots.stream(unitDays)),
    async rebuild(unit, day) {
      const { differences, effects } = await writer.write(() => rebuild(unit, day));
      committed(effects);
      return differences;
    },

    rejected: (filter) => read((from) => rejectedAfter(from, filter)),
    markRetried: (documents, at) => writer.write(() => markRetried(db, documents, at), synced),

    async eraseCommentsBefore(day, limit) {
      const erased = await writer.write(() => eraseOldComments(db, day, startOfDay(day), limit), synced);
      if (erased > 0) await emptyWal();
      return erased;
    },
    records: () => snapshots.stream(everyRecord),

    answerCount: () =>
      read((from) =>
        Number(from.prepare('SELECT count(*) AS n FROM answers WHERE day IS NOT NULL').get()?.n),
      ),
    async ping() {
      await read(() => probe.read());
      await probe.write();
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
