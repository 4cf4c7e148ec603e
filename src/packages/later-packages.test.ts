// Predicted later loads against real ones: each program is started and then used.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { buildCatalogue } from '../catalogue/catalogue.ts';
import type { LaterPackage, GraphReport } from '../model/graph-report.ts';
import { createFindLater } from './later-packages.ts';
import { createPackageInspector } from './package-inspector.ts';
import { runGraph } from '../commands/run-graph.ts';
import { makeTree } from '../dev/tree.test-support.ts';

const toHeavy = (name: string): Readonly<Record<string, string>> => ({
  [`node_modules/${name}/package.json`]: `{ "name": "${name}", "version": "1.0.0" }`,
  [`node_modules/${name}/index.js`]: `(globalThis.loaded ??= []).push('${name}');\n`,
});
const HEAVY = { ...toHeavy('sharp'), ...toHeavy('jsdom') };

/**
 * Starts `server.js`, then calls its export `use`: returns the heavy packages that are loaded by
 * then, and at the end.
 */
function run(root: string): { readonly start: readonly string[]; readonly end: readonly string[] } {
  const script =
    "const { use } = require('./server.js'); setTimeout(async () => { const start = [...globalThis.loaded ?? []]; await use(); console.log(JSON.stringify({ start, end: globalThis.loaded ?? [] })); }, 20);";
  return JSON.parse(
    execFileSync(process.execPath, ['--eval', script], { cwd: root, encoding: 'utf8' }),
  ) as { start: string[]; end: string[] };
}

function predict(root: string, entry = 'server.js'): GraphReport {
  const catalogue = buildCatalogue();
  return runGraph(
    root,
    [entry],
    catalogue,
    createPackageInspector(root, catalogue, 'recommended', false),
    createFindLater((name) => catalogue.find(name)?.level === 'recommended'),
  );
}

/**
 * `file` for a load at startup, else with its cause: `in a function`, a name with gaps, a key of a
 * manifest.
 */
function describeChain({ chain }: LaterPackage): readonly string[] {
  return chain.map(({ file, by, specifier }) =>
    by === 'eager' ? file : `${by === 'call' ? 'in a function' : (specifier ?? '')}: ${file}`,
  );
}

const toPackage = (
  name: string,
  files: Readonly<Record<string, string>>,
  manifest: object = {},
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({
      'package.json': JSON.stringify({ name, version: '1.0.0', ...manifest }),
      ...files,
    }).map(([path, text]) => [`node_modules/${name}/${path}`, text]),
  );

const USES = "const p = require('p');\nexports.use = () => p.use();\n";

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly chain: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  'a require in a function of a package': {
    files: {
      'server.js': USES,
      ...toPackage('p', { 'index.js': "exports.use = () => require('sharp');\n" }),
    },
    chain: ['server.js', 'p/index.js', 'in a function: sharp/index.js'],
  },
  'an import() of a package': {
    files: {
      'server.js': USES,
      ...toPackage('p', { 'index.js': 'exports.use = () => import(`sharp`);\n' }),
    },
    chain: ['server.js', 'p/index.js', 'in a function: sharp/index.js'],
  },
  'a package loaded by a function that the start calls': {
    files: {
      'server.js':
        "const { start } = require('./lib');\nconst p = start();\nexports.use = () => p.use();\n",
      'lib.js': "exports.start = () => require('p');\n",
      ...toPackage('p', { 'index.js': "exports.use = () => require('sharp');\n" }),
    },
    chain: ['lib.js', 'p/index.js', 'in a function: sharp/index.js'],
  },
  'a file that a package loads later': {
    files: {
      'server.js': USES,
      ...toPackage('p', {
        'index.js': "exports.use = () => require('./later').go();\n",
        'later.js': "exports.go = () => require('q');\n",
      }),
      ...toPackage('q', { 'index.js': "try { require('sharp'); } catch {}\n" }),
    },
    chain: [
      'server.js',
      'p/index.js',
      'in a function: p/later.js',
      'in a function: q/index.js',
      'sharp/index.js',
    ],
  },
  'a package that a file of the program loads later': {
    files: {
      'server.js': "exports.use = () => require('./later');\n",
      'later.js': "require('p');\n",
      ...toPackage('p', { 'index.js': "require('sharp');\n" }),
    },
    chain: ['server.js', 'in a function: later.js', 'p/index.js', 'sharp/index.js'],
  },
  'a template with a folder': {
    files: {
      'server.js': USES,
      ...toPackage('p', {
        'index.js': 'exports.use = (name = "lite") => require(`./dialects/${name}/index.js`);\n',
        'dialects/lite/index.js': "require('sharp');\n",
        'dialects/none.js': "require('jsdom');\n",
      }),
    },
    chain: [
      'server.js',
      'p/index.js',
      './dialects/${…}/index.js: p/dialects/lite/index.js',
      'sharp/index.js',
    ],
  },
  'a template with a folder, and no extension': {
    files: {
      'server.js': USES,
      ...toPackage('p', {
        'index.js':
          'exports.use = (name = "lite") => require(`${__dirname}/dialects/${name}/driver`);\n',
        'dialects/lite/driver.js': "require('sharp');\n",
      }),
    },
    chain: [
      'server.js',
      'p/index.js',
      './dialects/${…}/driver: p/dialects/lite/driver.js',
      'sharp/index.js',
    ],
  },
  'a name passed to a function of the package': {
    files: {
      'server.js': USES,
      ...toPackage('p', {
        'index.js':
          "const { Manager } = require('./manager');\nclass Lite extends Manager { use() { return this.$load('sharp'); } other() { return this.log('jsdom') ?? this.pick('jsdom', 'no'); } }\nexports.use = () => new Lite().use();\n",
        'manager.js':
          'exports.Manager = class { $load(name) { return require(name); } log(text) { return text; } pick(index, name) { return require(name) ?? index; } };\n',
      }),
    },
    chain: ['server.js', 'p/index.js', "$load('sharp'): sharp/index.js"],
  },
  'a name passed to a function, in a package that is itself loaded that way': {
    files: {
      'server.js':
        "const lazily = (name) => require(name);\nexports.use = () => lazily('p').use();\n",
      ...toPackage('p', {
        'index.js':
          "exports.load = async function (name = 'q') { return import(name); };\nexports.use = () => exports.load('sharp');\n",
      }),
    },
    chain: ['server.js', "lazily('p'): p/index.js", "load('sharp'): sharp/index.js"],
  },
  'a concatenated path that means one file': {
    files: {
      'server.js':
        "const path = require('path');\nconst lib = path.join(path.dirname(require('fs').realpathSync(__filename)), 'lib');\nexports.use = () => require(lib + '/start');\n",
      'lib/start.js': "require('p');\n",
      ...toPackage('p', { 'index.js': "require('sharp');\n" }),
    },
    chain: ['server.js', './lib/start: lib/start.js', 'p/index.js', 'sharp/index.js'],
  },
  'a part of a name': {
    files: {
      'server.js': USES,
      ...toPackage('p', {
        'index.js':
          'exports.use = (name = "lite") => require("./dialects/on-" + name + "-driver");\n',
        'dialects/on-lite-driver.js': "require('sharp');\n",
        'dialects/on-lite-driver-more.js': "require('jsdom');\n",
        'dialects/on-lite.js': "require('jsdom');\n",
        'dialects/lite-driver.js': "require('jsdom');\n",
      }),
    },
    chain: [
      'server.js',
      'p/index.js',
      './dialects/on-${…}-driver: p/dialects/on-lite-driver.js',
      'sharp/index.js',
    ],
  },
  'all files of a folder that is listed': {
    files: {
      'server.js': USES,
      ...toPackage('p', {
        'index.js':
          "const { join } = require('path');\nconst folder = join(__dirname, 'commands');\nexports.use = () => require('fs').readdirSync(folder).forEach((file) => require(join(folder, file)));\n",
        'commands/a.js': "require('sharp');\n",
      }),
    },
    chain: ['server.js', 'p/index.js', './commands/${…}: p/commands/a.js', 'sharp/index.js'],
  },
  'an ES module that computes a URL': {
    files: {
      'server.js': "exports.use = async () => (await import('p')).use();\n",
      ...toPackage(
        'p',
        {
          'index.js':
            "import { join, dirname } from 'node:path';\nimport { fileURLToPath, pathToFileURL } from 'node:url';\nconst here = dirname(fileURLToPath(import.meta.url));\nexport const use = (name = 'a') => import(pathToFileURL(join(here, 'commands', `${name}.js`)).href);\n",
          'commands/a.js': "import 'sharp';\n",
        },
        { type: 'module', main: 'index.js' },
      ),
    },
    chain: [
      'server.js',
      'in a function: p/index.js',
      './commands/${…}.js: p/commands/a.js',
      'sharp/index.js',
    ],
  },
  'a folder of the program itself': {
    files: {
      'server.js': "exports.use = (name = 'a') => require(`./plugins/${name}`).go();\n",
      'plugins/a.js': "const { go } = require('../lib/b');\nexports.go = go;\n",
      'lib/b.js': "exports.go = () => require('sharp');\n",
    },
    chain: [
      'server.js',
      './plugins/${…}: plugins/a.js',
      'lib/b.js',
      'in a function: sharp/index.js',
    ],
  },
  'a command of a command line': {
    files: {
      'server.js':
        "const program = require('p');\nprogram.command('start').action(() => require('./start'));\nexports.use = () => program.run('start');\n",
      'start.js': "require('q');\n",
      ...toPackage('p', {
        'index.js':
          'const actions = {};\nexports.command = (name) => ({ action(act) { actions[name] = act; } });\nexports.run = (name) => actions[name]();\n',
      }),
      ...toPackage('q', { 'index.js': "require('sharp');\n" }),
    },
    chain: ['server.js', 'in a function: start.js', 'q/index.js', 'sharp/index.js'],
  },
};

/** Stand-ins for frameworks: each reads its key as the real one does. */
const READ =
  "const { readFileSync, readdirSync } = require('fs');\nconst { dirname, join } = require('path');\nconst root = dirname(require.main?.filename ?? join(process.cwd(), 'x'));\nconst read = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));\nconst installed = (name) => join(root, 'node_modules', name);\n";
const OCLIF = toPackage('@oclif/core', {
  'index.js': `${READ}exports.use = () => { for (const folder of [root, ...(read(root).oclif.plugins ?? []).map(installed)]) { const { commands, hooks } = read(folder).oclif; if (commands) readdirSync(join(folder, commands)).forEach((file) => require(join(folder, commands, file))); for (const hook of Object.values(hooks ?? {})) require(join(folder, hook)); } };\n`,
});
const OF_DEPENDENCIES = `${READ}const names = Object.keys(read(root).dependencies);\n`;

const MANIFESTS: Readonly<Record<string, Case>> = {
  'commands of oclif': {
    files: {
      'package.json': '{ "oclif": { "commands": "./commands" } }',
      'server.js': USES.replace("'p'", "'@oclif/core'"),
      'commands/start.js': "require('sharp');\n",
      ...OCLIF,
    },
    chain: [
      'server.js',
      '@oclif/core/index.js',
      'oclif.commands: commands/start.js',
      'sharp/index.js',
    ],
  },
  'hooks of a plug-in of oclif, and of no other package': {
    files: {
      'package.json':
        '{ "dependencies": { "@my/plugin-a": "*", "other": "*" }, "oclif": { "plugins": ["@my/plugin-a"] } }',
      'server.js': USES.replace("'p'", "'@oclif/core'"),
      ...OCLIF,
      ...toPackage(
        '@my/plugin-a',
        { 'hooks/init.js': "require('sharp');\n" },
        { oclif: { hooks: { init: './hooks/init' } } },
      ),
      ...toPackage(
        'other',
        { 'hooks/init.js': "require('jsdom');\n" },
        { oclif: { hooks: { init: './hooks/init' } } },
      ),
    },
    chain: [
      'server.js',
      '@oclif/core/index.js',
      'oclif.hooks: @my/plugin-a/hooks/init.js',
      'sharp/index.js',
    ],
  },
  'nodes of Node-RED': {
    files: {
      'package.json': '{ "dependencies": { "red-a": "*" } }',
      'server.js': USES.replace("'p'", "'@node-red/registry'"),
      ...toPackage('@node-red/registry', {
        'index.js': `${OF_DEPENDENCIES}exports.use = () => names.forEach((name) => Object.values(read(installed(name))['node-red'].nodes).forEach((file) => require(join(installed(name), file))));\n`,
      }),
      ...toPackage(
        'red-a',
        { 'a/node.js': "require('sharp');\n" },
        { 'node-red': { nodes: { a: 'a/node.js' } } },
      ),
    },
    chain: [
      'server.js',
      '@node-red/registry/index.js',
      'node-red.nodes: red-a/a/node.js',
      'sharp/index.js',
    ],
  },
  'nodes included in Node-RED': {
    files: {
      'package.json': '{ "dependencies": { "@node-red/nodes": "*" } }',
      'server.js': USES.replace("'p'", "'@node-red/registry'"),
      ...toPackage('@node-red/registry', {
        'index.js': `${READ}exports.use = () => require(join(installed('@node-red/nodes'), 'core/parsers/html'))();\n`,
      }),
      ...toPackage('@node-red/nodes', {
        'index.js': 'module.exports = false;\n',
        'core/parsers/html.js': "module.exports = () => require('sharp');\n",
      }),
    },
    chain: [
      'server.js',
      '@node-red/registry/index.js',
      '@node-red/nodes/core: @node-red/nodes/core/parsers/html.js',
      'in a function: sharp/index.js',
    ],
  },
  'nodes of n8n': {
    files: {
      'package.json': '{ "dependencies": { "n8n-nodes-a": "*" } }',
      'server.js': USES.replace("'p'", "'n8n-core'"),
      ...toPackage('n8n-core', {
        'index.js': `${OF_DEPENDENCIES}exports.use = () => names.forEach((name) => read(installed(name)).n8n.nodes.forEach((file) => require(join(installed(name), file))));\n`,
      }),
      ...toPackage(
        'n8n-nodes-a',
        { 'dist/A.node.js': "require('sharp');\n" },
        { n8n: { nodes: ['dist/A.node.js'] } },
      ),
    },
    chain: [
      'server.js',
      'n8n-core/index.js',
      'n8n.nodes: n8n-nodes-a/dist/A.node.js',
      'sharp/index.js',
    ],
  },
  'plug-ins of Strapi in the program': {
    files: {
      'package.json': '{ "dependencies": { "plugin-a": "*" } }',
      'server.js': USES.replace("'p'", "'@strapi/strapi'"),
      ...toPackage('@strapi/strapi', {
        'index.js': `${OF_DEPENDENCIES}exports.use = () => names.filter((name) => read(installed(name)).strapi?.kind === 'plugin').forEach((name) => require(name + '/strapi-server'));\n`,
      }),
      ...toPackage(
        'plugin-a',
        { 'dist/server.js': "require('sharp');\n" },
        {
          strapi: { kind: 'plugin' },
          exports: { './strapi-server': './dist/server.js', './package.json': './package.json' },
        },
      ),
    },
    chain: [
      'server.js',
      '@strapi/strapi/index.js',
      'strapi.kind: plugin-a/dist/server.js',
      'sharp/index.js',
    ],
  },
  'plug-ins included in Strapi': {
    files: {
      'server.js': USES.replace("'p'", "'@strapi/strapi'"),
      ...toPackage(
        '@strapi/strapi',
        { 'index.js': "exports.use = () => require('@strapi/core').use();\n" },
        { dependencies: { '@strapi/upload': '*' } },
      ),
      ...toPackage('@strapi/core', {
        'index.js':
          "const { join } = require('path');\nexports.use = () => ['@strapi/upload'].map((name) => require(join(name, 'package.json')).name).forEach((name) => require(require.resolve(name + '/strapi-server')));\n",
      }),
      ...toPackage(
        '@strapi/upload',
        { 'strapi-server.js': "require('sharp');\n" },
        { strapi: { kind: 'plugin' } },
      ),
    },
    chain: [
      'server.js',
      '@strapi/strapi/index.js',
      'strapi.kind: @strapi/upload/strapi-server.js',
      'sharp/index.js',
    ],
  },
  'drivers of Appium': {
    files: {
      'package.json': '{ "dependencies": { "driver-a": "*" } }',
      'server.js': USES.replace("'p'", "'appium'"),
      ...toPackage('appium', {
        'index.js': `${OF_DEPENDENCIES}exports.use = () => names.filter((name) => read(installed(name)).appium?.mainClass).forEach((name) => require(name));\n`,
      }),
      ...toPackage(
        'driver-a',
        { 'lib/index.js': "require('sharp');\n" },
        { main: 'lib/index.js', appium: { driverName: 'a', mainClass: 'A' } },
      ),
    },
    chain: [
      'server.js',
      'appium/index.js',
      'appium.mainClass: driver-a/lib/index.js',
      'sharp/index.js',
    ],
  },
};

/** Programs for which nothing is predicted, whatever a run would load. */
const NOTHING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a package that is not installed': {
    'server.js': USES,
    ...toPackage('p', {
      'index.js': "exports.use = () => { try { require('exceljs'); } catch {} };\n",
    }),
  },
  'a package that the start loads anyway': {
    'server.js': "require('sharp');\nconst p = require('p');\nexports.use = () => p.use();\n",
    ...toPackage('p', { 'index.js': "exports.use = () => require('sharp');\n" }),
  },
  'a package that another one loads at startup': {
    'server.js': USES,
    ...toPackage('p', { 'index.js': "require('sharp');\nexports.use = () => require('sharp');\n" }),
  },
  'a package that another heavy package may load': {
    'server.js': "require('jsdom');\nexports.use = () => {};\n",
    'node_modules/jsdom/index.js': "exports.later = () => require('sharp');\n",
  },
  'a package that a file of the program loads later itself': {
    'server.js': "exports.use = () => require('./later');\n",
    'later.js': "require('sharp');\n",
  },
  'a name that could be anything': {
    'server.js': USES,
    ...toPackage('p', {
      'index.js': 'exports.use = (name = "sharp") => require(name);\n',
      'other.js': "require('jsdom');\n",
    }),
  },
  'the folder of all installed packages': {
    'server.js': USES,
    ...toPackage('p', { 'index.js': 'exports.use = (name = "sharp") => require("../" + name);\n' }),
  },
  'a package that nothing loads': {
    'server.js': 'exports.use = () => {};\n',
    ...toPackage('p', { 'index.js': "exports.use = () => require('sharp');\n" }),
  },
  'commands without their framework': {
    'package.json': '{ "oclif": { "commands": "./commands" } }',
    'server.js': 'exports.use = () => {};\n',
    'commands/start.js': "require('sharp');\n",
  },
};

describe('what may be loaded while a program runs', () => {
  it.each(Object.entries({ ...CASES, ...MANIFESTS }))('%s', (_, { files, chain }) => {
    const root = makeTree({ ...HEAVY, ...files });
    expect(run(root)).toEqual({ start: [], end: ['sharp'] });
    const { foreseen, later } = predict(root);
    expect(foreseen?.map(({ name }) => name)).toEqual(['sharp']);
    expect(foreseen?.flatMap(describeChain)).toEqual(chain);
    expect(later).toEqual([]);
  });

  it.each(Object.entries(NOTHING))('is not %s', (_, files) => {
    const root = makeTree({ ...HEAVY, ...files });
    run(root);
    expect(predict(root).foreseen).toEqual([]);
  });

  it('is found through the chain with the fewest loads that may never happen', () => {
    const root = makeTree({
      ...HEAVY,
      'server.js': "const p = require('p');\nexports.use = () => require('q');\n",
      ...toPackage('p', {
        'index.js': "require('./a');\n",
        'a.js': "require('./b');\n",
        'b.js': "exports.use = () => require('sharp');\n",
      }),
      ...toPackage('q', { 'index.js': "exports.use = () => require('sharp');\n" }),
    });
    expect(predict(root).foreseen?.flatMap(describeChain)).toEqual([
      'server.js',
      'p/index.js',
      'p/a.js',
      'p/b.js',
      'in a function: sharp/index.js',
    ]);
  });

  it('is found from a script without an extension', () => {
    const root = makeTree({
      ...HEAVY,
      'bin/start':
        "#!/usr/bin/env node\nconst lib = require('path').join(__dirname, '..', 'lib');\nrequire(lib + '/start');\n",
      'lib/start.js': "require('p');\n",
      ...toPackage('p', { 'index.js': "require('sharp');\n" }),
    });
    expect(predict(root, 'bin/start').foreseen?.flatMap(describeChain)).toEqual([
      'bin/start',
      './../lib/start: lib/start.js',
      'p/index.js',
      'sharp/index.js',
    ]);
  });

  it('includes nothing that only types name', () => {
    const root = makeTree({
      ...HEAVY,
      'tsconfig.json': '{}',
      'server.ts':
        "export const later = async (): Promise<unknown> => (await import('./later.ts')).get();\n",
      'later.ts': "import { P } from 'p';\nexport const get = (): P => ({});\n",
      ...toPackage('p', { 'index.js': "require('sharp');\n" }),
    });
    expect(predict(root, 'server.ts').foreseen).toEqual([]);
  });

  it('is found in sources behind a computed name', () => {
    const root = makeTree({
      ...HEAVY,
      'package.json': '{ "type": "module" }',
      'server.ts':
        'export const use = (name: string): unknown => import(`./plugins/${name}.js`);\n',
      'plugins/a.ts':
        'export const go = (name: string): unknown => import(`./${name}/index.js`);\n',
      'plugins/more/index.ts': "import 'p';\n",
      'plugins/b.test.ts': "import 'q';\n",
      ...toPackage('q', { 'index.js': "require('jsdom');\n" }),
      ...toPackage('p', { 'index.js': "require('sharp');\n" }),
    });
    expect(predict(root, 'server.ts').foreseen?.flatMap(describeChain)).toEqual([
      'server.ts',
      './plugins/${…}.js: plugins/a.ts',
      './${…}/index.js: plugins/more/index.ts',
      'p/index.js',
      'sharp/index.js',
    ]);
  });
});
