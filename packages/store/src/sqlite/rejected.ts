import type { DatabaseSync } from 'node:sqlite';
import type { RejectedDocument } from '../rejected-document.ts';
import type { Store } from '../store.ts';
import { chunksOf } from './snapshot.ts';
import { prepareKeepWords } from './words.ts';

const columns =
  'topic_id, partition, position, reason, field, source, subject, unit, rejected_at, retried_at';

interface RejectedRow
  extends Pick<RejectedDocument, 'partition' | 'reason' | 'field' | 'source' | 'subject' | 'unit'> {
  topic_id: string;
  position: number;
  rejected_at: number;
  text: string | null;
  retried_at: number | null;
}

/** Keeps messages and erases words from them, on the connection that writes, in its transaction. */
export function prepareRejected(db: DatabaseSync) {
  const put = db.prepare(`INSERT INTO rejected (${columns}, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const keepWords = prepareKeepWords(db);
  const erase = db.prepare(`UPDATE rejected SET words = NULL
    WHERE subject IN (SELECT value FROM json_each(?)) AND words IS NOT NULL`);
  return {
    put(documents: readonly RejectedDocument[]): void {
      for (const kept of documents) {
        const { topicId, partition, offset, reason, field, source, subject, unit } = kept;
        const words = kept.event && keepWords(JSON.stringify(kept.event));
        const message = [topicId, partition, offset, reason, field, source, subject, unit];
        put.run(...message, kept.rejectedAt, kept.retriedAt, words);
      }
    },
    /** How many documents lost their words. */
    erase: (answerIds: readonly string[]): number => Number(erase.run(JSON.stringify(answerIds)).changes),
  };
}

function documentOf(row: RejectedRow): RejectedDocument {
  const { topic_id: topicId, partition, position: offset, reason, field, source, subject, unit } = row;
  return {
    topicId,
    partition,
    offset,
    reason,
    field,
    source,
    subject,
    unit,
    rejectedAt: row.rejected_at,
    event: row.text === null ? null : JSON.parse(row.text),
    retriedAt: row.retried_at,
  };
}

const documents = `SELECT ${columns}, text FROM rejected LEFT JOIN words ON words.id = rejected.words`;

/** All kept messages, in chunks. */
export function* readRejected(db: DatabaseSync): Generator<RejectedDocument[]> {
  for (const rows of chunksOf(db.prepare(documents).iterate(), 500))
    yield (rows as RejectedRow[]).map(documentOf);
}

/** Kept messages, the oldest first. */
export function rejectedAfter(
  db: DatabaseSync,
  { limit, after }: Parameters<Store['rejected']>[0],
): RejectedDocument[] {
  const later = after
    ? `(rejected_at, topic_id, partition, position) > ((SELECT rejected_at FROM rejected
        WHERE topic_id = ?1 AND partition = ?2 AND position = ?3), ?1, ?2, ?3)`
    : 'TRUE';
  const rows = db
    .prepare(`${documents} WHERE ${later}
      ORDER BY rejected_at, topic_id, partition, position LIMIT ?4`)
    .all(after?.topicId ?? null, after?.partition ?? null, after?.offset ?? null, limit);
  return (rows as unknown as RejectedRow[]).map(documentOf);
}

/** Notes when messages were appended again. */
export function markRetried(
  db: DatabaseSync,
  documents: Parameters<Store['markRetried']>[0],
  at: number,
): void {
  const mark = db.prepare(
    'UPDATE rejected SET retried_at = ? WHERE topic_id = ? AND partition = ? AND position = ?',
  );
  for (const { topicId, partition, offset } of documents) mark.run(at, topicId, partition, offset);
}
