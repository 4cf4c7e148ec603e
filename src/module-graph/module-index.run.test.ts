// What the graph says is loaded at the start, against what Node loads: each program is run, by
// cases and made at random.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { findReached } from '../graph/reach.ts';
import { createModuleIndex } from './module-index.ts';
import { makeTree } from '../dev/tree.test-support.ts';

const HEAVY = {
  'node_modules/heavy/package.json': '{ "name": "heavy", "main": "index.js" }',
  'node_modules/heavy/index.js': 'exports.default = exports; exports.Base = class {};',
};

/** Names of modules and packages that a start loads, as the graph has it. */
function predict(root: string, entry: string): readonly string[] {
  const project = createModuleIndex(root);
  project.add([join(root, entry)]);
  const id = project.getId('module', join(root, entry)) ?? -1;
  const { graph } = project.startup([id]);
  const names = findReached(graph, [id]).order.flatMap((node) => {
    const { kind, name } = project.nodes[node] ?? { kind: 'builtin', name: '' };
    return kind === 'builtin' ? [] : [kind === 'module' ? relative(root, name) : name];
  });
  return names.map((name) => name.replace(/\.[mc]?[jt]sx?$/, '')).sort();
}

/**
 * The same, as Node has it: every module says its name, and the list is printed when the start is
 * over.
 */
function run(root: string, entry: string, options: ts.CompilerOptions): readonly string[] {
  const out = join(root, '.out');
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!/\.[mc]?[jt]sx?$|package\.json$/.test(path) || path.startsWith('.out')) continue;
    const target = join(out, path.replace(/\.([mc]?)ts$/, '.$1js'));
    mkdirSync(dirname(target), { recursive: true });
    const text = readFileSync(join(root, path), 'utf8');
    if (path.endsWith('package.json')) {
      writeFileSync(target, text);
      continue;
    }
    const name =
      /^node_modules\/(.*)\/index\.js$/.exec(path)?.[1] ?? path.replace(/\.[mc]?[jt]sx?$/, '');
    const code = /\.[mc]?ts$/.test(path)
      ? ts.transpileModule(text, { fileName: path, compilerOptions: options }).outputText
      : text;
    writeFileSync(
      target,
      `${code}\n;(globalThis.loadedNames ??= new Set()).add(${JSON.stringify(name)});`,
    );
  }
  const script = `(globalThis.loadedNames ??= new Set()); import(${JSON.stringify(join(out, entry.replace(/\.([mc]?)ts$/, '.$1js')))}).then(() => setTimeout(() => { console.log(JSON.stringify([...globalThis.loadedNames])); process.exit(0); }, 250));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const names: unknown = JSON.parse(output.trim().split('\n').at(-1) ?? '[]');
  return Array.isArray(names) ? names.map(String).sort() : [];
}

const ESM: ts.CompilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
const CJS: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  esModuleInterop: true,
};
const AS_MODULE = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json': '{ "compilerOptions": { "module": "esnext", "target": "es2022" } }',
};
const AS_COMMONJS = {
  'package.json': '{}',
  'tsconfig.json':
    '{ "compilerOptions": { "module": "commonjs", "target": "es2022", "esModuleInterop": true } }',
};

const BOTH: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a static import': { 'main.ts': "import heavy from 'heavy';\nvoid heavy;" },
  'an import of types': {
    'main.ts': "import type { A } from 'heavy';\nexport const a: A | null = null;",
  },
  'an import that is used as a type': {
    'main.ts': "import { A } from './a.js';\nexport const a: A | null = null;",
    'a.ts': "import 'heavy';\nexport class A {}",
  },
  'an import that nothing uses': {
    'main.ts': "import { A } from './a.js';",
    'a.ts': "import 'heavy';\nexport class A {}",
  },
  'an import for its effect': { 'main.ts': "import './a.js';", 'a.ts': "import 'heavy';" },
  'a re-export': {
    'main.ts': "import { Base } from './a.js';\nvoid Base;",
    'a.ts': "export { Base } from 'heavy';",
  },
  'a re-export of all': {
    'main.ts': "export * from './a.js';",
    'a.ts': "export * from './b.js';",
    'b.ts': 'export const b = 1;',
  },
  'an import in a function that is called later': {
    'main.ts': "export const f = async () => import('heavy');",
  },
  'an import in a function that the module calls': {
    'main.ts': "async function f() { await import('heavy'); }\nvoid f();",
  },
  'an import in a function that is called in place': {
    'main.ts': "void (async () => { await import('heavy'); })();",
  },
  'an import in a static block': {
    'main.ts': "export class A { static { void import('heavy'); } }",
  },
  'an import in a method that nobody calls': {
    'main.ts': "export class A { m() { return import('heavy'); } }",
  },
  'an import in a callback that runs at once': {
    'main.ts': "[1].forEach(() => { void import('heavy'); });",
  },
  'an import behind a promise': {
    'main.ts': "void Promise.resolve().then(() => import('heavy'));",
  },
  'an import in a listener': {
    'main.ts': "process.on('SIGUSR2', () => { void import('heavy'); });",
  },
  'a function of another file that is called': {
    'main.ts': "import { start } from './a.js';\nvoid start();",
    'a.ts': "export async function start() { await import('heavy'); }",
  },
  'a function of another file that is not called': {
    'main.ts': "import { start } from './a.js';\nexport const f = () => start();",
    'a.ts': "export async function start() { await import('heavy'); }",
  },
  'another function of that file': {
    'main.ts': "import { other } from './a.js';\nvoid other();",
    'a.ts': "export async function start() { await import('heavy'); }\nexport function other() {}",
  },
  'a function that is called through three files': {
    'main.ts': "import { start } from './a.js';\nvoid start();",
    'a.ts': "import * as b from './b.js';\nexport const start = async () => b.go();",
    'b.ts': "export { begin as go } from './c.js';",
    'c.ts':
      "const load = async () => import('heavy');\nexport async function begin() { await load(); }",
  },
  'a function that all names pass on': {
    'main.ts': "import { start } from './a.js';\nvoid start();",
    'a.ts': "export * from './b.js';",
    'b.ts': "export const start = async () => import('heavy');",
  },
  'a default export that is called': {
    'main.ts': "import start from './a.js';\nvoid start();",
    'a.ts': "export default async function () { await import('heavy'); }",
  },
  'a class that is constructed': {
    'main.ts': "import { A } from './a.js';\nexport const a = new A();",
    'a.ts': "export class A { loaded = import('heavy'); }",
  },
  'a method of an instance of another file': {
    'main.ts': "import { a } from './a.js';\nvoid a.start();",
    'a.ts':
      "class A { async start() { await import('heavy'); } async stop() { await import('./b.js'); } }\nexport const a = new A();",
    'b.ts': 'export {};',
  },
  'a method of an instance that is made here': {
    'main.ts': "import { A } from './a.js';\nconst a = new A();\nvoid a.start();",
    'a.ts':
      "export class A { async start() { await import('heavy'); } async stop() { await import('./b.js'); } }",
    'b.ts': 'export {};',
  },
  'an import of a file that is evaluated then': {
    'main.ts': "import { start } from './a.js';\nvoid start();",
    'a.ts': "export async function start() { await import('./b.js'); }",
    'b.ts': "import './c.js';\nexport {};",
    'c.ts': "import 'heavy';",
  },
  'a circle': {
    'main.ts': "import './a.js';",
    'a.ts': "import './b.js';\nexport {};",
    'b.ts': "import './a.js';\nimport 'heavy';",
  },
};

describe.each([
  ['ES modules', ESM, AS_MODULE],
  ['CommonJS', CJS, AS_COMMONJS],
] as const)('as %s, Node loads what is foretold of', (_, options, base) => {
  it.each(Object.entries(BOTH))('%s', (__, files) => {
    const root = makeTree({ ...base, ...HEAVY, ...files });
    const loaded = run(root, 'main.ts', options);
    expect(predict(root, 'main.ts')).toEqual(loaded);
    expect(loaded).toContain('main');
  });
});

const MODULES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a template without anything worked out': {
    'main.mjs': 'const { start } = await import(`./a.mjs`);\nawait start();',
    'a.mjs': 'export async function start() { await import(`heavy`); }',
  },
  'a top-level await': {
    'main.mjs': "const { default: heavy } = await import('heavy');\nvoid heavy;",
  },
  'a function that an import gives': {
    'main.mjs': "const { start } = await import('./a.mjs');\nawait start();",
    'a.mjs': "export async function start() { await import('heavy'); }",
  },
  createRequire: {
    'main.mjs':
      "import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);\nload('./a.cjs');",
    'a.cjs': "require('heavy');",
  },
  'createRequire in a function': {
    'main.mjs':
      "import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);\nexport const f = () => load('./a.cjs');",
    'a.cjs': "require('heavy');",
  },
};
const SCRIPTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a require': {
    'main.cjs': "const a = require('./a.cjs');\nvoid a;",
    'a.cjs': "require('heavy');",
  },
  'a require in a function': { 'main.cjs': "exports.f = () => require('heavy');" },
  'a require in a comment': {
    'main.cjs': "// require('heavy')\nconst text = \"require('heavy')\";",
  },
  'a require in a condition': { 'main.cjs': "if (process.version) require('heavy');" },
  'a require in a try': { 'main.cjs': "let a; try { a = require('heavy'); } catch { a = null; }" },
  'a parameter that is called require': {
    'main.cjs': "exports.f = function (require) { return require('heavy'); };\nexports.f(() => 1);",
  },
  'an exported function that is called': {
    'main.cjs': "const a = require('./a.cjs');\na.start();",
    'a.cjs':
      "exports.start = () => { require('heavy'); };\nexports.stop = () => { require('./b.cjs'); };",
    'b.cjs': '',
  },
  'an exported function by its name': {
    'main.cjs': "const { start: run } = require('./a.cjs');\nrun();",
    'a.cjs': "function start() { require('heavy'); }\nmodule.exports = { start };",
  },
  'a module that is a function': {
    'main.cjs': "require('./a.cjs')();",
    'a.cjs': "module.exports = () => { require('heavy'); };",
  },
  'a module that is a class': {
    'main.cjs': "const A = require('./a.cjs');\nnew A().start();",
    'a.cjs': "module.exports = class { start() { require('heavy'); } };",
  },
  'templates without anything worked out': {
    'main.cjs': 'const { start } = require(`./a$b.cjs`);\nstart();\nrequire(`./c.cjs`).go();',
    'a$b.cjs': 'exports.start = () => { require(`heavy`); };',
    'c.cjs': 'exports.go = () => require(`./d.cjs`);',
    'd.cjs': '',
  },
  'import() in CommonJS': {
    'main.cjs': "import('./a.mjs').then((a) => a);",
    'a.mjs': "import 'heavy';",
  },
};

describe('plain JavaScript, of which Node loads what is foretold of', () => {
  it.each([...Object.entries(MODULES), ...Object.entries(SCRIPTS)])('%s', (_, files) => {
    const root = makeTree({ ...HEAVY, ...files });
    const entry = Object.keys(files)[0] ?? '';
    const loaded = run(root, entry, {});
    expect(predict(root, entry)).toEqual(loaded);
    expect(loaded).toContain('main');
  });
});

describe('programs made at random', () => {
  const createRandom = (seed: number) => {
    let state = seed >>> 0;
    return (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  };
  /** Six modules, each with a few statements that name others in every way there is. */
  const makeProgram = (seed: number): Readonly<Record<string, string>> => {
    const random = createRandom(seed);
    const files: Record<string, string> = {};
    for (let index = 0; index < 7; index += 1) {
      const lines: string[] = [];
      const bodies: string[] = [];
      for (let count = random(4); count >= 0; count -= 1) {
        const to = 1 + random(6);
        const name = `m${String(to)}`;
        const n = String(lines.length + bodies.length);
        const forms = [
          () => lines.push(`import './${name}.js';`),
          () =>
            lines.push(
              `import { f as f${n} } from './${name}.js';`,
              `export const later${n} = () => f${n}();`,
            ),
          () => lines.push(`import { f as f${n} } from './${name}.js';`, `void f${n}();`),
          () =>
            lines.push(
              `import * as n${n} from './${name}.js';`,
              `setTimeout(() => n${n}.f(), 60_000).unref();`,
            ),
          () =>
            lines.push(
              `import { T as T${n} } from './${name}.js';`,
              `export let t${n}: T${n} | undefined;`,
            ),
          () =>
            lines.push(`import { T as T${n} } from './${name}.js';`, `void (() => new T${n}())();`),
          () => bodies.push(`await import('./${name}.js');`),
          () => {
            lines.push(`import { f as f${n} } from './${name}.js';`);
            bodies.push(`await f${n}();`);
          },
          () =>
            lines.push(
              `export const g${n} = async () => import('./${name}.js');`,
              ...(random(2) === 0 ? [`void g${n}();`] : []),
            ),
          () => lines.push(`export { f as x${n} } from './${name}.js';`),
        ];
        forms[random(forms.length)]?.();
      }
      lines.push(
        `let done = false;\nexport async function f(): Promise<void> { if (done) return; done = true; ${bodies.join(' ')} }`,
        `export class T { field = ${random(3) === 0 ? `import('./m${String(1 + random(6))}.js')` : '1'}; }`,
      );
      files[`m${String(index)}.ts`] = lines.join('\n');
    }
    return files;
  };
  it.for(Array.from({ length: 30 }, (_, seed) => seed))(
    'load what is foretold, seed %i',
    (seed, { skip }) => {
      // `done` and the class come before any circle can call them
      const files = Object.fromEntries(
        Object.entries(makeProgram(seed)).map(([path, text]) => [
          path,
          text.replace('let done', 'var done'),
        ]),
      );
      const isModule = seed % 2 === 0;
      const root = makeTree({ ...(isModule ? AS_MODULE : AS_COMMONJS), ...files });
      let loaded: readonly string[];
      try {
        loaded = run(root, 'm0.ts', isModule ? ESM : CJS);
      } catch {
        skip('a circle that Node itself fails on');
        return;
      }
      expect(predict(root, 'm0.ts')).toEqual(loaded);
    },
  );
});
