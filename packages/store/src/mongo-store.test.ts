import { randomBytes } from 'node:crypto';
import { type MongoServer, startMongoServer } from '@kuulolla/test-servers/mongo-server';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allTallies, deltaOf, given, record, topic } from './contract/samples.ts';
import { readChangeToken } from './mongo/change-token.ts';
import { mongoCollections } from './mongo/collections.ts';
import { restoreMongoStore } from './mongo/restore.ts';
import { setupMongoStore } from './mongo/setup.ts';
import { readTallies } from './mongo/tallies.ts';
import { openMongoStore } from './mongo-store.ts';
import type { RecorderTransaction, Store } from './store.ts';
import { storeContract } from './store-contract.ts';

let server: MongoServer;
let database = '';
const databases: string[] = [];
beforeAll(async () => {
  server = await startMongoServer();
});
afterAll(async () => {
  if (!server.own) await dropDatabases();
  await server.stop();
});

async function dropDatabases(): Promise<void> {
  const client = await MongoClient.connect(server.url);
  for (const name of databases) await client.db(name).dropDatabase();
  await client.close();
}

async function newDatabase(): Promise<void> {
  database = `kuulolla-test-${randomBytes(6).toString('hex')}`;
  databases.push(database);
  await setupMongoStore({ url: server.url, database });
}
const openLast = () => openMongoStore({ url: server.url, database });

storeContract('the MongoDB adapter', {
  async open() {
    await newDatabase();
    return openLast();
  },
  reopen: openLast,
  restore: (records) => restoreMongoStore({ url: server.url, database }, records),
  // A stand-in written in Python takes its time.
  many: 2_500,
  schedules: 20,
});

describe('a MongoDB store', () => {
  const settings = () => ({ url: server.url, database });
  let client: MongoClient;
  beforeAll(async () => {
    client = await MongoClient.connect(server.url);
  });
  afterAll(() => client.close());
  beforeEach(newDatabase);

  it('takes one of two writers who move a position at once, and nothing of the other', async () => {
    const writers = [await openLast(), await openLast()];
    for (let round = 0; round < 10; round++) {
      const both = Promise.withResolvers<void>();
      let reached = 0;
      const results = await Promise.allSettled(
        writers.map((store, writer) =>
          store.transaction(async (tx) => {
            expect(await tx.position(topic, 0)).toBe(round);
            if (++reached === 2) both.resolve();
            await both.promise;
            await tx.advance(topic, 0, round, round + 1);
            await tx.putAnswers([given(`units:${round}-${writer}`)]);
            await tx.addTallies(0, [deltaOf(given('units:any'))]);
          }),
        ),
      );
      const [lost, ...others] = results.filter((result) => result.status === 'rejected');
      expect(lost?.reason).toMatchObject({ name: 'StoreError', code: 'conflict', canRetry: true });
      expect(others).toEqual([]);
    }
    const [store] = writers as [Store, Store];
    expect(await store.answerCount()).toBe(10);
    expect((await allTallies(store))[0]).toMatchObject({ promoters: 10, version: 10 });
    await Promise.all(writers.map((writer) => writer.close()));
  });

  it('is set up once, whoever does it again and at once', async () => {
    const token = await (await openLast()).changeToken();
    await Promise.all([setupMongoStore(settings()), setupMongoStore(settings())]);
    const store = await openLast();
    expect((await store.changeToken()).split('.')[0]).toBe(token.split('.')[0]);
    await store.close();
  });

  it('is not opened before it is set up, nor half set up, and a setup finishes what one began', async () => {
    const opening = () => openLast().then((store) => store.close());
    const single = client.db(database).collection<{ _id: string }>('single');
    await single.updateOne({ _id: 'store' }, { $set: { schema: 0 } });
    await client.db(database).collection('rejected').drop();
    await expect(opening()).rejects.toMatchObject({
      code: 'wrong-version',
      message: expect.stringMatching(/kuulolla setup/),
    });
    await setupMongoStore(settings());
    await opening();
    expect(await client.db(database).collection('rejected').indexes()).toHaveLength(3);
    await client.db(database).dropDatabase();
    await expect(opening()).rejects.toMatchObject({
      code: 'wrong-version',
      message: expect.stringMatching(/not set up/),
    });
  });

  it('of a newer release is neither opened nor set up, and left as it is', async () => {
    const single = client.db(database).collection<{ _id: string }>('single');
    await single.updateOne({ _id: 'store' }, { $set: { schema: 99 } });
    const before = await single.find().toArray();
    for (const attempt of [openLast, () => setupMongoStore(settings())]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'wrong-version',
        message: expect.stringMatching(/newer release/),
      });
    }
    expect(await single.find().toArray()).toEqual(before);
  });

  it("is not made of somebody else's database", async () => {
    await client.db(database).dropDatabase();
    await client.db(database).collection('invoices').insertOne({ due: 1 });
    await expect(setupMongoStore(settings())).rejects.toMatchObject({
      code: 'wrong-version',
      message: expect.stringMatching(/something else/),
    });
    const names = await client.db(database).listCollections().toArray();
    expect(names.map(({ name }) => name)).toEqual(['invoices']);
  });

  it('refuses what a work did not wait for, once its transaction has ended', async () => {
    const store = await openLast();
    let leaked: RecorderTransaction | undefined;
    await store.transaction(async (tx) => {
      leaked = tx;
      await tx.position(topic, 0);
    });
    await expect(leaked?.putAnswers([given('units:late')])).rejects.toMatchObject({ code: 'closed' });
    expect(await store.answer('units:late')).toBeNull();
    await store.close();
  });

  it('takes a batch that is larger than a command may be, whole', async () => {
    const store = await openLast();
    const comment = { text: 'ä'.repeat(20_000), language: 'fi' as const, redacted: [] };
    const answers = Array.from({ length: 450 }, (_, n) => given(`units:${n}`, { content: { comment } }));
    await store.transaction((tx) => tx.putAnswers(answers));
    expect(await store.answerCount()).toBe(450);
    const found = await store.transaction((tx) => tx.answers(answers.map(({ id }) => id)));
    expect(found.get('units:449')).toEqual(answers.at(-1));
    await store.close();
  });

  it('recounts all months from the first answer or tally to the last', async () => {
    const store = await openLast();
    const days = ['2025-10-31', '2025-12-31', '2026-01-01', '2026-03-31'];
    await record(store, ...days.map((day) => given(`units:${day}`, { day })));
    await store.transaction((tx) =>
      tx.addTallies(0, [{ ...deltaOf(given('units:only')), day: '2026-06-30' }]),
    );
    const { documents, tallies } = await store.recount();
    expect(documents.map(({ day }) => day)).toEqual(days);
    expect(tallies.map(({ day }) => day)).toEqual([...days, '2026-06-30']);
    await store.close();
  });

  it('asks for tallies as they are at the token or later, whichever server is the primary by then', async () => {
    const watched = await MongoClient.connect(server.url, { monitorCommands: true });
    const asked: unknown[] = [];
    watched.on('commandStarted', ({ command }) => {
      if (command.find === 'tallies') asked.push(command.readConcern);
    });
    const collections = mongoCollections(watched, database);
    const { at } = await readChangeToken(collections, 'any');
    expect(at).toBeDefined();
    for await (const _ of readTallies(collections, { from: '2026-01-01', after: at }));
    expect(asked).toEqual([{ level: 'snapshot', afterClusterTime: at }]);
    await watched.close();
  });

  it('shows its followers also what somebody changed by hand', async () => {
    const store = await openLast();
    await record(store, given('units:a'));
    const { promise: told, resolve } = Promise.withResolvers<unknown>();
    const following = store.followTallies(await store.changeToken(), ({ documents }) => resolve(documents));
    const tallies = client.db(database).collection<{ _id: string }>('tallies');
    const more = { $inc: { 'cells.units|fi|self.0': 1, version: 1 } };
    await tallies.updateOne({ _id: '0:17:2026-03-02' }, more);
    expect(await told).toMatchObject([{ unit: 17, promoters: 2, version: 2 }]);
    await following.stop();
    await store.close();
  });

  it('has lost its history when somebody deleted a tally by hand: following cannot mend that', async () => {
    const store = await openLast();
    await record(store, given('units:a'));
    const following = store.followTallies(await store.changeToken(), () => undefined);
    await client.db(database).collection('tallies').deleteMany({});
    await expect(following.ended).rejects.toMatchObject({
      code: 'history-lost',
      message: expect.stringMatching(/delete/),
    });
    await store.close();
  });

  it('writes at a ping, so that one which can only be read is not ready', async () => {
    const store = await openLast();
    const pings = async () =>
      (
        await client
          .db(database)
          .collection('single')
          .findOne({ pings: { $gt: 0 } })
      )?.pings;
    await store.ping();
    await store.ping();
    expect(await pings()).toBe(2);
    await store.close();
  });

  it('ends following when whoever follows throws, with that error', async () => {
    const store = await openLast();
    const following = store.followTallies(await store.changeToken(), () => {
      throw new RangeError('broken');
    });
    await record(store, given('units:a'));
    await expect(following.ended).rejects.toThrow(RangeError);
    await store.close();
  });
});
