import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import type { Store } from '@kuulolla/store/store';

/** Puts the shipped register into a store that has none yet. */
export async function shipRegister(store: Pick<Store, 'directory' | 'putDirectory'>): Promise<void> {
  if ((await store.directory()).version === 0) await store.putDirectory(loadShippedDirectory());
}
