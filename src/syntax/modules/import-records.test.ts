// Tests import records, and compares es-module-lexer with oxc on every file of this repository.
// BALLAST_TREES=/some/folder:/another compares the files of more trees.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listSourceFiles } from '../../files/walk.ts';
import { toSourceText } from '../../text/source-text.ts';
import { extractImportRecords, lexRecords } from './import-records.ts';
import { readModuleRecord } from '../parse.ts';
import type { ImportRecord } from './facts.ts';

function describeAll(records: readonly ImportRecord[], text: string): readonly string[] {
  return records.map(
    ({ kind, specifier, range, isTypeOnly }) =>
      `${kind} ${specifier}${isTypeOnly ? ' (type)' : ''}: ${text.slice(...range)}`,
  );
}

function extract(text: string, path = '/a.ts'): readonly string[] {
  return describeAll(extractImportRecords({ path, text, hasBom: false }), text);
}

describe('extractImportRecords', () => {
  it('reads every static form and marks type-only ones', () => {
    expect(
      extract(
        "import a from './a';\nimport './b';\nimport {} from './c';\nimport type { D } from './d';\nimport { type E } from './e';",
      ),
    ).toEqual([
      "import ./a: import a from './a'",
      "effect ./b: import './b'",
      "import ./c: import {} from './c'",
      "import ./d (type): import type { D } from './d'",
      "import ./e: import { type E } from './e'",
    ]);
    expect(
      extract(
        "export { a } from './a';\nexport * from './b';\nexport type { C } from './c';\nexport * as d from './d';",
      ),
    ).toEqual([
      "export-from ./a: export { a } from './a'",
      "export-from ./b: export * from './b'",
      "export-from ./c (type): export type { C } from './c'",
      "export-from ./d: export * as d from './d'",
    ]);
  });

  it('reads imports whose bindings are named type', () => {
    expect(
      extract(
        "import type from './a';\nimport type, { B } from './b';\nimport { type as c } from './c';",
      ).map((line) => line.split(':')[0]),
    ).toEqual(['import ./a', 'import ./b', 'import ./c']);
  });

  it('reads dynamic imports of literals only', () => {
    expect(
      extract("import('./a');\nimport(`./b`);\nimport(`./c/${name}.js`);\nimport(name);"),
    ).toEqual(["dynamic-import ./a: import('./a')", 'dynamic-import ./b: import(`./b`)']);
  });

  it('reads templates without expressions, with both lexers', () => {
    const text =
      'import(`./$a`);\nrequire(`./b`);\nrequire(`./$c`);\nrequire(`./${d}`);\nimport(`./${e}`);\n';
    const names = [
      'dynamic-import ./$a: import(`./$a`)',
      'require ./b: require(`./b`)',
      'require ./$c: require(`./$c`)',
    ];
    expect(extract(text)).toEqual(names);
    expect(
      describeAll(readModuleRecord({ path: '/a.tsx', text, hasBom: false }) ?? [], text),
    ).toEqual(names.slice(0, 1));
  });

  it('reads every form of require', () => {
    expect(
      extract(
        "const a = require('./a');\nimport b = require('./b');\nexport import c = require('./c');\nconst d = module.require(\"./d\");",
        '/a.cts',
      ),
    ).toEqual([
      "import ./b: import b = require('./b'",
      "require ./a: require('./a')",
      "require ./c: require('./c')",
      'require ./d: require("./d")',
    ]);
    expect(
      extract(
        "import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);\nload('./a');\nreload('./b');",
      ),
    ).toEqual([
      "import node:module: import { createRequire } from 'node:module'",
      "require ./a: load('./a')",
    ]);
  });

  it('reads JSX, on which es-module-lexer fails', () => {
    const text =
      "import { a } from './a';\nimport type { B } from './b';\nimport './c';\nexport { d } from './d';\nexport default () => <div>import x from './no'</div>;\nvoid import('./e');";
    expect(lexRecords({ path: '/a.tsx', text, hasBom: false })).toBeUndefined();
    expect(extract(text, '/a.tsx').map((line) => line.split(':')[0])).toEqual([
      'import ./a',
      'import ./b (type)',
      'effect ./c',
      'export-from ./d',
      'dynamic-import ./e',
    ]);
  });

  it('reads the require calls of a file that neither lexer can read', () => {
    expect(extract("const a = require('./a');\nfunction (")).toEqual([
      "require ./a: require('./a')",
    ]);
  });
});

const root = resolve(fileURLToPath(new URL('../../..', import.meta.url)));
const trees = [
  root,
  ...(process.env['BALLAST_TREES']?.split(':').map((tree) => resolve(tree)) ?? []),
];

/** Static imports only: the lexer returns a superset of dynamic ones, as some are in types. */
function toComparable(records: readonly ImportRecord[], text: string): readonly string[] {
  const isEquals = ({ range }: ImportRecord): boolean =>
    /=\s*require\s*\(/.test(text.slice(...range));
  const isEmpty = ({ range }: ImportRecord): boolean =>
    /^export\s+type\s*\{\s*\}/.test(text.slice(...range));
  return records
    .filter((one) => one.kind !== 'dynamic-import' && !isEquals(one) && !isEmpty(one))
    .map((one) => `${one.kind} ${one.specifier} ${String(one.isTypeOnly)}`)
    .sort();
}

describe.each(trees)('es-module-lexer and oxc on %s', (tree) => {
  it('agree', () => {
    let compared = 0;
    for (const path of listSourceFiles(tree, tree)) {
      const source = toSourceText(path, readFileSync(path, 'utf8'));
      const lexed = lexRecords(source);
      const parsed = readModuleRecord(source);
      if (!lexed || !parsed) continue;
      compared += 1;
      expect(toComparable(lexed, source.text), path).toEqual(toComparable(parsed, source.text));
      const dynamic = new Set(
        lexed.filter(({ kind }) => kind === 'dynamic-import').map(({ specifier }) => specifier),
      );
      for (const { kind, specifier } of parsed)
        if (kind === 'dynamic-import') expect(dynamic, path).toContain(specifier);
    }
    expect(compared).toBeGreaterThan(0);
  });
});
