// The runnable backend: what `ballast fix` writes, file by file, and that it still compiles and
// works.
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { toRawText } from '../text/source-text.ts';
import { runFix } from './run-fix.ts';
import { runCheck } from '../commands/run-check.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import { createSession } from '../findings/session.ts';
import { findCodes, fixCuts, type Cuts } from './cuts/cuts.test-support.ts';
import { compile } from '../dev/compile.test-support.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const backend = join(root, 'fixtures/backend');
const expected = join(root, 'fixtures/backend.expected/fix');

/** Copies the backend into a folder that goes when the test ends. */
function copyBackend(): string {
  const folder = makeTree({});
  cpSync(backend, folder, {
    recursive: true,
    filter: (path) => !/[\\/](?:dist|node_modules)$/.test(path),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}

describe('fixtures/backend', () => {
  it('is rewritten as fixtures/backend.expected/fix shows', async () => {
    const session = createSession(backend, {}, { delay: 100 });
    const report = await runFix(backend, ['src'], session, { isWriting: false });
    expect(report.remaining).toEqual([]);
    const changed = report.files.filter((file) => file.output !== file.source.text);
    expect(changed.map((file) => file.label)).toEqual([
      'src/config/database.ts',
      'src/services/advanced-scraper.service.ts',
      'src/services/aliexpress-auto-purchase.service.ts',
      'src/services/api-health-monitor.service.ts',
      'src/utils/chromium.ts',
    ]);
    for (const file of changed)
      await expect(toRawText(file.source, file.output)).toMatchFileSnapshot(
        join(expected, file.label),
      );
  });

  it('compiles after the rewrite, and has no finding left', async () => {
    const folder = copyBackend();
    cpSync(expected, folder, { recursive: true });
    compile(folder, { noEmit: true });
    const report = await runCheck(folder, ['src'], createSession(folder, {}));
    expect(report.files).toEqual([]);
  });

  it('replaces the fan-out by a serial loop', () => {
    const text = readFileSync(join(expected, 'src/services/api-health-monitor.service.ts'), 'utf8');
    expect(text).toContain(`    for (const userId of users) {
      try {
        await this.checkUserAPIs(userId);
      } catch {`);
  });

  it('checks the same users with the same outcome, one at a time and with a pause, when one check fails', async () => {
    const source = 'src/services/api-health-monitor.service.ts';
    const before = await runMonitor(readFileSync(join(backend, source), 'utf8'));
    const after = await runMonitor(readFileSync(join(expected, source), 'utf8'));
    expect(before).toMatchObject({
      checked: [1, 2, 3, 4],
      failed: [2],
      cycle: 'finished',
      most: 4,
    });
    expect(after).toMatchObject({
      ...before,
      most: 1,
      lasted: expect.toSatisfy((ms: number) => ms >= 400) as unknown,
    });
  });
});

describe('with the cuts of a plan', () => {
  const CUTS: Cuts = [
    ['src/services/ali-auth-monitor.service.ts', './advanced-scraper.service'],
    ['src/api/routes/auth-status.routes.ts', '../../services/ali-auth-monitor.service'],
    ['src/server.ts', './services/ali-auth-monitor.service'],
  ];

  it('loads the scraper and the monitor in the functions that use them, and compiles', async () => {
    const folder = copyBackend();
    const report = await fixCuts(folder, CUTS, true, {});
    expect(findCodes(report)).toEqual([]);
    const changes = CUTS.map(([path]) => {
      const before = new Set(readFileSync(join(backend, path), 'utf8').split('\n'));
      return [
        path,
        ...readFileSync(join(folder, path), 'utf8')
          .split('\n')
          .filter((line) => !before.has(line)),
      ];
    });
    expect(changes).toMatchInlineSnapshot(`
      [
        [
          "src/services/ali-auth-monitor.service.ts",
          "    const { AdvancedMarketplaceScraper } = await import('./advanced-scraper.service');",
        ],
        [
          "src/api/routes/auth-status.routes.ts",
          "    const { aliExpressAuthMonitor } = await import('../../services/ali-auth-monitor.service');",
        ],
        [
          "src/server.ts",
          "  const { aliExpressAuthMonitor } = await import('./services/ali-auth-monitor.service');",
          "  const { aliExpressAuthMonitor } = await import('./services/ali-auth-monitor.service');",
        ],
      ]
    `);
    compile(folder);
  });
});

interface MonitorRun {
  readonly checked: readonly number[];
  readonly failed: readonly number[];
  readonly cycle: string;
  /** How many users were being checked at the same time. */
  readonly most: number;
  readonly lasted: number;
}

/** Runs one cycle of the monitor over four users, of whom the second fails. */
async function runMonitor(source: string): Promise<MonitorRun> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const [checked, failed]: number[][] = [[], []];
  let [current, most, cycle] = [0, 0, ''];
  const getAllAPIStatus = async (userId: number): Promise<readonly object[]> => {
    most = Math.max(most, (current += 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    current -= 1;
    checked?.push(userId);
    if (userId === 2) {
      failed?.push(userId);
      throw new Error('no such user');
    }
    return [{ apiName: 'ebay', environment: 'sandbox' }];
  };
  const logger = {
    info: (text: string) => (cycle = text.split(' ').at(-1) ?? ''),
    warn: () => undefined,
    debug: () => undefined,
    error: () => (cycle = 'failed'),
  };
  const modules: Readonly<Record<string, object>> = {
    '../config/database': {
      queryAll: async () => Promise.resolve([1, 2, 3, 4].map((id) => ({ id }))),
    },
    '../config/env': { env: { healthCheckIntervalMs: 1_000_000 } },
    '../config/logger': { logger, toErrorMessage: String },
    '../utils/with-timeout': { withTimeout: async (promise: Promise<unknown>) => promise },
    './api-availability.service': {
      apiAvailability: {
        getAllAPIStatus,
        checkEbayAPI: async () => Promise.resolve({ environment: '', health: '' }),
      },
    },
  };
  const exports: Record<string, { start(): Promise<void>; stop(): void }> = {};
  const start = performance.now();
  runInNewContext(outputText, {
    exports,
    require: (name: string) => modules[name],
    setTimeout,
    setInterval,
    clearInterval,
    Promise,
    Date,
  });
  const monitor = exports['apiHealthMonitor'];
  await monitor?.start();
  monitor?.stop();
  return {
    checked: checked ?? [],
    failed: failed ?? [],
    cycle,
    most,
    lasted: performance.now() - start,
  };
}
