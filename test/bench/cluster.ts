import { setTimeout as pause } from 'node:timers/promises';
import { openKafkaEventLog } from '@kuulolla/event-log/kafka-event-log';
import { WebSocket } from 'ws';
import { type Cluster, type ClusterOptions, startCluster } from '../cluster/start-cluster.ts';
import { watchCluster } from '../faults/cluster-watch.ts';
import { deviceAnswer } from './answers.ts';
import { type Figure, type Measurement, quantile } from './figure.ts';
import { startInstantStore } from './instant-store.ts';
import { latencyFigures } from './latency.ts';
import { latenciesOf } from './latency-of.ts';
import { postAll } from './post-load.ts';
import { cpuSeconds, residentBytes } from './process-figures.ts';
import { encodedEvents } from './recorded-events.ts';
import { inTempFolder } from './temp-folder.ts';

/** What a hundredth of the clients may wait longer than. */
const mostMs = 500;

/** Measures in a cluster of its own that has come to rest, with as few processes as have all its parts. */
const inCluster = (
  measure: (cluster: Cluster) => Promise<Figure[]>,
  more: Pick<ClusterOptions, 'startStore'> = {},
): Promise<Figure[]> =>
  inTempFolder(async (folder) => {
    const cluster = await startCluster({
      folder,
      intakes: 1,
      recorders: 1,
      lives: 2,
      logLevel: 'warn',
      pastWires: true,
      ...more,
    });
    try {
      await pause(8_000);
      return await measure(cluster);
    } finally {
      await cluster.abandon();
    }
  });

/** The figures of the services as processes of their own, on a Kafka broker and a server with MongoDB's protocol. */
export const measureCluster: Measurement = () =>
  inCluster(async (cluster) => [
    ...(await idle(cluster)),
    ...(await intake(cluster)),
    ...(await producer(cluster)),
    ...(await latencies(cluster, "Kafka and MongoDB's protocol")),
    ...(await reconnects(cluster, 5_000)),
    ...memory(cluster),
  ]);

/**
 * From an answer's acknowledgement to the dashboards where the store answers at once: what Kafka and our own services take,
 * which no store makes less.
 */
export const measureClusterLatency: Measurement = () =>
  inCluster((cluster) => latencies(cluster, 'Kafka and a store that answers at once'), {
    startStore: startInstantStore,
  });

const running = (cluster: Cluster) => [...cluster.services.values()].filter(({ pid }) => pid !== undefined);

async function idle(cluster: Cluster): Promise<Figure[]> {
  const seconds = 10;
  const before = running(cluster).map(({ pid }) => cpuSeconds(pid));
  await pause(seconds * 1_000);
  return running(cluster).map(({ name, pid }, at) => ({
    name: `idle ${name}`,
    value: (100 * (cpuSeconds(pid) - (before[at] ?? 0))) / seconds,
    unit: '% of a core',
  }));
}

/** What an answer costs the intake, from HTTP to the broker's acknowledgement. */
async function intake(cluster: Cluster): Promise<Figure[]> {
  const door = cluster.service('intake-1');
  const headers = {
    authorization: `api-key ${cluster.settings.keys.units}`,
    'content-type': 'application/json',
  };
  const figures: Figure[] = [];
  for (const [size, requests] of [
    [1, 6_000],
    [100, 300],
  ] as const) {
    const now = Date.now();
    function* bodies() {
      for (let at = 0; at < requests; at++) {
        const answers = Array.from({ length: size }, (_, index) => deviceAnswer(at * size + index, now));
        yield JSON.stringify(size === 1 ? answers[0] : answers);
      }
    }
    const answers = size * requests;
    const [cpu, start] = [cpuSeconds(door.pid), performance.now()];
    await postAll(`http://127.0.0.1:${door.port}/v1/feedback`, headers, bodies, 32);
    const note = `${Math.round(answers / ((performance.now() - start) / 1_000))} a second of wall time`;
    const value = answers / (cpuSeconds(door.pid) - cpu);
    figures.push({
      name: `acknowledged answers on Kafka, ${size} a request`,
      value,
      unit: '1/s and core',
      note,
    });
  }
  await allRecorded(cluster);
  return figures;
}

/** Waits until the recorder has caught up, for the figures that follow. */
async function allRecorded(cluster: Cluster): Promise<void> {
  const [log, store] = [await cluster.openLog(), await cluster.openStore()];
  await watchCluster(log, store).drained(300_000);
  await Promise.all([log.close(), store.close()]);
}

async function producer(cluster: Cluster): Promise<Figure[]> {
  const log = await openKafkaEventLog({
    brokers: cluster.broker.brokers,
    topic: cluster.settings.topic,
    clientId: 'bench',
    appendMs: 10_000,
  });
  const events = encodedEvents(20_000, 365, Date.now());
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  for (let at = 0; at < events.length; at += 400) {
    const parts = [0, 100, 200, 300].map((shift) => events.slice(at + shift, at + shift + 100));
    await Promise.all(parts.map((part) => log.append(part)));
  }
  const { user, system } = process.cpuUsage(cpu);
  const note = `${Math.round(events.length / ((performance.now() - start) / 1_000))} a second of wall time`;
  await log.close();
  await allRecorded(cluster);
  return [
    {
      name: 'records produced, batches of 100',
      value: events.length / ((user + system) / 1e6),
      unit: '1/s and core',
      note,
    },
  ];
}

/** Answers a second: fifty times what a city has in a burst, and then more and more. */
const rates = [20, 50, 100, 200, 300, 400, 500, 750, 1_000];
const ratesShown = [20, 200, 500];

/** Up to 500 answers a second, and then more until a hundredth of the deliveries takes too long. */
async function latencies(cluster: Cluster, storage: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  let held = 0;
  for (const rate of rates) {
    const load = { clients: 1_000, rate, seconds: 10 };
    const liveUrls = cluster.all('live').map(({ port }) => `ws://127.0.0.1:${port}`);
    const doorUrl = `http://127.0.0.1:${cluster.service('intake-1').port}`;
    const delays = await latenciesOf({ doorUrl, key: cluster.settings.keys.units, liveUrls, ...load });
    if (ratesShown.includes(rate)) figures.push(...latencyFigures(storage, delays, load));
    await allRecorded(cluster);
    if (quantile(delays, 0.99) <= mostMs) held = rate;
    else if (rate >= 500) break;
  }
  const most = rates.at(-1) === held ? ', more not tried' : '';
  const note = `broker, store, services and clients on this one machine${most}`;
  const name = `highest rate held, 1,000 clients, p99 within ${mostMs} ms, ${storage}`;
  return [...figures, { name, value: held, unit: 'answers/s', note }];
}

/** All clients of both gateways lose their connection at once and come back at once, each with a new snapshot. */
async function reconnects(cluster: Cluster, clients: number): Promise<Figure[]> {
  const urls = cluster.all('live').map(({ port }) => `ws://127.0.0.1:${port}/live`);
  const connectAll = () =>
    Promise.all(Array.from({ length: clients }, (_, at) => connect(urls[at % urls.length] ?? '')));
  const sockets = await connectAll();
  for (const socket of sockets) socket.terminate();
  const start = performance.now();
  const again = await connectAll();
  const value = (performance.now() - start) / 1_000;
  for (const socket of again) socket.terminate();
  return [
    { name: `${clients} clients back, two gateways`, value, unit: 's', note: 'each with its snapshot' },
  ];
}

function connect(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'kuulolla.v1');
    socket.once('open', () => socket.send('{"type":"subscribe","scopes":["all"],"windows":["30d"]}'));
    socket.once('message', () => resolve(socket));
    socket.once('error', reject);
  });
}

function memory(cluster: Cluster): Figure[] {
  return running(cluster).map(({ name, pid }) => ({
    name: `resident memory of ${name} at the end`,
    value: residentBytes(pid) / 2 ** 20,
    unit: 'MiB',
  }));
}
