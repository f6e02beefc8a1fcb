import { randomBytes } from 'node:crypto';
import { type MongoServer, startMongoServer } from '@kuulolla/test-servers/mongo-server';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { allTallies, given, record, withdrawn } from '../contract/samples.ts';
import { openMongoStore } from '../mongo-store.ts';
import { mongoCollections } from './collections.ts';
import { type Migration, migrate } from './migrations.ts';
import { setupMongoStore } from './setup.ts';

let server: MongoServer;
let client: MongoClient;
let database = '';
beforeAll(async () => {
  server = await startMongoServer();
  client = await MongoClient.connect(server.url);
});
afterAll(async () => {
  await client?.close();
  await server?.stop();
});
beforeEach(() => {
  database = `kuulolla-test-${randomBytes(6).toString('hex')}`;
});
afterEach(() => client.db(database).dropDatabase());

const setup = (steps: readonly Migration[]) => setupMongoStore({ url: server.url, database }, steps);
const schema = async () =>
  (
    await client
      .db(database)
      .collection('single')
      .findOne({ schema: { $gte: 0 } })
  )?.schema;
/** A migration that notes that it ran: how often, by name. */
function noting(runs: string[], name: string): Migration {
  return async () => void runs.push(name);
}

describe('migrations of a MongoDB store', () => {
  it('run once, in order, whoever sets up at once, and go on when new ones have come', async () => {
    const runs: string[] = [];
    const steps = [noting(runs, 'first')];
    await Promise.all([setup(steps), setup(steps), setup(steps)]);
    expect(runs).toEqual(['first']);
    await setup([...steps, noting(runs, 'second'), noting(runs, 'third')]);
    expect(runs).toEqual(['first', 'second', 'third']);
    expect(await schema()).toBe(4);
  });

  it('are not counted again by one who looked before another had done them all', async () => {
    await setup([]);
    const runs: string[] = [];
    const steps = [noting(runs, 'first')];
    const store = mongoCollections(client, database);
    const ask = store.leases.updateOne.bind(store.leases);
    vi.spyOn(store.leases, 'updateOne').mockImplementationOnce(async (...words) => {
      await setup(steps);
      return ask(...words);
    });
    await migrate(store, steps);
    expect(runs).toEqual(['first']);
    expect(await schema()).toBe(2);
  });

  it('are resumed at the one that failed, which runs again', async () => {
    const runs: string[] = [];
    const failing: Migration = async () => {
      runs.push('half of second');
      throw new Error('planned');
    };
    await expect(setup([noting(runs, 'first'), failing])).rejects.toThrow('planned');
    expect(await schema()).toBe(2);
    await setup([noting(runs, 'first'), noting(runs, 'second')]);
    expect(runs).toEqual(['first', 'half of second', 'second']);
  });

  it('are taken over from a process that died in the middle, once its lease has run out', async () => {
    await setup([]);
    const store = mongoCollections(client, database);
    await store.leases.insertOne({ _id: 'migrating', by: 'the dead', until: Date.now() + 600 });
    const runs: string[] = [];
    const from = performance.now();
    await migrate(store, [noting(runs, 'first')], 600);
    expect(performance.now() - from).toBeGreaterThan(400);
    expect(runs).toEqual(['first']);
    expect(await store.leases.findOne({ _id: 'migrating' })).toBeNull();
  });

  it('keep others waiting for as long as one takes, also past its first lease', async () => {
    await setup([]);
    const store = mongoCollections(client, database);
    const leaseMs = 500;
    const asking = vi.spyOn(store.leases, 'updateOne');
    /** Whether somebody asked for the lease after that time, and was answered. */
    const askedAfter = (time: number) =>
      asking.mock.calls.some(
        ([{ until }], call) =>
          ((until as { $lt?: number } | undefined)?.$lt ?? 0) > time &&
          asking.mock.settledResults[call]?.type !== 'incomplete',
      );
    const runs: string[] = [];
    let firstLeaseEnd = 0;
    const slow: Migration = async () => {
      runs.push('first');
      firstLeaseEnd ||= Date.now() + leaseMs;
      await expect.poll(() => askedAfter(firstLeaseEnd), { timeout: 60_000 }).toBe(true);
    };
    await Promise.all([migrate(store, [slow], leaseMs), migrate(store, [slow], leaseMs)]);
    expect(runs).toEqual(['first']);
  });

  it('leave the tallies of an older release, whose sums are not read, to be replaced one by one', async () => {
    await setup([]);
    const { tallies } = mongoCollections(client, database);
    const cells = { 'units|fi|self': [2, 1, 0, 0] as const };
    const old = { partition: 0, unit: 17, day: '2026-03-02', version: 4, promoters: 99, cells };
    await tallies.insertOne({ _id: '0:17:2026-03-02', ...old });
    await setupMongoStore({ url: server.url, database });
    const store = await openMongoStore({ url: server.url, database });
    expect(await allTallies(store)).toMatchObject([{ version: 4, promoters: 2, passives: 1, unscored: 0 }]);
    await record(store, given('units:a'));
    expect(await allTallies(store)).toMatchObject([{ version: 5, promoters: 3 }]);
    expect(await tallies.findOne({})).not.toHaveProperty('promoters');
    await store.close();
  });

  it('leave one index of aliases, by which an answer is found without going through all', async () => {
    await setup([]);
    const { answers } = mongoCollections(client, database);
    await answers.createIndex({ 'content.alias': 1 }, { name: 'by_alias' });
    const ofGiven = { state: 'given', 'content.alias': { $gt: '' } };
    await answers.createIndex(
      { source: 1, 'content.alias': 1 },
      { name: 'by_source_and_alias', partialFilterExpression: ofGiven },
    );
    await setupMongoStore({ url: server.url, database });
    const ofAliases = (await answers.indexes()).filter(({ key }) => 'content.alias' in key);
    expect(ofAliases.map(({ name }) => name)).toEqual(['by_other_id']);
    const sort = { state: 1, receivedAt: -1, _id: 1 } as const;
    const plan = await answers.find({ source: 'maisa', 'content.alias': 'x' }, { sort, limit: 1 }).explain();
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).toContain('by_other_id');
  });

  it('leave the answers of an older release, found by their other ids', async () => {
    await setup([]);
    const { answers } = mongoCollections(client, database);
    const { id: _id, content, ...old } = given('maisa:a');
    const stored = { _id, ...old, cell: 'maisa|fi|self', content: { alias: 'b', ...content } };
    const { id, receivedAt, ...tombstone } = withdrawn(given('maisa:w'));
    await answers.insertMany([stored, { _id: id, receivedAt, ...tombstone }]);
    await setupMongoStore({ url: server.url, database });
    const store = await openMongoStore({ url: server.url, database });
    expect(await store.answerByAlias('maisa', 'b')).toEqual(given('maisa:a', { alias: 'b' }));
    expect(await store.answer('maisa:w')).toEqual(withdrawn(given('maisa:w')));
    await store.close();
  });

  it('refuse a database with one that this release does not know', async () => {
    await setup([noting([], 'first')]);
    await expect(setup([])).rejects.toMatchObject({
      code: 'wrong-version',
      message: expect.stringMatching(/newer release/),
    });
  });
});
