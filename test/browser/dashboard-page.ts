import { join } from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type FakeBackend, startFakeBackend } from './fake-backend.ts';
import { launchBrowser, type OpenedPage, openPage } from './open-page.ts';

/** Needs the built page: `npx --no node scripts/build-dashboard.ts`. */
const dist = join(import.meta.dirname, '../../services/dashboard/dist');

/** A service area of 35 units. */
export const AREA = 'health-stations';

/** The built page before stand-ins of its services, and a browser to look at it. */
export interface Dashboard {
  readonly backend: FakeBackend;
  /** A fresh page at a query of the address, such as `?lang=en`. */
  open(query?: string, options?: BrowserContextOptions): Promise<OpenedPage>;
  close(): Promise<void>;
}

export async function startDashboard(): Promise<Dashboard> {
  const backend = await startFakeBackend(dist);
  const browser = await launchBrowser().catch(async (error) => {
    await backend.close();
    throw error;
  });
  return {
    backend,
    open: (query = '', options = {}) => openPage(browser, `${backend.url}/${query}`, options),
    async close() {
      await browser.close();
      await backend.close();
    },
  };
}

/** Waits until the figures and the trends of the units are drawn. */
export const settled = (page: Page) => page.locator('.units tbody .spark').first().waitFor();

/** How many answers the sector has, as the page says it. */
export const sectorAnswers = (page: Page) => textOf(page.locator('.sector__answers'));

/** Text of an element, hidden words included. */
export async function textOf(element: Locator): Promise<string> {
  return (await element.textContent())?.trim() ?? '';
}
