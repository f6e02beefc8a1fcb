import { writeSync } from 'node:fs';
import { openKafkaEventLog } from '../../kafka-event-log.ts';

// A consumer for tests to kill or to stop: prints `partition first last` of each batch it has handled, each after a pause.
// Arguments: brokers, topic, group, ms that a batch takes.
const [brokers = '', topic = '', group = '', batchMs = '0'] = process.argv.slice(2);
const log = await openKafkaEventLog({ brokers: brokers.split(','), clientId: 'child', topic });
const consumption = await log.consume({
  group,
  maxBatch: 10,
  async onBatch({ partition, messages }) {
    await new Promise((fulfil) => setTimeout(fulfil, Number(batchMs)));
    const last = messages.at(-1)?.offset ?? -1;
    writeSync(1, `${partition} ${messages[0]?.offset} ${last}\n`);
    return { next: last + 1 };
  },
});
await consumption.ended;
