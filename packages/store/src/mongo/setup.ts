import { randomBytes } from 'node:crypto';
import type { CreateIndexesOptions, IndexSpecification } from 'mongodb';
import { StoreError } from '../store-error.ts';
import { connectMongo } from './client.ts';
import { type MongoCollections, mongoCollections, type StoredAbout } from './collections.ts';
import { firstVersion, type Migration, migrate, migrations } from './migrations.ts';
import { storeFailure } from './mongo-failure.ts';
import { restoringError } from './restoring.ts';
import type { MongoSettings } from './settings.ts';

const newest = firstVersion + migrations.length;

type Index = readonly [IndexSpecification, CreateIndexesOptions & { readonly name: string }];
const given = { partialFilterExpression: { state: 'given' } };

/** All collections, with their indexes beside that of `_id`. They are made before use: a transaction cannot make them everywhere. */
const collections: Readonly<Record<string, readonly Index[]>> = {
  answers: [
    // Begins with the day, so that recounting some days reads some of it, and holds all that a recount reads.
    [
      { day: 1, 'content.unit': 1, partition: 1, cell: 1, 'content.nps': 1 },
      { name: 'by_day', ...given },
    ],
    [{ source: 1, state: 1, receivedAt: -1, _id: 1 }, { name: 'by_receipt' }],
    // With the source, and by a bound instead of $exists, because SecantusDB takes no other index for this.
    [
      { source: 1, 'content.alias': 1 },
      { name: 'by_other_id', partialFilterExpression: { 'content.alias': { $gt: '' } } },
    ],
    // Only answers whose comment has words: those that a retention looks for.
    [{ day: 1 }, { name: 'with_words', partialFilterExpression: { 'content.comment.text': { $gt: '' } } }],
  ],
  tallies: [[{ day: 1, unit: 1 }, { name: 'by_day' }]],
  partitions: [],
  checkpoints: [],
  rejected: [
    [{ rejectedAt: 1, topicId: 1, partition: 1, offset: 1 }, { name: 'by_age' }],
    [{ subject: 1 }, { name: 'by_subject', partialFilterExpression: { event: { $type: 'string' } } }],
  ],
  single: [],
};

/**
 * Makes a database a store: its collections, its indexes, and each migration that it has not had. Running it again, beside another one or
 * after one that was interrupted, finishes what is missing and changes nothing else. Throws a StoreError `wrong-version`
 * where the database is a newer release's or something else's.
 */
export async function setupMongoStore(
  settings: MongoSettings,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  const client = await connectMongo(settings, { takesLong: true });
  try {
    const store = mongoCollections(client, settings.database);
    await claim(store, firstVersion + steps.length);
    await makeCollections(store);
    await store.about.updateOne({ _id: 'store', schema: 0 }, { $set: { schema: firstVersion } });
    await migrate(store, steps);
  } catch (error) {
    throw storeFailure(error, settings.database);
  } finally {
    await client.close();
  }
}

/** Writes down that this database is a store in the making, unless it is one already. */
async function claim(store: MongoCollections, known: number): Promise<void> {
  const schema = await schemaOf(store, known);
  if (schema !== null) return;
  const others = await store.db.listCollections({}, { nameOnly: true }).toArray();
  if (others.some(({ name }) => name !== 'single' && !name.startsWith('system.'))) {
    throw new StoreError(
      'wrong-version',
      `The MongoDB database ${store.db.databaseName} holds something else than a store: choose another one.`,
    );
  }
  const identity = randomBytes(8).toString('hex');
  await store.about.updateOne({ _id: 'store' }, { $setOnInsert: { schema: 0, identity } }, { upsert: true });
}

/** Of members that have an index before it is used. Unless said it is all of them, which waits for as long as one is away. */
const commitQuorum = 'majority';

async function makeCollections({ db }: MongoCollections): Promise<void> {
  const existing = new Set(
    (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name),
  );
  for (const [name, indexes] of Object.entries(collections)) {
    if (!existing.has(name)) await db.createCollection(name).catch(unlessExists);
    for (const [keys, options] of indexes) {
      await db.collection(name).createIndex(keys, { ...options, commitQuorum });
    }
  }
}

const namespaceExists = 48;

/** Another setup may run at once. */
function unlessExists(error: { code?: unknown }): void {
  if (error.code !== namespaceExists) throw error;
}

/** What this database is; throws a StoreError `wrong-version` where it is not a store of this release, set up and whole. */
export async function storeIdentity(store: MongoCollections): Promise<string> {
  const about = await setUpStore(store);
  if (about.restoring === undefined) return about.identity;
  throw restoringError(store.db.databaseName);
}

/** What the database says it is, also while it is being restored; throws where it is not a store of this release, set up. */
export async function setUpStore(store: MongoCollections): Promise<StoredAbout> {
  const schema = await schemaOf(store, newest);
  if (schema?.schema === newest) return schema;
  const { databaseName } = store.db;
  throw new StoreError(
    'wrong-version',
    schema === null || schema.schema === 0
      ? `The MongoDB database ${databaseName} is not set up: run kuulolla setup.`
      : `The MongoDB database ${databaseName} is of an older release: run kuulolla setup.`,
  );
}

/** What the database says it is, null where it says nothing; throws where a newer release says it. */
async function schemaOf(store: MongoCollections, known: number) {
  const schema = await store.about.findOne({ _id: 'store' });
  if (schema === null || schema.schema <= known) return schema;
  throw new StoreError(
    'wrong-version',
    `The MongoDB database ${store.db.databaseName} was written by a newer release (its version is ${schema.schema}, this release knows ${known}): start that release, or choose another database.`,
  );
}
