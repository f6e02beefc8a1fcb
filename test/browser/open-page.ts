import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

/** Where the browser is: `CHROMIUM` or where Debian puts it. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** A headless browser that asks nothing of the network by itself. Throws one sentence where there is none. */
export async function launchBrowser(): Promise<Browser> {
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no browser at ${executablePath}: install Debian's "chromium" (npm test does it as root), or set CHROMIUM to one.`,
    );
  }
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the console, uncaught errors, failed requests and requests to any other address, as sentences. */
  readonly complaints: string[];
}

/** A fresh page at an address, 1280 × 900 and in Finnish unless told. Closes with `await using`. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    locale: 'fi-FI',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const { host } = new URL(address);
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`The console says: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`An error was not caught: ${error.message}`));
  page.on('request', (request) => {
    if (new URL(request.url()).host !== host) complaints.push(`The page asked for ${request.url()}.`);
  });
  await page.goto(address);
  return { page, context, complaints, [Symbol.asyncDispose]: () => context.close() };
}
