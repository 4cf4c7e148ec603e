// Opens pages of `ballast graph` and reads their visible content.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser, openFile, type OpenedPage } from '../browser.test-support.ts';

/**
 * Launches a browser for the tests of a file; returns a function that opens the page of a start in
 * it, once the page is ready.
 */
export function setUpPages(
  run: (root: string, ...args: readonly string[]) => Promise<string>,
): (
  root: string,
  entries: string | readonly string[],
  options?: BrowserContextOptions,
) => Promise<OpenedPage> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-page-'));
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await browser?.close();
  });
  return async (root, entries, options) => {
    const path = join(folder, 'page.html');
    writeFileSync(path, await run(root, 'graph', ...[entries].flat(), '--format', 'html'));
    if (!browser) throw new Error('Pages are opened in tests only.');
    const opened = await openFile(browser, path, options);
    await opened.page.waitForSelector('body[data-ready]', { timeout: 5000 });
    return opened;
  };
}

export const getCell = (page: Page, name: string): Locator =>
  page
    .locator('#map .cell')
    .filter({ has: page.locator('.name').getByText(name, { exact: true }) });
/** What the shortest chain says, without lines. */
export const readChain = async (page: Page): Promise<readonly string[]> =>
  (await page.locator('#panel > .chain > li > .step').allTextContents()).map((step) =>
    step.replace(/:\d+$/, ''),
  );
/** A figure of the head as it is now, behind the one that it was. */
export const readTotal = async (page: Page, id: string): Promise<string | undefined> =>
  (await page.locator(`#${id}`).innerText()).split('→').at(-1)?.trim();
export const readTotals = async (page: Page): Promise<readonly (string | undefined)[]> => [
  await readTotal(page, 'cpu'),
  await readTotal(page, 'memory'),
  await readTotal(page, 'packages'),
  await readTotal(page, 'files'),
];
export const readFocus = (page: Page): Promise<string> =>
  page.evaluate('document.activeElement.id || document.activeElement.textContent');
