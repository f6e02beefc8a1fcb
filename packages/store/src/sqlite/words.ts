import type { DatabaseSync } from 'node:sqlite';

/**
 * Appends a text that may have to be erased, in the writer's transaction, and gives the number to refer to it by. Pointing the
 * reference elsewhere, or to null, erases it: triggers of the schema see to that.
 */
export function prepareKeepWords(db: DatabaseSync): (text: string) => number {
  const append = db.prepare('INSERT INTO words (text) VALUES (?)');
  return (text) => Number(append.run(text).lastInsertRowid);
}
