import { helsinkiDay } from '@kuulolla/calendar/day';
import { indexDirectory } from '@kuulolla/directory/scopes';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Kuulolla, startKuulolla, testFolder } from '../kuulolla-process.ts';
import { launchBrowser, openPage } from './open-page.ts';

const directory = loadShippedDirectory();
const area = 'health-stations';
const unit = indexDirectory(directory).unitsOfArea(area, helsinkiDay(Date.now()))[0];
let browser: Browser;
let kuulolla: Kuulolla;

beforeAll(async () => {
  browser = await launchBrowser();
  kuulolla = await startKuulolla(testFolder());
});
afterAll(() => browser?.close());

async function give(id: string, nps: number): Promise<void> {
  const answer = await fetch(`${kuulolla.address}/v1/feedback`, {
    method: 'POST',
    headers: { authorization: `api-key ${kuulolla.keys.units}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id, unit: unit?.id, answeredAt: new Date().toISOString(), nps }),
  });
  expect(answer.status).toBe(202);
}

test('an answer at the door moves the figures of the sector, its area and its unit on the screen', async () => {
  await using opened = await openPage(browser, `${kuulolla.address}/?lang=en&area=${area}`);
  const { page, complaints } = opened;
  const row = page.locator('.units tbody tr', { hasText: unit?.names.en ?? '' }).first();
  await row.waitFor();
  await page.locator('.live-sign', { hasText: /Live/ }).waitFor();
  await give('a', 10);
  const start = performance.now();
  await page.locator('.sector__nps', { hasText: '100' }).waitFor({ timeout: 5_000 });
  const seconds = (performance.now() - start) / 1_000;
  process.stdout.write(`acknowledged to the screen: ${seconds.toFixed(3)} s\n`);
  expect(await row.textContent()).toContain('100');
  await give('b', 0);
  await expect.poll(() => page.locator('.sector__nps').textContent(), { timeout: 5_000 }).toMatch(/^0/);
  await expect.poll(() => row.textContent(), { timeout: 5_000 }).not.toContain('100');
  expect(complaints).toEqual([]);
});

test('a page whose server was killed says so, and is live again after the next start', async () => {
  await using opened = await openPage(browser, `${kuulolla.address}/?lang=en`);
  const { page } = opened;
  await page.locator('.live-sign', { hasText: /Live/ }).waitFor();
  const { dataDir, keys, address } = kuulolla;
  await kuulolla.kill();
  await page.locator('.live-sign', { hasText: /Reconnecting/i }).waitFor();
  kuulolla = await startKuulolla(dataDir, { keys, settings: { PORT: new URL(address).port } });
  await page.locator('.live-sign', { hasText: /Live/ }).waitFor({ timeout: 30_000 });
  await give('c', 10);
  await expect.poll(() => page.locator('.sector__answers').textContent(), { timeout: 5_000 }).toContain('3');
});
