import { renameSync } from 'node:fs';
import { storeFolder } from '@kuulolla/service-kit/data-folder';
import { beforeAll, expect, test } from 'vitest';
import { type Kuulolla, startKuulolla, testFolder } from '../kuulolla-process.ts';

let kuulolla: Kuulolla;
beforeAll(async () => {
  kuulolla = await startKuulolla(testFolder());
});

/** What each of the two says fails. */
async function failing(): Promise<Record<'healthz' | 'readiness', readonly string[]>> {
  const [healthz = [], readiness = []] = await Promise.all(
    ['/healthz', '/readiness'].map(async (path) => {
      const response = await fetch(kuulolla.address + path);
      const { failing: names = [] } = (await response.json()) as { failing?: string[] };
      expect(response.status).toBe(names.length > 0 ? 503 : 200);
      return names;
    }),
  );
  return { healthz, readiness };
}

test.each([
  ['log', { healthz: [], readiness: ['log'] }],
  ['store', { healthz: ['store'], readiness: ['store'] }],
] as const)(
  'a %s whose file was moved away fails its check, and passes it when it is back',
  async (part, expected) => {
    expect(await failing()).toEqual({ healthz: [], readiness: [] });
    const file = storeFolder(kuulolla.dataDir, false)[part];
    renameSync(file, `${file}.away`);
    expect(await failing()).toEqual(expected);
    renameSync(`${file}.away`, file);
    expect(await failing()).toEqual({ healthz: [], readiness: [] });
  },
);
