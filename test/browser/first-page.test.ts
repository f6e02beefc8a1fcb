import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AREA, type Dashboard, sectorAnswers, settled, startDashboard, textOf } from './dashboard-page.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});

afterAll(() => dashboard?.close());

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

/** What a reader may set without losing anything: WCAG 1.4.12. */
const TEXT_SPACING = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-bottom: 2em !important }`;

describe('the first page', () => {
  for (const lang of ['fi', 'sv', 'en']) {
    // 1000 is where the table of units is narrowest.
    for (const width of [1000, 390, 320]) {
      test(`does not scroll sideways where a reader sets text further apart, in ${lang} at ${width} pixels`, async () => {
        await using opened = await dashboard.open(`?lang=${lang}&area=${AREA}`, {
          viewport: { width, height: 844 },
          bypassCSP: true,
        });
        const { page } = opened;
        await settled(page);
        // A unit with a few answers has the longest interval, with a minus before a bound.
        expect(await page.locator('.units__interval', { hasText: /−\d\d/ }).count()).toBeGreaterThan(0);
        await page.addStyleTag({ content: TEXT_SPACING });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      });
    }
    for (const width of [1280, 390, 320]) {
      test(`has nothing axe objects to and no sideways scrolling, in ${lang} at ${width} pixels`, async () => {
        await using opened = await dashboard.open(`?lang=${lang}&area=${AREA}`, {
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

  test.each([1280, 390])(
    'does not scroll sideways for a long word looked for, at %i pixels',
    async (width) => {
      await using opened = await dashboard.open(`?lang=fi&find=${'lastenneuvola'.repeat(12)}`, {
        viewport: { width, height: 844 },
      });
      await opened.page.locator('#units', { hasText: 'lastenneuvola' }).waitFor();
      expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    },
  );

  test('works under a content security policy that allows nothing from elsewhere', async () => {
    await using opened = await dashboard.open(`?lang=fi&area=${AREA}`);
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
      await using opened = await dashboard.open('', { locale });
      await opened.page.locator('.sample-banner strong').waitFor();
      expect(await opened.page.getAttribute('html', 'lang')).toBe(lang);
      expect(await textOf(opened.page.locator('.sample-banner strong'))).toBe(label);
    },
  );
});

test('a sample town that has no answer yet is said to be filling up, one with answers is not', async () => {
  await using opened = await dashboard.open('?lang=en');
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
    await using opened = await dashboard.open(`?lang=fi&area=${AREA}`);
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

  test('what has the focus has an outline where the system takes the colours', async () => {
    await using opened = await dashboard.open(`?lang=en&area=${AREA}&find=health`, {
      forcedColors: 'active',
    });
    const { page } = opened;
    await settled(page);
    const seen = new Set<string>();
    const bare = new Set<string>();
    for (let press = 0; press < 80; press++) {
      await page.keyboard.press('Tab');
      // A radio button is drawn by the words beside it.
      const [name, outline] = (await page.evaluate(`(() => {
        const focused = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(focused.type === 'radio' ? focused.nextElementSibling : focused);
        const name = focused.id || focused.value || focused.getAttribute('aria-label') || focused.textContent;
        return [focused.tagName + ' ' + name, outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth)];
      })()`)) as [string, number];
      if (name.startsWith('BODY')) break;
      seen.add(name);
      if (outline < 2) bare.add(name);
    }
    for (const wanted of ['INPUT find', 'INPUT 30d', 'BUTTON NPS'])
      expect([...seen]).toContainEqual(expect.stringContaining(wanted));
    expect([...bare]).toEqual([]);
  });

  test('the first Tab offers to skip to the content', async () => {
    await using opened = await dashboard.open('?lang=en');
    await settled(opened.page);
    await opened.page.keyboard.press('Tab');
    expect(await opened.page.evaluate('document.activeElement?.textContent')).toBe('Skip to content');
    await opened.page.keyboard.press('Enter');
    expect(await opened.page.evaluate('document.activeElement?.id')).toBe('content');
  });
});

describe('the address', () => {
  test('brings back language, window, area and sorting, and so do back and forward', async () => {
    await using opened = await dashboard.open(`?lang=sv&window=90d&area=${AREA}&sort=-answers`);
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
    await using opened = await dashboard.open('?lang=en&area=closed-long-ago');
    await settled(opened.page);
    expect(await textOf(opened.page.locator('#units'))).toBe(
      'Units: Welfare and health of families with children',
    );
  });
});
