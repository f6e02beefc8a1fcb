import { resolve } from 'node:path';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { openStore } from '@kuulolla/storage/open-storage';
import { readTopicFile, setupStorage } from '@kuulolla/storage/setup-storage';
import { operatorSettings } from './operator-settings.ts';

const shippedTopics = resolve(import.meta.dirname, '../../../infra/topics.json');

/** Makes topic, collections and indexes; with `--sample-units`, puts the shipped register into an empty one. */
export async function setup({
  topics = shippedTopics,
  sampleUnits = false,
}: {
  topics?: string;
  sampleUnits?: boolean;
}): Promise<number> {
  const settings = operatorSettings();
  for (const line of await setupStorage(settings, readTopicFile(topics))) console.log(line);
  if (!sampleUnits) return 0;
  const store = await openStore(settings);
  try {
    if ((await store.directory()).version === 0) await store.putDirectory(loadShippedDirectory());
    console.log(`The register has ${(await store.directory()).units.length} units.`);
  } finally {
    await store.close();
  }
  return 0;
}
