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
import { startMongoServer } from '../servers/mongo-server.ts';
import type { Figure, Measurement } from './figure.ts';
import { cpuSeconds, residentBytes } from './process-figures.ts';
import { encodedEvents } from './recorded-events.ts';
import { inTempFolder } from './temp-folder.ts';

const topicOfOneBroker = join(import.meta.dirname, '../cluster/topic-of-one-broker.json');
const events = 40_000;
/** Until here a process of Node still compiles what it does. */
const warmEvents = 10_000;

/** The recorder's own process catching up from a Kafka broker into a server with MongoDB's protocol. */
export const measureClusterRecorder: Measurement = () =>
  inTempFolder(async (folder) => {
    const [broker, server] = await Promise.all([startKafkaServer(), startMongoServer()]);
    const settings = newClusterSettings();
    const environment = storageEnvironment(settings, { log: broker.port, store: server.port });
    const { code, text } = await runCommand(environment, ['setup', '--topics', topicOfOneBroker]);
    if (code !== 0) throw new Error(text);
    const store = await openMongoStore({ url: server.url, database: settings.database });
    await store.putDirectory(loadShippedDirectory());
    const { brokers } = broker;
    const log = await openKafkaEventLog({
      brokers,
      topic: settings.topic,
      clientId: 'bench',
      appendMs: 20_000,
    });
    const encoded = encodedEvents(events, 365, Date.now());
    for (let at = 0; at < events; at += 500) await log.append(encoded.slice(at, at + 500));
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
    const seconds = cpuSeconds(recorder.pid) - cpu;
    const wall = Math.round((to - from) / ((performance.now() - start) / 1_000));
    const memory = residentBytes(recorder.pid) / 2 ** 20;
    await recorder.terminate();
    await Promise.all([log.close(), store.close()]);
    await Promise.all([broker.stop(), server.stop()]);
    return figures((1e6 * seconds) / (to - from), wall, memory);
  });

function figures(microseconds: number, wall: number, memory: number): Figure[] {
  const note = `${wall} events a second of wall time, bounded by the store of the test`;
  const name = "recorder on Kafka and MongoDB's protocol";
  return [
    { name, value: microseconds, unit: 'µs of processor time an event', note },
    { name: `${name}, resident memory after catching up`, value: memory, unit: 'MiB' },
  ];
}

/** Waits until so many events were recorded, and gives how many there are. */
async function positionReached(store: Store, topicId: string, count: number): Promise<number> {
  for (;;) {
    const states = await store.partitionStates(topicId);
    const recorded = states.reduce((sum, { offset }) => sum + offset, 0);
    if (recorded >= count) return recorded;
    await pause(200);
  }
}
