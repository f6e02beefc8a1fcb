import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ServiceProcess, serviceProcess } from './service-process.ts';

const root = resolve(import.meta.dirname, '../..');
/** Listens, and ends with 0 at SIGTERM; with `fail`, ends by itself at once in its first two lives. */
const main = `
  import { appendFileSync, readFileSync } from 'node:fs';
  const [lives, fail] = process.argv.slice(2);
  appendFileSync(lives, 'x');
  if (fail && readFileSync(lives, 'utf8').length < 3) process.exit(7);
  process.on('SIGTERM', () => process.exit(0));
  setInterval(() => {}, 1_000);
  console.log(JSON.stringify({ listening: { host: '127.0.0.1', port: 4_000, metricsPort: 4_001 } }));
`;

let folder: string;
let service: ServiceProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kuulolla-service-'));
  writeFileSync(join(folder, 'main.mjs'), main);
});
afterEach(async () => {
  await service.kill9();
  rmSync(folder, { recursive: true });
});

function make(...words: readonly string[]): ServiceProcess {
  const file = relative(root, join(folder, 'main.mjs'));
  const lives = join(folder, 'lives');
  service = serviceProcess({ name: 'one', main: [file, lives, ...words], environment: {}, folder });
  return service;
}

test('a service that ends by itself is started again until it listens', async () => {
  await make('fail').start();
  expect([service.port, service.metricsPort]).toEqual([4_000, 4_001]);
  expect(service.ends).toEqual([
    { code: 7, signal: null, asked: false },
    { code: 7, signal: null, asked: false },
  ]);
});

test('a killed service stays down until it is started', async () => {
  await make().start();
  await service.kill9();
  expect(service.pid).toBeUndefined();
  expect(service.ends).toEqual([{ code: null, signal: 'SIGKILL', asked: true }]);
  await service.start();
  expect(service.pid).toBeGreaterThan(0);
  expect(await service.terminate()).toEqual({ code: 0, signal: null, asked: true });
});

test('one who ends it while another starts it leaves neither waiting', async () => {
  make();
  for (let round = 0; round < 5; round++) {
    const starting = service.start();
    await Promise.all([service.kill9(), starting]);
    await Promise.all([service.start(), service.kill9(), service.start()]);
    expect(service.pid).toBeGreaterThan(0);
    await service.kill9();
  }
});
