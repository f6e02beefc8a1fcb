import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from './start-cluster.ts';

// What an operator sees of the services. Broker and store are killed for real; whoever needs them has to say so, by name,
// and nobody else.

let folder: string;
let cluster: Cluster;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kuulolla-health-'));
  const spool = { INTAKE_SPOOL: join(folder, 'spools', 'intake-2'), INTAKE_SPOOL_BYTES: '1000000' };
  cluster = await startCluster({
    folder,
    recorders: 1,
    lives: 1,
    units: 3,
    logLevel: 'debug',
    settings: { 'intake-2': spool },
  });
}, 600_000);
afterAll(async () => {
  await cluster?.abandon();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const services = ['intake-1', 'intake-2', 'recorder-1', 'live-1', 'reports', 'dashboard'] as const;
type Failing = Partial<Record<(typeof services)[number], readonly string[]>>;

/** The checks that fail, by service; a service all of whose checks pass is left out. */
async function failing(path: '/readiness' | '/healthz'): Promise<Failing> {
  const told = services.map(async (name) => {
    const { metricsPort } = cluster.service(name);
    const response = await fetch(`http://127.0.0.1:${metricsPort}${path}`);
    const body = (await response.json()) as { failing?: string[] };
    expect(response.status).toBe(body.failing ? 503 : 200);
    return [name, body.failing] as const;
  });
  return Object.fromEntries((await Promise.all(told)).filter(([, names]) => names));
}

async function reconnects(name: string): Promise<Record<string, number>> {
  const { metricsPort } = cluster.service(name);
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const found = text.matchAll(/^kuulolla_reconnects_total\{neighbour="(\w+)"\} (\d+)/gm);
  return Object.fromEntries([...found].map(([, neighbour, count]) => [neighbour, Number(count)]));
}

async function send(
  intake: string,
  id: string,
  comment = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const { port } = cluster.service(intake);
  return fetch(`http://127.0.0.1:${port}/v1/feedback`, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      authorization: `api-key ${cluster.settings.keys.units}`,
    },
    body: JSON.stringify({ id, unit: 900_001, answeredAt: new Date().toISOString(), nps: 9, comment }),
  });
}

const patience = { timeout: 60_000, interval: 200 };

test('with all neighbours there every check passes', async () => {
  await expect.poll(() => failing('/readiness'), patience).toEqual({});
  expect(await failing('/healthz')).toEqual({});
});

test('a trace is carried from the door to the gateway, and no word of the answer is in any log', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const words = 'Matti Meikäläinen soitti numeroon 040 123 4567';
  expect((await send('intake-1', 'traced-by-matti', words, { traceparent })).ok).toBe(true);
  const logs = () =>
    globSync('*.log', { cwd: folder }).map(
      (file) => [file, readFileSync(join(folder, file), 'utf8')] as const,
    );
  const arrived = () =>
    logs().flatMap(([file, text]) =>
      text
        .split('\n')
        .filter((line) => line.includes(traceparent))
        .map((line) => ({ file, ...JSON.parse(line) })),
    );
  await expect
    .poll(arrived, patience)
    .toMatchObject([{ file: 'live-1.log', msg: 'score moved', traceparent, seconds: expect.any(Number) }]);
  for (const [file, text] of logs()) {
    expect([file, /matti|meikäläinen|123 4567/i.exec(text)?.[0]]).toEqual([file, undefined]);
    for (const line of text.trim().split('\n')) expect(() => JSON.parse(line || '{}'), line).not.toThrow();
  }
});

test('a recorder tells of each partition for how long its oldest message has waited', async () => {
  const { metricsPort } = cluster.service('recorder-1');
  const waits = async () => {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    return [...text.matchAll(/^kuulolla_log_lag_seconds\{partition="(\d+)"\} (\S+)/gm)].map(
      ([, , told]) => told,
    );
  };
  await expect.poll(waits, patience).toEqual(['0', '0', '0', '0', '0', '0']);
});

describe('while the broker is gone', () => {
  beforeAll(() => cluster.broker.kill9());
  afterAll(() => cluster.broker.restart(), 240_000);

  test('intake and recorder are not ready, and to start them again would help nobody', async () => {
    await expect
      .poll(() => failing('/readiness'), patience)
      .toEqual({ 'intake-1': ['log'], 'recorder-1': ['log'] });
    expect(await failing('/healthz')).toEqual({});
  });

  test('an intake without a spool asks to come again, one with a spool takes the answer until it is full', async () => {
    const refused = await send('intake-1', 'refused');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    let taken = 0;
    while ((await send('intake-2', `spooled-${taken}`, 'hyvä '.repeat(1_800))).ok) taken += 1;
    expect(taken).toBeGreaterThan(20);
    await expect
      .poll(() => failing('/readiness'), patience)
      .toEqual({ 'intake-1': ['log'], 'intake-2': ['log'], 'recorder-1': ['log'] });
  }, 120_000);
});

test('when the broker is back they are ready again, and say that they lost it', async () => {
  await expect.poll(() => failing('/readiness'), patience).toEqual({});
  for (const name of ['intake-1', 'recorder-1'])
    await expect.poll(() => reconnects(name), patience).toEqual({ log: 1, store: 0 });
  expect(await reconnects('live-1')).toEqual({ log: 0, store: 0 });
});

describe('while the store is gone', () => {
  beforeAll(() => cluster.store.kill9());
  afterAll(() => cluster.store.restart(), 240_000);

  test('whoever reads or writes it is not ready', async () => {
    const store = ['store'];
    await expect
      .poll(() => failing('/readiness'), patience)
      .toEqual({
        'intake-1': store,
        'intake-2': store,
        'recorder-1': store,
        'live-1': store,
        reports: store,
      });
    expect(await failing('/healthz')).toEqual({});
  });
});

test('when the store is back they are ready again, and say that they lost it', async () => {
  await expect.poll(() => failing('/readiness'), patience).toEqual({});
  for (const name of ['intake-1', 'recorder-1', 'live-1', 'reports'])
    expect((await reconnects(name)).store, name).toBe(1);
});
