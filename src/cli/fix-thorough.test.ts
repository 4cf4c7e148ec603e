// `ballast fix --plan <entry> --thorough` on the backend of Fase 3: what is written, file by file, and what the server does before and after.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFull, type FullRun } from '../dev/demo/server.ts';
import { findDifference } from '../dev/demo/table.ts';
import { makeTree, readTree } from '../dev/tree.test-support.ts';
import { runBallast } from './run.test-support.ts';

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

/** The files below a folder by their paths. */
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

function compile(path: string): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', path], { stdio: 'pipe' });
}

describe('the backend of Fase 3', () => {
  it('is rewritten as Fase 3 does it by hand, and only once', async () => {
    const run = await runBallast(after, [...ARGS, '--write', '--allow-dirty']);
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(readSources(after)).toEqual({ ...readSources(before), ...readSources(expected) });
    // The two routers are needed while the server is put together.
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

  // What the text asks for in each of its sections, against the files that were written down from it.
  it.each<[string, string, readonly RegExp[], readonly RegExp[]]>([
    [
      '3.1',
      'utils/chromium.ts',
      [
        /async function importChromium\(\)[^]*?= null;\s*try \{\s*chromium = \(await import\('@sparticuz\/chromium'\)\)[^]*?\} catch/,
        /ensureChromiumFromSparticuz\(\)[^{]*\{\s*const \{ chromium \} = await loadChromium\(\);\s*if \(!chromium\)/,
      ],
      [/require\('@sparticuz/],
    ],
    [
      '3.2',
      'services/advanced-scraper.service.ts',
      [
        /DISABLE_BROWSER_AUTOMATION === 'true'\) throw new Error[^]*?await import\('puppeteer-extra'\)[^]*?await import\('puppeteer-extra-plugin-stealth'\)\)\.default;\s*puppeteer\.use\(StealthPlugin\(\)\);/,
      ],
      [/^import puppeteer/m, /^puppeteer\.use/m],
    ],
    [
      '3.3',
      'services/aliexpress-auto-purchase.service.ts',
      [
        /DISABLE_BROWSER_AUTOMATION === 'true'\) throw new Error[^]*?await import\('puppeteer-core'\)[^]*?puppeteer\.use\(StealthPlugin\(\)\);/,
        /^import type \{ Browser \}/m,
      ],
      [/^import puppeteer/m],
    ],
    [
      '3.4',
      'services/ali-auth-monitor.service.ts',
      [
        /async refreshNow\([^]*await import\('\.\/advanced-scraper\.service'\);\s*const scraper = new AdvancedMarketplaceScraper\(\);/,
      ],
      [/^import .*advanced-scraper/m],
    ],
    [
      '3.5',
      'api/routes/auth-status.routes.ts',
      [
        /status\(401\)[^]*status\(400\)[^]*await import\('\.\.\/\.\.\/services\/ali-auth-monitor\.service'\);\s*const result = await aliExpressAuthMonitor\.refreshNow/,
      ],
      [/^import .*ali-auth-monitor/m],
    ],
    [
      '3.6',
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
    'compiles, answers as before, and loads nothing heavy at the start',
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

  it('goes on without the browser where that is turned off', { timeout: 120_000 }, async () => {
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

describe('--plan', () => {
  const files = {
    'package.json': '{ "type": "module" }\n',
    'node_modules/big/package.json': '{ "version": "1.2.3" }',
    'node_modules/big/index.js': `globalThis.loaded = 'loaded';\nmodule.exports = class Big { draw() { return 'drawn'; } };\n// ${'x'.repeat(2_100_000)}\n`,
    'src/server.js':
      "import { mail } from './mail.js';\nimport { show } from './page.js';\n\nexport { mail };\nexport const get = async () => [await mail(), await show()].join();\n\nsetTimeout(async () => console.log(globalThis.loaded ?? 'not loaded', await get()));\n",
    'src/mail.js':
      "import Big from 'big';\n\nexport async function mail() {\n  return new Big().draw();\n}\n",
    'src/page.js':
      "import { Page } from './big-page.js';\n\nexport async function show() {\n  return new Page().draw();\n}\n",
    'src/big-page.js': "import Big from 'big';\n\nexport class Page extends Big {}\n",
  };
  const ALL = ['src/mail.js', 'src/page.js'];

  it.each([
    ['an entry', ['src/server.js'], ALL],
    ['the JSON of `ballast plan`', ['plan.json'], ALL],
    ['an entry, and thoroughly', ['src/server.js', '--thorough'], [...ALL, 'src/server.js']],
  ])(
    'of %s takes off what `ballast plan` names, packages that no list knows included',
    async (_, plan, written) => {
      const tree = makeTree(files);
      const run = (): string =>
        execFileSync(process.execPath, [join(tree, 'src/server.js')], { encoding: 'utf8' });
      expect(run()).toBe('loaded drawn,drawn\n');
      writeFileSync(
        join(tree, 'plan.json'),
        (await runBallast(tree, ['plan', 'src/server.js', '--format', 'json'])).stdout,
      );
      const { stdout } = await runBallast(tree, [
        'fix',
        'src',
        '--write',
        '--allow-dirty',
        '--plan',
        ...plan,
      ]);
      expect(stdout).not.toContain('refused');
      expect(run()).toBe('not loaded drawn,drawn\n');
      const after = readTree(tree);
      expect(
        Object.entries(files)
          .flatMap(([name, text]) => (after[name] === text ? [] : name))
          .sort(),
      ).toEqual(written);
    },
  );

  it('does not call loaded at the start what is loaded behind a cut, and names what is', async () => {
    const config = '{ "packages": { "big": true } }';
    for (const flags of [[], ['--write', '--allow-dirty']]) {
      const { stdout } = await runBallast(makeTree({ ...files, 'ballast.config.json': config }), [
        'fix',
        'src',
        '--plan',
        'src/server.js',
        ...flags,
      ]);
      expect(stdout).toContain("await import('./big-page.js')");
      expect(stdout).not.toContain('Still loaded at startup');
    }
    const server = `${files['src/server.js']}export * from './big-page.js';\n`;
    const { stdout } = await runBallast(
      makeTree({ ...files, 'src/server.js': server, 'ballast.config.json': config }),
      ['fix', 'src', '--plan', 'src/server.js'],
    );
    expect(stdout).toMatch(/Still loaded at startup\n {2}big {2}src\/big-page\.js:1 /);
  });

  it('names all files at once that the run leaves out', async () => {
    const run = await runBallast(makeTree(files), [
      'fix',
      'src/server.js',
      '--plan',
      'src/server.js',
    ]);
    expect(run).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'ballast: The plan names 2 files that this run leaves out. Name them as well: src/mail.js src/page.js\n',
    });
  });

  it('does not look into packages where the configuration says so', async () => {
    const tree = makeTree({ ...files, 'ballast.config.json': '{ "inspect": false }' });
    await runBallast(tree, ['fix', 'src', '--write', '--allow-dirty', '--plan', 'src/server.js']);
    expect(readTree(tree)).toMatchObject(files);
  });
});

describe('--thorough', () => {
  const files = {
    'package.json': '{}\n',
    'tsconfig.json': '{ "compilerOptions": { "module": "commonjs", "esModuleInterop": true } }\n',
    'src/image.ts':
      "import sharp from 'sharp';\n\nexport class Image {\n  pipeline = sharp();\n}\n",
    'src/page.ts':
      "import { Image } from './image';\n\nexport async function start() {\n  return new Image();\n}\n",
    'src/server.ts': "import { start } from './page';\n\nexport const ready = start();\n",
  };

  it('refuses by name what nothing would be gained by', async () => {
    const tree = makeTree(files);
    const { code, stdout } = await runBallast(tree, [
      'fix',
      'src',
      '--plan',
      'src/server.ts',
      '--thorough',
      '--write',
      '--allow-dirty',
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'refused B139  `start` uses it, and another module calls that at the start, so that nothing would be gained. Make that call when it is first needed.',
    );
    expect(readTree(tree)['src/page.ts']).toBe(files['src/page.ts']);
  });

  it('cuts behind what the start goes on with, where something is gained', async () => {
    const program = {
      'package.json': '{ "type": "module" }\n',
      'ballast.config.json': '{ "packages": { "heavy": true } }\n',
      'node_modules/heavy/package.json':
        '{ "name": "heavy", "type": "module", "exports": "./index.js" }\n',
      'node_modules/heavy/index.js':
        "globalThis.loaded = 'loaded';\nexport default class Heavy { draw() { return 'drawn'; } }\n",
      'src/server.js':
        "import { createApp } from './app.js';\n\nasync function main() {\n  const app = await createApp();\n  console.log(globalThis.loaded ?? 'not loaded');\n  console.log(await app.get());\n}\n\nvoid main();\n",
      'src/app.js':
        "import { show } from './page.js';\n\nexport async function createApp() {\n  return { get: show };\n}\n",
      'src/page.js':
        "import { Page } from './heavy-page.js';\n\nexport async function show() {\n  return new Page().draw();\n}\n",
      'src/heavy-page.js': "import Heavy from 'heavy';\n\nexport class Page extends Heavy {}\n",
    };
    const tree = makeTree(program);
    const run = (): string =>
      execFileSync(process.execPath, [join(tree, 'src/server.js')], { encoding: 'utf8' });
    expect(run()).toBe('loaded\ndrawn\n');
    await runBallast(tree, [
      'fix',
      'src',
      '--plan',
      'src/server.js',
      '--thorough',
      '--write',
      '--allow-dirty',
    ]);
    expect(run()).toBe('not loaded\ndrawn\n');
    const { 'src/page.js': page = '', ...others } = readTree(tree);
    expect(page).toContain("  const { Page } = await import('./heavy-page.js');\n");
    expect(others).toMatchObject({
      'src/server.js': program['src/server.js'],
      'src/app.js': program['src/app.js'],
    });
  });

  it.each([[['fix', 'src', '--thorough']], [['fix', 'src', '--plan', 'plan.json', '--thorough']]])(
    '%j is one clear line',
    async (args) => {
      const { code, stderr, stdout } = await runBallast(makeTree(files), args);
      expect([code, stdout, stderr]).toEqual([
        2,
        '',
        'ballast: --thorough needs --plan with an entry, such as `--plan src/server.ts`.\n',
      ]);
    },
  );
});

function findHeavy(packages: readonly string[]): readonly string[] {
  return HEAVY.filter((name) => packages.includes(name));
}
