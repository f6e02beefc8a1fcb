// Everything of production's shape on this machine: a Kafka broker, a MongoDB-protocol server and each service as a process
// of its own, behind one address. What it keeps lies in a temporary folder and goes when it ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysSetting } from '../test/cluster/cluster-settings.ts';
import { type Cluster, startCluster } from '../test/cluster/start-cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'kuulolla-cluster-'));
const port = Number(process.env.PORT || 8080);
const stopped = new Promise<void>((fulfil) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => fulfil());
});

process.stdout.write('Starting a Kafka broker, a store and the services …\n');
try {
  const cluster = await startCluster({ folder, port });
  process.stdout.write(greeting(cluster));
  await stopped;
  process.stdout.write('Stopping.\n');
  await cluster.stop();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();

function greeting({ front, settings, broker, store, services }: Cluster): string {
  const processes = [...services.values()].filter(({ pid }) => pid !== undefined);
  const lines = [
    `Kuulolla runs as ${processes.length} processes: ${front.address}`,
    `  ${processes.map(({ name, pid }) => `${name} (${pid})`).join(', ')}`,
    `  logs and data until it ends: ${folder}`,
    '',
    'Keys of the three sources:',
    `  INTAKE_KEYS=${keysSetting(settings.keys)}`,
    '',
    'For the operator, in another terminal:',
    `  export KAFKA_BROKERS=${broker.brokers} KAFKA_TOPIC=${settings.topic}`,
    `  export MONGODB_URL='${store.url}' MONGODB_DATABASE=${settings.database}`,
    `  export INTAKE_FINGERPRINT_KEY=${settings.fingerprintKey}`,
    '  npx --no kuulolla reconcile',
    '',
    'Ctrl-C stops all of it.',
  ];
  return `${lines.join('\n')}\n`;
}
