import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dashboard, settled, startDashboard } from './dashboard-page.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});

afterAll(() => dashboard?.close());

const PLACE = 1_500;
const place = (page: Page) => page.evaluate('window.scrollY') as Promise<number>;

/** Scrolls, and waits until the page has kept where to. */
async function scrollTo(page: Page, y: number): Promise<void> {
  await page.evaluate(`window.scrollTo(0, ${y})`);
  await expect.poll(() => page.evaluate('window.history.state?.scrollY')).toBe(y);
}

/** Waits until the page stands where it stood; a line that comes late may move it by a little. */
const isBack = (page: Page, y = PLACE) =>
  expect.poll(async () => Math.abs((await place(page)) - y), { timeout: 10_000 }).toBeLessThan(10);

describe.each([390, 1280])('at %i pixels', (width) => {
  const viewport = { width, height: 844 };

  test('a page loaded again stands where it stood, also where the register takes its time', async () => {
    await using opened = await dashboard.open('?lang=fi&area=oral-health', { viewport });
    const { page } = opened;
    await settled(page);
    await scrollTo(page, PLACE);
    let hold = Promise.withResolvers<void>();
    await page.route('**/api/v1/units', async (route) => {
      await hold.promise;
      await route.continue();
    });
    hold.resolve();
    await page.reload();
    await settled(page);
    await isBack(page);
    hold = Promise.withResolvers();
    await page.reload();
    await page.locator('.sector__answers', { hasText: /\d/ }).waitFor();
    hold.resolve();
    await settled(page);
    await isBack(page);
  });

  test('back and forward return to where the page stood, from another choice and from another page', async () => {
    await using opened = await dashboard.open('?lang=en&area=oral-health', { viewport });
    const { page } = opened;
    await settled(page);
    await scrollTo(page, PLACE);
    // Not by the keyboard, nor the mouse: either would bring the link into view first.
    await page.getByRole('link', { name: 'Psychiatry' }).dispatchEvent('click');
    await page.getByRole('heading', { name: 'Units: Psychiatry' }).waitFor();
    await scrollTo(page, 300);
    await page.goBack();
    await page.getByRole('heading', { name: 'Units: Oral' }).waitFor();
    await isBack(page);
    await page.goForward();
    await isBack(page, 300);
    await page.goBack();
    await isBack(page);
    await page.goto(`${dashboard.backend.url}/config.json`);
    await page.goBack();
    await settled(page);
    await isBack(page);
  });
});

test('who scrolls before the page is there is left alone', async () => {
  await using opened = await dashboard.open('?lang=fi&area=oral-health', {
    viewport: { width: 390, height: 844 },
  });
  const { page } = opened;
  await settled(page);
  await scrollTo(page, PLACE);
  const hold = Promise.withResolvers<void>();
  await page.route('**/api/v1/units', async (route) => {
    await hold.promise;
    await route.continue();
  });
  await page.reload();
  await page.locator('.sector__answers', { hasText: /\d/ }).waitFor();
  await scrollTo(page, 200);
  hold.resolve();
  await settled(page);
  expect(await place(page)).toBeLessThan(PLACE / 2);
});
