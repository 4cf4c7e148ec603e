// Tests startup facts, and compares erasure with the output of TypeScript.
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { toSourceText } from '../../text/source-text.ts';
import { analyzeModule, isParseFailure } from '../analyze.ts';
import { isErased, type ImportEmit } from './startup-facts.ts';
import type { StartupFacts } from './facts.ts';

function extract(text: string, path = '/a.ts'): StartupFacts {
  const facts = analyzeModule(toSourceText(path, text));
  if (isParseFailure(facts)) throw new Error(facts.message);
  return facts.startup;
}

const FORMS: readonly string[] = [
  "import a from 'm';\nexport const x = a;",
  "import a from 'm';\nexport const x: a = 1;",
  "import a from 'm';\nexport const x: typeof a = 1;",
  "import a from 'm';",
  "import {} from 'm';",
  "import 'm';",
  "import type { A } from 'm';\nexport const x: A = 1;",
  "import type {} from 'm';",
  "import type A from 'm';\nexport const x: A = 1;",
  "import type * as A from 'm';\nexport const x: A.B = 1;",
  "import { type A } from 'm';\nexport const x: A = 1;",
  "import { type A, b } from 'm';\nexport const x: A = b;",
  "import { type A, b } from 'm';\nexport const x: A | b = 1;",
  "import * as a from 'm';\nexport const x: a.B = 1;",
  "import * as a from 'm';\nexport const x = a.b;",
  "import { a } from 'm';\nexport class X extends a {}",
  "import { a } from 'm';\nexport class X implements a {}",
  "import { a } from 'm';\nexport interface X extends a {}",
  "import { a } from 'm';\nexport { a };",
  "import { a } from 'm';\nexport default a;",
  "import { a } from 'm';\nexport type { a };",
  "import { a } from 'm';\nexport { type a };",
  "import { a } from 'm';\nexport type X = typeof a;",
  "import { a } from 'm';\nexport const x = { a };",
  "import { a } from 'm';\nexport function f(a: number) { return a; }",
  "import { a } from 'm';\nexport const x = y as a;",
  "import { a } from 'm';\nexport const x = f<a>();",
  "import { A } from 'm';\n@d class X { constructor(a: A) {} }",
  "import { A } from 'm';\nclass X { @d x: A; }",
  "import { A } from 'm';\nclass X { @d method(a: A): void {} }",
  "import { A } from 'm';\nclass X { method(a: A): void {} }",
  "import type { A } from 'm';\n@d class X { constructor(a: A) {} }",
  "export { a } from 'm';",
  "export type { A } from 'm';",
  "export { type A } from 'm';",
  "export { type A, b } from 'm';",
  "export * from 'm';",
  "export type * from 'm';",
  "export * as a from 'm';",
];

const OPTIONS: Readonly<Record<string, readonly [ts.CompilerOptions, ImportEmit]>> = {
  'the defaults': [
    {},
    { keepsUnusedImports: false, keepsEmptyImports: false, emitsDecoratorMetadata: false },
  ],
  isolatedModules: [
    { isolatedModules: true },
    { keepsUnusedImports: false, keepsEmptyImports: false, emitsDecoratorMetadata: false },
  ],
  verbatimModuleSyntax: [
    { verbatimModuleSyntax: true },
    { keepsUnusedImports: true, keepsEmptyImports: true, emitsDecoratorMetadata: false },
  ],
  emitDecoratorMetadata: [
    { experimentalDecorators: true, emitDecoratorMetadata: true },
    { keepsUnusedImports: false, keepsEmptyImports: false, emitsDecoratorMetadata: true },
  ],
};

describe.each(Object.entries(OPTIONS))('under %s, TypeScript', (_, [options, emit]) => {
  it.each(FORMS)('%j', (text) => {
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        experimentalDecorators: true,
        ...options,
      },
    });
    const [load] = extract(text).loads;
    expect(load && isErased(load.erasure, emit), outputText).toBe(!/['"]m['"]/.test(outputText));
  });
});

describe('erasure', () => {
  it('matches TypeScript on import equals', () => {
    const emit: ImportEmit = {
      keepsUnusedImports: false,
      keepsEmptyImports: false,
      emitsDecoratorMetadata: false,
    };
    for (const text of [
      "import a = require('m');\nexport const x = a;",
      "import a = require('m');\nexport const x: a.B = 1;",
      "import type a = require('m');\nexport const x: a.B = 1;",
    ]) {
      const { outputText } = ts.transpileModule(text, {
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
      });
      const [load] = extract(text).loads;
      expect(load && isErased(load.erasure, emit), outputText).toBe(!/['"]m['"]/.test(outputText));
    }
  });

  it('keeps the name that the classic JSX transform uses', () => {
    const text =
      "import React from 'react';\nimport { a } from './a';\nexport const x = () => <div />;";
    const { outputText } = ts.transpileModule(text, {
      fileName: 'a.tsx',
      compilerOptions: {
        jsx: ts.JsxEmit.React,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
      },
    });
    expect(outputText).toContain("'react'");
    expect(extract(text, '/a.tsx').loads.map(({ erasure }) => erasure)).toEqual([
      'never',
      'unused',
    ]);
  });

  it('keeps all imports of JavaScript', () => {
    expect(
      extract("import { a } from './a';", '/a.js').loads.map(({ erasure }) => erasure),
    ).toEqual(['never']);
  });
});

describe('extractStartupFacts', () => {
  it('finds calls of imports at startup, also inside called functions', () => {
    const { calls } = extract(`
      import start, { main, Server } from './a';
      import * as ns from './b';
      const { run } = require('./c');
      main();
      ns.go();
      start.now();
      new Server().listen();
      later(() => main.call());
      function boot() { run(); }
      boot();
      export const unused = () => ns.no();
    `);
    expect(calls.map(({ specifier, key }) => `${specifier} ${key}`).sort()).toEqual([
      './a Server.#.listen',
      './a default.now',
      './a main',
      './a new Server',
      './b go',
      './c run',
    ]);
  });

  it('finds what calling each export loads', () => {
    const { functions, loads } = extract(`
      export async function main() { await import('./main'); helper(); }
      function helper() { require('./helper'); }
      export const arrow = async () => import('./arrow');
      export default class Job { field = require('./field'); constructor() { require('./constructor'); } static make() { require('./static'); } run() { require('./run'); } }
      class Monitor { start() { require('./start'); } }
      export const monitor = new Monitor();
      export const object = { go() { require('./go'); } };
      export const wrapped = once(() => require('./wrapped'));
      export { helper as renamed };
    `);
    const loading = Object.entries(functions).filter(([, { loads: own }]) => own.length > 0);
    const named = Object.fromEntries(
      loading.map(([key, { loads: own }]) => [key, own.map((index) => loads[index]?.specifier)]),
    );
    expect(named).toEqual({
      main: ['./main', './helper'],
      arrow: ['./arrow'],
      'new default': ['./field', './constructor'],
      'default.make': ['./static'],
      'default.#.run': ['./run'],
      'monitor.start': ['./start'],
      'object.go': ['./go'],
      wrapped: ['./wrapped'],
      renamed: ['./helper'],
    });
  });

  it('finds exports in CommonJS', () => {
    const { functions } = extract(
      "exports.a = () => require('./a');\nmodule.exports.b = function () { require('./b'); };\nmodule.exports = { c() { require('./c'); } };",
      '/a.js',
    );
    expect(Object.keys(functions).sort()).toEqual(['a', 'b', 'c']);
    expect(
      Object.keys(
        extract("module.exports = async () => { await import('./a'); };", '/a.js').functions,
      ),
    ).toEqual(['']);
  });

  it('finds re-exported names', () => {
    const { links } = extract(
      "export { a as b } from './a';\nexport * from './b';\nexport * as c from './c';\nimport d, { e } from './d';\nexport { d, e };\nexport default d;",
    );
    expect(
      links.map(({ name, specifier, imported }) => `${name} = ${specifier} ${imported}`).sort(),
    ).toEqual([
      '* = ./b *',
      'b = ./a a',
      'c = ./c ',
      'd = ./d default',
      'default = ./d default',
      'e = ./d e',
    ]);
  });
});
