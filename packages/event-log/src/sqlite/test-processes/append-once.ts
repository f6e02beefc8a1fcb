import { openSqliteEventLog } from '../../sqlite-event-log.ts';

// Another process beside the one that consumes. Arguments: the log's file, a key, values to append.
const [file = '', key = '', ...values] = process.argv.slice(2);
const log = await openSqliteEventLog({ file });
await log.append(values.map((value) => ({ key, headers: {}, value: Buffer.from(value) })));
await log.close();
