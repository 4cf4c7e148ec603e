// `ballast fix --plan <entry> --thorough` on the runnable backend: the files that are written, and
// what the server does before and after.
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFull, type FullRun } from '../dev/demo/server.ts';
import { findDifference } from '../dev/demo/table.ts';
import { runBallast } from './run.test-support.ts';
import { compile } from '../dev/compile.test-support.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const backend = join(root, 'fixtures/backend');
const expected = join(root, 'fixtures/backend.expected/thorough');
const HEAVY = [
  'puppeteer-extra',
  'puppeteer-extra-plugin-stealth',
  'puppeteer-core',
  '@sparticuz/chromium',
  'sharp',
  'libsql',
];
const ARGS = [
  'fix',
  'src',
  '--plan',
  'src/server.ts',
  '--thorough',
  '--only',
  'no-eager-heavy-import',
];

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-thorough-')));
const [before, after] = [join(folder, 'before'), join(folder, 'after')];
const isKept = (path: string): boolean => !/[\\/](?:dist|node_modules)$/.test(path);

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  for (const copy of [before, after]) {
    cpSync(backend, copy, { recursive: true, filter: isKept });
    cpSync(join(expected, 'ballast.config.json'), join(copy, 'ballast.config.json'));
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Reads all sources of a backend, by path. */
function readSources(path: string): Readonly<Record<string, string>> {
  const files = readdirSync(join(path, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts'),
  );
  return Object.fromEntries(
    files.map((name) => [
      name.replaceAll('\\', '/'),
      readFileSync(join(path, 'src', name), 'utf8'),
    ]),
  );
}

describe('the runnable backend', () => {
  it('is rewritten as by hand, and a second run changes nothing', async () => {
    const run = await runBallast(after, [...ARGS, '--write', '--allow-dirty']);
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(readSources(after)).toEqual({ ...readSources(before), ...readSources(expected) });
    // The two routers are needed while the server is set up.
    expect(run.stdout.match(/^ +\d+:\d+ +refused .*$/gm)).toEqual([
      expect.stringMatching(/^ +14:1 +refused B110 /),
      expect.stringMatching(/^ +15:1 +refused B110 /),
    ]);
    expect(run.stdout).not.toContain('Still loaded at startup');
    expect(await runBallast(after, [...ARGS, '--write', '--allow-dirty'])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(readSources(after)).toEqual({ ...readSources(before), ...readSources(expected) });
  });

  // The expected files were written by hand. These are the changes that matter in each of them.
  it.each<[string, string, readonly RegExp[], readonly RegExp[]]>([
    [
      'a package in a try block is loaded by a function',
      'utils/chromium.ts',
      [
        /async function importChromium\(\)[^]*?= null;\s*try \{\s*chromium = \(await import\('@sparticuz\/chromium'\)\)[^]*?\} catch/,
        /ensureChromiumFromSparticuz\(\)[^{]*\{\s*const \{ chromium \} = await loadChromium\(\);\s*if \(!chromium\)/,
      ],
      [/require\('@sparticuz/],
    ],
    [
      'a package and its plugin are loaded together, behind the guard',
      'services/advanced-scraper.service.ts',
      [
        /DISABLE_BROWSER_AUTOMATION === 'true'\) throw new Error[^]*?await import\('puppeteer-extra'\)[^]*?await import\('puppeteer-extra-plugin-stealth'\)\)\.default;\s*puppeteer\.use\(StealthPlugin\(\)\);/,
      ],
      [/^import puppeteer/m, /^puppeteer\.use/m],
    ],
    [
      'a package that is also imported as a type keeps the type import',
      'services/aliexpress-auto-purchase.service.ts',
      [
        /DISABLE_BROWSER_AUTOMATION === 'true'\) throw new Error[^]*?await import\('puppeteer-core'\)[^]*?puppeteer\.use\(StealthPlugin\(\)\);/,
        /^import type \{ Browser \}/m,
      ],
      [/^import puppeteer/m],
    ],
    [
      'a project module is loaded in the method that uses it',
      'services/ali-auth-monitor.service.ts',
      [
        /async refreshNow\([^]*await import\('\.\/advanced-scraper\.service'\);\s*const scraper = new AdvancedMarketplaceScraper\(\);/,
      ],
      [/^import .*advanced-scraper/m],
    ],
    [
      'a project module is loaded in a route, after its checks',
      'api/routes/auth-status.routes.ts',
      [
        /status\(401\)[^]*status\(400\)[^]*await import\('\.\.\/\.\.\/services\/ali-auth-monitor\.service'\);\s*const result = await aliExpressAuthMonitor\.refreshNow/,
      ],
      [/^import .*ali-auth-monitor/m],
    ],
    [
      'a monitor is started in a function of its own, behind the guard',
      'server.ts',
      [
        /DISABLE_BROWSER_AUTOMATION === 'true'\) return;\s*try \{\s*const \{ aliExpressAuthMonitor \} = await import\('\.\/services\/ali-auth-monitor\.service'\);\s*aliExpressAuthMonitor\.start\(\);\s*\} catch/,
        /await seedUsers\(\);\s*await initializeAliAuthMonitorService\(\);\s*await apiHealthMonitor\.start\(\);/,
      ],
      [/^import .*ali-auth-monitor/m],
    ],
  ])('%s', (_, name, there, gone) => {
    const text = readFileSync(join(expected, 'src', name), 'utf8');
    for (const pattern of there) expect(text).toMatch(pattern);
    for (const pattern of gone) expect(text).not.toMatch(pattern);
  });

  it(
    'compiles, answers as before, and loads no heavy package at startup',
    { timeout: 120_000 },
    async () => {
      compile(before);
      compile(after);
      const runs = [await runFull(before), await runFull(after)] as const;
      expect(findDifference(...runs)).toBeUndefined();
      expect(runs.map(({ listening }) => findHeavy(listening.packages).length)).toEqual([6, 0]);
      expect(findHeavy(runs[1].idle.packages)).toEqual([]);
      expect(findHeavy(runs[1].refreshed.packages)).toContain('puppeteer-extra');
    },
  );

  it('runs without the browser where that is turned off', { timeout: 120_000 }, async () => {
    process.env['DISABLE_BROWSER_AUTOMATION'] = 'true';
    let run: FullRun;
    try {
      run = await runFull(after);
    } finally {
      delete process.env['DISABLE_BROWSER_AUTOMATION'];
    }
    expect(run.answers.map(({ status }) => status)).toEqual([200, 200, 500]);
    expect(run.ebay.requests).toBeGreaterThan(0);
    expect(findHeavy(run.refreshed.packages)).toEqual(['libsql']);
  });
});

function findHeavy(packages: readonly string[]): readonly string[] {
  return HEAVY.filter((name) => packages.includes(name));
}
