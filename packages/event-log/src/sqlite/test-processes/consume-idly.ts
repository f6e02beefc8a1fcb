import { openSqliteEventLog } from '../../sqlite-event-log.ts';

// A process that has nothing to do but wait for messages, and so may end. Argument: the log's file.
const log = await openSqliteEventLog({ file: process.argv[2] ?? '' });
await log.consume({ group: 'idle', maxBatch: 1, onBatch: async () => ({ next: 0 }) });
