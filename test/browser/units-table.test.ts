import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AREA, type Dashboard, settled, startDashboard, textOf } from './dashboard-page.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});

afterAll(() => dashboard?.close());

const firstUnits = (page: Page) => page.locator('.units tbody th').allTextContents();

describe('the table of units', () => {
  test('sorts by NPS with the units nobody answered last, both ways', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}&sort=-nps`);
    const { page } = opened;
    await settled(page);
    const figures = async () =>
      (await page.locator('.units__nps').allTextContents()).map((text) => text.replace('no answers', ''));
    const toNumber = (text: string | undefined) => Number(text?.replace('−', '-'));
    const down = await figures();
    expect(down.at(-1)).toBe('–');
    const known = down.filter((text) => text !== '–').map(toNumber);
    expect(known).toEqual(known.toSorted((a, b) => b - a));
    await page.getByRole('button', { name: 'NPS' }).click();
    await expect.poll(async () => (await figures())[0]).not.toBe(down[0]);
    expect((await figures()).at(-1)).toBe('–');
  });

  test('says in words that nobody answered, and never shows 0 for it', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}&sort=-answers`);
    await settled(opened.page);
    const row = opened.page.locator('.units tbody tr').last();
    expect(await textOf(row.locator('.units__nps'))).toContain('–');
    expect(await textOf(row.locator('.units__nps'))).toContain('no answers');
    expect(await textOf(row.locator('.units__interval'))).toBe('no answers');
  });

  test('finds a unit of any area by part of its name without its accents', async () => {
    await using opened = await dashboard.open(`?lang=fi&area=${AREA}`);
    const { page } = opened;
    await settled(page);
    await page.getByLabel('Etsi yksikkö').fill('toolon seniori');
    await expect.poll(() => firstUnits(page)).toEqual([expect.stringContaining('Töölön seniorikeskus')]);
    expect(await textOf(page.locator('.units__area'))).toBe('Seniorikeskukset');
    await page.getByLabel('Etsi yksikkö').fill('no such place');
    await expect.poll(() => textOf(page.locator('.units-section__count'))).toContain('ei löydy');
  });

  test('is reached from the header: the link takes the focus to the field', async () => {
    await using opened = await dashboard.open(`?lang=fi&area=${AREA}`, {
      viewport: { width: 390, height: 844 },
    });
    const { page } = opened;
    await settled(page);
    await page.getByRole('link', { name: 'Etsi yksikkö' }).press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('find');
    await page.keyboard.type('toolon seniori');
    await expect
      .poll(() => firstUnits(page), { timeout: 10_000 })
      .toEqual([expect.stringContaining('Töölön seniorikeskus')]);
  });

  test('is in view at once where the address names a unit, as a bookmark on a phone does', async () => {
    await using opened = await dashboard.open('?lang=fi&find=toolon+seniori', {
      viewport: { width: 390, height: 844 },
    });
    const { page } = opened;
    await settled(page);
    const place = await page.locator('.units__nps').first().boundingBox();
    expect(place?.y).toBeGreaterThan(0);
    expect(place?.y).toBeLessThan(844 - 40);
  });

  test('keeps its roles on a phone, where rows are cards', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}`, {
      viewport: { width: 390, height: 844 },
    });
    await settled(opened.page);
    const table = opened.page.getByRole('table', { name: /^Units:/ });
    expect(await table.getByRole('row').count()).toBe(36);
    expect(await table.getByRole('columnheader').count()).toBe(6);
    expect(await table.getByRole('row').nth(1).getByRole('cell').count()).toBe(5);
  });
});
