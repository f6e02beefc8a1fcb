import { startOfDay } from '@kuulolla/calendar/day';
import type { MongoCollections } from './collections.ts';

/**
 * Erases the words of comments of days before `day`, and the events of messages kept before it, `limit` of both at most;
 * gives how many. Each document is changed by itself; a recorder that changes one at once begins its transaction again.
 */
export async function eraseOldComments(
  { answers, rejected }: MongoCollections,
  day: string,
  limit: number,
): Promise<number> {
  const wordy = { state: 'given', day: { $lt: day }, 'content.comment.text': { $gt: '' } } as const;
  const old = await answers.find(wordy, { limit, projection: { _id: 1 } }).toArray();
  const comments = await answers.updateMany(
    { ...wordy, _id: { $in: old.map(({ _id }) => _id) } },
    { $set: { 'content.comment.text': '' } },
  );
  const left = limit - old.length;
  // To MongoDB a limit of 0 is none.
  if (left === 0) return comments.modifiedCount;
  const kept = { rejectedAt: { $lt: startOfDay(day) }, event: { $ne: null } };
  const messages = await rejected.find(kept, { limit: left, projection: { _id: 1 } }).toArray();
  const events = await rejected.updateMany(
    { _id: { $in: messages.map(({ _id }) => _id) } },
    { $set: { event: null } },
  );
  return comments.modifiedCount + events.modifiedCount;
}
