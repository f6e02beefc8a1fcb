import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Scope } from '@kuulolla/contracts/score';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../cluster/start-cluster.ts';
import { watchCluster } from './cluster-watch.ts';
import { compareWithModel, countsOf } from './compare.ts';
import { type Dashboard, openDashboard } from './dashboards.ts';
import { startGenerator } from './generator.ts';
import { knowsUnit, units, unknownUnit } from './units.ts';

const scopes: readonly Scope[] = ['all', ...units.slice(0, 4).map((unit) => `unit:${unit}` as const)];
/** Arrays of ten, so 200 answers a second. */
const rate = 20;
const perRequest = 10;

let folder: string;
let cluster: Cluster;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kuulolla-rolling-'));
  cluster = await startCluster({ folder, units: units.length });
});
afterAll(async () => {
  await cluster?.abandon();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('all services restarted one after the other under 200 answers/s lose nothing, and no page misses it', {
  timeout: 900_000,
}, async () => {
  const [log, store] = [await cluster.openLog(), await cluster.openStore()];
  const watch = watchCluster(log, store);
  const address = () => `${cluster.front.address.replace('http', 'ws')}/live`;
  const pages = [1, 2, 3, 4].map((number) =>
    openDashboard({ name: `page ${number}`, address, scopes, windows: ['30d'] }),
  );
  const generator = startGenerator({
    seed: Date.now() % 1_000_000,
    name: 'r',
    units,
    unknownUnit,
    rate,
    address: cluster.front.address,
    keys: cluster.settings.keys,
    impatient: 0,
    draw: (histories) => histories.bulky(perRequest, 40),
  });
  await pause(2_000);
  for (const name of ['intake-1', 'intake-2', 'recorder-1', 'recorder-2', 'live-1', 'live-2', 'reports']) {
    const service = cluster.service(name);
    const end = await service.terminate();
    expect({ name, end }).toEqual({ name, end: { code: 0, signal: null, asked: true } });
    await service.start();
  }
  await pause(1_000);
  await generator.stop();
  await watch.drained(300_000);

  const { requests, attempts, givenUp, troubles, operations } = generator;
  console.log(`${requests} requests, ${attempts - requests} of them sent again, ${operations.size} answers`);
  expect({ givenUp, troubles: [...troubles] }).toEqual({ givenUp: 0, troubles: [] });
  const states = new Set([...operations.values()].flatMap((all) => all.map(({ state }) => state)));
  expect([...states]).toEqual(['acknowledged']);
  const compared = await compareWithModel(store, operations, knowsUnit);
  expect(compared).toMatchObject({ lost: 0, doubled: 0, differences: [] });
  for (const page of pages) {
    await expect
      .poll(() => shownOn(page), { timeout: 120_000 })
      .toEqual(scopes.map((scope) => countsOf(compared.documents, scope, '30d')));
    expect(page.stale).toBe(0);
    page.close();
  }
  const account = await cluster.command('reconcile');
  expect(account.code, account.text).toBe(0);
  await Promise.all([log.close(), store.close()]);
  await cluster.stop();
});

/** The counts a page shows, scope by scope. */
function shownOn({ held }: Dashboard) {
  return scopes.map((scope) => {
    const { n, promoters, passives, detractors } = held.get(scope)?.scores['30d'] ?? {};
    return { n, promoters, passives, detractors };
  });
}
