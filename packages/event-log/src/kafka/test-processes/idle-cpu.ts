import { openKafkaEventLog } from '../../kafka-event-log.ts';

// Measures what a log costs that has nothing to do: prints percent of a core. Arguments: brokers, topic, seconds.
const [brokers = '', topic = '', seconds = '1'] = process.argv.slice(2);
const log = await openKafkaEventLog({ brokers: brokers.split(','), clientId: 'idle', topic });
const seen = Promise.withResolvers<void>();
const consumption = await log.consume({
  group: 'idle',
  maxBatch: 10,
  async onBatch({ messages }) {
    seen.resolve();
    return { next: (messages.at(-1)?.offset ?? 0) + 1 };
  },
});
// Every connection is open, and what runs once has run.
await log.append([{ key: 'units:1', headers: {}, value: Buffer.from('1') }]);
await seen.promise;
await new Promise((fulfil) => setTimeout(fulfil, 2_000));
const before = process.cpuUsage();
const startedAt = performance.now();
await new Promise((fulfil) => setTimeout(fulfil, Number(seconds) * 1_000));
const { user, system } = process.cpuUsage(before);
const percent = (user + system) / 10 / (performance.now() - startedAt);
process.stdout.write(`${percent.toFixed(3)}\n`);
await consumption.stop();
await log.close();
