import type { DatabaseSync } from 'node:sqlite';
import { type Directory, EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import { StoreError } from '../store-error.ts';

/** The unit register as it is stored, or the empty one. */
export function readDirectory(db: DatabaseSync): Directory {
  const text = db.prepare('SELECT document FROM directory').get()?.document;
  return typeof text === 'string' ? (JSON.parse(text) as Directory) : EMPTY_DIRECTORY;
}

/** Its version alone. */
export function directoryVersion(db: DatabaseSync): number {
  return Number(db.prepare('SELECT version FROM directory').get()?.version ?? EMPTY_DIRECTORY.version);
}

/** Replaces the register, in a transaction; throws `conflict` where somebody else was faster. */
export function replaceDirectory(db: DatabaseSync, directory: Directory): void {
  const stored = directoryVersion(db);
  if (directory.version !== stored + 1) {
    throw new StoreError(
      'conflict',
      `The unit register is at version ${stored}, so ${directory.version} cannot follow: read it again and repeat the change.`,
    );
  }
  writeDirectory(db, directory);
}

/** Replaces the register whatever is stored, in a transaction. */
export function writeDirectory(db: DatabaseSync, directory: Directory): void {
  db.exec('DELETE FROM directory');
  db.prepare('INSERT INTO directory VALUES (?, ?)').run(directory.version, JSON.stringify(directory));
}
