import { type Document, Long, type Timestamp } from 'mongodb';
import type { ChangeToken } from '../store.ts';
import { StoreError } from '../store-error.ts';
import type { MongoCollections } from './collections.ts';
import { restoringError } from './restoring.ts';

/** The identity of the store that a token is of. */
export function identityOf(token: ChangeToken): string {
  return token.slice(0, token.indexOf('.'));
}

/** A token names the store it is of, and holds the server's own resume token, which nobody else reads. */
export function tokenOf(identity: string, resumeToken: unknown): ChangeToken {
  return `${identity}.${JSON.stringify(resumeToken)}` as ChangeToken;
}

/** The server's resume token; throws `history-lost` where the token is of another store. */
export function resumeTokenOf(token: ChangeToken, identity: string): Document {
  const dot = token.indexOf('.');
  if (identityOf(token) === identity) return JSON.parse(token.slice(dot + 1));
  throw historyLost('The store is another one than the one that was followed');
}

export function historyLost(why: string, options?: ErrorOptions): StoreError {
  return new StoreError('history-lost', `${why}: read everything again.`, options);
}

/**
 * Now, in the order of changes: a change stream that is opened says where it begins, and is not needed for more. (The
 * server's operation time would name a moment too, but SecantusDB tells one that a transaction still being committed
 * carries.) Fulfils once all changes before the token are the majority's, so that a reading afterwards shows them. Of a store
 * that was restored since `identity`, the token is of its new one. Throws a StoreError `restoring` during a restore.
 *
 * `at` is the server's own time of this: what is read after the token must name it, because a server that has just become the
 * primary may for a moment know less of what the majority has than the one that gave the token.
 */
export async function readChangeToken(
  { client, db, about }: MongoCollections,
  identity: string,
): Promise<{ readonly token: ChangeToken; readonly at: Timestamp | undefined }> {
  const session = client.startSession({ causalConsistency: true });
  try {
    const { cursor } = await db.command(changeStreamCommand(), { session });
    // Awaited: only this reply has the server's last applied time, after all that the stream begins after. The aggregate's own
    // is the majority's, which may be older, and the reading below would then wait for too little.
    await db.command(killCursorCommand(cursorIdOf(cursor)), { session });
    // Of a causally consistent session, so it waits until the majority has what the stream's beginning lies after.
    const store = await about.findOne({ _id: 'store' }, { session });
    if (store?.restoring !== undefined) throw restoringError(db.databaseName);
    const restored = store?.restoredFrom === identity;
    const token = tokenOf(restored ? store.identity : identity, cursor.postBatchResumeToken);
    return { token, at: session.operationTime };
  } finally {
    await session.endSession();
  }
}

/** Opens a change stream of the tallies; its events carry whole documents and nothing that is not used. */
export function changeStreamCommand(resumeAfter?: Document): Document {
  return {
    aggregate: 'tallies',
    pipeline: [
      // Tallies are only ever replaced whole. The look-up is for one that somebody has updated by hand.
      { $changeStream: { fullDocument: 'updateLookup', ...(resumeAfter && { resumeAfter }) } },
      { $project: { operationType: 1, fullDocument: 1 } },
    ],
    cursor: {},
    readConcern: { level: 'majority' },
  };
}

/** A cursor's id as the server wants it back: the driver makes a number of one that fits into it. */
export function cursorIdOf({ id }: Document): Long {
  return Long.fromValue(id);
}

export function killCursorCommand(id: Long): Document {
  return { killCursors: 'tallies', cursors: [id] };
}
