import { openKafkaEventLog } from '../../kafka-event-log.ts';

// Prints how often a second a log that has nothing to do wakes its process: turns of the event loop, which a busy machine
// does not add to. Arguments: brokers, topic, seconds.
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
const turns = () => performance.nodeTiming.uvMetricsInfo.loopCount;
const before = turns();
const startedAt = performance.now();
await new Promise((fulfil) => setTimeout(fulfil, Number(seconds) * 1_000));
const perSecond = (1_000 * (turns() - before)) / (performance.now() - startedAt);
process.stdout.write(`${perSecond.toFixed(1)}\n`);
await consumption.stop();
await log.close();
