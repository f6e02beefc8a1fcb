import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Cluster, startCluster } from '../cluster/start-cluster.ts';
import { type ClusterWatch, watchCluster } from './cluster-watch.ts';
import { compareWithModel } from './compare.ts';
import { isLate, runFaults } from './fault-schedule.ts';
import { type Generator, startGenerator } from './generator.ts';
import { openDashboards, wrongScreens } from './screens.ts';
import type { SeedOptions, SeedResult } from './seed-result.ts';
import { knowsUnit, units, unknownUnit } from './units.ts';

/** Nothing is wrong for being slow: a busy machine gets this, and what is not there by then never comes. */
const drainMs = 300_000;
/** Of a broken recorder, whose position may have gone back for good, so that nothing is ever drained. */
const brokenDrainMs = 30_000;

interface TrialOptions extends Required<Omit<SeedOptions, 'mutation'>> {
  /** How long everything may take to be recorded after the last fault. */
  readonly patienceMs: number;
}

type Trial = Omit<SeedResult, 'seed' | 'mutation' | 'isRight' | 'seconds' | 'folder'>;

/** Starts a cluster, lets residents and faults at it, and proves what is left. What cannot be tried to its end is wrong. */
export async function runSeed({
  seed,
  faults,
  recordingShare = 0.4,
  mutation,
  rate = 10,
  tell = () => {},
}: SeedOptions): Promise<SeedResult> {
  const start = performance.now();
  const folder = mkdtempSync(join(tmpdir(), `kuulolla-faults-${seed}-`));
  const cluster = await startCluster({
    folder,
    logLevel: 'info',
    units: units.length,
    ...(mutation === undefined ? {} : { recorderMain: ['test/faults/mutated-recorder.ts', mutation] }),
    settings: {
      'intake-1': { INTAKE_SPOOL: join(folder, 'spools', 'intake-1'), INTAKE_SPOOL_BYTES: '1000000' },
    },
  });
  try {
    const patienceMs = mutation === undefined ? drainMs : brokenDrainMs;
    const options = { seed, faults, recordingShare, rate, tell, patienceMs };
    const trial = await tryCluster(cluster, options).catch(untried);
    const isRight = trial.differences.length === 0;
    // What a broken recorder did is nobody's riddle.
    const isOver = isRight || mutation !== undefined;
    if (isOver) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    const seconds = Math.round(performance.now() - start) / 1_000;
    return { seed, mutation: mutation ?? null, isRight, ...trial, seconds, folder: isOver ? null : folder };
  } finally {
    await cluster.abandon();
  }
}

async function tryCluster(
  cluster: Cluster,
  { seed, faults, recordingShare, rate, tell, patienceMs }: TrialOptions,
) {
  const [log, store] = [await cluster.openLog(), await cluster.openStore()];
  const generator = startGenerator({
    seed,
    name: 'f',
    units,
    unknownUnit,
    rate,
    address: cluster.front.address,
    keys: cluster.settings.keys,
  });
  const dashboards = openDashboards(cluster);
  try {
    const watch = watchCluster(log, store);
    const records = await runFaults({ seed, faults, recordingShare, watch, cluster, generator, tell });
    tell('All faults are undone.');
    const differences = await settle(cluster, generator, watch, patienceMs);
    tell('Everything is drained.');
    const { lost, doubled, ...compared } = await compareWithModel(store, generator.operations, knowsUnit);
    differences.push(...compared.differences);
    tell('Compared with the model.');
    differences.push(...(await wrongScreens(cluster, dashboards, compared.documents)));
    tell('Compared with the screens.');
    const { code, text } = await cluster.command('reconcile');
    if (code !== 0) differences.push(`reconcile ended with ${code}: ${text.slice(0, 2_000)}`);
    differences.push(...generator.troubles, ...(await stopAll(cluster)));
    return {
      lost,
      doubled,
      differences,
      faults: records,
      late: records.filter(isLate).length,
      ...countsOfGenerator(generator),
      ownEnds: ownEnds(cluster),
    };
  } finally {
    for (const dashboard of dashboards) dashboard.close();
    await generator.stop(0);
    await Promise.all([log.close(), store.close()]);
  }
}

function untried(error: Error): Trial {
  const differences = [`It could not be tried to its end: ${error.stack}`];
  const operations = { acknowledged: 0, maybe: 0, refused: 0 };
  const nothing = { lost: 0, doubled: 0, late: 0, requests: 0, attempts: 0, answers: 0 };
  return { ...nothing, differences, faults: [], operations, ownEnds: {} };
}

/** Everything is mended, up and drained; says what did not come to that. */
async function settle(
  cluster: Cluster,
  generator: Generator,
  watch: ClusterWatch,
  patienceMs: number,
): Promise<string[]> {
  for (const { log, store } of cluster.wires.values()) for (const wire of [log, store]) wire.heal();
  await cluster.service('recorder-3').terminate();
  const meant = [...cluster.services.values()].filter(({ name }) => name !== 'recorder-3');
  for (const service of meant) service.resume();
  const up = Promise.all(meant.map((service) => service.start())).then(() => 'up');
  if ((await Promise.race([up, pause(drainMs)])) !== 'up') return ['A service did not come up again.'];
  await generator.stop();
  const deadline = performance.now() + drainMs;
  while ((await spooled(cluster)) > 0) {
    if (performance.now() > deadline) return ['The spool was not delivered.'];
    await pause(100);
  }
  return watch.drained(patienceMs).then(
    () => [],
    (error: Error) => [error.message],
  );
}

/** Events in the first intake's spool, by its own metrics. */
async function spooled(cluster: Cluster): Promise<number> {
  const { metricsPort } = cluster.service('intake-1');
  const text = await fetch(`http://127.0.0.1:${metricsPort}/metrics`).then(
    (response) => response.text(),
    () => '',
  );
  return Number(/^kuulolla_spool_events (\d+)/m.exec(text)?.[1] ?? Number.NaN) || 0;
}

/** SIGTERM to all: each has to end with 0. */
async function stopAll(cluster: Cluster): Promise<string[]> {
  await cluster.stop();
  return [...cluster.services.values()].flatMap(({ name, ends }) => {
    const last = ends.at(-1);
    if (!last || last.code === 0 || name === 'recorder-3') return [];
    return [`${name} ended with ${last.code ?? last.signal} when it was asked to stop.`];
  });
}

function countsOfGenerator({ operations, requests, attempts }: Generator) {
  const counts = { acknowledged: 0, maybe: 0, refused: 0, unsent: 0 };
  for (const all of operations.values()) for (const { state } of all) counts[state] += 1;
  const { unsent: _, ...sent } = counts;
  return { requests, attempts, answers: operations.size, operations: sent };
}

function ownEnds(cluster: Cluster): Record<string, number> {
  const counted = [...cluster.services.values()].map(
    ({ name, ends }) => [name, ends.filter(({ asked }) => !asked).length] as const,
  );
  return Object.fromEntries(counted.filter(([, count]) => count > 0));
}
