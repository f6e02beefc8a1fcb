import type { Directory } from './directory.ts';

export interface CurrentDirectory {
  readonly get: () => Directory;
  stop(): void;
}

/** The register as last read. Its version is looked at every second: an import shows without a restart. */
export async function followDirectory(
  store: { directory(): Promise<Directory>; directoryVersion(): Promise<number> },
  onTrouble: (error: unknown) => void,
): Promise<CurrentDirectory> {
  let directory = await store.directory();
  let reading = false;
  const timer = setInterval(async () => {
    if (reading) return;
    reading = true;
    try {
      if ((await store.directoryVersion()) !== directory.version) directory = await store.directory();
    } catch (error) {
      onTrouble(error);
    } finally {
      reading = false;
    }
  }, 1_000);
  timer.unref();
  return { get: () => directory, stop: () => clearInterval(timer) };
}
