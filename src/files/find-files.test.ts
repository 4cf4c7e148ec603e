// Which files stand behind paths and globs.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createExemptionTest } from '../config/exemptions.ts';
import { findFiles } from './find-files.ts';
import { makeTree } from '../dev/tree.test-support.ts';

/** Labels of what is found, relative to the folder that the command would run in. */
function find(root: string, paths: readonly string[], cwd = root): readonly string[] {
  const found = findFiles(cwd, paths, { root, getExemption: createExemptionTest(root, {}) });
  return found.paths.map((path) => path.slice(root.length + 1));
}

const FILES = Object.fromEntries(
  [
    'a.ts',
    'b.mjs',
    'c.json',
    'README.md',
    'src/d.tsx',
    'src/deep/e.cts',
    'src/deep/f.jsx',
    'src/g.vue',
    '.hidden/h.ts',
    '.eslintrc.js',
    'node_modules/i/i.js',
    'src/dist/j.js',
    'src/k.test.ts',
  ].map((path) => [path, '']),
);

describe('findFiles', () => {
  it.each<readonly [readonly string[], readonly string[]]>([
    [['.'], ['a.ts', 'b.mjs', 'src/d.tsx', 'src/deep/e.cts', 'src/deep/f.jsx']],
    [['src'], ['src/d.tsx', 'src/deep/e.cts', 'src/deep/f.jsx']],
    [['src/'], ['src/d.tsx', 'src/deep/e.cts', 'src/deep/f.jsx']],
    [['a.ts', './a.ts', 'src/../a.ts'], ['a.ts']],
    [
      ['src/deep', 'src/deep/e.cts'],
      ['src/deep/e.cts', 'src/deep/f.jsx'],
    ],
    [['*'], ['a.ts', 'b.mjs', 'src/d.tsx', 'src/deep/e.cts', 'src/deep/f.jsx']],
    [['*.ts'], ['a.ts']],
    [['**/*.{cts,jsx}'], ['src/deep/e.cts', 'src/deep/f.jsx']],
    [['s*/*.tsx'], ['src/d.tsx']],
    [['./src/**'], ['src/d.tsx', 'src/deep/e.cts', 'src/deep/f.jsx']],
    [['src/*'], ['src/d.tsx', 'src/deep/e.cts', 'src/deep/f.jsx']],
    [
      ['.', '!src'],
      ['a.ts', 'b.mjs'],
    ],
    [
      ['.', '!src/deep/**', '!*.ts'],
      ['b.mjs', 'src/d.tsx'],
    ],
    [
      ['.', 'src/k.test.ts'],
      ['a.ts', 'b.mjs', 'src/d.tsx', 'src/deep/e.cts', 'src/deep/f.jsx', 'src/k.test.ts'],
    ],
    [
      ['src/dist', 'node_modules/i/i.js', '.hidden'],
      ['.hidden/h.ts', 'node_modules/i/i.js', 'src/dist/j.js'],
    ],
  ])('finds behind %j: %j', (paths, files) => {
    expect(find(makeTree(FILES), paths)).toEqual(files);
  });

  it('takes paths relative to where it runs, and absolute ones', () => {
    const root = makeTree(FILES);
    expect(find(root, ['../a.ts', 'deep', join(root, 'b.mjs')], join(root, 'src'))).toEqual([
      'a.ts',
      'b.mjs',
      'src/deep/e.cts',
      'src/deep/f.jsx',
    ]);
    expect(find(root, ['../*.mjs'], join(root, 'src'))).toEqual(['b.mjs']);
  });

  it('counts what is left out', () => {
    const root = makeTree({ 'a.ts': '', 'a.test.ts': '', 'b.test.ts': '', 'c.d.ts': '' });
    const { paths, leftOut } = findFiles(root, ['.'], {
      root,
      getExemption: createExemptionTest(root, {}),
    });
    expect(paths).toEqual([join(root, 'a.ts')]);
    expect(leftOut).toEqual([
      { reason: 'tests', count: 2 },
      { reason: 'type declarations', count: 1 },
    ]);
  });

  it('obeys .gitignore files above, within a git tree or where it runs', () => {
    const files = { '.gitignore': '*.gen.ts', 'src/a.ts': '', 'src/b.gen.ts': '' };
    const inTree = makeTree({ ...files, '.git/HEAD': '' });
    expect(find(inTree, ['.'], join(inTree, 'src'))).toEqual(['src/a.ts']);
    const outside = makeTree(files);
    expect(find(outside, ['src'])).toEqual(['src/a.ts']);
    expect(find(outside, ['.'], join(outside, 'src'))).toEqual(['src/a.ts', 'src/b.gen.ts']);
  });

  it('follows links that are named, and no others', () => {
    const root = makeTree({ 'real/a.ts': '', 'src/b.ts': '' });
    symlinkSync('../real', join(root, 'src/link'));
    symlinkSync('..', join(root, 'src/up'));
    expect(find(root, ['src'])).toEqual(['src/b.ts']);
    expect(find(root, ['src/link'])).toEqual(['src/link/a.ts']);
  });

  it.each([
    [['gone'], '`gone` does not exist. Name a file, a folder or a glob.'],
    [
      ['c.json'],
      '`c.json` is no JavaScript or TypeScript file. Name one, or a folder that holds some.',
    ],
    [
      ['*.json', 'docs/**'],
      'No JavaScript or TypeScript file in `*.json`, `docs/**`. Name a folder or file that holds some.',
    ],
    [['!src'], 'No JavaScript or TypeScript file in `!src`.'],
  ])('refuses %j', (paths, message) => {
    expect(() => find(makeTree(FILES), paths)).toThrow(message);
  });
});
