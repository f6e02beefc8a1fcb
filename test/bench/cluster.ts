import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { openKafkaEventLog } from '@kuulolla/event-log/kafka-event-log';
import { WebSocket } from 'ws';
import { type Cluster, startCluster } from '../cluster/start-cluster.ts';
import { deviceAnswer } from './answers.ts';
import type { Figure, Measurement } from './figure.ts';
import { latencyFigures } from './latency.ts';
import { latenciesOf } from './latency-of.ts';
import { postAll } from './post-load.ts';
import { encodedEvents } from './recorded-events.ts';
import { inTempFolder } from './temp-folder.ts';

/** The figures of the services as processes of their own, on a Kafka broker and a server with MongoDB's protocol. */
export const measureCluster: Measurement = () =>
  inTempFolder(async (folder) => {
    const cluster = await startCluster({ folder, intakes: 1, recorders: 1, lives: 2, logLevel: 'warn' });
    try {
      await pause(8_000);
      return [
        ...(await idle(cluster)),
        ...(await intake(cluster)),
        ...(await producer(cluster)),
        ...(await latency(cluster, 200)),
        ...(await latency(cluster, 500)),
        ...(await reconnects(cluster, 5_000)),
        ...memory(cluster),
      ];
    } finally {
      await cluster.abandon();
    }
  });

/** Processor seconds, user and system, of a process so far. */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMiB(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

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

/** Intake and recorder under the same load: what each costs an answer, whatever the store takes. */
async function intake(cluster: Cluster): Promise<Figure[]> {
  const [door, recorder] = [cluster.service('intake-1'), cluster.service('recorder-1')];
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
    const recordedBefore = await recordedBy(recorder.metricsPort);
    const [cpu, recorderCpu, start] = [cpuSeconds(door.pid), cpuSeconds(recorder.pid), performance.now()];
    await postAll(`http://127.0.0.1:${door.port}/v1/feedback`, headers, bodies, 32);
    const note = `${Math.round(answers / ((performance.now() - start) / 1_000))} a second of wall time`;
    const value = answers / (cpuSeconds(door.pid) - cpu);
    figures.push({
      name: `acknowledged answers on Kafka, ${size} a request`,
      value,
      unit: '1/s and core',
      note,
    });
    while ((await recordedBy(recorder.metricsPort)) - recordedBefore < answers) await pause(100);
    const wall = Math.round(answers / ((performance.now() - start) / 1_000));
    figures.push({
      name: `recorder on Kafka and MongoDB's protocol, ${size} a request`,
      value: (1e6 * (cpuSeconds(recorder.pid) - recorderCpu)) / answers,
      unit: 'µs of processor time an event',
      note: `${wall} events a second of wall time, bounded by the store of the test`,
    });
  }
  return figures;
}

async function recordedBy(metricsPort: number | null): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return [...text.matchAll(/^kuulolla_recorder_outcomes_total\{.*\} (\d+)/gm)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  );
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
  await log.close();
  const note = `${Math.round(events.length / ((performance.now() - start) / 1_000))} a second of wall time`;
  return [
    {
      name: 'records produced, batches of 100',
      value: events.length / ((user + system) / 1e6),
      unit: '1/s and core',
      note,
    },
  ];
}

async function latency(cluster: Cluster, rate: number): Promise<Figure[]> {
  const load = { clients: 1_000, rate, seconds: 10 };
  const liveUrls = cluster.all('live').map(({ port }) => `ws://127.0.0.1:${port}`);
  const doorUrl = `http://127.0.0.1:${cluster.service('intake-1').port}`;
  const delays = await latenciesOf({ doorUrl, key: cluster.settings.keys.units, liveUrls, ...load });
  return latencyFigures("Kafka and MongoDB's protocol", delays, load);
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
    value: residentMiB(pid),
    unit: 'MiB',
  }));
}
