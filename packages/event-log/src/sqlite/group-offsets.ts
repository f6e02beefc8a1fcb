import type { LogFile } from './log-file.ts';
import { inWriteTransaction } from './write-transaction.ts';

export interface GroupOffsets {
  /** Where a partition goes on; null where the group has committed nothing. */
  committed(partition: number): number | null;
  commit(partition: number, next: number): void;
  /** Tries once more, patiently, what could not be committed. */
  flush(): Promise<void>;
}

/**
 * One group's committed offsets. They are a hint, not a promise: a commit that fails (another process is writing, the
 * disk is full) waits for the next one, and what it would have spared is delivered once more after a crash.
 */
export function createGroupOffsets({ reader }: LogFile, group: string): GroupOffsets {
  const select = reader.prepare(
    'SELECT next_offset FROM group_offset WHERE group_name = ? AND partition = ?',
  );
  const upsert = reader.prepare(`INSERT INTO group_offset VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET next_offset = excluded.next_offset`);
  const uncommitted = new Map<number, number>();

  function write(): void {
    for (const [partition, next] of uncommitted) {
      upsert.run(group, partition, next);
      uncommitted.delete(partition);
    }
  }

  return {
    committed(partition) {
      const row = select.get(group, partition);
      return row === undefined ? null : Number(row.next_offset);
    },
    commit(partition, next) {
      uncommitted.set(partition, next);
      try {
        write();
      } catch {
        // Only a hint: it stays in `uncommitted`.
      }
    },
    async flush() {
      if (uncommitted.size === 0) return;
      const left = [...uncommitted];
      await inWriteTransaction(reader, () => {
        for (const [partition, next] of left) upsert.run(group, partition, next);
      }).catch(() => undefined);
    },
  };
}
