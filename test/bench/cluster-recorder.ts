import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { openKafkaEventLog } from '@kuulolla/event-log/kafka-event-log';
import { openMongoStore } from '@kuulolla/store/mongo-store';
import type { Store } from '@kuulolla/store/store';
import { newClusterSettings, storageEnvironment } from '../cluster/cluster-settings.ts';
import { runCommand } from '../cluster/run-command.ts';
import { serviceProcess } from '../cluster/service-process.ts';
import { startKafkaServer } from '../servers/kafka-server.ts';
import { type MongoServer, startMongoServer } from '../servers/mongo-server.ts';
import { bareCopyCost } from './bare-copy.ts';
import type { Figure, Measurement } from './figure.ts';
import { startInstantStore } from './instant-store.ts';
import { cpuSeconds, residentBytes } from './process-figures.ts';
import { encodedEvents } from './recorded-events.ts';
import { inTempFolder } from './temp-folder.ts';

const topicOfOneBroker = join(import.meta.dirname, '../cluster/topic-of-one-broker.json');

interface Catching {
  readonly store: string;
  readonly startStore: () => Promise<MongoServer>;
  readonly events: number;
  /** Until here a process of Node still compiles what it does. */
  readonly warmEvents: number;
  readonly note: string;
}

/**
 * What an event costs the recorder's own process as it catches up from a Kafka broker: into a server that answers at once,
 * which is its own cost, and into the stand-in for MongoDB, where it mostly waits. Beside it, on the same broker and store,
 * a bare copy: machines vary, and the share does not.
 */
export const measureClusterRecorder: Measurement = async () => [
  ...(await catchUp({
    store: 'a store that answers at once',
    startStore: startInstantStore,
    events: 90_000,
    warmEvents: 45_000,
    note: 'bounded by our own processor time',
  })),
  ...(await catchUp({
    store: 'the stand-in for MongoDB',
    startStore: startMongoServer,
    events: 20_000,
    warmEvents: 8_000,
    note: 'bounded by the store of the test',
  })),
];

function catchUp({ store: name, startStore, events, warmEvents, note }: Catching): Promise<Figure[]> {
  return inTempFolder(async (folder) => {
    const [broker, server] = await Promise.all([startKafkaServer(), startStore()]);
    const settings = newClusterSettings();
    const environment = storageEnvironment(settings, { log: broker.port, store: server.port });
    const { code, text } = await runCommand(environment, ['setup', '--topics', topicOfOneBroker]);
    if (code !== 0) throw new Error(text);
    const { MONGODB_URL: url = '', MONGODB_DATABASE: database = '' } = environment;
    const store = await openMongoStore({ url, database });
    await store.putDirectory(loadShippedDirectory());
    const { brokers } = broker;
    const log = await openKafkaEventLog({
      brokers,
      topic: settings.topic,
      clientId: 'bench',
      appendMs: 20_000,
    });
    for (let left = events; left > 0; left -= 10_000) {
      const encoded = encodedEvents(Math.min(left, 10_000), 365, Date.now());
      for (let at = 0; at < encoded.length; at += 500) await log.append(encoded.slice(at, at + 500));
    }
    const bare = await bareCopyCost(environment, { warm: warmEvents, events });
    const recorder = serviceProcess({
      name: 'recorder',
      main: ['services/recorder/src/main.ts'],
      environment: { ...environment, LOG_LEVEL: 'warn' },
      folder,
    });
    await recorder.start();
    const from = await positionReached(store, log.topic.id, warmEvents);
    const [cpu, start] = [cpuSeconds(recorder.pid), performance.now()];
    const to = await positionReached(store, log.topic.id, events);
    const microseconds = (1e6 * (cpuSeconds(recorder.pid) - cpu)) / (to - from);
    const rate = Math.round((to - from) / ((performance.now() - start) / 1_000));
    const memory = residentBytes(recorder.pid) / 2 ** 20;
    await recorder.terminate();
    await Promise.all([log.close(), store.close()]);
    await Promise.all([broker.stop(), server.stop()]);
    const unit = 'µs of processor time an event';
    const full = `recorder on Kafka and ${name}`;
    return [
      { name: full, value: microseconds, unit, note: `${rate} events a second of wall time, ${note}` },
      {
        name: `bare copy from Kafka into ${name}`,
        value: bare,
        unit,
        note: 'kafkajs and mongodb, nothing else',
      },
      { name: `${full}, bare copies it costs`, value: microseconds / bare, unit: '1' },
      { name: `${full}, resident memory after ${events} events`, value: memory, unit: 'MiB' },
    ];
  });
}

/** Waits until so many events were recorded, and gives how many there are. */
async function positionReached(store: Store, topicId: string, count: number): Promise<number> {
  for (;;) {
    const states = await store.partitionStates(topicId);
    const recorded = states.reduce((sum, { offset }) => sum + offset, 0);
    if (recorded >= count) return recorded;
    await pause(100);
  }
}
