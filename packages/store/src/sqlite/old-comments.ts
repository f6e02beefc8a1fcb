import type { DatabaseSync } from 'node:sqlite';
import { prepareKeepWords } from './words.ts';

/**
 * Erases the words of comments of days before `day`, and the events of messages kept before the instant `before` (epoch ms)
 * at which it begins, `limit` of both at most, in a transaction; gives how many.
 */
export function eraseOldComments(db: DatabaseSync, day: string, before: number, limit: number): number {
  const old = db
    .prepare(`SELECT answers.id, text FROM answers JOIN words ON words.id = answers.words
      WHERE commented IS NOT NULL AND day < ? LIMIT ?`)
    .all(day, limit);
  const keepWords = prepareKeepWords(db);
  const erase = db.prepare('UPDATE answers SET words = ?, commented = NULL WHERE id = ?');
  for (const { id, text } of old) {
    const content = JSON.parse(String(text));
    const wordless = { ...content, comment: { ...content.comment, text: '' } };
    erase.run(keepWords(JSON.stringify(wordless)), String(id));
  }
  const messages = db
    .prepare(`UPDATE rejected SET words = NULL WHERE rowid IN
      (SELECT rowid FROM rejected WHERE words IS NOT NULL AND rejected_at < ? LIMIT ?)`)
    .run(before, limit - old.length);
  return old.length + Number(messages.changes);
}
