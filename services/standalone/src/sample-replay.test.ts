import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createLogger } from '@kuulolla/service-kit/logger';
import { afterEach, describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { createReplayDisplay } from './replay-display.ts';
import { withSampleTown } from './sample-replay.ts';
import { readSampleState, writeSampleState } from './sample-state.ts';
import { startStandalone } from './start.ts';

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kuulolla-replay-'));
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function listen() {
  const out = new PassThrough() as unknown as NodeJS.WriteStream & PassThrough;
  let text = '';
  let heard: ((text: string) => void) | undefined;
  out.on('data', (chunk) => {
    text += chunk;
    heard?.(text);
  });
  const until = (words: string) =>
    new Promise<void>((resolve) => {
      heard = (all) => all.includes(words) && resolve();
      heard(text);
    });
  return { out, until };
}

const start = (environment: Record<string, string>) =>
  startStandalone(readConfig({ PORT: '0', ...environment }), createLogger('standalone', 'fatal'));
const all = async (address: string) =>
  (await fetch(`${address}/api/v1/scores?scope=all&window=365d`)).json() as Promise<{ n: number }>;

describe('a server with a sample store', () => {
  test('stays empty, or does not stop while the town comes in', async () => {
    const standalone = await start({ DATA_DIR: newFolder() });
    const { out, until } = listen();
    const running = withSampleTown(standalone, { seed: 3, days: 20, scale: 0.05 }, out);
    await until('the town is complete');
    await expect.poll(async () => (await all(standalone.address)).n).toBeGreaterThan(150);
    const asked = performance.now();
    await running.stop();
    expect(performance.now() - asked).toBeLessThan(2_000);
  });

  test('is stopped in the middle of a replay later than two seconds after it was told', async () => {
    const standalone = await start({ DATA_DIR: newFolder() });
    const { out, until } = listen();
    const running = withSampleTown(standalone, { seed: 3 }, out);
    await until('Sample data: ');
    const asked = performance.now();
    await running.stop();
    expect(performance.now() - asked).toBeLessThan(2_000);
    const state = readSampleState(standalone.folder.path, { seed: 9, until: 9, days: 9, scale: 9 });
    expect(state).toMatchObject({ seed: 3, complete: false });
  });
});

describe('a server whose sample town cannot be told how far it is', () => {
  test('ends long after its start, with a stack instead of a sentence', async () => {
    const folder = newFolder();
    const standalone = await start({ DATA_DIR: folder });
    writeFileSync(join(standalone.folder.path, 'sample.json'), '{"version":1}');
    expect(() => withSampleTown(standalone, { seed: 3 })).toThrow(/remove the town with .*sample drop/);
    await standalone.stop();
  });
});

describe('a server with real answers', () => {
  test('gets a sample town', async () => {
    const standalone = await start({ DATA_DIR: newFolder(), SAMPLE: 'off' });
    expect(withSampleTown(standalone, { seed: 3 })).toBe(standalone);
    const response = await fetch(`${standalone.address}/healthz`);
    expect(response.headers.get('x-sample-data')).toBeNull();
    await standalone.stop();
  });
});

describe('the file that says how far the town is', () => {
  test('is taken although it is damaged', () => {
    const folder = newFolder();
    const state = readSampleState(folder, { seed: 1, until: 5, days: 2, scale: 1 });
    writeSampleState(folder, { ...state, replayed: 17 });
    expect(readSampleState(folder, { seed: 2, until: 6, days: 3, scale: 2 })).toMatchObject({
      seed: 1,
      until: 5,
      replayed: 17,
    });
    expect(JSON.parse(readFileSync(join(folder, 'sample.json'), 'utf8')).note).toContain('Sample data');
    writeSampleState(folder, { ...state, replayed: -1 });
    expect(() => readSampleState(folder, state)).toThrow('sample drop');
  });
});

describe('progress', () => {
  test('is silent where there is no terminal to draw a bar on', async () => {
    const { out, until } = listen();
    const display = createReplayDisplay(out, 0);
    display.progress(5_000, 20_000);
    await until('Sample data: 5000 of 20000 (25 %)\n');
    display.complete();
    await until('complete');
  });
});
