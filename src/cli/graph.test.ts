// `ballast graph` on the command line: its output in every format, and what the demo server really
// loads.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../dev/tree.test-support.ts';
import { runBallast } from './run.test-support.ts';

const TREE = {
  'package.json': '{ "type": "module" }',
  'server.ts':
    "import express from 'express';\nimport { render } from './render.ts';\nimport './gone.ts';\nexpress().get('/', render);\nexport const later = () => import('sharp');\n",
  'render.ts': "import { pdf } from './pdf.ts';\nexport const render = () => pdf();\n",
  'pdf.ts': "import puppeteer from 'puppeteer';\nexport const pdf = () => puppeteer.launch();\n",
};

interface GraphJson {
  readonly entries: readonly string[];
  readonly cpuMs: number;
  readonly packages: readonly {
    readonly name: string;
    readonly chain: readonly string[];
    readonly loadedBy: readonly string[];
    readonly onlyThrough?: string;
    readonly brings?: readonly string[];
    readonly cost?: { readonly cpuMs: number; readonly isHeavy: boolean };
  }[];
  readonly modules: readonly { readonly path: string; readonly loads: readonly string[] }[];
  readonly later: readonly string[];
  readonly foreseen?: readonly {
    readonly name: string;
    readonly chain: readonly {
      readonly file: string;
      readonly by: string;
      readonly specifier?: string;
    }[];
  }[];
  readonly unresolved: readonly { readonly path: string; readonly specifier: string }[];
}

async function readGraph(root: string, entry: string): Promise<GraphJson> {
  const { stdout, code, stderr } = await runBallast(root, ['graph', entry, '--format', 'json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as GraphJson;
}

describe('the graph command', () => {
  it('shows packages with their cost and chain, the tree, later loads and missing files', async () => {
    const { stdout, code } = await runBallast(makeTree(TREE), ['graph', 'server.ts']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^server\.ts loads 3 modules and 2 packages at the start · .* in 2 measured packages/,
    );
    expect(stdout).toMatch(/puppeteer +server\.ts → render\.ts → pdf\.ts/);
    expect(stdout).toContain('└─ render.ts\n   └─ pdf.ts\n      └─ puppeteer  ');
    expect(stdout).toContain('loaded later, if at all: sharp');
    expect(stdout).toContain('1 import of files that do not exist\n  server.ts: ./gone.ts');
  });

  it('prints the same as JSON', async () => {
    const graph = await readGraph(makeTree(TREE), 'server.ts');
    expect(
      graph.packages.map(({ name, chain, loadedBy, onlyThrough }) => ({
        name,
        chain,
        loadedBy,
        onlyThrough,
      })),
    ).toEqual([
      {
        name: 'puppeteer',
        chain: ['server.ts', 'render.ts', 'pdf.ts', 'puppeteer'],
        loadedBy: ['pdf.ts'],
        onlyThrough: 'pdf.ts',
      },
      {
        name: 'express',
        chain: ['server.ts', 'express'],
        loadedBy: ['server.ts'],
        onlyThrough: 'server.ts',
      },
    ]);
    expect(graph.packages.map(({ cost }) => cost?.isHeavy)).toEqual([true, false]);
    expect(graph.modules.map(({ path, loads }) => ({ path, loads }))).toEqual([
      { path: 'server.ts', loads: ['express', 'render.ts'] },
      { path: 'render.ts', loads: ['pdf.ts'] },
      { path: 'pdf.ts', loads: ['puppeteer'] },
    ]);
    expect([graph.entries, graph.later, graph.unresolved]).toEqual([
      ['server.ts'],
      ['sharp'],
      [{ path: 'server.ts', specifier: './gone.ts' }],
    ]);
  });

  it('judges packages that the catalogue does not list by what is installed, and says so', async () => {
    const installed = {
      'node_modules/big/package.json': '{ "version": "1.2.3" }',
      'node_modules/big/index.js': `// ${'x'.repeat(2_100_000)}\n`,
      'node_modules/addon/package.json': '{ "version": "1.0.0" }',
      'node_modules/addon/index.js': "require('bindings')('addon');\n",
      'node_modules/small/package.json': '{ "version": "1.0.0" }',
      'node_modules/small/index.js': '',
    };
    const root = makeTree({
      ...TREE,
      ...installed,
      'pdf.ts':
        "import big from 'big';\nimport 'addon';\nimport 'small';\nimport puppeteer from 'puppeteer';\nexport const pdf = () => big(puppeteer);\n",
    });
    const { stdout } = await runBallast(root, ['graph', 'server.ts']);
    expect(stdout).toMatch(
      / in 2 measured packages · about 0\.3 s and 29 MB in 1 other, by inspection · /,
    );
    expect(stdout).toMatch(
      /\n +~0\.3 s +29 MB {2}big +server\.ts → render\.ts → pdf\.ts {2}estimated from 2\.1 MB of JavaScript\n/,
    );
    expect(stdout).toContain(
      'load native code, by inspection: addon\n  not measured: addon, small\n',
    );
    expect(stdout).toContain('big  ~0.3 s, 29 MB\n');
    const { packages } = await readGraph(root, 'server.ts');
    expect(packages.find(({ name }) => name === 'big')?.cost).toEqual({
      cpuMs: 294,
      rssMB: 29,
      version: '1.2.3',
      estimatedFromBytes: 2_100_004,
      nativeLibraries: 0,
      isHeavy: true,
    });
    expect((await runBallast(root, ['graph', 'server.ts', '--format', 'html'])).stdout).toContain(
      'estimated from 2.1 MB of JavaScript',
    );
    expect((await runBallast(root, ['measure', '--package', 'big', '--runs', '1'])).code).toBe(0);
    expect(
      (await readGraph(root, 'server.ts')).packages.find(({ name }) => name === 'big')?.cost,
    ).toMatchObject({ version: '1.2.3', date: expect.any(String), isHeavy: false });
    writeFileSync(join(root, 'ballast.config.json'), '{ "inspect": false }');
    expect(
      (await readGraph(root, 'server.ts')).packages.find(({ name }) => name === 'big')?.cost,
    ).toBeUndefined();
  });

  it('names the heavy packages that others load when they are imported, and no others', async () => {
    const installed = {
      'node_modules/sharp/package.json': '{ "version": "1.0.0" }',
      'node_modules/sharp/index.js': '',
      'node_modules/wrap/package.json': '{ "version": "1.0.0" }',
      'node_modules/wrap/index.js': "const inner = require('inner');\n",
      'node_modules/inner/package.json': '{ "version": "1.0.0" }',
      'node_modules/inner/index.js': "require('sharp');\n",
      'node_modules/lazy/package.json': '{ "version": "1.0.0" }',
      'node_modules/lazy/index.js': "exports.resize = () => require('sharp');\n",
    };
    const root = makeTree({
      ...installed,
      'lazy.js': "require('lazy');\n",
      'server.js': "require('lazy');\nrequire('wrap');\n",
      'both.js': "require('wrap');\nrequire('sharp');\n",
    });
    expect((await runBallast(root, ['graph', 'server.js'])).stdout).toContain(
      '  loaded by packages: sharp (by wrap)\n',
    );
    const readBrings = async (entry: string): Promise<readonly unknown[]> =>
      (await readGraph(root, entry)).packages.flatMap(({ name, brings }) =>
        brings ? [[name, brings]] : [],
      );
    expect(await readBrings('server.js')).toEqual([['wrap', ['sharp']]]);
    expect(await readBrings('lazy.js')).toEqual([]);
    expect(await readBrings('both.js')).toEqual([]); // a file loads it itself
  });

  it('lists separately what packages may load later while the program runs, and through what', async () => {
    const root = makeTree({
      'node_modules/sharp/package.json': '{ "version": "1.0.0" }',
      'node_modules/sharp/index.js': '',
      'node_modules/bcrypt/package.json': '{ "version": "1.0.0" }',
      'node_modules/bcrypt/index.js': '',
      'node_modules/orm/package.json': '{ "version": "1.0.0" }',
      'node_modules/orm/index.js': 'exports.open = (name) => require(`./dialects/${name}.js`);\n',
      'node_modules/orm/dialects/a.js':
        "exports.driver = () => require('sharp');\nexports.hash = () => require('bcrypt');\n",
      'server.js': "require('./db');\n",
      'db.js': "require('orm');\n",
    });
    const note =
      '\n  may be loaded later, by packages and plug-ins while the program runs:\n    sharp  db.js → orm/index.js (./dialects/${…}.js) → orm/dialects/a.js (in a function)\n';
    expect((await runBallast(root, ['graph', 'server.js'])).stdout).toContain(note);
    expect((await readGraph(root, 'server.js')).foreseen).toEqual([
      {
        name: 'sharp',
        chain: [
          { file: 'db.js', by: 'eager' },
          { file: 'orm/index.js', by: 'eager', specifier: 'orm' },
          { file: 'orm/dialects/a.js', by: 'computed', specifier: './dialects/${…}.js' },
          { file: 'sharp/index.js', by: 'call', specifier: 'sharp' },
        ],
      },
    ]);
    const page = (await runBallast(root, ['graph', 'server.js', '--format', 'html'])).stdout;
    expect(page).toContain(
      '<summary>May be loaded later, by packages and plug-ins while the program runs (1)</summary><ul><li>sharp: db.js → orm/index.js (./dialects/${…}.js) → orm/dialects/a.js (in a function)</li></ul>',
    );
    writeFileSync(
      join(root, 'ballast.config.json'),
      '{ "preset": "strict", "budgets": { "server.js": { "forbid": ["sharp"] } } }',
    );
    expect((await readGraph(root, 'server.js')).foreseen?.map(({ name }) => name)).toEqual([
      'bcrypt',
      'sharp',
    ]);
    expect((await runBallast(root, ['check'])).code).toBe(0); // a budget is about what will be loaded
    writeFileSync(join(root, 'ballast.config.json'), '{ "inspect": false }');
    expect((await readGraph(root, 'server.js')).foreseen).toBeUndefined();
  });

  it('finds an entry as Node does', async () => {
    const root = makeTree({
      'server.js': "require('sharp');\n",
      other: '',
      'server/index.js': '',
      'server.js.js': '',
    });
    for (const entry of ['server', 'server.js'])
      expect((await readGraph(root, entry)).entries).toEqual(['server.js']);
    const script = await readGraph(
      makeTree({
        'bin/start': "#!/usr/bin/env node\nrequire('../server');\n",
        'server.js': "require('sharp');\n",
      }),
      'bin/start',
    );
    expect([script.entries, script.packages.map(({ chain }) => chain)]).toEqual([
      ['bin/start'],
      [['bin/start', 'server.js', 'sharp']],
    ]);
    expect((await runBallast(root, ['graph', 'other'])).stderr).toBe(
      'ballast: `other` is no JavaScript or TypeScript file. Name the file that starts the server.\n',
    );
    expect((await runBallast(root, ['graph', 'gone'])).stderr).toBe(
      'ballast: `gone` does not exist. Name the file that starts the server.\n',
    );
  });

  it('draws the chains', async () => {
    const root = makeTree({ ...TREE, 'a"b.ts': "import './server.ts';" });
    const mermaid = (await runBallast(root, ['graph', 'a"b.ts', '--format', 'mermaid'])).stdout;
    expect(mermaid).toMatch(/^flowchart LR\n {2}n0\["a#34;b\.ts"\]\n/);
    expect(mermaid).toMatch(/n\d\[\["puppeteer<br>.* MB"\]\]:::heavy/);
    const dot = (await runBallast(root, ['graph', 'a"b.ts', '--format', 'dot'])).stdout;
    expect(dot).toMatch(/^digraph boot \{[^]*n0 \[label="a\\"b\.ts"\];[^]*n0 -> n1;[^]*\}\n$/);
  });

  it('takes several entries', async () => {
    const root = makeTree({
      'a.ts': "import './shared.ts';",
      'b.ts': "import './shared.ts';",
      'shared.ts': "import 'sharp';",
    });
    const { stdout } = await runBallast(root, ['graph', 'a.ts', 'b.ts']);
    expect(stdout).toMatch(/^a\.ts and b\.ts load 3 modules and 1 package at the start/);
  });

  it.each([
    [['graph'], "missing required argument 'entries'. See `ballast --help`."],
    [['graph', 'none.ts'], '`none.ts` does not exist. Name the file that starts the server.'],
    [
      ['graph', '.'],
      '`.` is no JavaScript or TypeScript file. Name the file that starts the server.',
    ],
    [
      ['graph', 'server.ts', '--format', 'svg'],
      "option '--format <name>' argument 'svg' is invalid. Allowed choices are text, json, mermaid, dot, html. See `ballast --help`.",
    ],
  ])('%j is reported in one line', async (args, line) => {
    const { code, stderr, stdout } = await runBallast(makeTree(TREE), args);
    expect([code, stdout, stderr]).toEqual([2, '', `ballast: ${line}\n`]);
  });
});

describe('of the demo server', () => {
  it('the modules and packages are those that Node has loaded by the time it listens', async () => {
    const backend = fileURLToPath(new URL('../../fixtures/backend', import.meta.url));
    const graph = await readGraph(backend, 'src/server.ts');
    const files = readdirSync(join(backend, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts'),
    );
    const root = makeTree({ 'package.json': '{}' });
    symlinkSync(
      fileURLToPath(new URL('../../node_modules', import.meta.url)),
      join(root, 'node_modules'),
    );
    for (const path of files) {
      const target = join(root, 'src', path.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      const { outputText } = ts.transpileModule(readFileSync(join(backend, 'src', path), 'utf8'), {
        compilerOptions: {
          module: ts.ModuleKind.CommonJS,
          target: ts.ScriptTarget.ES2022,
          esModuleInterop: true,
        },
      });
      writeFileSync(target, outputText);
    }
    writeFileSync(
      join(root, 'probe.cjs'),
      `
      process.env.PORT = '0';
      process.env.STARTUP_GRACE_MS = '60000';
      process.env.DATABASE_PATH = ':memory:';
      require('./src/server.js');
      const own = Object.values(require.cache).filter(({ filename }) => filename.startsWith(__dirname + '/src'));
      const children = own.flatMap((module) => module.children.map(({ filename }) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(filename)?.[1]));
      console.log('\\nPROBE' + JSON.stringify([own.map(({ filename }) => filename.slice(__dirname.length + 1).replace(/js$/, 'ts')).sort(), [...new Set(children.filter(Boolean))].sort()]));
      process.exit(0);
    `,
    );
    const output = execFileSync(process.execPath, [join(root, 'probe.cjs')], {
      encoding: 'utf8',
      cwd: root,
    });
    const [modules, packages] = JSON.parse(output.split('PROBE')[1] ?? '[]') as readonly [
      readonly string[],
      readonly string[],
    ];
    expect(graph.modules.map(({ path }) => path).sort()).toEqual(modules);
    // Node records a package with the module that loaded it first.
    expect(graph.packages.map(({ name }) => name).sort()).toEqual(packages);
  });
});
