// What importing a package reaches, against what Node loads for it, and against the add-ons of
// packages of every kind.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPackageGraph, type PackageReach } from './package-graph.ts';
import { makeTree } from '../dev/tree.test-support.ts';

/**
 * Prints the files of packages that an import has loaded: CommonJS by Node's cache (which also has
 * files that were only lexed), ES modules by a trace that each leaves.
 */
const PROBE = `
const { createRequire } = await import('node:module');
globalThis.loaded = [];
await import(process.argv[1]);
const { cache } = createRequire(import.meta.url);
console.log(JSON.stringify([...new Set([...globalThis.loaded, ...Object.values(cache).filter(({ loaded }) => loaded).map(({ filename }) => filename)])].sort()));
`;

const TRACE =
  "import { fileURLToPath } from 'node:url';\nglobalThis.loaded.push(fileURLToPath(import.meta.url));\n";

/** Lists the files that Node loads for a package of a tree, in production. */
function run(root: string, name: string): readonly string[] {
  const env = { ...process.env, NODE_ENV: 'production' };
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', PROBE, '--', name], {
      cwd: root,
      env,
      encoding: 'utf8',
    }),
  ) as string[];
}

function reach(root: string, name: string, enough = 0): PackageReach {
  const graph = createPackageGraph(enough);
  return graph.reach(graph.resolve(root, name, 'import') ?? '', () => false);
}

const LAZY = "exports.lazy = 'this must not count';\n";

const PACKAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'top-level requires': {
    'p/index.js':
      "'use strict';\nconst a = require('./a');\nvar { b, c: d } = require('./b'), e = require('./e');\nexports.f = __wrap(require('./f'));\nfunction __wrap(x) { return x; }\n",
    'p/a.js': "module.exports = {\n  inner: require('./inner'),\n};\n",
    'p/b.js': '',
    'p/e.js': '',
    'p/f.js': 'try { require("./g"); } catch {}\n',
    'p/g.js': '',
    'p/inner.js': '',
  },
  'requires in functions that are never called': {
    'p/index.js':
      "exports.get = () => require('./lazy');\nObject.defineProperty(exports, 'x', { enumerable: false, get: function () { return require('./lazy'); } });\nclass A { b() { return require('./lazy'); } }\n",
    'p/lazy.js': LAZY,
  },
  'immediately invoked functions': {
    'p/index.js':
      "(function () { require('./a'); })();\n(() => { require('./b'); }).call(this);\n(function (factory) { factory(require, exports); })(function (require, exports) { exports.c = require('./c'); });\n",
    'p/a.js': '',
    'p/b.js': '',
    'p/c.js': '',
  },
  'separate builds for production and development': {
    'p/index.js':
      "if (process.env.NODE_ENV === 'production') {\n  module.exports = require('./production');\n} else {\n  module.exports = require('./lazy');\n}\nexports.y = process.env.NODE_ENV !== 'production' ? require('./lazy') : require('./other');\n",
    'p/production.js': '',
    'p/other.js': '',
    'p/lazy.js': LAZY,
  },
  'the conditions of exports, for imports and for requires': {
    'p/package.json': JSON.stringify({
      exports: { browser: './lazy.js', import: './index.mjs', require: './lazy.js' },
    }),
    'p/index.mjs': `${TRACE}import 'q';\nexport * from './more.mjs';\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nrequire('q');\n`,
    'p/more.mjs': `${TRACE}export const x = 1;\nexport const later = () => import('./lazy.js');\n`,
    'p/lazy.js': LAZY,
    'q/package.json': JSON.stringify({
      exports: { import: './import.mjs', default: './require.js' },
    }),
    'q/import.mjs': TRACE,
    'q/require.js': '',
  },
  'nested packages, builtin modules and missing files': {
    'p/index.js':
      "const q = require('q');\nconst events = require('events');\nconst fs = require('fs/promises');\ntry { require('gone'); } catch {}\nconst { v } = require('./data.json');\n",
    'p/data.json': '{ "v": 1 }',
    'p/node_modules/q/index.js': 'exports.isNested = 1;\n',
    'q/index.js': LAZY,
    'events/index.js': LAZY,
  },
};

describe('what a package reaches', () => {
  it.each(Object.entries(PACKAGES))('%s', (_, files) => {
    const root = makeTree(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [
          `node_modules/${path}`,
          `${text}// ${path}\n`.replace(/^(\{[^]*\})\/\/.*\n$/, '$1'),
        ]),
      ),
    );
    const loaded = run(root, 'p');
    expect(loaded.length).toBeGreaterThan(0);
    const bytes = loaded
      .filter((path) => !path.endsWith('.json'))
      .reduce((sum, path) => sum + statSync(path).size, 0);
    expect(reach(root, 'p').bytes).toBe(bytes);
  });

  it('counts everything that may be loaded, unparsed, as long as that is below the threshold', () => {
    const root = makeTree({
      'node_modules/p/index.js': "exports.get = () => require('./lazy');\n",
      'node_modules/p/lazy.js': LAZY,
    });
    const whole = statSync(join(root, 'node_modules/p/index.js')).size + LAZY.length;
    expect(reach(root, 'p', 1000).bytes).toBe(whole);
    expect(reach(root, 'p', whole).bytes).toBe(whole - LAZY.length);
  });
});

describe('add-ons', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, string | undefined]>([
    [
      'a file that is named',
      { 'p/index.js': "module.exports = require('./build/p.node');", 'p/build/p.node': '' },
      'p',
    ],
    [
      'a file that a function names, as napi-rs writes it',
      {
        'p/index.js':
          "function requireNative() {\n  return require('./p.linux.node');\n}\nconst binding = requireNative();\n",
        'p/p.linux.node': '',
      },
      'p',
    ],
    [
      'a path that is worked out',
      { 'p/index.js': 'module.exports = require(`./build/${process.arch}.node`);' },
      'p',
    ],
    [
      'a path in a variable, with a sign',
      {
        'p/index.js': "const path = find('p.node');\nmodule.exports = require(path);",
        'p/binding.gyp': '',
      },
      'p',
    ],
    ['a loader', { 'p/index.js': "const build = require('node-gyp-build')(__dirname);" }, 'p'],
    [
      'a dependency',
      { 'p/index.js': "const q = require('q');", 'q/index.js': "require('bindings')('q.node');" },
      'q',
    ],
    [
      'the package of a platform',
      {
        'p/index.mjs': "import 'q';",
        'p/package.json': '{ "exports": "./index.mjs" }',
        'q/index.js': "try { module.exports = require('@q/linux-x64'); } catch {}",
        '@q/linux-x64/package.json': '{ "main": "q.node" }',
        '@q/linux-x64/q.node': '',
      },
      'q',
    ],
    [
      'none: a dependency that only a function loads',
      {
        'p/index.js': "exports.get = () => require('q');",
        'q/index.js': "require('bindings')('q.node');",
      },
      undefined,
    ],
    [
      'none: a file of another platform',
      { 'p/index.js': "function load() { return require('./p.darwin.node'); }" },
      undefined,
    ],
    [
      'none: JavaScript that is named so',
      { 'p/index.js': "require('./p.node');", 'p/p.node.js': '' },
      undefined,
    ],
    [
      'none: a path in a variable, without a sign',
      { 'p/index.js': "const path = find('p.node');\nmodule.exports = require(path);" },
      undefined,
    ],
    [
      'none: packages of platforms that are no part of the load',
      {
        'p/index.js': 'exports.link = 1;',
        'p/package.json': '{ "optionalDependencies": { "p-linux-x64": "1", "p-darwin-x64": "1" } }',
      },
      undefined,
    ],
  ])('%s', (_, files, native) => {
    const root = makeTree(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [`node_modules/${path}`, text]),
      ),
    );
    expect(reach(root, 'p', 1e6).native).toBe(native);
  });
});
