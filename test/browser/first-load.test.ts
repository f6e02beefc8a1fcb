import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serviceProcess } from '../cluster/service-process.ts';
import { startKuulolla, testFolder } from '../kuulolla-process.ts';
import { launchBrowser, openPage } from './open-page.ts';

/** Script of the first page over the wire, in bytes: what a phone on a slow line waits for. */
const LIMIT = 300_000;

const dashboard = serviceProcess({
  name: 'dashboard',
  main: ['services/dashboard/server/main.ts'],
  environment: {},
  folder: testFolder(),
});
const addresses: Record<string, string> = {};
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  await dashboard.start();
  addresses['the dashboard service'] = `http://127.0.0.1:${dashboard.port}`;
  addresses.standalone = (await startKuulolla(testFolder())).address;
});
afterAll(async () => {
  await browser?.close();
  await dashboard.terminate();
});

const headersOf = async (address: string, headers: Record<string, string>) =>
  (await fetch(address, { headers })).headers;

describe.each(['standalone', 'the dashboard service'])('of %s', (from) => {
  test('the scripts of the first load come to the browser in less than 300 kB', async () => {
    await using opened = await openPage(browser, `${addresses[from]}/`);
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    const sizes = (await opened.page.evaluate(
      "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).map(({ transferSize }) => transferSize)",
    )) as number[];
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT);
  });

  test('a script is kept apart by what the client takes, and never given in parts of a compressed whole', async () => {
    const page = await (await fetch(`${addresses[from]}/`)).text();
    const script = `${addresses[from]}${/src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1]}`;
    const packed = await headersOf(script, { 'accept-encoding': 'gzip' });
    expect([packed.get('content-encoding'), packed.get('vary')]).toEqual(['gzip', 'Accept-Encoding']);
    // One tag for both: it must be a weak one.
    expect(packed.get('etag')).toMatch(/^W\//);
    const plain = await headersOf(script, { 'accept-encoding': 'identity' });
    expect([plain.get('content-encoding'), plain.get('vary')]).toEqual([null, 'Accept-Encoding']);
    const part = await fetch(script, { headers: { 'accept-encoding': 'gzip', range: 'bytes=0-9999' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([200, null]);
    // Without a cache-control of its own, fetch asks for a fresh answer.
    const again = { 'if-none-match': packed.get('etag') ?? '', 'cache-control': 'max-age=0' };
    expect((await fetch(script, { headers: again })).status).toBe(304);
  });
});

test('what the page asks for is compressed too, what a door answers is not', async () => {
  const packed = { 'accept-encoding': 'gzip' };
  const units = await headersOf(`${addresses.standalone}/api/v1/units`, packed);
  expect([units.get('content-encoding'), units.get('vary')]).toEqual(['gzip', 'Accept-Encoding']);
  const small = await headersOf(`${addresses.standalone}/api/v1/scores?scope=all&window=7d`, packed);
  expect(small.get('content-encoding')).toBeNull();
  const door = await fetch(`${addresses.standalone}/open311/v2/services.json`, { headers: packed });
  expect((await door.text()).length).toBeGreaterThan(1_024);
  expect(door.headers.get('content-encoding')).toBeNull();
});
