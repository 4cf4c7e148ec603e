// Opens pages in a real Chromium, and keeps what they complain of and ask for. Downloads no browser.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

export interface OpenedPage {
  readonly page: Page;
  /** Errors and lines of the console. */
  readonly complaints: readonly string[];
  /** Addresses that it asked for, the page itself left out. */
  readonly requests: readonly string[];
}

/** @throws where no browser is installed */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('No Chromium is installed: set CHROMIUM_PATH to one, or put `chromium` or `google-chrome` on the PATH.');
  const { chromium } = await import('playwright-core');
  // Chromium has no sandbox for an administrator, as in a container.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

/** Opens a file as somebody does who clicks it. */
export async function openFile(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  const complaints: string[] = [];
  const requests: string[] = [];
  const url = pathToFileURL(path).href;
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) requests.push(request.url());
  });
  await page.goto(url);
  return { page, complaints, requests };
}

function findBrowser(): string | undefined {
  const { CHROMIUM_PATH: named, PATH = '' } = process.env;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  return [...PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES].find((path) => existsSync(path));
}
