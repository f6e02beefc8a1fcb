import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type MongoServer, startMongoServer } from '@kuulolla/test-servers/mongo-server';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allTallies, deltaOf, given, outcomesOf, record, topic } from '../contract/samples.ts';
import { openMongoStore } from '../mongo-store.ts';
import type { RecorderTransaction, Store } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { type Cut, startCuttingProxy } from './cutting-proxy.test-kit.ts';
import { setupMongoStore } from './setup.ts';

/** Records the next answer of a partition, as a recorder would. */
async function recordNext(tx: RecorderTransaction, partition: number): Promise<number> {
  const at = await tx.position(topic, partition);
  await tx.advance(topic, partition, at, at + 1);
  const answer = given(`units:${partition}-${at}`, { partition });
  await tx.answers([answer.id]);
  await tx.putAnswers([answer]);
  await tx.addTallies(partition, [deltaOf(answer)]);
  await tx.countOutcomes(topic, partition, outcomesOf('units', 'recorded', 1));
  return at + 1;
}

describe.skipIf(process.env.MONGODB_URL)('a MongoDB store whose server dies', () => {
  let server: MongoServer;
  let database = '';
  beforeAll(async () => {
    server = await startMongoServer({ oplogEntries: 2_000 });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    database = `kuulolla-test-${randomBytes(6).toString('hex')}`;
    await setupMongoStore({ url: server.url, database });
  });
  const openStore = (url = server.url, onReconnect = () => {}) =>
    openMongoStore({ url, database }, { onReconnect });

  /** Makes the server fail our next command of this name. */
  async function failNext(command: string, how: Record<string, unknown>): Promise<void> {
    const client = await MongoClient.connect(server.url);
    const data = { failCommands: [command], appName: 'kuulolla', ...how };
    await client.db('admin').command({ configureFailPoint: 'failCommand', mode: { times: 1 }, data });
    await client.close();
  }

  /** What each partition came to, every way it can be counted. */
  async function countsByPartition(store: Store, partitions: readonly number[]) {
    const states = await store.partitionStates(topic);
    const tallies = await allTallies(store);
    return Promise.all(
      partitions.map(async (partition) => {
        const offset = states.find((state) => state.partition === partition)?.offset ?? 0;
        const last = await store.answer(`units:${partition}-${offset - 1}`);
        const beyond = await store.answer(`units:${partition}-${offset}`);
        return {
          offset,
          counted: states.find((state) => state.partition === partition)?.counts.units.recorded ?? 0,
          tallied: tallies.find((tally) => tally.partition === partition)?.promoters ?? 0,
          whole: last !== null && beyond === null,
        };
      }),
    );
  }

  it('in the middle of transactions is never torn, and keeps all that were acknowledged', async () => {
    const store = await openStore();
    const partitions = [0, 1, 2];
    const acknowledged = partitions.map(() => 0);
    let ending = false;
    const recorder = async (partition: number) => {
      while (!ending) {
        try {
          acknowledged[partition] = await store.transaction((tx) => recordNext(tx, partition));
        } catch (error) {
          if (!(error instanceof StoreError && error.canRetry)) throw error;
          await pause(20);
        }
      }
    };
    const recorders = partitions.map(recorder);
    for (let kills = 0; kills < 5; kills++) {
      const before = acknowledged[0] ?? 0;
      await expect
        .poll(() => acknowledged[0], { timeout: 20_000, interval: 5 })
        .toBeGreaterThan(before + kills);
      await pause(Math.random() * 15);
      await server.kill9();
      const held = [...acknowledged];
      await server.restart();
      const looking = await openStore();
      const found = await countsByPartition(looking, partitions);
      for (const partition of partitions) {
        expect(found[partition]?.offset).toBeGreaterThanOrEqual(held[partition] as number);
      }
      await looking.close();
    }
    ending = true;
    await Promise.all(recorders);
    const found = await countsByPartition(store, partitions);
    for (const [partition, { offset, counted, tallied, whole }] of found.entries()) {
      expect({ offset, counted, tallied, whole }).toEqual({
        offset: acknowledged[partition],
        counted: acknowledged[partition],
        tallied: acknowledged[partition],
        whole: true,
      });
    }
    expect(await store.answerCount()).toBe(acknowledged.reduce((a, b) => a + b));
    await store.close();
  });

  const commits: [name: string, where: Cut, restart: boolean, outcome: 'kept' | 'refused'][] = [
    ['that never arrived is asked for again', 'before', false, 'kept'],
    ['whose answer was lost is asked about', 'after', false, 'kept'],
    ['whose answer was lost with the server is found to have gone through', 'after', true, 'kept'],
    ['that was lost with the server is refused, and nothing of it is there', 'before', true, 'refused'],
  ];
  it.each(commits)('a commit %s', async (_, where, restart, outcome) => {
    const proxy = await startCuttingProxy(server.port);
    const store = await openStore(proxy.url);
    proxy.cutNextCommit(where, () => (restart ? server.restart() : pause(50)));
    const recording = store.transaction((tx) => recordNext(tx, 0));
    if (outcome === 'kept') expect(await recording).toBe(1);
    else await expect(recording).rejects.toMatchObject({ name: 'StoreError', canRetry: true });
    const kept = outcome === 'kept' ? 1 : 0;
    expect(await countsByPartition(store, [0])).toMatchObject([
      { offset: kept, counted: kept, tallied: kept },
    ]);
    await store.close();
    proxy.close();
  });

  it('is followed on from where it was when it is back, each change once', async () => {
    const store = await openStore();
    const versions: number[] = [];
    const { promise: told, resolve } = Promise.withResolvers<void>();
    const following = store.followTallies(await store.changeToken(), ({ documents }) => {
      versions.push(...documents.map(({ version }) => version));
      if (versions.at(-1) === 3) resolve();
    });
    await record(store, given('units:a'));
    await expect.poll(() => versions).toEqual([1]);
    await server.kill9();
    await pause(300);
    await server.restart();
    await record(store, given('units:b'));
    await record(store, given('units:c'));
    await told;
    expect(versions).toEqual([1, 2, 3]);
    await following.stop();
    await store.close();
  });

  it('fails its ping within seconds, and answers it again when it is back', async () => {
    const store = await openStore();
    await store.ping();
    await server.kill9();
    const start = performance.now();
    await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable', canRetry: true });
    expect(performance.now() - start).toBeLessThan(8_000);
    await server.restart();
    await store.ping();
    await store.close();
  });

  it('fails its ping within seconds while it is frozen, and answers it when it runs again', async () => {
    const store = await openStore();
    const pid = server.pid as number;
    await store.ping();
    process.kill(pid, 'SIGSTOP');
    try {
      const first = store.ping();
      // Who asks meanwhile shares the one that is under way.
      expect(store.ping()).toBe(first);
      await expect(first).rejects.toMatchObject({
        code: 'unavailable',
        canRetry: true,
        message: expect.stringMatching(/did not answer within 5 s/),
      });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await store.ping();
    await store.close();
  });

  it('fails its ping when the majority does not have what it wrote in time', async () => {
    const store = await openStore();
    await failNext('update', {
      writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' },
    });
    await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable', canRetry: true });
    await store.ping();
    await store.close();
  });

  it('is told of once when it is found again, however many connections there were', async () => {
    const told: string[] = [];
    const store = await openStore(server.url, () => told.push('again'));
    const following = store.followTallies(await store.changeToken(), () => undefined);
    const calls = () => Promise.all([store.ping(), store.directory(), store.answer('units:a')]);
    await calls();
    await server.kill9();
    await expect(calls()).rejects.toMatchObject({ code: 'unavailable' });
    expect(told).toEqual([]);
    await server.restart();
    await calls();
    expect(told).toEqual(['again']);
    await following.stop();
    await store.close();
    expect(told).toEqual(['again']);
  });

  it('loses the history that its followers had not read when it forgot it', async () => {
    const store = await openStore();
    const token = await store.changeToken();
    const deltas = Array.from({ length: 4_000 }, (_, unit) => ({
      ...deltaOf(given('units:a')),
      unit: unit + 1,
    }));
    await store.transaction((tx) => tx.addTallies(0, deltas));
    await store.transaction((tx) => tx.addTallies(0, deltas.slice(0, 1_000)));
    const following = store.followTallies(token, () => undefined);
    await expect(following.ended).rejects.toMatchObject({ code: 'history-lost', canRetry: false });
    await store.close();
  });

  it('loses its history when the oplog goes past what its followers have open', async () => {
    const store = await openStore();
    const cappedPositionLost = 136;
    await failNext('getMore', { errorCode: cappedPositionLost });
    const following = store.followTallies(await store.changeToken(), () => undefined);
    await expect(following.ended).rejects.toMatchObject({ code: 'history-lost', canRetry: false });
    await store.close();
  });

  it('loses its history when the tallies are dropped, and fails its ping when it is another store', async () => {
    const store = await openStore();
    await record(store, given('units:a'));
    const following = store.followTallies(await store.changeToken(), () => undefined);
    const client = await MongoClient.connect(server.url);
    await client.db(database).dropDatabase();
    await expect(following.ended).rejects.toMatchObject({ code: 'history-lost' });
    await setupMongoStore({ url: server.url, database });
    await expect(store.ping()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/restart/),
    });
    await client.close();
    await store.close();
  });

  it('gives a partition to the next recorder within seconds when one is killed in its transaction', async () => {
    const store = await openStore();
    const script = fileURLToPath(new URL('./test-processes/unfinished.ts', import.meta.url));
    const unfinished = spawn(process.execPath, [script, server.url, database], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(unfinished.stdout, 'data');
    unfinished.kill('SIGKILL');
    const start = performance.now();
    const next = () => store.transaction((tx) => recordNext(tx, 0));
    await expect(next()).rejects.toMatchObject({ code: 'conflict' });
    await expect.poll(() => next().catch(() => 0), { timeout: 20_000, interval: 250 }).toBe(1);
    expect(performance.now() - start).toBeLessThan(15_000);
    await store.close();
  });
});
