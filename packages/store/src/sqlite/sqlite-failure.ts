import { StoreError } from '../store-error.ts';

/** Primary result codes of SQLite (sqlite.org/rescode.html) that say: not now, not here. */
const unavailable = new Map([
  [3, 'may not be used by this account'],
  [5, 'is being written by another process'],
  [6, 'is being written by another process'],
  [8, 'is read-only'],
  [10, 'cannot be read or written on its disk'],
  [13, 'does not fit on its disk any more'],
  [14, 'cannot be opened'],
]);

/** The primary result code of an error of node:sqlite; null for any other error. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

/** What SQLite could not do now as a StoreError `unavailable`; any other error as it is. */
export function storeFailure(error: unknown, file: string): unknown {
  const trouble = unavailable.get(sqliteCode(error) ?? -1);
  if (trouble === undefined) return error;
  return new StoreError('unavailable', `The store ${file} ${trouble}: try again, or look at the disk.`, {
    cause: error,
  });
}

/** What every call answers once the store is closed. */
export function closedError(): StoreError {
  return new StoreError('closed', 'The store is closed: open it again.');
}
