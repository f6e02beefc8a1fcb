import { type Directory, EMPTY_DIRECTORY } from '@kuulolla/directory/directory';
import type { ClientSession } from 'mongodb';
import { StoreError } from '../store-error.ts';
import type { MongoCollections } from './collections.ts';

/** The unit register as it is stored, or the empty one. */
export async function readDirectory(
  { register }: MongoCollections,
  session?: ClientSession,
): Promise<Directory> {
  const stored = await register.findOne({ _id: 'directory' }, { ...(session && { session }) });
  return stored?.directory ?? EMPTY_DIRECTORY;
}

/** Its version alone. */
export async function directoryVersion({ register }: MongoCollections): Promise<number> {
  const stored = await register.findOne({ _id: 'directory' }, { projection: { version: 1 } });
  return stored?.version ?? EMPTY_DIRECTORY.version;
}

const duplicateKey = 11000;

/** Replaces the register; throws `conflict` where somebody else was faster. It is one document of at most 16 MB. */
export async function replaceDirectory({ register }: MongoCollections, directory: Directory): Promise<void> {
  const { version } = directory;
  const first = version === EMPTY_DIRECTORY.version + 1;
  const replaced = await register
    .updateOne(
      { _id: 'directory', version: version - 1 },
      { $set: { version, directory } },
      { upsert: first },
    )
    .catch((error) => {
      if (error.code === duplicateKey) return null;
      throw error;
    });
  if (replaced !== null && replaced.matchedCount + replaced.upsertedCount === 1) return;
  throw new StoreError(
    'conflict',
    `The unit register is not at version ${version - 1}, so ${version} cannot follow: read it again and repeat the change.`,
  );
}
