// `.gitignore` files are read as git reads them: single rules, and whole trees side by side with git itself.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGitIgnore } from './git-ignore.ts';
import { makeTree } from './tree.test-support.ts';
import { listSourceFiles } from './walk.ts';

const CASES: readonly (readonly [pattern: string, path: string, verdict: boolean | undefined])[] = [
  ['a.ts', 'a.ts', true],
  ['a.ts', 'deep/a.ts', true],
  ['a.ts', 'a.tsx', undefined],
  ['/a.ts', 'a.ts', true],
  ['/a.ts', 'deep/a.ts', undefined],
  ['lib/a.ts', 'lib/a.ts', true],
  ['lib/a.ts', 'deep/lib/a.ts', undefined],
  ['**/lib/a.ts', 'deep/lib/a.ts', true],
  ['**/lib/a.ts', 'lib/a.ts', true],
  ['lib/**/a.ts', 'lib/a.ts', true],
  ['lib/**/a.ts', 'lib/x/y/a.ts', true],
  ['lib/**', 'lib/x/y', true],
  ['lib/**', 'lib', undefined],
  ['lib**', 'library', true],
  ['lib/**x', 'lib/a/x', undefined],
  ['*.gen.ts', 'src/x.gen.ts', true],
  ['src/*.ts', 'src/a.ts', true],
  ['src/*.ts', 'src/deep/a.ts', undefined],
  ['a?.ts', 'ab.ts', true],
  ['a?.ts', 'a.ts', undefined],
  ['[a-c].ts', 'b.ts', true],
  ['[!a-c].ts', 'b.ts', undefined],
  ['[!a-c].ts', 'd.ts', true],
  ['[]x].ts', '].ts', true],
  ['[[:digit:]].ts', '7.ts', true],
  ['[a-]x.ts', '-x.ts', true],
  ['[z-a].ts', 'b.ts', undefined],
  ['[ab.ts', '[ab.ts', undefined],
  ['a[/]b.ts', 'a/b.ts', undefined],
  ['\\#a.ts', '#a.ts', true],
  ['\\!a.ts', '!a.ts', true],
  ['#a.ts', '#a.ts', undefined],
  ['a.ts  ', 'a.ts', true],
  ['a\\ ', 'a ', true],
  ['a.ts\\', 'a.ts', undefined],
  ['a+(b).ts', 'a+(b).ts', true],
  ['ü*.ts', 'über.ts', true],
  ['{a,b}.ts', 'a.ts', undefined],
  ['!a.ts', 'a.ts', false],
  ['/', 'a.ts', undefined],
];

describe('parseGitIgnore', () => {
  it.each(CASES)('%j and `%s`: %s', (pattern, path, verdict) => {
    expect(parseGitIgnore(pattern)(path, false)).toBe(verdict);
  });

  it('keeps a rule with `/` at its end to folders', () => {
    const test = parseGitIgnore('out/\n');
    expect(test('x/out', true)).toBe(true);
    expect(test('x/out', false)).toBeUndefined();
  });

  it('lets the last rule that matches decide', () => {
    const test = parseGitIgnore('*.ts\n!keep.ts\n/lib/keep.ts\n');
    expect(['a.ts', 'keep.ts', 'lib/keep.ts'].map((path) => test(path, false))).toEqual([true, false, true]);
  });

  it('reads a file with a byte order mark and CR LF', () => {
    const test = parseGitIgnore('\uFEFFa.ts\r\nb.ts\r\n');
    expect(['a.ts', 'b.ts'].map((path) => test(path, false))).toEqual([true, true]);
  });
});

const NAMES = ['a', 'b', 'ab', 'lib', 'x y', '[id]', '#1', '!n', 'a.b'];
const PIECES = ['a', 'b', 'lib', '*', '**', '?', '[ab]', '[!a]', 'a*', '*b', '\\#1', 'x y', '\\[id\\]', 'a.b', '[[:alpha:]]'];

/** A generator of numbers below `limit`, the same for the same seed. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function pick(values: readonly string[], random: (limit: number) => number): string {
  return values[random(values.length)] ?? '';
}

function makeRules(random: (limit: number) => number): string {
  return Array.from({ length: 1 + random(5) }, () => {
    const pieces = Array.from({ length: 1 + random(3) }, () => pick(PIECES, random));
    const isFile = random(3) === 0;
    return `${random(4) === 0 ? '!' : ''}${random(4) === 0 ? '/' : ''}${pieces.join('/')}${isFile ? '.ts' : ''}${random(4) === 0 ? '/' : ''}`;
  }).join('\n');
}

describe('listSourceFiles', () => {
  it.each(Array.from({ length: 25 }, (_, index) => index + 1))('finds what git shows, in tree %i', (seed) => {
    const random = createRandom(seed * 7919);
    const files: Record<string, string> = { '.gitignore': makeRules(random) };
    for (let index = 0; index < 60; index += 1) {
      const folders = Array.from({ length: random(4) }, () => pick(NAMES, random));
      files[[...folders, `${pick(NAMES, random)}.ts`].join('/')] = '';
      if (random(10) === 0) files[[...folders, '.gitignore'].join('/')] = makeRules(random);
    }
    const root = makeTree(files);
    execFileSync('git', ['init', '--quiet', root]);
    const shown = execFileSync('git', ['ls-files', '-z', '--others', '--exclude-standard', '--', '*.ts'], { cwd: root, encoding: 'utf8' });
    const found = listSourceFiles(root, root).map((path) => path.slice(root.length + 1));
    expect(found.toSorted()).toEqual(shown.split('\0').filter(Boolean).sort());
    const inner = found[0]?.includes('/') ? join(root, found[0].slice(0, found[0].indexOf('/'))) : undefined;
    if (inner !== undefined) expect(found).toEqual(expect.arrayContaining(listSourceFiles(inner, root).map((path) => path.slice(root.length + 1))));
  });
});
