import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '@kuulolla/cli/simulate';
import { createLogger } from '@kuulolla/service-kit/logger';
import { readConfig } from '@kuulolla/standalone/config';
import { type Standalone, startStandalone } from '@kuulolla/standalone/start';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const keys = ['units', 'maisa', 'helfi'].map((source) => `${source}=${source}-key-of-this-test`).join(',');
const folder = mkdtempSync(join(tmpdir(), 'kuulolla-simulate-'));
let real: Standalone;

beforeAll(async () => {
  const settings = { DATA_DIR: folder, PORT: '0', SAMPLE: 'off', INTAKE_KEYS: keys };
  real = await startStandalone(readConfig(settings), createLogger('standalone', 'fatal'));
});
afterAll(async () => {
  await real.stop();
  rmSync(folder, { recursive: true, force: true });
});

const wanted = () => ({ url: real.address, rate: 0, days: 2, seed: 1, keys });
const scored = async () => {
  const response = await fetch(`${real.address}/api/v1/scores?scope=all&window=7d`);
  return ((await response.json()) as { n: number }).n;
};

describe('a simulation', () => {
  test('fills a server of real answers, or one on another machine, without being told to', async () => {
    await expect(simulate(wanted())).rejects.toThrow('keeps real answers');
    for (const url of ['http://palaute.example', 'http://10.0.0.7:8080', 'https://127.0.0.1', 'server']) {
      const elsewhere = simulate({ ...wanted(), url, intoReal: true });
      await expect(elsewhere).rejects.toThrow('--url must be a server on this machine');
    }
    expect(await scored()).toBe(0);
  });

  test('loses answers on the way, or sends other ones than its units know', async () => {
    const { sent } = await simulate({ ...wanted(), intoReal: true });
    expect(sent).toBeGreaterThan(20);
    await expect.poll(scored).toBeGreaterThan(0.7 * sent);
    expect(await scored()).toBeLessThanOrEqual(sent);
  });

  test('is faster than its rate', async () => {
    const stop = new AbortController();
    const startedAt = performance.now();
    let sent = 0;
    const running = simulate({
      ...wanted(),
      intoReal: true,
      days: 20,
      rate: 40,
      signal: stop.signal,
      onProgress: (through) => {
        sent = through;
        if (through >= 40) stop.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    expect(sent).toBeLessThan(50);
    expect(performance.now() - startedAt).toBeGreaterThan(850);
  });

  test('goes on against an address where nothing answers', async () => {
    await expect(simulate({ ...wanted(), url: 'http://127.0.0.1:1' })).rejects.toThrow(
      'start it, or set --url',
    );
  });
});
