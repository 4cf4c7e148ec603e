// Imports of project modules that become lazy, in every module format: programs run before and
// after.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  makeProgram,
  fixCuts,
  findCodes,
  toConfig,
  COMMONJS,
  runProgram,
  toLocal,
  toApp,
  ES,
  EQUALS,
  type Cuts,
} from './cuts.test-support.ts';
import { compile } from '../../dev/compile.test-support.ts';

describe('an import of a project module', () => {
  it.each([
    ['TypeScript to CommonJS, with interop', '{}', COMMONJS, ES, './local'],
    [
      'TypeScript to CommonJS, without interop',
      '{}',
      toConfig({
        module: 'commonjs',
        moduleResolution: 'bundler',
        esModuleInterop: false,
        ignoreDeprecations: '6.0',
      }),
      EQUALS,
      './local',
    ],
    [
      'nodenext, an ES module',
      '{"type": "module"}',
      toConfig({ module: 'nodenext' }),
      ES,
      './local.js',
    ],
  ])('%s', async (_, manifest, config, heavy, specifier) => {
    const folder = makeProgram({
      'package.json': manifest,
      'tsconfig.json': config,
      'src/local.ts': toLocal(heavy),
      'src/app.ts': toApp(specifier),
    });
    compile(folder);
    const before = runProgram(folder, 'dist/app.js');
    expect(before).toMatchObject({ atStartup: 1 });
    expect(findCodes(await fixCuts(folder, [['src/app.ts', specifier]]))).toEqual([]);
    const text = readFileSync(join(folder, 'src/app.ts'), 'utf8');
    compile(folder);
    expect(runProgram(folder, 'dist/app.js')).toEqual({ ...Object(before), atStartup: 0 });
    await fixCuts(folder, [['src/app.ts', specifier]]);
    expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toBe(text);
  });

  it('nodenext, a CommonJS file', async () => {
    const app =
      "import Main, { twice, Tool } from './local.js';\n\nexport async function get() {\n  return [new Main().name, twice(4), new Tool().hello()];\n}\n";
    const folder = makeProgram({
      'package.json': '{}',
      'tsconfig.json': toConfig({ module: 'nodenext' }),
      'src/local.ts': toLocal(ES),
      'src/app.ts': app,
    });
    compile(folder);
    const before = runProgram(folder, 'dist/app.js');
    await fixCuts(folder, [['src/app.ts', './local.js']]);
    compile(folder);
    expect(runProgram(folder, 'dist/app.js')).toEqual({ ...Object(before), atStartup: 0 });
  });

  it.each([
    ['./local', 'src/local.ts', './local.js'],
    ['./local', 'src/local/index.ts', './local/index.js'],
    ['./local/', 'src/local/index.ts', './local/index.js'],
    ['.', 'src/index.ts', './index.js'],
  ])(
    "nodenext, a CommonJS file, with the path %s of %s that Node's own `import()` does not find",
    async (specifier, path, written) => {
      const app = `import Main, { twice, Tool } from '${specifier}';\n\nexport async function get() {\n  return [new Main().name, twice(4), new Tool().hello()];\n}\n`;
      const folder = makeProgram({
        'package.json': '{}',
        'tsconfig.json': toConfig({ module: 'nodenext' }),
        [path]: toLocal(ES),
        'src/app.ts': app,
      });
      compile(folder);
      const before = runProgram(folder, 'dist/app.js');
      await fixCuts(folder, [['src/app.ts', specifier]]);
      expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toContain(
        `await import('${written}')`,
      );
      compile(folder);
      expect(runProgram(folder, 'dist/app.js')).toEqual({ ...Object(before), atStartup: 0 });
    },
  );

  it.each([
    [
      'ES modules',
      'mjs',
      "import Heavy from 'heavy';\nexport class Tool extends Heavy {}\nexport default 5;\n",
      "import five, { Tool } from './local.mjs';\nexport async function get() {\n  return [five, new Tool().hello()];\n}\n",
    ],
    [
      'an ES module that imports CommonJS',
      'mjs',
      undefined,
      "import local, { Tool } from './local.cjs';\nexport async function get() {\n  return [typeof local.Tool, new Tool().hello(), local.Tool === Tool];\n}\n",
    ],
  ])('%s', async (_, extension, local, app) => {
    const folder = makeProgram({
      'package.json': '{}',
      'src/local.mjs': local ?? '',
      'src/local.cjs':
        "const Heavy = require('heavy');\nexports.Tool = class Tool extends Heavy {};\n",
      [`src/app.${extension}`]: app,
    });
    const before = runProgram(folder, 'src/app.mjs');
    await fixCuts(folder, [
      ['src/app.mjs', './local.mjs'],
      ['src/app.mjs', './local.cjs'],
    ]);
    expect(runProgram(folder, 'src/app.mjs')).toEqual({ ...Object(before), atStartup: 0 });
  });
});

describe('an import of a CommonJS file', () => {
  const LOCAL =
    "const Heavy = require('heavy');\nclass Tool extends Heavy {}\nmodule.exports = { Tool, kind: 'local' };\n";

  it('by a CommonJS file', async () => {
    const app =
      "const { Tool } = require('./local.cjs');\n\nexports.get = async () => [new Tool().hello()];\n";
    const folder = makeProgram({
      'package.json': '{}',
      'src/local.cjs': LOCAL,
      'src/app.cjs': app,
    });
    const before = runProgram(folder, 'src/app.cjs');
    expect(
      findCodes(await fixCuts(folder, [['src/app.cjs', './local.cjs']])).filter(
        (code) => code !== 'B110',
      ),
    ).toEqual([]);
    expect(runProgram(folder, 'src/app.cjs')).toEqual({ ...Object(before), atStartup: 0 });
  });

  it.each(['{ Tool, kind }', 'local', '* as all'])(
    'by TypeScript to CommonJS, with `import %s`',
    async (clause) => {
      const given =
        clause === 'local'
          ? '[new local.Tool().hello(), local.kind]'
          : clause.startsWith('*')
            ? '[new all.Tool().hello(), Object.keys(all).sort()]'
            : '[new Tool().hello(), kind]';
      const app = `import ${clause} from './local';\n\nexport async function get() {\n  return ${given};\n}\n`;
      const config = toConfig({
        module: 'commonjs',
        moduleResolution: 'bundler',
        esModuleInterop: true,
        allowJs: true,
      });
      const folder = makeProgram({
        'package.json': '{}',
        'tsconfig.json': config,
        'src/local.js': LOCAL,
        'src/app.ts': app,
      });
      compile(folder);
      const before = runProgram(folder, 'dist/app.js');
      expect(before).toMatchObject({ atStartup: 1 });
      expect(
        findCodes(await fixCuts(folder, [['src/app.ts', './local']])).filter(
          (code) => code !== 'B110',
        ),
      ).toEqual([]);
      compile(folder);
      expect(runProgram(folder, 'dist/app.js')).toEqual({ ...Object(before), atStartup: 0 });
    },
  );
});

describe('a file that loses its last import', () => {
  const BODY = `const label = 'mine';

async function main(): Promise<void> {
  await Promise.resolve();
  console.log(label, new A().hello(), new B().hello());
}

main();
`;
  // In a script, `label` would be this one, and the compiler says so.
  const GLOBALS =
    'declare const console: { log(...texts: string[]): void };\ndeclare const label: number;\n';
  const toClass = (name: string): string =>
    `import Heavy from 'heavy';\nexport class ${name} extends Heavy {}\n`;

  it.each<[string, string, Cuts]>([
    [
      'by two cuts',
      "import { A } from './a';\nimport { B } from './b';\n\n",
      [
        ['src/app.ts', './a'],
        ['src/app.ts', './b'],
      ],
    ],
    ['by one cut of two names', "import { A, B } from './both';\n\n", [['src/app.ts', './both']]],
    [
      'by a cut and a type',
      "import { A } from './a';\nimport type { B as Type } from './b';\n\nclass B extends Object {\n  hello(): string {\n    return 'hello';\n  }\n}\n\nexport type { Type };\n",
      [['src/app.ts', './a']],
    ],
  ])('%s stays a module', async (_, imports, cuts) => {
    const folder = makeProgram({
      'package.json': '{}',
      'tsconfig.json': COMMONJS,
      'src/globals.d.ts': GLOBALS,
      'src/a.ts': toClass('A'),
      'src/b.ts': toClass('B'),
      'src/both.ts': "export { A } from './a';\nexport { B } from './b';\n",
      'src/app.ts': imports + BODY,
    });
    const start = (): string => {
      compile(folder);
      return execFileSync(
        process.execPath,
        ['-e', "require('./dist/app.js'); console.log(globalThis.heavyLoads ?? 0);"],
        { cwd: folder, encoding: 'utf8' },
      );
    };
    expect(start()).toBe('1\nmine hello hello\n');
    await fixCuts(folder, cuts);
    const text = readFileSync(join(folder, 'src/app.ts'), 'utf8');
    expect(text.match(/^export/gm)).toHaveLength(1);
    expect(start()).toBe('0\nmine hello hello\n');
    await fixCuts(folder, cuts);
    expect(readFileSync(join(folder, 'src/app.ts'), 'utf8')).toBe(text);
  });

  it('stays a module where a package becomes lazy together with a cut', async () => {
    const run =
      '\nasync function run() {\n  console.log(new A().hello(), new Heavy().hello());\n}\nglobalThis.run = run;\n';
    const folder = makeProgram({
      'package.json': '{}',
      'src/a.mjs': toClass('A'),
      'src/app.js': `import { A } from './a.mjs';\nimport Heavy from 'heavy';\n${run}`,
    });
    // Node takes a file of that name for a module by its syntax alone, in which `this` is nothing.
    const start = (): string =>
      execFileSync(
        process.execPath,
        [
          '--experimental-detect-module',
          '--no-warnings',
          '-e',
          "import('./src/app.js').then(async () => { const loads = globalThis.heavyLoads ?? 0; await run(); console.log(loads); })",
        ],
        { cwd: folder, encoding: 'utf8' },
      );
    expect(start()).toBe('hello hello\n1\n');
    await fixCuts(folder, [['src/app.js', './a.mjs']]);
    expect(readFileSync(join(folder, 'src/app.js'), 'utf8')).toMatch(/\nexport \{\};\n$/);
    expect(start()).toBe('hello hello\n0\n');
  });
});
