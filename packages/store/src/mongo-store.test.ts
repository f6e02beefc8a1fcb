import { randomBytes } from 'node:crypto';
import { type MongoServer, startMongoServer } from '@kuulolla/test-servers/mongo-server';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { restoreMongoStore } from './mongo/restore.ts';
import { setupMongoStore } from './mongo/setup.ts';
import { openMongoStore } from './mongo-store.ts';
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
  schedules: 20,
});
