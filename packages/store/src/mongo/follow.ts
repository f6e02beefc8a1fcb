import { setTimeout as delay } from 'node:timers/promises';
import { type ClientSession, type Document, Long, MongoServerError } from 'mongodb';
import type { ChangeToken, Following, TallyChanges } from '../store.ts';
import { StoreError } from '../store-error.ts';
import {
  changeStreamCommand,
  cursorIdOf,
  historyLost,
  killCursorCommand,
  resumeTokenOf,
  tokenOf,
} from './change-token.ts';
import type { MongoCollections, StoredTally } from './collections.ts';
import { isOutOfReach, storeFailure } from './mongo-failure.ts';
import { restoreMark } from './restoring.ts';
import { tallyOf } from './tallies.ts';

/** How long the server waits for a change before it answers that there is none, ms: what following costs an idle store. */
const awaitMs = 10_000;
const documentsAtOnce = 2_000;
/** Pauses after a failure: 100, 200, 400 … ms, at most 3 s. */
const pauseMs = 100;
const longestPauseMs = 3_000;

/**
 * ChangeStreamHistoryLost, ChangeStreamFatalError, CappedPositionLost (the oplog went past an open stream), InvalidResumeToken,
 * and a token that is not understood.
 */
const lost = new Set([286, 280, 136, 260, 9, 40585, 40647, 50811]);
/** Interrupted: somebody killed the operation. */
const interrupted = 11601;

interface Batch {
  readonly events: readonly { readonly operationType: string; readonly fullDocument?: StoredTally | null }[];
  readonly resumeToken: Document;
}

/**
 * Follows the tallies after a token, over a change stream that is opened again from its last token whenever the connection
 * or the cursor is lost, for as long as that takes. Ends with `history-lost` where the server no longer has what came
 * after the token, or where tallies were deleted: then what is known cannot be mended by following.
 */
export function followTallies(
  store: MongoCollections,
  identity: string,
  token: ChangeToken,
  onChange: (changes: TallyChanges) => void,
): Following {
  const stopping = new AbortController();
  const { signal } = stopping;
  const ended = run().catch((error) => {
    if (!signal.aborted) throw error;
  });
  // Whoever follows may look at `ended` later.
  ended.catch(() => undefined);

  async function run(): Promise<void> {
    let resumeToken = resumeTokenOf(token, identity);
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        for await (const batch of batches(store, resumeToken, signal)) {
          failures = 0;
          resumeToken = batch.resumeToken;
          const documents = documentsOf(batch);
          if (documents.length > 0) onChange({ documents, token: tokenOf(identity, resumeToken) });
          if (signal.aborted) return;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!canResume(error)) throw failureOf(error, store.db.databaseName);
        await delay(Math.min(longestPauseMs, pauseMs * 2 ** Math.min(failures, 10)), undefined, { signal });
      }
    }
  }

  return {
    ended,
    async stop() {
      stopping.abort();
      await ended.catch(() => undefined);
    },
  };
}

/** What the server has after a token, batch by batch, also empty ones: they too have a token. Never ends by itself. */
async function* batches(
  { client, db }: MongoCollections,
  resumeToken: Document,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  const session = client.startSession({ causalConsistency: false });
  let id = Long.ZERO;
  try {
    const command = changeStreamCommand(resumeToken);
    const first = await db.command(
      { ...command, cursor: { batchSize: documentsAtOnce } },
      { session, signal },
    );
    id = cursorIdOf(first.cursor);
    yield batchOf(first.cursor, first.cursor.firstBatch);
    for (;;) {
      // Known to be 0 only to a server that ended the stream without saying why.
      if (id.isZero()) throw historyLost('The server ended the change stream');
      const next = await db.command(getMore(id), { session, signal });
      id = cursorIdOf(next.cursor);
      yield batchOf(next.cursor, next.cursor.nextBatch);
    }
  } finally {
    close(db, session, id);
  }
}

function getMore(id: Long): Document {
  return { getMore: id, collection: 'tallies', batchSize: documentsAtOnce, maxTimeMS: awaitMs };
}

/** Nobody waits for this: the server may be gone, and forgets the cursor by itself in time. */
function close(db: MongoCollections['db'], session: ClientSession, id: Long): void {
  const killing = id.isZero() ? Promise.resolve() : db.command(killCursorCommand(id), { session });
  killing
    .catch(() => undefined)
    .then(() => session.endSession())
    .catch(() => undefined);
}

function batchOf(cursor: Document, events: Batch['events']): Batch {
  return { events, resumeToken: cursor.postBatchResumeToken };
}

function documentsOf({ events }: Batch) {
  return events.map(({ operationType, fullDocument }) => {
    if (fullDocument?._id === restoreMark) throw historyLost('The store is being restored from a backup');
    if (fullDocument) return tallyOf(fullDocument);
    throw historyLost(`Tallies were taken away (${operationType})`);
  });
}

/** Whether the stream may be opened again where it stopped. */
function canResume(error: unknown): boolean {
  if (error instanceof StoreError) return error.canRetry;
  if (isOutOfReach(error)) return true;
  if (!(error instanceof MongoServerError) || lost.has(Number(error.code))) return false;
  const failure = storeFailure(error, '');
  return Number(error.code) === interrupted || (failure instanceof StoreError && failure.canRetry);
}

function failureOf(error: unknown, database: string): unknown {
  if (error instanceof MongoServerError && lost.has(Number(error.code))) {
    return historyLost(
      `MongoDB has forgotten what came after the change that was followed from (${error.message})`,
      {
        cause: error,
      },
    );
  }
  return storeFailure(error, database);
}
