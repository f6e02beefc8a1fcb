import type { ClientSession, Db, Document } from 'mongodb';
import { checkWriteErrors } from './mongo-failure.ts';

/** A command may take 16 MB and 100,000 statements; sizes are estimated, so stay well below. */
const mostBytes = 8_000_000;
const mostStatements = 20_000;

/** One kind of document: where it goes, and at least how many bytes it takes as BSON. */
export interface Bulk<T extends Document> {
  readonly collection: string;
  readonly bytesOf: (document: T) => number;
}

/*
 * These are commands of our own making because the driver's bulk writes measure each document before they encode it,
 * which costs as much again as encoding.
 */

/** Inserts in as few commands as hold them. */
export async function insertAll<T extends Document>(
  db: Db,
  { collection, bytesOf }: Bulk<T>,
  documents: readonly T[],
  session: ClientSession,
): Promise<void> {
  for (const chunk of commandsOf(documents, bytesOf)) {
    await write(db, { insert: collection, documents: chunk }, session);
  }
}

/** Replaces documents by their `_id` in as few commands as hold them, inserting those that are missing. */
export async function replaceAll<T extends Document>(
  db: Db,
  { collection, bytesOf }: Bulk<T>,
  documents: readonly T[],
  session: ClientSession,
): Promise<void> {
  for (const chunk of commandsOf(documents, bytesOf)) {
    const updates = chunk.map((document) => ({ q: { _id: document._id }, u: document, upsert: true }));
    await write(db, { update: collection, updates }, session);
  }
}

/** Runs a command that writes and gives back how many documents it found or made. */
export async function write(db: Db, command: Document, session: ClientSession): Promise<number> {
  const reply = await db.command(command, { session, ignoreUndefined: true });
  checkWriteErrors(reply);
  return Number(reply.n);
}

/** Cuts into pieces that one command each can take. */
export function* commandsOf<T>(documents: readonly T[], bytesOf: (document: T) => number) {
  let from = 0;
  let bytes = 0;
  for (const [at, document] of documents.entries()) {
    const size = bytesOf(document);
    if (at > from && (bytes + size > mostBytes || at - from === mostStatements)) {
      yield documents.slice(from, at);
      from = at;
      bytes = 0;
    }
    bytes += size;
  }
  if (from < documents.length) yield documents.slice(from);
}
