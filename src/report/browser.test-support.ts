// Opens pages in an installed Chromium, and records their errors and requests.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export interface OpenedPage {
  readonly page: Page;
  /** Errors and console messages. */
  readonly complaints: readonly string[];
  /** Requested addresses other than the page itself. */
  readonly requests: readonly string[];
}

/**
 * Launches an installed browser.
 *
 * @throws Error if none is installed
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error(
      'No Chromium is installed: set CHROMIUM_PATH to one, or put `chromium` or `google-chrome` on the PATH.',
    );
  const { chromium } = await import('playwright-core');
  // Chromium's sandbox does not work for root, as in a container.
  return chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** Opens a file as if it was clicked. */
export async function openFile(
  browser: Browser,
  path: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
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
  return [
    ...PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))),
    ...PLACES,
  ].find((path) => existsSync(path));
}

/**
 * A script that lists every visible text with its contrast to its background: for a pattern, to the
 * worst of its colours. Text that is faded on purpose is left out.
 */
export const MEASURE_CONTRAST = `(() => {
  const toLuminance = (rgb) => { const [r, g, b] = rgb.map((one) => { const part = one / 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const toContrast = (a, b) => { const [dark, light] = [toLuminance(a), toLuminance(b)].sort((x, y) => x - y); return (light + 0.05) / (dark + 0.05); };
  const readColors = (text) => [...text.matchAll(/rgba?\\(([^)]+)\\)/g)].map(([, parts]) => parts.split(/[, /]+/).map(Number)).filter((parts) => parts.length < 4 || parts[3] > 0).map((parts) => parts.slice(0, 3));
  const findBack = (element) => { for (let at = element; at; at = at.parentElement) { const { backgroundColor, backgroundImage } = getComputedStyle(at); const colors = readColors(backgroundImage === 'none' ? backgroundColor : backgroundImage); if (colors.length > 0) return colors; } return [[255, 255, 255]]; };
  return [...document.querySelectorAll('body *')].filter((element) => !element.matches('script, option, .dim, .dim *, :disabled, :disabled *') && element.getClientRects().length > 0 && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
    .map((element) => { const [color] = readColors(getComputedStyle(element).color); return [element.tagName + '.' + element.className + ' ' + element.textContent.slice(0, 30), Math.min(...findBack(element).map((back) => toContrast(color, back)))]; });
})()`;
