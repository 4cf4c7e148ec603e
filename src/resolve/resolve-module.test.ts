// What specifiers mean: compared with what Node loads, with what the resolver says without the list
// of known files, and by cases.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { extractImportRecords } from '../syntax/modules/import-records.ts';
import { toSourceText } from '../text/source-text.ts';
import { createCompilationProvider } from './compiler-options.ts';
import { createModuleResolver, type LoadKind } from './resolve-module.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import { listSourceFiles } from '../files/walk.ts';

/** `file src/a.ts`, `package sharp`, `unresolved`. */
function createAsk(root: string): (importer: string, specifier: string, kind?: LoadKind) => string {
  const { resolve: ask } = createModuleResolver(root, createCompilationProvider());
  return (importer, specifier, kind = 'import') => {
    const resolution = ask(join(root, importer), specifier, kind);
    if (resolution.kind === 'file') return `file ${relative(root, resolution.path)}`;
    return 'name' in resolution ? `${resolution.kind} ${resolution.name}` : resolution.kind;
  };
}

describe('in TypeScript', () => {
  const files = {
    'tsconfig.json':
      '{ "files": [], "references": [{ "path": "./tsconfig.server.json" }] } // the solution',
    'tsconfig.server.json':
      '{ "compilerOptions": { "composite": true, "baseUrl": ".", "paths": { "@/*": ["./src/*"] }, }, "include": ["src"] }',
    'package.json':
      '{ "name": "root", "imports": { "#lib/*": "./src/*.ts", "#format": { "import": "./src/a.ts", "require": "./src/b.ts" } } }',
    'src/a.ts': '',
    'src/b.ts': '',
    'src/c.js': '',
    'src/d.mts': '',
    'src/e.cts': '',
    'src/view.tsx': '',
    'src/dir/index.ts': '',
    'src/data.json': '{}',
    'src/both.ts': '',
    'src/both.js': '',
    'src/dir/sub/x.ts': '',
  };
  it.each([
    ['./b', 'file src/b.ts'],
    ['./b.js', 'file src/b.ts'],
    ['./b.ts', 'file src/b.ts'],
    ['./c.js', 'file src/c.js'],
    ['./c', 'file src/c.js'],
    ['./d.mjs', 'file src/d.mts'],
    ['./e.cjs', 'file src/e.cts'],
    ['./view.js', 'file src/view.tsx'],
    ['./both.js', 'file src/both.ts'],
    ['./dir', 'file src/dir/index.ts'],
    ['./dir/', 'file src/dir/index.ts'],
    ['./dir/sub/..', 'file src/dir/index.ts'],
    ['./data.json', 'file src/data.json'],
    ['@/b', 'file src/b.ts'],
    ['@/b.js', 'file src/b.ts'],
    ['src/b', 'file src/b.ts'],
    ['#lib/b', 'file src/b.ts'],
    ['fs', 'builtin fs'],
    ['node:fs/promises', 'builtin fs/promises'],
    ['sharp', 'package sharp'],
    ['@scope/name/deep/file.js', 'package @scope/name'],
    ['./style.css', 'ignored'],
    ['/logo.svg?url', 'ignored'],
    ['https://example.com/x.js', 'ignored'],
    ['./missing', 'unresolved'],
    ['@/missing', 'unresolved'],
    ['#missing', 'unresolved'],
  ])('%s is %s', (specifier, expected) => {
    expect(createAsk(makeTree(files))('src/a.ts', specifier)).toBe(expected);
  });

  it('the conditions are those of what the compiler writes', () => {
    const withOptions = (options: string): string =>
      createAsk(makeTree({ ...files, 'tsconfig.json': `{ "compilerOptions": ${options} }` }))(
        'src/a.ts',
        '#format',
      );
    expect(withOptions('{ "module": "esnext" }')).toBe('file src/a.ts');
    expect(withOptions('{ "module": "commonjs" }')).toBe('file src/b.ts');
    expect(withOptions('{ "module": "nodenext" }')).toBe('file src/b.ts');
    const root = makeTree({
      ...files,
      'tsconfig.json': '{ "compilerOptions": { "module": "esnext" } }',
    });
    expect(createAsk(root)('src/a.ts', '#format', 'require')).toBe('file src/b.ts');
  });

  it('aliases count for files that the configuration leaves out, and where it extends what is not installed', () => {
    const outside = makeTree({
      'tsconfig.json':
        '{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } }, "include": ["src"] }',
      'src/b.ts': '',
      'other/a.ts': '',
    });
    expect(createAsk(outside)('other/a.ts', '~/b')).toBe('file src/b.ts');
    const broken = makeTree({
      'tsconfig.json':
        '{ "extends": "not-installed/base.json", "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }',
      'src/b.ts': '',
      'src/a.ts': '',
    });
    expect(createAsk(broken)('src/a.ts', '~/b')).toBe('file src/b.ts');
    expect(createAsk(broken)('src/a.ts', './b.js')).toBe('file src/b.ts');
    const referenced = makeTree({
      'tsconfig.json': '{ "references": [{ "path": "./sub.json" }] }',
      'sub.json': '{ "extends": "no/base.json" }',
      'src/b.ts': '',
      'src/a.ts': '',
    });
    expect(createAsk(referenced)('src/a.ts', './b')).toBe('file src/b.ts');
  });
});

describe('packages of the project', () => {
  const manifests = {
    'package.json': '{ "name": "root", "workspaces": ["packages/*"] }',
    'app/package.json': '{ "name": "app" }',
    'app/src/main.ts': '',
  };
  it.each([
    [
      'main that the build will write',
      '@w/lib',
      {
        'packages/lib/package.json': '{ "name": "@w/lib", "main": "dist/index.js" }',
        'packages/lib/src/index.ts': '',
      },
      'file packages/lib/src/index.ts',
    ],
    [
      'outDir and rootDir',
      '@w/lib',
      {
        'packages/lib/package.json': '{ "name": "@w/lib", "main": "./bundle/main.js" }',
        'packages/lib/tsconfig.json':
          '{ "compilerOptions": { "outDir": "bundle", "rootDir": "code" } }',
        'packages/lib/code/main.ts': '',
      },
      'file packages/lib/code/main.ts',
    ],
    [
      'exports',
      '@w/lib/sub',
      {
        'packages/lib/package.json':
          '{ "name": "@w/lib", "exports": { "./*": { "types": "./dist/*.d.ts", "default": "./dist/*.js" } } }',
        'packages/lib/src/sub.ts': '',
      },
      'file packages/lib/src/sub.ts',
    ],
    [
      'exports of sources',
      '@w/lib',
      {
        'packages/lib/package.json': '{ "name": "@w/lib", "exports": "./src/lib.ts" }',
        'packages/lib/src/lib.ts': '',
      },
      'file packages/lib/src/lib.ts',
    ],
    [
      'no fields',
      '@w/lib',
      { 'packages/lib/package.json': '{ "name": "@w/lib" }', 'packages/lib/index.js': '' },
      'file packages/lib/index.js',
    ],
    [
      'a path below',
      '@w/lib/deep/x',
      { 'packages/lib/package.json': '{ "name": "@w/lib" }', 'packages/lib/deep/x.ts': '' },
      'file packages/lib/deep/x.ts',
    ],
    [
      'a format folder',
      '@w/lib',
      {
        'packages/lib/package.json': '{ "name": "@w/lib", "main": "build/main/index.js" }',
        'packages/lib/src/index.ts': '',
      },
      'file packages/lib/src/index.ts',
    ],
    [
      'an export that is not there',
      '@w/lib/no',
      {
        'packages/lib/package.json': '{ "name": "@w/lib", "exports": { ".": "./src/index.ts" } }',
        'packages/lib/src/index.ts': '',
      },
      'package @w/lib',
    ],
    [
      'no source',
      '@w/lib',
      { 'packages/lib/package.json': '{ "name": "@w/lib", "main": "dist/index.js" }' },
      'package @w/lib',
    ],
  ])('by %s', (_, specifier, own, expected) => {
    const root = makeTree({ ...manifests, ...own });
    expect(createAsk(root)('app/src/main.ts', specifier)).toBe(expected);
    // the same where the package manager has linked it, and where its output is there
    mkdirSync(join(root, 'node_modules/@w'), { recursive: true });
    symlinkSync(join(root, 'packages/lib'), join(root, 'node_modules/@w/lib'));
    expect(createAsk(root)('app/src/main.ts', specifier)).toBe(expected);
  });

  it('that are built are still their sources', () => {
    const root = makeTree({
      ...manifests,
      'packages/lib/package.json': '{ "name": "@w/lib", "main": "dist/index.js" }',
      'packages/lib/dist/index.js': '',
      'packages/lib/src/index.ts': '',
    });
    mkdirSync(join(root, 'node_modules/@w'), { recursive: true });
    symlinkSync(join(root, 'packages/lib'), join(root, 'node_modules/@w/lib'));
    expect(createAsk(root)('app/src/main.ts', '@w/lib')).toBe('file packages/lib/src/index.ts');
  });

  it('are found from a folder below the top', () => {
    const root = makeTree({
      ...manifests,
      'packages/lib/package.json': '{ "name": "@w/lib", "main": "dist/index.js" }',
      'packages/lib/src/index.ts': '',
    });
    const { resolve: ask } = createModuleResolver(join(root, 'app'), createCompilationProvider());
    expect(ask(join(root, 'app/src/main.ts'), '@w/lib', 'import')).toEqual({
      kind: 'file',
      path: join(root, 'packages/lib/src/index.ts'),
    });
  });
});

describe('in JavaScript, what Node loads', () => {
  const tree = {
    'package.json':
      '{ "name": "root", "imports": { "#x": { "import": "./i.mjs", "require": "./r.cjs" }, "#sync": { "module-sync": "./i.mjs", "default": "./r.cjs" }, "#addons": { "node-addons": "./i.mjs", "default": "./r.cjs" } }, "exports": { "./self": "./self.js" } }',
    'i.mjs': '',
    'r.cjs': '',
    'self.js': '',
    'plain.js': '',
    'plain.ts': '',
    'folder/package.json': '{ "main": "./entry.js" }',
    'folder/entry.js': '',
    'folder/index.js': '',
    'other/index.js': '',
    'data.json': '{}',
    'name.js/index.js': '',
    'node_modules/dual/package.json':
      '{ "name": "dual", "exports": { "import": "./i.mjs", "require": "./r.cjs" } }',
    'node_modules/dual/i.mjs': '',
    'node_modules/dual/r.cjs': '',
  };
  it.each([
    './plain',
    './plain.js',
    './folder',
    './other',
    './other/',
    '.',
    './data.json',
    './data',
    '#x',
    '#sync',
    '#addons',
    'root/self',
    './name.js',
    './missing',
    'fs',
  ])('by require(%j)', (specifier) => {
    const root = makeTree({ ...tree, 'index.js': '' });
    const script = `try { console.log(require.resolve(${JSON.stringify(specifier)})) } catch { console.log('unresolved') }`;
    writeFileSync(join(root, 'ask.cjs'), script);
    const loaded = execFileSync(process.execPath, [join(root, 'ask.cjs')], {
      encoding: 'utf8',
    }).trim();
    const expected =
      loaded === 'unresolved'
        ? loaded
        : loaded === 'fs'
          ? 'builtin fs'
          : `file ${relative(root, loaded)}`;
    expect(createAsk(root)('ask.cjs', specifier, 'require')).toBe(expected);
  });

  it.each(['./plain.js', './data.json', '#x', '#sync', '#addons', 'root/self', 'node:fs'])(
    'by import(%j)',
    (specifier) => {
      const root = makeTree(tree);
      writeFileSync(
        join(root, 'ask.mjs'),
        `console.log(import.meta.resolve(${JSON.stringify(specifier)}))`,
      );
      const loaded = execFileSync(process.execPath, [join(root, 'ask.mjs')], {
        encoding: 'utf8',
      }).trim();
      const expected = loaded.startsWith('node:')
        ? `builtin ${loaded.slice(5)}`
        : `file ${relative(root, fileURLToPath(loaded))}`;
      expect(createAsk(root)('ask.mjs', specifier)).toBe(expected);
      expect(createAsk(root)('ask.mjs', pathToFileURL(join(root, 'plain.js')).href)).toBe(
        'file plain.js',
      );
    },
  );
});

const own = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const trees = [
  own,
  ...(process.env['BALLAST_TREES']?.split(':').map((tree) => resolve(tree)) ?? []),
];

describe.each(trees)('on %s', (tree) => {
  it('the list of known files changes nothing', () => {
    const paths = listSourceFiles(tree, tree);
    const known = new Set(paths);
    const getCompilation = createCompilationProvider();
    const fast = createModuleResolver(tree, getCompilation, (path) => known.has(path));
    const slow = createModuleResolver(tree, getCompilation);
    const differences: string[] = [];
    for (const path of paths) {
      for (const { specifier, kind } of extractImportRecords(
        toSourceText(path, readFileSync(path, 'utf8')),
      )) {
        const load = kind === 'require' ? 'require' : 'import';
        const [a, b] = [fast, slow].map((one) =>
          JSON.stringify(one.resolve(path, specifier, load)),
        );
        if (a !== b)
          differences.push(
            `${relative(tree, dirname(path))} ${specifier}: ${String(a)} ${String(b)}`,
          );
      }
    }
    expect(differences).toEqual([]);
  });
});
