import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Scope, WindowName } from '@kuulolla/contracts/score';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import { type Cluster, startCluster } from '../cluster/start-cluster.ts';
import { type ClusterWatch, watchCluster } from './cluster-watch.ts';
import { compareWithModel, countsOf } from './compare.ts';
import { type Dashboard, openDashboard } from './dashboards.ts';
import { type FaultRecord, isLate, runFaults } from './fault-schedule.ts';
import { type Generator, startGenerator } from './generator.ts';

export const mutations = ['offset-before-transaction', 'no-position-check'] as const;
export type Mutation = (typeof mutations)[number];

export interface SeedOptions {
  readonly seed: number;
  readonly faults: number;
  /** A recorder with this broken. */
  readonly mutation?: Mutation | undefined;
  /** Requests a second. */
  readonly rate?: number;
  /** Told what is going on. */
  readonly tell?: (line: string) => void;
}

/** What came of one seed. */
export interface SeedResult {
  readonly seed: number;
  readonly mutation: Mutation | null;
  readonly isRight: boolean;
  readonly lost: number;
  readonly doubled: number;
  /** One sentence each. */
  readonly differences: readonly string[];
  readonly faults: readonly FaultRecord[];
  readonly late: number;
  readonly requests: number;
  readonly attempts: number;
  readonly answers: number;
  readonly operations: Readonly<Record<'acknowledged' | 'maybe' | 'refused', number>>;
  /** Lives that services ended by themselves, by name; they were started again. */
  readonly ownEnds: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Where the logs are, kept where something was wrong. */
  readonly folder: string | null;
}

const units = Array.from({ length: 12 }, (_, index) => 900_001 + index);
const unknownUnit = 41_102;
const scopes: readonly Scope[] = ['all', `unit:${units[0]}`, `unit:${units[5]}`];
const windows: readonly WindowName[] = ['7d', '30d'];
const drainMs = 90_000;
const dashboardsMs = 30_000;

/** Starts a cluster, lets residents and faults at it, and proves what is left. Throws only where it cannot be tried. */
export async function runSeed({
  seed,
  faults,
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
    const trial = await tryCluster(cluster, { seed, faults, rate, tell });
    const isRight = trial.differences.length === 0;
    if (isRight) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    const seconds = Math.round(performance.now() - start) / 1_000;
    return { seed, mutation: mutation ?? null, isRight, ...trial, seconds, folder: isRight ? null : folder };
  } finally {
    await cluster.abandon();
  }
}

async function tryCluster(
  cluster: Cluster,
  { seed, faults, rate, tell }: Required<Omit<SeedOptions, 'mutation'>>,
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
    const records = await runFaults({ seed, faults, watch, cluster, generator, tell });
    tell('All faults are undone.');
    const differences = await settle(cluster, generator, watch);
    tell('Everything is drained.');
    const knowsUnit = (unit: number) => unit !== unknownUnit;
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

/** Two pages on each gateway, and one that goes through the front to whichever is there. */
function openDashboards(cluster: Cluster): Dashboard[] {
  const common = { scopes, windows };
  const direct = cluster.all('live').flatMap((live) => {
    const address = () => (live.port === null ? null : `ws://127.0.0.1:${live.port}/live`);
    return [1, 2].map((number) =>
      openDashboard({ name: `${live.name}, page ${number}`, address, ...common }),
    );
  });
  const address = () => `${cluster.front.address.replace('http', 'ws')}/live`;
  return [...direct, openDashboard({ name: 'front', address, ...common })];
}

/** Everything is mended, up and drained; says what did not come to that. */
async function settle(cluster: Cluster, generator: Generator, watch: ClusterWatch): Promise<string[]> {
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
  return watch.drained(drainMs).then(
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

/** Waits until every page and the reports show what the documents come to; says which do not. */
async function wrongScreens(
  cluster: Cluster,
  dashboards: readonly Dashboard[],
  documents: readonly AnswerDocument[],
): Promise<string[]> {
  const deadline = performance.now() + dashboardsMs;
  for (;;) {
    const wrong = dashboards.flatMap((dashboard) => wrongOn(dashboard, documents));
    if (!(await reportsAreRight(cluster, documents))) wrong.push('The reports show other counts.');
    if (wrong.length === 0 || performance.now() > deadline) {
      const stale = dashboards.filter((dashboard) => dashboard.stale > 0);
      return [...wrong, ...stale.map(({ name }) => `${name} was sent an older message after a newer one.`)];
    }
    await pause(200);
  }
}

function wrongOn({ name, held }: Dashboard, documents: readonly AnswerDocument[]): string[] {
  return scopes.flatMap((scope) =>
    windows.flatMap((window) => {
      const expected = countsOf(documents, scope, window);
      const shown = held.get(scope)?.scores[window];
      const isRight =
        shown?.promoters === expected.promoters &&
        shown.passives === expected.passives &&
        shown.detractors === expected.detractors &&
        shown.n === expected.n;
      return isRight
        ? []
        : [`${name} shows ${JSON.stringify(shown)} for ${scope} ${window}, not ${JSON.stringify(expected)}`];
    }),
  );
}

async function reportsAreRight(cluster: Cluster, documents: readonly AnswerDocument[]): Promise<boolean> {
  const expected = countsOf(documents, 'all', '30d');
  const answer = await fetch(`${cluster.front.address}/api/v1/scores?scope=all&window=30d`).then(
    (response) => (response.ok ? (response.json() as Promise<Record<string, unknown>>) : null),
    () => null,
  );
  return Object.entries(expected).every(([name, count]) => answer?.[name] === count);
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
