import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AREA, type Dashboard, sectorAnswers, settled, startDashboard, textOf } from './dashboard-page.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});

afterAll(() => dashboard?.close());

const sectorNps = (page: Page) => textOf(page.locator('.sector__nps'));
const signOf = (page: Page) => textOf(page.locator('.live-sign'));

describe('live', () => {
  test('an answer moves the sector and its own row, and marks that row alone', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}&window=7d`);
    const { page } = opened;
    await settled(page);
    const before = Number((await sectorAnswers(page)).replace(',', ''));
    const unit = page.locator('.units tbody tr', { hasText: 'Kallio Health Station' });
    const unitBefore = Number(await textOf(unit.locator('.units__wide')));
    const unitId = await idOf('Kallio Health Station');
    dashboard.backend.answer(unitId, 0);
    await expect.poll(() => sectorAnswers(page)).toBe((before + 1).toLocaleString('en'));
    expect(Number(await textOf(unit.locator('.units__wide')))).toBe(unitBefore + 1);
    expect(await unit.locator('.figure__moved').count()).toBe(1);
    expect(await page.locator('.units .figure__moved').count()).toBe(1);
  });

  test('a flood of answers is drawn a frame at a time and ends at the right figure', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}&window=365d`);
    const { page } = opened;
    await settled(page);
    const before = Number((await sectorAnswers(page)).replace(',', ''));
    const unitId = await idOf('Kallio Health Station');
    for (let answer = 0; answer < 2_000; answer++) dashboard.backend.answer(unitId, 10);
    const after = (before + 2_000).toLocaleString('en');
    await expect.poll(() => sectorAnswers(page), { timeout: 15_000 }).toBe(after);
    expect(await page.locator('.figure__moved').count()).toBeLessThan(6);
  });

  test('speaks through one polite region about the connection, none about figures', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}`);
    await settled(opened.page);
    const regions = await opened.page
      .locator('[role=status], [role=alert], [aria-live]')
      .evaluateAll((all) => all.map((element) => element.className));
    expect(regions.map((name) => name.split(' ')[0])).toEqual(['live-sign', 'units-section__count']);
  });

  test('a lost connection is told with the time of the figures, which stay, and comes back by itself', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}`);
    const { page } = opened;
    await settled(page);
    await expect.poll(() => signOf(page)).toMatch(/^Live since \d\d:\d\d$/);
    const nps = await sectorNps(page);
    const answers = await sectorAnswers(page);
    dashboard.backend.refuseSockets(true);
    dashboard.backend.dropSockets(1001);
    await expect.poll(() => signOf(page)).toMatch(/^Reconnecting – figures from \d\d:\d\d$/);
    expect(await sectorNps(page)).toBe(nps);
    dashboard.backend.answer(await idOf('Kallio Health Station'), 10);
    dashboard.backend.refuseSockets(false);
    await expect.poll(() => signOf(page), { timeout: 10_000 }).toMatch(/^Live since/);
    await expect.poll(() => sectorAnswers(page)).not.toBe(answers);
  });

  test('a client too slow comes back, one refused says so and stops', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}`);
    const { page } = opened;
    await settled(page);
    dashboard.backend.dropSockets(4408);
    await expect.poll(() => signOf(page)).toMatch(/^Reconnecting/);
    await expect.poll(() => signOf(page), { timeout: 10_000 }).toMatch(/^Live since/);
    dashboard.backend.dropSockets(4400);
    await expect.poll(() => signOf(page)).toBe('Live updates have stopped. Reload the page.');
    await page.waitForTimeout(1_500);
    expect(dashboard.backend.sockets).toBe(0);
  });

  test('another area gives up the units of the one before', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}`);
    const { page } = opened;
    await settled(page);
    const from = dashboard.backend.heard.length;
    await page.getByRole('link', { name: 'Psychiatry' }).click();
    await page.getByRole('heading', { name: 'Units: Psychiatry' }).waitFor();
    await expect.poll(() => dashboard.backend.heard.length).toBe(from + 2);
    const [subscribe, unsubscribe] = dashboard.backend.heard.slice(from) as {
      type: string;
      scopes: string[];
    }[];
    expect(subscribe?.type).toBe('subscribe');
    expect(unsubscribe?.type).toBe('unsubscribe');
    expect(unsubscribe?.scopes).toHaveLength(35);
    expect(subscribe?.scopes.every((scope) => scope.startsWith('unit:'))).toBe(true);
  });

  test('with reduced motion the mark of a moved row does not fade', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}`, { reducedMotion: 'reduce' });
    const { page } = opened;
    await settled(page);
    dashboard.backend.answer(await idOf('Kallio Health Station'), 9);
    const mark = page.locator('.units .figure__moved');
    await mark.waitFor({ state: 'attached' });
    const timing = await page.evaluate(
      "getComputedStyle(document.querySelector('.units .figure__moved')).animationTimingFunction",
    );
    expect(timing).toBe('steps(1)');
  });
});

async function idOf(name: string): Promise<number> {
  const response = await fetch(`${dashboard.backend.url}/api/v1/units`);
  const { units } = (await response.json()) as { units: { id: number; names: { en: string } }[] };
  const unit = units.find(({ names }) => names.en === name);
  if (!unit) throw new Error(`The sample register has no unit called ${name}.`);
  return unit.id;
}
