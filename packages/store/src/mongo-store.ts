import type { Timestamp } from 'mongodb';
import { answerByAlias, answerById, answersWhere } from './mongo/answers.ts';
import { identityOf, readChangeToken } from './mongo/change-token.ts';
import { type ConnectOptions, connectMongo, watchReconnects } from './mongo/client.ts';
import { mongoCollections } from './mongo/collections.ts';
import { everyRecord } from './mongo/every-record.ts';
import { followTallies } from './mongo/follow.ts';
import { closedError, storeFailure } from './mongo/mongo-failure.ts';
import { eraseOldComments } from './mongo/old-comments.ts';
import { partitionStates, putCheckpoints } from './mongo/partitions.ts';
import { pingMongo } from './mongo/ping.ts';
import { rebuild } from './mongo/rebuild.ts';
import { lastReconciled, putReconciled } from './mongo/reconciled.ts';
import { type RecorderScope, recorderScope } from './mongo/recorder-transaction.ts';
import { distinctAnswers, recount, unitDays } from './mongo/recount.ts';
import { directoryVersion, readDirectory, replaceDirectory } from './mongo/register.ts';
import { markRetried, rejectedAfter } from './mongo/rejected.ts';
import type { MongoSettings } from './mongo/settings.ts';
import { storeIdentity } from './mongo/setup.ts';
import { readTallies, readUnitDayTallies } from './mongo/tallies.ts';
import { inTransaction } from './mongo/transaction.ts';
import type { Following, RecorderTransaction, Store } from './store.ts';

export interface MongoStoreOptions extends ConnectOptions {
  /** Told each time a server was lost and found again. */
  readonly onReconnect?: () => void;
}

/**
 * Opens a store in a MongoDB database that `setupMongoStore` has made. Any number of processes may have it open. Throws a
 * StoreError: `misconfigured` for settings that cannot be, `unavailable` where no server answers, `wrong-version` where
 * the database is not set up or is a newer release's.
 */
export async function openMongoStore(
  settings: MongoSettings,
  options: MongoStoreOptions = {},
): Promise<Store> {
  const { database } = settings;
  const client = await connectMongo(settings, options);
  if (options.onReconnect) watchReconnects(client, options.onReconnect);
  const store = mongoCollections(client, database);
  let identity = await storeIdentity(store).catch(async (error) => {
    await client.close();
    throw storeFailure(error, database);
  });
  const working = new Set<Promise<unknown>>();
  const followings = new Set<Following>();
  /** The server's time of the last token, before which no tallies are read. */
  let tokenAt: Timestamp | undefined;
  let closing: Promise<void> | undefined;
  let pinging: Promise<void> | undefined;

  /** Runs what a closed store refuses and a closing one waits for. */
  async function during<T>(work: () => Promise<T>): Promise<T> {
    if (closing !== undefined) throw closedError();
    const running = work();
    working.add(running);
    try {
      return await running;
    } catch (error) {
      throw storeFailure(error, database);
    } finally {
      working.delete(running);
    }
  }

  async function* inChunks<T>(read: () => AsyncIterable<T>) {
    if (closing !== undefined) throw closedError();
    try {
      for await (const chunk of read()) {
        yield chunk;
        if (closing !== undefined) throw closedError();
      }
    } catch (error) {
      throw storeFailure(error, database);
    }
  }

  function transaction<T>(work: (tx: RecorderTransaction) => Promise<T>): Promise<T> {
    let scope: RecorderScope | undefined;
    return during(() =>
      inTransaction(
        store,
        async (session) => {
          scope = recorderScope(store, session);
          return work(scope.tx).finally(scope.end);
        },
        async () => scope?.wentThrough() ?? false,
      ),
    );
  }

  function follow(...[token, onChange]: Parameters<Store['followTallies']>): Following {
    if (closing !== undefined) return { ended: Promise.reject(closedError()), stop: async () => undefined };
    const following = followTallies(store, identity, token, onChange);
    followings.add(following);
    const forget = () => followings.delete(following);
    following.ended.then(forget, forget);
    return following;
  }

  /** One at a time, which all share who ask meanwhile: those of a server that is slow must not fill the pool. */
  function ping(): Promise<void> {
    pinging ??= during(() => pingMongo(store, identity)).finally(() => {
      pinging = undefined;
    });
    return pinging;
  }

  async function close(): Promise<void> {
    await Promise.all([...followings].map((following) => following.stop()));
    await Promise.allSettled(working);
    await client.close();
  }

  return {
    transaction,
    answer: (id) => during(() => answerById(store, id)),
    answerByAlias: (source, alias) => during(() => answerByAlias(store, source, alias)),
    answersWhere: (filter) => during(() => answersWhere(store, filter)),

    async changeToken() {
      const { token, at } = await during(() => readChangeToken(store, identity));
      identity = identityOf(token);
      tokenAt = at;
      return token;
    },
    tallies: (from, to) => inChunks(() => readTallies(store, { from, to, after: tokenAt })),
    unitDayTallies: (from, to) => inChunks(() => readUnitDayTallies(store, { from, to, after: tokenAt })),
    followTallies: follow,

    directory: () => during(() => readDirectory(store)),
    directoryVersion: () => during(() => directoryVersion(store)),
    putDirectory: (directory) => during(() => replaceDirectory(store, directory)),

    partitionStates: (topicId) => during(() => partitionStates(store, 'partitions', topicId)),
    checkpoints: (topicId) => during(() => partitionStates(store, 'checkpoints', topicId)),
    putCheckpoints: (checkpoints) =>
      during(() => inTransaction(store, (session) => putCheckpoints(store, checkpoints, session))),

    lastReconciled: () => during(() => lastReconciled(store)),
    putReconciled: (reconciled) => during(() => putReconciled(store, reconciled)),

    recount: () => during(() => recount(store)),
    distinctAnswers: () => during(() => distinctAnswers(store)),
    unitDays: () => during(() => unitDays(store)),
    rebuild: (unit, day) => during(() => rebuild(store, unit, day)),

    rejected: (filter) => during(() => rejectedAfter(store, filter)),
    markRetried: (documents, at) => during(() => markRetried(store, documents, at)),

    eraseCommentsBefore: (day, limit) => during(() => eraseOldComments(store, day, limit)),
    records: () => inChunks(() => everyRecord(store)),

    answerCount: () => during(() => store.answers.countDocuments({ state: 'given' }, { hint: 'by_day' })),
    ping,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
