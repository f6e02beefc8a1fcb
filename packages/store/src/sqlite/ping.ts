import { accessSync, constants, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';
import type { Writer } from './writer.ts';

/** The file as it was when it was opened: a path may come to name another one, and SQLite would not notice. */
export function createPing(file: string, reader: DatabaseSync, db: DatabaseSync, writer: Writer) {
  const opened = statSync(file).ino;
  const read = reader.prepare('SELECT count(*) FROM store');
  const write = db.prepare('UPDATE store SET pings = pings + 1');
  return {
    read(): void {
      checkFile(file, opened);
      read.get();
    },
    write: (): Promise<void> =>
      writer.write(() => {
        write.run();
      }),
  };
}

function checkFile(file: string, opened: number): void {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    if (statSync(file).ino === opened) return;
  } catch (error) {
    throw new StoreError(
      'unavailable',
      `The store ${file} is gone or may not be written: put it back and restart.`,
      { cause: error },
    );
  }
  throw new StoreError(
    'unavailable',
    `The store ${file} was replaced by another file: restart to read that one.`,
  );
}
