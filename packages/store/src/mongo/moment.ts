import { type ClientSession, type Db, MongoServerError, ReadConcern, Timestamp } from 'mongodb';
import { type MongoCollections, mongoCollections } from './collections.ts';

/** A store whose readings with this session are all of one moment. */
export interface Moment {
  readonly store: MongoCollections;
  readonly session: ClientSession;
  close(): Promise<void>;
}

/**
 * Opens a moment to read in. It lasts as long as the server's `minSnapshotHistoryWindowInSeconds` (5 minutes unless set), then
 * readings end with `unavailable`. A server that does not keep snapshots (SecantusDB, which stands in for MongoDB in tests, reads
 * the present whatever moment it is asked for) has transactions, which may not take a minute.
 */
export async function openMoment({ client, db }: MongoCollections): Promise<Moment> {
  const session = await startSession(db);
  return {
    // A snapshot's moment is lost to a reading of another concern.
    store: mongoCollections(client, db.databaseName, { readConcern: new ReadConcern('snapshot') }),
    session,
    async close() {
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
      await session.endSession();
    },
  };
}

async function startSession(db: Db): Promise<ClientSession> {
  if (await keepsSnapshots(db)) return db.client.startSession({ snapshot: true });
  const session = db.client.startSession({ causalConsistency: false });
  session.startTransaction({ readConcern: { level: 'snapshot' }, readPreference: 'primary' });
  return session;
}

/** SnapshotTooOld and SnapshotUnavailable. */
const tooOld = new Set<unknown>([239, 246]);

/** Asks for a moment that no server can still have: who gives it anyway gives something else. */
async function keepsSnapshots(db: Db): Promise<boolean> {
  const readConcern = { level: 'snapshot', atClusterTime: new Timestamp({ t: 1, i: 1 }) };
  try {
    await db.command({ find: 'single', limit: 1, singleBatch: true, readConcern });
    return false;
  } catch (error) {
    if (error instanceof MongoServerError) return tooOld.has(error.code);
    throw error;
  }
}
