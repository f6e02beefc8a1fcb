import type { ClientSession } from 'mongodb';
import type { RejectedDocument } from '../rejected-document.ts';
import type { Store } from '../store.ts';
import { type Bulk, insertAll, write } from './bulk-commands.ts';
import type { MongoCollections, StoredRejected } from './collections.ts';

const bulk: Bulk<StoredRejected> = {
  collection: 'rejected',
  bytesOf: ({ event, subject }) => 1_000 + 3 * ((event?.length ?? 0) + (subject?.length ?? 0)),
};
type Place = Pick<RejectedDocument, 'topicId' | 'partition' | 'offset'>;

const idOf = ({ topicId, partition, offset }: Place) => `${topicId}:${partition}:${offset}`;

export function documentOf({ _id: _, event, ...stored }: StoredRejected): RejectedDocument {
  return { ...stored, event: event === null ? null : JSON.parse(event) };
}

export async function keepRejected(
  { db }: MongoCollections,
  documents: readonly RejectedDocument[],
  session: ClientSession,
): Promise<void> {
  const stored = documents.map((kept) => ({
    _id: idOf(kept),
    ...kept,
    event: kept.event && JSON.stringify(kept.event),
  }));
  await insertAll(db, bulk, stored, session);
}

/** Takes the events out of what was kept of these answers. */
export async function eraseRejected(
  { db }: MongoCollections,
  answerIds: readonly string[],
  session: ClientSession,
): Promise<void> {
  const q = { subject: { $in: answerIds }, event: { $type: 'string' } };
  await write(
    db,
    { update: 'rejected', updates: [{ q, u: { $set: { event: null } }, multi: true }] },
    session,
  );
}

/** Kept messages, the oldest first. */
export async function rejectedAfter(
  { rejected }: MongoCollections,
  { limit, after }: Parameters<Store['rejected']>[0],
): Promise<RejectedDocument[]> {
  const last = after && (await rejected.findOne({ _id: idOf(after) }));
  if (last === null) return [];
  const stored = await rejected
    .find(last ? { $or: laterThan(last) } : {}, {
      sort: { rejectedAt: 1, topicId: 1, partition: 1, offset: 1 },
      limit,
    })
    .toArray();
  return stored.map(documentOf);
}

function laterThan({ rejectedAt, topicId, partition, offset }: StoredRejected) {
  return [
    { rejectedAt: { $gt: rejectedAt } },
    { rejectedAt, topicId: { $gt: topicId } },
    { rejectedAt, topicId, partition: { $gt: partition } },
    { rejectedAt, topicId, partition, offset: { $gt: offset } },
  ];
}

/** Notes when messages were appended again. */
export async function markRetried(
  { rejected }: MongoCollections,
  documents: readonly Place[],
  at: number,
): Promise<void> {
  if (documents.length === 0) return;
  await rejected.updateMany({ _id: { $in: documents.map(idOf) } }, { $set: { retriedAt: at } });
}
