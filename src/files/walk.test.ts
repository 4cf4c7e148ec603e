// Source files are found as git shows them: whole trees, with ignore files drawn at random, side by
// side with git itself.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../dev/tree.test-support.ts';
import { listSourceFiles } from './walk.ts';

const NAMES = ['a', 'b', 'ab', 'lib', 'x y', '[id]', 'a.b'];
const PIECES = ['a', 'b', 'lib', '*', 'a*', '*b', '[ab]', 'x y', 'a.b'];

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
    return `${isFile && random(4) === 0 ? '!' : ''}${random(4) === 0 ? '/' : ''}${pieces.join('/')}${isFile ? '.ts' : ''}${random(4) === 0 ? '/' : ''}`;
  }).join('\n');
}

describe('listSourceFiles', () => {
  it.each(Array.from({ length: 25 }, (_, index) => index + 1))(
    'finds what git shows, in tree %i',
    (seed) => {
      const random = createRandom(seed * 7919);
      const files: Record<string, string> = { '.gitignore': makeRules(random) };
      for (let index = 0; index < 60; index += 1) {
        const folders = Array.from({ length: random(4) }, () => pick(NAMES, random));
        files[[...folders, `${pick(NAMES, random)}.ts`].join('/')] = '';
        if (random(10) === 0) files[[...folders, '.gitignore'].join('/')] = makeRules(random);
      }
      const root = makeTree(files);
      execFileSync('git', ['init', '--quiet', root]);
      const shown = execFileSync(
        'git',
        ['ls-files', '-z', '--others', '--exclude-standard', '--', '*.ts'],
        { cwd: root, encoding: 'utf8' },
      );
      const found = listSourceFiles(root, root).map((path) => path.slice(root.length + 1));
      expect(found.toSorted()).toEqual(shown.split('\0').filter(Boolean).sort());
      const inner = found[0]?.includes('/')
        ? join(root, found[0].slice(0, found[0].indexOf('/')))
        : undefined;
      if (inner !== undefined)
        expect(found).toEqual(
          expect.arrayContaining(
            listSourceFiles(inner, root).map((path) => path.slice(root.length + 1)),
          ),
        );
    },
  );
});
