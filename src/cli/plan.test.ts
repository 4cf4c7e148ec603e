// `ballast plan` as a user runs it: text, JSON and wrong input.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../dev/tree.test-support.ts';
import { runBallast } from './run.test-support.ts';

const backend = fileURLToPath(new URL('../../fixtures/backend', import.meta.url));
const TREE = {
  'package.json': '{ "type": "module" }',
  'server.ts':
    "import './image.ts';\nimport { open } from './browser.ts';\nexport const later = async () => open();\n",
  'image.ts': "import sharp from 'sharp';\nexport const size = sharp('x');\n",
  'browser.ts':
    "import puppeteer from 'puppeteer';\nexport const open = () => puppeteer.launch();\n",
};

/** Removes measured figures and times, which change. */
function withoutFigures(text: string): string {
  return text
    .replace(/(?:\d+ ms|[\d.]+ s) CPU and (?:under )?\d+ MB/g, '(cost)')
    .replace(/ · [\d.]+ m?s$/m, ' · (time)');
}

describe('the plan command', () => {
  it('shows the imports to make lazy, and what each gains', async () => {
    const { stdout, code, stderr } = await runBallast(backend, ['plan', 'src/server.ts']);
    expect([code, stderr]).toEqual([0, '']);
    expect(withoutFigures(stdout)).toMatchInlineSnapshot(`
      "Making 3 imports lazy takes 6 of 6 heavy packages off the start of src/server.ts: (cost) · effort 3 · (time)

        1  src/api/routes/purchases.routes.ts:3  ../../services/aliexpress-auto-purchase.service
           puppeteer-core, @sparticuz/chromium, puppeteer-extra, puppeteer-extra-plugin-stealth
           src/server.ts → src/api/routes/purchases.routes.ts → src/services/aliexpress-auto-purchase.service.ts → puppeteer-core
           gains (cost): 1 package and 1 module · only async functions use it

        2  src/services/ali-auth-monitor.service.ts:3  ./advanced-scraper.service
           sharp, @sparticuz/chromium, puppeteer-extra, puppeteer-extra-plugin-stealth
           src/server.ts → src/services/ali-auth-monitor.service.ts → src/services/advanced-scraper.service.ts → sharp
           gains (cost): 4 packages and 2 modules · only async functions use it

        3  src/config/database.ts:1  libsql
           libsql
           src/server.ts → src/config/database.ts → libsql
           gains (cost): 1 package · only async functions use it
      "
    `);
  });

  it('shows what remains, with the reasons', async () => {
    const { stdout, code } = await runBallast(makeTree(TREE), ['plan', 'server.ts']);
    expect(code).toBe(0);
    expect(withoutFigures(stdout)).toMatchInlineSnapshot(`
      "Making 1 import lazy takes 1 of 2 heavy packages off the start of server.ts: (cost) · effort 1 · (time)

        1  server.ts:2  ./browser.ts
           puppeteer
           server.ts → browser.ts → puppeteer
           gains (cost): 1 package and 1 module · only async functions use it

      1 heavy package remains

        sharp  server.ts → image.ts → sharp
          server.ts:1  ./image.ts: It is imported for its effect alone.
          image.ts:1  sharp: The value is needed while the module is evaluated (\`size\` is exported). Make the import lazy in the modules that import this file.
      "
    `);
  });

  it('takes off packages that no list names and that are heavy by inspection, unless the configuration disables that', async () => {
    const root = makeTree({
      'package.json': '{ "type": "module" }',
      'node_modules/big/package.json': '{ "version": "1.2.3" }',
      'node_modules/big/index.js': `// ${'x'.repeat(2_100_000)}\n`,
      'node_modules/small/package.json': '{ "version": "1.0.0" }',
      'node_modules/small/index.js': '',
      'server.js':
        "import big from 'big';\nimport small from 'small';\nexport const get = async () => big(small);\n",
    });
    const { stdout } = await runBallast(root, ['plan', 'server.js']);
    expect(stdout).toContain(
      'takes 1 of 1 heavy package off the start of server.js: 0.3 s CPU and 29 MB',
    );
    expect(stdout).toContain('gains 0.3 s CPU and 29 MB: 1 package');
    expect(stdout).toContain(
      '\n\nnot measured (run `ballast measure --package` to measure them)\n  big 1.2.3: estimated from 2.1 MB of JavaScript\n',
    );
    writeFileSync(
      join(root, 'plan.json'),
      (await runBallast(root, ['plan', 'server.js', '--format', 'json'])).stdout,
    );
    expect((await runBallast(root, ['fix', 'server.js', '--plan', 'plan.json'])).stdout).toContain(
      "+  const big = (await import('big')).default;",
    );
    writeFileSync(join(root, 'ballast.config.json'), '{ "inspect": false }');
    expect((await runBallast(root, ['plan', 'server.js'])).stdout).toContain(
      'server.js loads no heavy package at the start',
    );
  });

  it('shows the functions and files that a cut changes, which are those of its rewrite', async () => {
    const root = makeTree({
      'package.json': '{ "type": "module" }',
      'tsconfig.json':
        '{ "compilerOptions": { "module": "esnext", "allowImportingTsExtensions": true, "noEmit": true } }',
      'server.ts': "import { show, sizes } from './page.ts';\nexport const made = [show, sizes];\n",
      'page.ts':
        "import { size } from './image.ts';\nexport const all: number[] = [];\nexport const show = async () => double('a') + size('b');\nexport const sizes = async () => all.length;\nfunction double(name: string): number {\n  return 2 * size(name);\n}\n",
      'image.ts':
        "import sharp from 'sharp';\nexport function size(name: string): number {\n  return sharp(name).length;\n}\nprocess.on('exit', () => console.log('end'));\n",
    });
    const { stdout } = await runBallast(root, ['plan', 'server.ts']);
    expect(withoutFigures(stdout)).toMatchInlineSnapshot(`
      "Making 1 import lazy takes 1 of 1 heavy package off the start of server.ts: (cost) · effort 3 · (time)

        1  image.ts:1  sharp
           sharp
           server.ts → page.ts → image.ts → sharp
           gains (cost): 1 package · 2 functions become async, 2 files change
      "
    `);
    const [cut] = JSON.parse(
      (await runBallast(root, ['plan', 'server.ts', '--format', 'json'])).stdout,
    ) as unknown[];
    expect(cut).toMatchObject({
      path: 'image.ts',
      specifier: 'sharp',
      cost: 3,
      functions: 2,
      files: 2,
    });
    expect((await runBallast(root, ['fix', '--plan', 'server.ts'])).stdout).toContain(
      'Loads `sharp` in `size`; 2 functions become async, 3 calls are awaited, in 2 files',
    );
  });

  it('prints a list of cuts as JSON', async () => {
    const { stdout, code } = await runBallast(backend, [
      'plan',
      'src/server.ts',
      '--only',
      'sharp',
      'libsql',
      '--format',
      'json',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        path: 'src/services/advanced-scraper.service.ts',
        specifier: 'sharp',
        line: 4,
        cost: 1,
        functions: 0,
        files: 1,
        packages: ['sharp'],
        chain: [
          'src/server.ts',
          'src/services/ali-auth-monitor.service.ts',
          'src/services/advanced-scraper.service.ts',
          'sharp',
        ],
        gain: { packages: ['sharp'], modules: 0 },
      },
      {
        path: 'src/config/database.ts',
        specifier: 'libsql',
        line: 1,
        cost: 1,
        packages: ['libsql'],
      },
    ]);
  });

  it.each([
    [['plan'], "missing required argument 'entry'. See `ballast --help`."],
    [['plan', 'none.ts'], '`none.ts` does not exist. Name the file that starts the server.'],
    [
      ['plan', '.'],
      '`.` is no JavaScript or TypeScript file. Name the file that starts the server.',
    ],
    [
      ['plan', 'server.ts', '--only', 'left-pad'],
      '`left-pad` is not loaded when `server.ts` starts. `ballast graph server.ts` shows what is.',
    ],
    [
      ['plan', 'server.ts', '--format', 'svg'],
      "option '--format <name>' argument 'svg' is invalid. Allowed choices are text, json. See `ballast --help`.",
    ],
  ])('%j is one line on standard error', async (args, line) => {
    const { code, stderr, stdout } = await runBallast(makeTree(TREE), args);
    expect([code, stdout, stderr]).toEqual([2, '', `ballast: ${line}\n`]);
  });
});
