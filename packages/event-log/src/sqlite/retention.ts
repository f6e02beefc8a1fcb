import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogFile } from './log-file.ts';
import { inWriteTransaction } from './write-transaction.ts';

/** Deleted in portions, so that appends get in between. */
const messagesPerTransaction = 2_000;

/**
 * Deletes what was appended before `before` (epoch ms), from the start of each partition up to its first younger
 * message, and gives how many messages went. Start and end offsets stay, so that no offset is ever used again.
 */
export async function deleteExpired(log: LogFile, before: number): Promise<number> {
  let deleted = 0;
  for (let partition = 0; partition < log.topic.partitions; partition += 1) {
    const deletePortion = preparePortion(log, partition, before);
    for (;;) {
      const portion = await inWriteTransaction(log.writer, deletePortion);
      deleted += portion;
      if (portion < messagesPerTransaction) break;
      await nextTurn();
    }
  }
  // The write-ahead log holds the deleted words until it is emptied. Each run does that, since another process that
  // was reading may have kept the run before from it.
  log.writer.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return deleted;
}

function preparePortion({ writer }: LogFile, partition: number, before: number): () => number {
  const selectRange = writer.prepare(
    'SELECT start_offset AS start, end_offset AS "end" FROM partition WHERE partition = ?',
  );
  const selectYounger = writer.prepare(
    `SELECT min(message_offset) AS younger FROM (SELECT message_offset, appended_at FROM message_${partition}
     ORDER BY message_offset LIMIT ?) WHERE appended_at >= ?`,
  );
  const deleteMessages = writer.prepare(`DELETE FROM message_${partition} WHERE message_offset < ?`);
  const setStart = writer.prepare('UPDATE partition SET start_offset = ? WHERE partition = ?');
  return () => {
    const range = selectRange.get(partition);
    const start = Number(range?.start);
    const younger = selectYounger.get(messagesPerTransaction, before)?.younger ?? null;
    const newStart =
      younger === null ? Math.min(start + messagesPerTransaction, Number(range?.end)) : Number(younger);
    if (newStart === start) return 0;
    deleteMessages.run(newStart);
    setStart.run(newStart, partition);
    return newStart - start;
  };
}
