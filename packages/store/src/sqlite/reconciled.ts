import type { DatabaseSync } from 'node:sqlite';
import type { Reconciled } from '../store.ts';

/** How the last reconciliation ended, or null. */
export function lastReconciled(db: DatabaseSync): Reconciled | null {
  const row = db.prepare('SELECT at, differences FROM reconciled').get();
  return row === undefined ? null : { at: Number(row.at), differences: Number(row.differences) };
}

/** Replaces it. */
export function putReconciled(db: DatabaseSync, { at, differences }: Reconciled): void {
  db.prepare('INSERT OR REPLACE INTO reconciled VALUES (1, ?, ?)').run(at, differences);
}
