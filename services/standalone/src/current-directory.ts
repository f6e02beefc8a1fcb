import type { Directory } from '@kuulolla/directory/directory';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import type { Store } from '@kuulolla/store/store';

export interface CurrentDirectory {
  readonly get: () => Directory;
  stop(): void;
}

/** Puts the shipped register into a store that has none yet. */
export async function shipRegister(store: Pick<Store, 'directory' | 'putDirectory'>): Promise<void> {
  if ((await store.directory()).version === 0) await store.putDirectory(loadShippedDirectory());
}

/** The register as last read from the store, which is looked at every second: `units import` shows without a restart. */
export async function followDirectory(
  store: Pick<Store, 'directory'>,
  onTrouble: (error: unknown) => void,
): Promise<CurrentDirectory> {
  let directory = await store.directory();
  const timer = setInterval(async () => {
    try {
      const next = await store.directory();
      if (next.version !== directory.version) directory = next;
    } catch (error) {
      onTrouble(error);
    }
  }, 1_000);
  timer.unref();
  return { get: () => directory, stop: () => clearInterval(timer) };
}
