// `ballast measure` on the command line: programs of every kind are started, measured and ended.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { StartMeasurement } from '../model/measure-report.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import { COMMAND, runBallast } from './run.test-support.ts';

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const RUNS_TYPESCRIPT = 'typescript' in process.features && process.features.typescript !== false;
const LISTEN = "require('node:http').createServer().listen(0);\n";

/** Stand-ins for heavy packages, and a package that loads one without being known as heavy. */
const PACKAGES = {
  'node_modules/sharp/package.json': '{ "name": "sharp", "version": "1.2.3", "main": "index.js" }',
  'node_modules/sharp/index.js':
    "require('./inner');\nconst end = performance.now() + 30; while (performance.now() < end);\nexports.text = Buffer.alloc(20 << 20, 1);\n",
  'node_modules/sharp/inner.js': '',
  'node_modules/puppeteer/package.json':
    '{ "name": "puppeteer", "version": "4.5.6", "type": "module", "exports": "./index.js" }',
  'node_modules/puppeteer/index.js':
    "import './inner.js';\nconst end = performance.now() + 30; while (performance.now() < end);\nexport const text = Buffer.alloc(20 << 20, 1);\nexport default 1;\n// the end",
  'node_modules/puppeteer/inner.js': "import 'sharp';\n",
  'node_modules/wrapper/package.json': '{ "name": "wrapper", "version": "1.0.0" }',
  'node_modules/wrapper/index.js': "require('sharp');\n",
};

async function measure(
  root: string,
  args: readonly string[],
  code = 0,
  env: Readonly<Record<string, string>> = {},
): Promise<StartMeasurement> {
  const run = await runBallast(root, ['measure', '--runs', '1', '--format', 'json', ...args], {
    env,
  });
  expect([run.code, run.stderr]).toEqual([code, '']);
  return JSON.parse(run.stdout) as StartMeasurement;
}

function getVerdicts({ prediction }: StartMeasurement): Readonly<Record<string, string>> {
  return Object.fromEntries((prediction?.heavy ?? []).map(({ name, verdict }) => [name, verdict]));
}

function getPackage(
  { packages }: StartMeasurement,
  name: string,
): { readonly ms: number; readonly rssMB: number; readonly version?: string } | undefined {
  return packages.find((one) => one.name === name);
}

/** Finds processes that still mention a folder in their command or environment. */
function findLeftovers(root: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return command.includes(root) ? [command] : [];
      } catch {
        return [];
      }
    });
}

describe('what is loaded', () => {
  it('is observed in CommonJS, with the cost of each package', async () => {
    const start = await measure(
      makeTree({
        ...PACKAGES,
        'server.js': `require('sharp');\nrequire('./lib');\n${LISTEN}`,
        'lib.js': "exports.later = () => require('puppeteer');\n",
      }),
      ['server.js'],
    );
    expect(getVerdicts(start)).toEqual({ sharp: 'predicted' });
    expect(start.files).toEqual(['lib.js', 'server.js']);
    expect(start.prediction).toMatchObject({
      later: ['puppeteer'],
      filesNotLoaded: [],
      filesNotPredicted: [],
    });
    expect(getPackage(start, 'sharp')).toMatchObject({ version: '1.2.3' });
    expect(getPackage(start, 'sharp')?.ms).toBeGreaterThanOrEqual(30);
    expect(getPackage(start, 'sharp')?.rssMB).toBeGreaterThanOrEqual(18);
    expect(start.cost.rssMB).toBeGreaterThan(40);
    expect(start.isMainProcess).toBe(true);
  });

  it('is observed in ES modules, with the cost of their evaluation', async () => {
    const start = await measure(
      makeTree({
        ...PACKAGES,
        'package.json': '{ "type": "module" }',
        'server.js':
          "import puppeteer from 'puppeteer';\nimport './lib.js';\nimport { createServer } from 'node:http';\ncreateServer().listen(0, () => puppeteer);\n",
        'lib.js': '',
      }),
      ['server.js'],
    );
    expect(getVerdicts(start)).toEqual({ puppeteer: 'predicted', sharp: 'inside' });
    expect(start.files).toEqual(['lib.js', 'server.js']);
    expect(getPackage(start, 'puppeteer')?.ms).toBeGreaterThanOrEqual(60);
    expect(getPackage(start, 'puppeteer')?.rssMB).toBeGreaterThanOrEqual(36);
    expect(getPackage(start, 'sharp')?.ms).toBeLessThan(getPackage(start, 'puppeteer')?.ms ?? 0);
  });

  it('is not charged for the time that it awaits', async () => {
    const sleeper = {
      'node_modules/puppeteer/index.js':
        'await new Promise((done) => setTimeout(done, 500));\nconst end = performance.now() + 30; while (performance.now() < end);\n',
      'node_modules/plain/package.json': '{ "type": "module", "exports": "./index.js" }',
      'node_modules/plain/index.js':
        "import 'puppeteer';\nconst end = performance.now() + 30; while (performance.now() < end);\n",
    };
    const start = await measure(
      makeTree({
        ...PACKAGES,
        ...sleeper,
        'node_modules/slow/index.mjs':
          'const end = performance.now() + 500; while (performance.now() < end);',
        'server.mjs':
          "import 'plain';\nimport 'slow/index.mjs';\nimport { createServer } from 'node:http';\ncreateServer().listen(0);\n",
      }),
      ['server.mjs'],
      1,
    );
    expect(getPackage(start, 'puppeteer')?.ms).toBeLessThan(400);
    expect(getPackage(start, 'plain')?.ms).toBeGreaterThanOrEqual(30);
    expect(getPackage(start, 'plain')?.ms).toBeLessThan(400);
  });

  it('is observed behind a `require` of an ES module', async () => {
    const root = makeTree({
      ...PACKAGES,
      'server.js': `require('esm');\n${LISTEN}`,
      'node_modules/esm/package.json':
        '{ "version": "1.0.0", "type": "module", "main": "index.js" }',
      'node_modules/esm/index.js': "import 'puppeteer';\n",
    });
    const { packages, prediction } = await measure(root, ['server.js']);
    expect(
      packages
        .filter(({ isPreloaded }) => !isPreloaded)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['esm', 'puppeteer', 'sharp']);
    expect(prediction?.heavy).toMatchObject([
      { name: 'puppeteer', verdict: 'predicted', chain: ['server.js', 'esm', 'puppeteer'] },
      { name: 'sharp', verdict: 'predicted' },
    ]);
  });

  it.each([
    'const name = "sha" + "rp"; require(name);',
    'require(__dirname + "/node_modules/sharp/index.js");',
  ])('makes the exit code 1 if a heavy package was not predicted: %s', async (code) => {
    const start = await measure(
      makeTree({ ...PACKAGES, 'server.js': `${code}\n${LISTEN}` }),
      ['server.js'],
      1,
    );
    expect(start.prediction?.heavy).toEqual([
      { name: 'sharp', verdict: 'unpredicted', chain: ['server.js', 'sharp'] },
    ]);
  });

  it('is predicted if a package that is not heavy loads it', async () => {
    const root = makeTree({ ...PACKAGES, 'server.js': `require('wrapper');\n${LISTEN}` });
    expect((await measure(root, ['server.js'])).prediction?.heavy).toEqual([
      { name: 'sharp', verdict: 'predicted', chain: ['server.js', 'wrapper', 'sharp'] },
    ]);
  });

  it('counts as loaded through a package that loads it in its own way, unless the configuration lists that package', async () => {
    const root = makeTree({
      ...PACKAGES,
      'node_modules/wrapper/index.js':
        "const load = (name) => require(name);\nload(['sh', 'arp'].join(''));\n",
      'server.js': `require('wrapper');\n${LISTEN}`,
    });
    expect((await measure(root, ['server.js'], 1)).prediction?.heavy).toEqual([
      { name: 'sharp', verdict: 'through', chain: ['server.js', 'wrapper', 'sharp'] },
    ]);
    writeFileSync(join(root, 'ballast.config.json'), '{ "packages": { "wrapper": true } }');
    expect(getVerdicts(await measure(root, ['server.js']))).toEqual({
      wrapper: 'predicted',
      sharp: 'inside',
    });
  });

  it('is listed separately if it was predicted for later, and not loading such a package is no deviation', async () => {
    const driver = (name: string): Readonly<Record<string, string>> => ({
      [`node_modules/orm/${name}.js`]: `exports.open = () => require('${name}');\n`,
    });
    const root = makeTree({
      ...PACKAGES,
      'node_modules/orm/package.json': '{ "version": "1.0.0" }',
      'node_modules/orm/index.js': 'exports.open = (name) => require(`./${name}`).open();\n',
      ...driver('sharp'),
      ...driver('puppeteer'),
      'server.js': `require('orm').open(process.env.DRIVER ?? 'sharp');\n${LISTEN}`,
      'idle.js': `require('orm');\n${LISTEN}`,
    });
    const start = await measure(root, ['server.js'], 1);
    expect(start.prediction?.heavy).toEqual([
      { name: 'sharp', verdict: 'foreseen', chain: ['server.js', 'orm', 'sharp'] },
    ]);
    expect(start.prediction?.foreseen.map(({ name }) => name)).toEqual(['puppeteer', 'sharp']);
    expect(start.prediction?.foreseenNotLoaded).toEqual(['puppeteer']);
    const { stdout } = await runBallast(root, ['measure', 'server.js', '--runs', '1']);
    expect(stdout).toMatch(
      /\nheavy packages\n {2}loaded, predicted for later {2}sharp {2}\d+ ms {2}\d+ MB {2}server\.js → orm\n {2}predicted for later, not loaded: 1 package \(puppeteer\)\n/,
    );
    const idle = await runBallast(root, ['measure', 'idle.js', '--runs', '1']);
    expect([idle.code, idle.stdout]).toEqual([
      0,
      expect.stringContaining(
        'No heavy package was predicted, and none was loaded.\n  predicted for later, not loaded: 2 packages (puppeteer, sharp)\n',
      ),
    ]);
  });

  it('is listed separately if a file was predicted to load it later', async () => {
    const start = await measure(
      makeTree({
        ...PACKAGES,
        'server.js': `const act = { on: () => require('sharp') };\nsetTimeout(() => act[process.env.WHEN ?? 'on']());\nsetTimeout(() => { ${LISTEN.trim()} }, 50);\n`,
      }),
      ['server'],
      1,
    );
    expect(start).toMatchObject({
      entry: 'server',
      command: 'node server.js',
      prediction: {
        heavy: [{ name: 'sharp', verdict: 'foreseen', chain: ['server.js', 'sharp'] }],
        later: ['sharp'],
        foreseen: [],
      },
    });
  });

  it('is predicted for a script without an extension whose first line names Node', async () => {
    const root = makeTree({
      ...PACKAGES,
      'bin/start': `#!/usr/bin/env node\nrequire('sharp');\n${LISTEN}`,
      'bin/plain': `require('sharp');\n${LISTEN}`,
    });
    expect(getVerdicts(await measure(root, ['bin/start']))).toEqual({ sharp: 'predicted' });
    const plain = await runBallast(root, ['measure', 'bin/plain', '--runs', '1']);
    expect([plain.code, plain.stdout]).toEqual([
      0,
      expect.stringContaining(
        "There is no prediction: the graph does not follow files in `node_modules`, nor files that it can't recognise as JavaScript.",
      ),
    ]);
  });

  it('may be less than predicted', async () => {
    const start = await measure(
      makeTree({
        ...PACKAGES,
        'server.js': `if (process.env.IMAGES) require('sharp');\n${LISTEN}`,
      }),
      ['server.js'],
    );
    expect(Object.values(getVerdicts(start)).filter((verdict) => verdict !== 'not-loaded')).toEqual(
      [],
    );
    expect(start.packages).toEqual([]);
  });

  it('depends on the environment and the arguments', async () => {
    const root = makeTree({
      ...PACKAGES,
      'node_modules/plain/index.js': '',
      'server.js': `if (process.env.IMAGES === 'a=b') require('sharp');\nif (process.argv[2] === '--plain') require('plain');\n${LISTEN}`,
    });
    const start = await measure(root, [
      'server.js',
      '--env',
      'IMAGES=a=b',
      '--env',
      'X=',
      '--',
      '--plain',
    ]);
    expect(start.packages.map(({ name }) => name).sort()).toEqual(['plain', 'sharp']);
  });

  it('depends on what the start script makes Node preload', async () => {
    const scripts = {
      build: 'node --require ./never.js build.js',
      start: 'NODE_ENV=production node --require ./first.js ./server.js',
    };
    const start = await measure(
      makeTree({
        ...PACKAGES,
        'package.json': JSON.stringify({ scripts }),
        'first.js': 'globalThis.isFirst = true;\n',
        'server.js': `if (globalThis.isFirst) require('sharp');\n${LISTEN}`,
      }),
      ['server.js'],
    );
    expect(start.command).toBe('node --require first.js server.js');
    expect(getVerdicts(start)).toEqual({ sharp: 'predicted' });
  });

  it('is measured when a line is printed, without later loads', async () => {
    const start = await measure(
      makeTree({
        ...PACKAGES,
        'job.js':
          "require('sharp');\nprocess.stdout.write('ready: 1\\n');\nconst end = performance.now() + 500; while (performance.now() < end);\nrequire('puppeteer');\n",
      }),
      ['job.js', '--until', '^ready: \\d'],
    );
    expect(start.packages.map(({ name }) => name)).toEqual(['sharp']);
  });

  it('is that of the process that listens', async () => {
    const start = await measure(
      makeTree({
        ...PACKAGES,
        'cli.js':
          "require('node:child_process').spawn(process.execPath, ['server.js'], { stdio: 'inherit' });\n",
        'server.js': `require('sharp');\n${LISTEN}`,
      }),
      ['cli.js'],
      1,
    );
    expect(start).toMatchObject({ isMainProcess: false, files: ['server.js'] });
    const cluster = await measure(
      makeTree({
        ...PACKAGES,
        'server.js': `const cluster = require('node:cluster');\nif (cluster.isPrimary) cluster.fork();\nelse { require('sharp'); ${LISTEN} }`,
      }),
      ['server.js'],
    );
    expect(cluster).toMatchObject({ isMainProcess: false });
    expect(getVerdicts(cluster)).toEqual({ sharp: 'predicted' });
  });
});

describe('TypeScript', () => {
  const SOURCES = {
    ...PACKAGES,
    'package.json': '{ "type": "module" }',
    'tsconfig.json':
      '{ "compilerOptions": { "module": "nodenext", "target": "es2022", "outDir": "dist", "rootDir": "src" } }',
    'src/server.ts':
      "import { createServer, type Server } from 'node:http';\nimport { image } from './image.js';\nimport puppeteer from 'puppeteer';\nexport type P = typeof puppeteer;\nexport const server: Server = createServer().listen(0, () => image);\n",
    'src/image.ts': "import sharp from 'sharp';\nexport const image: unknown = sharp;\n",
  };

  it('runs through tsx, whose own packages do not count', async () => {
    const root = makeTree(SOURCES);
    for (const name of ['tsx', 'esbuild', 'get-tsconfig', 'resolve-pkg-maps', '@esbuild'])
      symlinkSync(join(NODE_MODULES, name), join(root, 'node_modules', name));
    const start = await measure(root, ['src/server.ts']);
    expect(start).toMatchObject({ runner: 'tsx', files: ['src/image.ts', 'src/server.ts'] });
    expect(getVerdicts(start)).toEqual({ sharp: 'predicted' });
    expect(
      start.packages.filter(({ isPreloaded }) => !isPreloaded).map(({ name }) => name),
    ).toEqual(['sharp']);
    expect(
      start.packages.filter(({ isPreloaded }) => isPreloaded).map(({ name }) => name),
    ).toContain('tsx');
  });

  it('runs from its build output, and is shown by its sources', async () => {
    const root = makeTree({ ...SOURCES, 'dist/': '' });
    for (const name of ['server', 'image']) {
      const text = readFileSync(join(root, `src/${name}.ts`), 'utf8');
      const { outputText, sourceMapText } = ts.transpileModule(text, {
        fileName: `../src/${name}.ts`,
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2022,
          sourceMap: true,
        },
      });
      writeFileSync(join(root, `dist/${name}.js`), outputText);
      writeFileSync(
        join(root, `dist/${name}.js.map`),
        (sourceMapText ?? '').replace(/"sources":\[[^\]]*\]/, `"sources":["../src/${name}.ts"]`),
      );
    }
    for (const entry of ['src/server.ts', 'dist/server.js']) {
      const start = await measure(root, [entry]);
      expect(start).toMatchObject({
        command: 'node dist/server.js',
        files: ['src/image.ts', 'src/server.ts'],
        prediction: { filesNotLoaded: [], filesNotPredicted: [] },
      });
      expect(getVerdicts(start)).toEqual({ sharp: 'predicted' });
    }
    await new Promise((done) => setTimeout(done, 20));
    writeFileSync(join(root, 'src/image.ts'), 'export const image = 1;\n');
    const { code, stderr } = await runBallast(root, ['measure', 'src/server.ts']);
    expect([code, stderr]).toEqual([
      2,
      'ballast: `dist/server.js` is older than `src/image.ts`. Build first, or name the built file to measure it as it is.\n',
    ]);
  });
});

describe('a built file', () => {
  it('is shown by the sources in its source map, whatever its name', async () => {
    const map = Buffer.from(
      JSON.stringify({ version: 3, sources: ['../code/start.ts'], names: [], mappings: '' }),
    ).toString('base64');
    const root = makeTree({
      ...PACKAGES,
      'package.json': '{}',
      'code/start.ts': "import sharp from 'sharp';\nsharp();\n",
      'run/main.cjs': `require('sharp');\n${LISTEN}//# sourceMappingURL=data:application/json;base64,${map}\n`,
    });
    const start = await measure(root, ['run/main.cjs']);
    expect(start).toMatchObject({
      files: ['code/start.ts'],
      prediction: { filesNotLoaded: [], filesNotPredicted: [] },
    });
    expect(getVerdicts(start)).toEqual({ sharp: 'predicted' });
  });
});

describe('the program', () => {
  it.skipIf(process.platform !== 'linux')(
    'is ended with everything that it has started',
    async () => {
      const root = makeTree({
        'wait.js': "process.on('SIGTERM', () => {});\nsetInterval(() => {}, 1000);\n",
      });
      writeFileSync(
        join(root, 'server.js'),
        `process.on('SIGTERM', () => {});\nfor (const detached of [true, false]) require('node:child_process').spawn(process.execPath, [${JSON.stringify(join(root, 'wait.js'))}], { detached, stdio: 'ignore' }).unref();\n${LISTEN}`,
      );
      await measure(root, ['server.js']);
      expect(findLeftovers(root)).toEqual([]);
    },
  );

  it.skipIf(process.platform !== 'linux')('is ended on Ctrl-C', async () => {
    const root = makeTree({ 'wait.js': 'setInterval(() => {}, 1000);\n' });
    const child = spawn(process.execPath, [COMMAND, 'measure', 'server.js'], {
      cwd: root,
      stdio: 'ignore',
    });
    writeFileSync(
      join(root, 'server.js'),
      `require('node:child_process').spawn(process.execPath, [${JSON.stringify(join(root, 'wait.js'))}], { detached: true });\nsetInterval(() => {}, 1000);\n`,
    );
    while (findLeftovers(root).length === 0) await new Promise((done) => setTimeout(done, 50));
    child.kill('SIGINT');
    const signal = await new Promise((done) => child.once('exit', (_code, name) => done(name)));
    expect([signal, findLeftovers(root)]).toEqual(['SIGINT', []]);
  });

  it.each([
    [
      ['measure'],
      'There is nothing to measure. Name the file that starts the server, or a package with --package.',
    ],
    [['measure', 'gone.js'], '`gone.js` does not exist. Name the file that starts the server.'],
    [['measure', '.'], '`.` is not a file. Name the file that starts the server.'],
    [['measure', 'end.js', '--env', 'A'], '--env takes `NAME=value`, not `A`.'],
    [
      ['measure', 'end.js', '--until', '('],
      '--until takes `listening` or a regular expression: Invalid regular expression: /(/m: Unterminated group.',
    ],
    [
      ['measure', 'end.js', '--compare', 'HEAD'],
      'There is no git repository here to compare with: not a git repository (or any of the parent directories): .git.',
    ],
    [
      ['measure', '--package', 'gone'],
      '`gone` is not installed here. Install it, or run where it is.',
    ],
    [['measure', '--package', './x'], '`./x` names no package. Write `name` or `@scope/name`.'],
    [
      ['measure', 'end.js', '--package', 'sharp'],
      '--package takes no entry: it measures the import of one package. Omit one of the two.',
    ],
  ])('%j is reported in one line', async (args, line) => {
    const { code, stderr, stdout } = await runBallast(makeTree({ 'end.js': '' }), args);
    expect([code, stdout, stderr]).toEqual([2, '', `ballast: ${line}\n`]);
  });

  it.skipIf(RUNS_TYPESCRIPT)('that cannot be run here is reported in one line', async () => {
    const { code, stderr } = await runBallast(makeTree({ 'server.ts': '' }), [
      'measure',
      'server.ts',
    ]);
    expect([code, stderr]).toEqual([
      2,
      'ballast: `server.ts` is TypeScript, but neither tsx nor ts-node is installed, and there is no build output of it. Build first, or install tsx.\n',
    ]);
  });

  it('that ends or waits too long is reported with its last output', async () => {
    const root = makeTree({
      'end.js': "console.error('first');\nthrow new Error('no database');\n",
      'wait.js': "console.error('waiting for a database');\nsetInterval(() => {}, 100);\n",
    });
    const ended = await runBallast(root, ['measure', 'end.js']);
    expect(ended.stderr).toMatch(
      /^ballast: `end\.js` ended \(exit code 1\) before a server listened\. [^\n]*\n {2}[^]*Error: no database[^]*$/,
    );
    const gone = await runBallast(
      makeTree({ 'server.js': "console.error('starting');\nrequire('gone');\n" }),
      ['measure', 'server.js'],
    );
    expect(gone.stderr).toMatch(/^[^\n]*\n {2}Error: Cannot find module 'gone'\n/);
    const late = await runBallast(root, [
      'measure',
      'wait.js',
      '--timeout',
      '1',
      '--until',
      'ready',
    ]);
    expect(late.stderr).toBe(
      'ballast: `wait.js` ran for 1 s before it printed `/ready/m`. Raise --timeout, or wait for something else with --until.\n  waiting for a database\n',
    );
    expect([ended.code, late.code, ended.stdout + late.stdout]).toEqual([2, 2, '']);
  });

  it('is shown as text', async () => {
    const root = makeTree({ ...PACKAGES, 'server.js': `require('sharp');\n${LISTEN}` });
    const { stdout } = await runBallast(root, ['measure', 'server.js', '--runs', '2']);
    expect(stdout).toMatch(
      /^server\.js was listening after \d+ ms · \d+ MB · \d+ ms CPU · .* thread.*\n {2}node server\.js · medians of 2 runs\n/,
    );
    expect(stdout).toMatch(
      /\nheavy packages\n {2}predicted and loaded {2}sharp {2}\d+ ms {2}\d+ MB {2}server\.js\n/,
    );
    expect(stdout).toMatch(/\n1 package loaded; .*\n {2}sharp@1\.2\.3 {2}\d+ ms {2}\d+ MB\n/);
    expect(stdout).toMatch(/\n1 file of the project loaded, as predicted\n$/);
  });
});

describe('one package', () => {
  it('is measured by importing it, once per version', async () => {
    const root = makeTree(PACKAGES);
    const read = async (): Promise<{
      readonly cpuMs: number;
      readonly rssMB: number;
      readonly isKept: boolean;
      readonly version: string;
    }> => {
      const { stdout, code, stderr } = await runBallast(root, [
        'measure',
        '--package',
        'sharp',
        '--runs',
        '1',
        '--format',
        'json',
      ]);
      expect([code, stderr]).toEqual([0, '']);
      return JSON.parse(stdout) as Awaited<ReturnType<typeof read>>;
    };
    const first = await read();
    expect(first).toMatchObject({ version: '1.2.3', isKept: false });
    expect(first.rssMB).toBeGreaterThanOrEqual(15);
    expect(await read()).toEqual({ ...first, isKept: true });
    writeFileSync(
      join(root, 'node_modules/sharp/package.json'),
      '{ "version": "1.2.4", "main": "index.js" }',
    );
    expect(await read()).toMatchObject({ version: '1.2.4', isKept: false });
    writeFileSync(
      join(root, 'node_modules/sharp/package.json'),
      '{ "version": "1.2.5", "main": "gone.js" }',
    );
    writeFileSync(join(root, 'node_modules/sharp/index.js'), "throw new Error('no libvips');");
    const { code, stderr } = await runBallast(root, ['measure', '--package', 'sharp']);
    expect([code, stderr]).toEqual([2, "ballast: `sharp` can't be imported: Error: no libvips.\n"]);
  });

  it('is measured each time if it is linked', async () => {
    const root = makeTree({
      'node_modules/': '',
      'mine/package.json': '{ "version": "1.0.0" }',
      'mine/index.js': '',
    });
    symlinkSync(join(root, 'mine'), join(root, 'node_modules/mine'));
    for (let index = 0; index < 2; index += 1) {
      const { stdout } = await runBallast(root, [
        'measure',
        '--package',
        'mine',
        '--runs',
        '1',
        '--format',
        'json',
      ]);
      expect(JSON.parse(stdout)).toMatchObject({ version: '1.0.0', isKept: false });
    }
  });
});
