import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeBackend, startFakeBackend } from './fake-backend.ts';
import { launchBrowser, openPage } from './open-page.ts';

/** Needs the built page: `node scripts/build-dashboard.ts`. */
const dist = join(import.meta.dirname, '../../services/dashboard/dist');
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const AREA = 'health-stations';

let backend: FakeBackend;
let browser: Browser;

beforeAll(async () => {
  backend = await startFakeBackend(dist);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await backend?.close();
});

const open = (query = '', options = {}) => openPage(browser, `${backend.url}/${query}`, options);
const settled = (page: Page) => page.locator('.units tbody .spark').first().waitFor();
const sectorNps = (page: Page) => textOf(page.locator('.sector__nps'));
const sectorAnswers = (page: Page) => textOf(page.locator('.sector__answers'));
const signOf = (page: Page) => textOf(page.locator('.live-sign'));
const firstUnits = (page: Page) => page.locator('.units tbody th').allTextContents();

/** Text of an element, hidden words included. */
async function textOf(element: Locator): Promise<string> {
  return (await element.textContent())?.trim() ?? '';
}

interface AxeResults {
  violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
}

/** What axe objects to, WCAG 2.2 AA and good practice, one sentence each. What runs in the page is text: this side knows no DOM. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axe });
  const { violations: found } = (await page.evaluate('axe.run()')) as AxeResults;
  return found.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`,
  );
}

describe('the first page', () => {
  for (const lang of ['fi', 'sv', 'en']) {
    for (const width of [1280, 390]) {
      test(`has nothing axe objects to and no sideways scrolling, in ${lang} at ${width} pixels`, async () => {
        await using opened = await open(`?lang=${lang}&area=${AREA}`, {
          viewport: { width, height: 844 },
          bypassCSP: true,
        });
        const { page, complaints } = opened;
        await settled(page);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await page.getAttribute('html', 'lang')).toBe(lang);
        expect(await violations(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }
  }

  test('works under a content security policy that allows nothing from elsewhere', async () => {
    await using opened = await open(`?lang=fi&area=${AREA}`);
    await settled(opened.page);
    expect(opened.complaints).toEqual([]);
  });

  test.each([
    ['sv-FI', 'sv', 'Exempeldata.'],
    ['en-GB', 'en', 'Sample data.'],
    ['de-DE', 'fi', 'Esimerkkiaineisto.'],
  ])(
    'opens for a browser set to %s in %s and says that the figures are sample data',
    async (locale, lang, label) => {
      await using opened = await open('', { locale });
      await opened.page.locator('.sample-banner strong').waitFor();
      expect(await opened.page.getAttribute('html', 'lang')).toBe(lang);
      expect(await textOf(opened.page.locator('.sample-banner strong'))).toBe(label);
    },
  );
});

test('a sample town that has no answer yet is said to be filling up, one with answers is not', async () => {
  await using opened = await open('?lang=en');
  const { page } = opened;
  await settled(page);
  const banner = () => textOf(page.locator('.sample-banner'));
  expect(await banner()).not.toContain('filling up');
  const none = { n: 0, promoters: 0, passives: 0, detractors: 0, nps: null, low: null, high: null };
  const nothing = { type: 'snapshot', scope: 'all', epoch: 'new', seq: 1, scores: { '30d': none } };
  await page.routeWebSocket('**/live', (socket) =>
    socket.onMessage(() => socket.send(JSON.stringify(nothing))),
  );
  await page.reload();
  await expect.poll(banner, { timeout: 10_000 }).toContain('The sample town is filling up');
});

describe('by keyboard alone', () => {
  /** Presses Tab until the focused element has the text or value. */
  async function tabTo(page: Page, wanted: string) {
    for (let press = 0; press < 80; press++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(
        "document.activeElement?.value || document.activeElement?.textContent || ''",
      );
      if (String(focused).trim().startsWith(wanted)) return;
    }
    throw new Error(`Tab never came to "${wanted}".`);
  }

  test('language, window, area and sorting can be chosen, in the order of the page', async () => {
    await using opened = await open(`?lang=fi&area=${AREA}`);
    const { page } = opened;
    await settled(page);
    await tabTo(page, 'Siirry sisältöön');
    await tabTo(page, 'English');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Customer experience right now' }).waitFor();
    await tabTo(page, '30d');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.url()).toContain('window=90d');
    await tabTo(page, 'Psychiatry');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Units: Psychiatry' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('units');
    await tabTo(page, 'NPS');
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf(page.locator('th[aria-sort=descending]'))).toContain('NPS');
    expect(page.url()).toContain('?lang=en&window=90d&area=psychiatry&sort=-nps');
  });

  test('the first Tab offers to skip to the content', async () => {
    await using opened = await open('?lang=en');
    await settled(opened.page);
    await opened.page.keyboard.press('Tab');
    expect(await opened.page.evaluate('document.activeElement?.textContent')).toBe('Skip to content');
    await opened.page.keyboard.press('Enter');
    expect(await opened.page.evaluate('document.activeElement?.id')).toBe('content');
  });
});

describe('the address', () => {
  test('brings back language, window, area and sorting, and so do back and forward', async () => {
    await using opened = await open(`?lang=sv&window=90d&area=${AREA}&sort=-answers`);
    const { page } = opened;
    await settled(page);
    expect(await page.title()).toBe('Hälsostationer och inre medicin – Kundupplevelsen just nu – Kuulolla');
    expect(await page.locator('input[name=window]:checked').inputValue()).toBe('90d');
    expect(await textOf(page.locator('th[aria-sort=descending]'))).toContain('Svar');
    const quarterly = await sectorAnswers(page);

    await page.locator('label', { hasText: '7 dagar' }).click();
    await page.getByRole('link', { name: 'Suomi' }).click();
    await expect.poll(() => page.title()).toContain('Terveysasemat');
    await expect.poll(() => sectorAnswers(page)).not.toBe(quarterly);
    await page.goBack();
    await expect.poll(() => page.title()).toContain('Hälsostationer');
    await page.goBack();
    await expect.poll(() => page.locator('input[name=window]:checked').inputValue()).toBe('90d');
    await expect.poll(() => sectorAnswers(page)).toBe(quarterly);
    await page.goForward();
    await expect.poll(() => page.locator('input[name=window]:checked').inputValue()).toBe('7d');
  });

  test('of an area that no longer exists opens the first one', async () => {
    await using opened = await open('?lang=en&area=closed-long-ago');
    await settled(opened.page);
    expect(await textOf(opened.page.locator('#units'))).toBe(
      'Units: Welfare and health of families with children',
    );
  });
});

describe('the table of units', () => {
  test('sorts by NPS with the units nobody answered last, both ways', async () => {
    await using opened = await open(`?lang=en&area=${AREA}&sort=-nps`);
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
    await using opened = await open(`?lang=en&area=${AREA}&sort=-answers`);
    await settled(opened.page);
    const row = opened.page.locator('.units tbody tr').last();
    expect(await textOf(row.locator('.units__nps'))).toContain('–');
    expect(await textOf(row.locator('.units__nps'))).toContain('no answers');
    expect(await textOf(row.locator('.units__interval'))).toBe('no answers');
  });

  test('finds a unit of any area by part of its name without its accents', async () => {
    await using opened = await open(`?lang=fi&area=${AREA}`);
    const { page } = opened;
    await settled(page);
    await page.getByLabel('Etsi yksikkö').fill('toolon seniori');
    await expect.poll(() => firstUnits(page)).toEqual([expect.stringContaining('Töölön seniorikeskus')]);
    expect(await textOf(page.locator('.units__area'))).toBe('Seniorikeskukset');
    await page.getByLabel('Etsi yksikkö').fill('no such place');
    await expect.poll(() => textOf(page.locator('.units-section__count'))).toContain('ei löydy');
  });

  test('is reached from the header: the link takes the focus to the field', async () => {
    await using opened = await open(`?lang=fi&area=${AREA}`, { viewport: { width: 390, height: 844 } });
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
    await using opened = await open('?lang=fi&find=toolon+seniori', {
      viewport: { width: 390, height: 844 },
    });
    const { page } = opened;
    await settled(page);
    const place = await page.locator('.units__nps').first().boundingBox();
    expect(place?.y).toBeGreaterThan(0);
    expect(place?.y).toBeLessThan(844 - 40);
  });

  test('keeps its roles on a phone, where rows are cards', async () => {
    await using opened = await open(`?lang=en&area=${AREA}`, { viewport: { width: 390, height: 844 } });
    await settled(opened.page);
    const table = opened.page.getByRole('table', { name: /^Units:/ });
    expect(await table.getByRole('row').count()).toBe(36);
    expect(await table.getByRole('columnheader').count()).toBe(6);
    expect(await table.getByRole('row').nth(1).getByRole('cell').count()).toBe(5);
  });
});

describe('live', () => {
  test('an answer moves the sector and its own row, and marks that row alone', async () => {
    await using opened = await open(`?lang=en&area=${AREA}&window=7d`);
    const { page } = opened;
    await settled(page);
    const before = Number((await sectorAnswers(page)).replace(',', ''));
    const unit = page.locator('.units tbody tr', { hasText: 'Kallio Health Station' });
    const unitBefore = Number(await textOf(unit.locator('.units__wide')));
    const unitId = await idOf('Kallio Health Station');
    backend.answer(unitId, 0);
    await expect.poll(() => sectorAnswers(page)).toBe((before + 1).toLocaleString('en'));
    expect(Number(await textOf(unit.locator('.units__wide')))).toBe(unitBefore + 1);
    expect(await unit.locator('.figure__moved').count()).toBe(1);
    expect(await page.locator('.units .figure__moved').count()).toBe(1);
  });

  test('a flood of answers is drawn a frame at a time and ends at the right figure', async () => {
    await using opened = await open(`?lang=en&area=${AREA}&window=365d`);
    const { page } = opened;
    await settled(page);
    const before = Number((await sectorAnswers(page)).replace(',', ''));
    const unitId = await idOf('Kallio Health Station');
    for (let answer = 0; answer < 2_000; answer++) backend.answer(unitId, 10);
    const after = (before + 2_000).toLocaleString('en');
    await expect.poll(() => sectorAnswers(page), { timeout: 15_000 }).toBe(after);
    expect(await page.locator('.figure__moved').count()).toBeLessThan(6);
  });

  test('speaks through one polite region about the connection, none about figures', async () => {
    await using opened = await open(`?lang=en&area=${AREA}`);
    await settled(opened.page);
    const regions = await opened.page
      .locator('[role=status], [role=alert], [aria-live]')
      .evaluateAll((all) => all.map((element) => element.className));
    expect(regions.map((name) => name.split(' ')[0])).toEqual(['live-sign', 'units-section__count']);
  });

  test('a lost connection is told with the time of the figures, which stay, and comes back by itself', async () => {
    await using opened = await open(`?lang=en&area=${AREA}`);
    const { page } = opened;
    await settled(page);
    await expect.poll(() => signOf(page)).toMatch(/^Live since \d\d:\d\d$/);
    const nps = await sectorNps(page);
    const answers = await sectorAnswers(page);
    backend.refuseSockets(true);
    backend.dropSockets(1001);
    await expect.poll(() => signOf(page)).toMatch(/^Reconnecting – figures from \d\d:\d\d$/);
    expect(await sectorNps(page)).toBe(nps);
    backend.answer(await idOf('Kallio Health Station'), 10);
    backend.refuseSockets(false);
    await expect.poll(() => signOf(page), { timeout: 10_000 }).toMatch(/^Live since/);
    await expect.poll(() => sectorAnswers(page)).not.toBe(answers);
  });

  test('a client too slow comes back, one refused says so and stops', async () => {
    await using opened = await open(`?lang=en&area=${AREA}`);
    const { page } = opened;
    await settled(page);
    backend.dropSockets(4408);
    await expect.poll(() => signOf(page)).toMatch(/^Reconnecting/);
    await expect.poll(() => signOf(page), { timeout: 10_000 }).toMatch(/^Live since/);
    backend.dropSockets(4400);
    await expect.poll(() => signOf(page)).toBe('Live updates have stopped. Reload the page.');
    await page.waitForTimeout(1_500);
    expect(backend.sockets).toBe(0);
  });

  test('another area gives up the units of the one before', async () => {
    await using opened = await open(`?lang=en&area=${AREA}`);
    const { page } = opened;
    await settled(page);
    const from = backend.heard.length;
    await page.getByRole('link', { name: 'Psychiatry' }).click();
    await page.getByRole('heading', { name: 'Units: Psychiatry' }).waitFor();
    await expect.poll(() => backend.heard.length).toBe(from + 2);
    const [subscribe, unsubscribe] = backend.heard.slice(from) as { type: string; scopes: string[] }[];
    expect(subscribe?.type).toBe('subscribe');
    expect(unsubscribe?.type).toBe('unsubscribe');
    expect(unsubscribe?.scopes).toHaveLength(35);
    expect(subscribe?.scopes.every((scope) => scope.startsWith('unit:'))).toBe(true);
  });

  test('with reduced motion the mark of a moved row does not fade', async () => {
    await using opened = await open(`?lang=en&area=${AREA}`, { reducedMotion: 'reduce' });
    const { page } = opened;
    await settled(page);
    backend.answer(await idOf('Kallio Health Station'), 9);
    const mark = page.locator('.units .figure__moved');
    await mark.waitFor({ state: 'attached' });
    const timing = await page.evaluate(
      "getComputedStyle(document.querySelector('.units .figure__moved')).animationTimingFunction",
    );
    expect(timing).toBe('steps(1)');
  });
});

async function idOf(name: string): Promise<number> {
  const response = await fetch(`${backend.url}/api/v1/units`);
  const { units } = (await response.json()) as { units: { id: number; names: { en: string } }[] };
  const unit = units.find(({ names }) => names.en === name);
  if (!unit) throw new Error(`The sample register has no unit called ${name}.`);
  return unit.id;
}
