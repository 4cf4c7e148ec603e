// Where a configuration is found, and what is said of a wrong one: every key, in one line.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration, parseConfiguration } from './load.ts';
import { makeTree } from '../dev/tree.test-support.ts';

describe('loadConfiguration', () => {
  it('takes the nearest one, and its folder as the root', async () => {
    const root = makeTree({
      'ballast.config.json': '{ "preset": "strict" }',
      'a/package.json': '{}',
      'a/b/package.json': '{ "ballast": { "preset": "recommended" } }',
      'a/b/c/': '',
    });
    expect(await loadConfiguration(join(root, 'a/b/c'))).toEqual({
      configuration: { preset: 'recommended' },
      root: join(root, 'a/b'),
    });
    expect(await loadConfiguration(join(root, 'a'))).toEqual({
      configuration: { preset: 'strict' },
      root,
    });
  });

  it('takes the defaults without one, from where it looked', async () => {
    const root = makeTree({ 'package.json': '{}', 'a/': '' });
    expect(await loadConfiguration(join(root, 'a'))).toEqual({
      configuration: {},
      root: join(root, 'a'),
    });
  });

  it('reads a file with a byte order mark', async () => {
    const root = makeTree({ 'ballast.config.json': '\uFEFF{ "preset": "strict" }' });
    expect((await loadConfiguration(root)).configuration).toEqual({ preset: 'strict' });
  });

  it.each([
    [{ 'ballast.config.json': '{' }, /^ballast\.config\.json is no valid JSON: .+\.$/],
    [
      { 'ballast.config.json': '\n' },
      'ballast.config.json is empty. Write `{}` into it, or remove it.',
    ],
    [{ 'ballast.config.json/': '' }, "The configuration can't be read: EISDIR"],
    [{ 'package.json': '[]' }, 'package.json is no manifest. It must hold a JSON object.'],
    [
      { 'package.json': '{ "ballast": false }' },
      'package.json: the configuration must be an object, not `false`.',
    ],
    [{ 'ballast.config.mjs': 'throw "no";' }, "ballast.config.mjs can't be loaded: no."],
    [
      { 'ballast.config.mjs': 'export default () => ({});' },
      'ballast.config.mjs: the configuration must be an object, not a function.',
    ],
    [
      { 'ballast.config.mjs': 'export const preset = "all";' },
      'ballast.config.mjs: `preset` must be',
    ],
  ])('refuses %j', async (files, message) => {
    await expect(loadConfiguration(makeTree(files))).rejects.toThrow(message);
  });

  it('names a file further up by the way to it', async () => {
    const root = makeTree({ 'ballast.config.json': '{ "x": 1 }', 'a/b/': '' });
    await expect(loadConfiguration(join(root, 'a/b'))).rejects.toThrow(
      /^\.\.\/\.\.\/ballast\.config\.json: `x` is no known key\./,
    );
  });
});

describe('parseConfiguration', () => {
  it.each<readonly [unknown, string]>([
    [
      { presets: 'strict' },
      '`presets` is no known key. The keys there are `preset`, `rules`, `packages`, `inspect`, `entries`, `budgets`, `maxFileSize` and `exempt`.',
    ],
    [
      { budgets: { 'src/server.ts': { maxModule: 4 } } },
      '`budgets.src/server.ts.maxModule` is no known key. The keys there are `forbid`, `maxModules`, `maxNativeLibraries` and `maxEstimatedMb`.',
    ],
    [
      { budgets: { 'src/server.ts': { maxModules: 1.5 } } },
      '`budgets.src/server.ts.maxModules` must be a whole number from 0, not `1.5`.',
    ],
    [
      { budgets: { 'src/server.ts': { forbid: ['./sharp'] } } },
      '`budgets.src/server.ts.forbid.0` names no package.',
    ],
    [{ preset: 'all' }, '`preset` must be `"recommended"` or `"strict"`, not `"all"`.'],
    [
      { rules: { 'no-eager-heavy-imports': 'off' } },
      '`rules.no-eager-heavy-imports` is no known key. The keys there are `no-eager-heavy-import`',
    ],
    [
      { rules: { 'no-eager-heavy-import': 'none' } },
      '`rules.no-eager-heavy-import` must be `"off"`, `"warn"` or `"error"` or an array of 1 to 2 elements, not `"none"`.',
    ],
    [
      { rules: { 'no-eager-heavy-import': ['none'] } },
      '`rules.no-eager-heavy-import.0` must be `"off"`, `"warn"` or `"error"`, not `"none"`.',
    ],
    [
      { rules: { 'no-eager-heavy-import': ['warn', { reprot: 'all' }] } },
      '`rules.no-eager-heavy-import.1.reprot` is no known key.',
    ],
    [
      { rules: { 'no-eager-heavy-import': ['warn', { report: 'none' }] } },
      '`rules.no-eager-heavy-import.1.report` must be `"costly"` or `"all"`, not `"none"`.',
    ],
    [
      { rules: { 'no-unbounded-fan-out': ['warn', { maxSmall: 0 }] } },
      '`rules.no-unbounded-fan-out.1.maxSmall` must be a whole number from 1, not `0`.',
    ],
    [{ packages: ['sharp'] }, '`packages` must be an object, not `["sharp"]`.'],
    [
      { packages: { sharp: 'no' } },
      '`packages.sharp` must be `true` or `false` or an object, not `"no"`.',
    ],
    [{ packages: { sharp: { levl: 'strict' } } }, '`packages.sharp.levl` is no known key.'],
    [
      { packages: { './sharp': true } },
      '`packages../sharp` names no package. Write `name`, `@scope/name` or `@scope/*`.',
    ],
    [{ packages: { 'sharp/lib': true } }, '`packages.sharp/lib` names no package.'],
    [
      { entries: { 'src/worker.ts': true } },
      '`entries.src/worker.ts` must be an object, not `true`.',
    ],
    [{ entries: { 'src/worker.ts': {} } }, '`entries.src/worker.ts` lacks the key `heavy`.'],
    [
      { entries: { 'src/worker.ts': { heavy: 'sharp' } } },
      '`entries.src/worker.ts.heavy` must be `true` or an array of strings, not `"sharp"`.',
    ],
    [{ entries: { '': { heavy: true } } }, 'names no file. Write a path or a glob.'],
    [
      { exempt: { tests: true } },
      '`exempt.tests` must be `false` or an array of strings, not `true`.',
    ],
    [{ exempt: { tests: [''] } }, '`exempt.tests.0` must be a string that is not empty, not `""`.'],
    [
      { exempt: { tets: false } },
      '`exempt.tets` is no default that could be taken back. The defaults are `type declarations`, `tests`,',
    ],
  ])('refuses %j', (value, message) => {
    expect(() => parseConfiguration(value, 'ballast.config.json')).toThrow(
      `ballast.config.json: ${message}`.replace(': names', ': `entries.` names'),
    );
  });

  it('takes all that is documented', () => {
    const value = {
      $schema: 'x',
      preset: 'strict',
      rules: {
        'no-eager-heavy-import': ['warn', { report: 'all' }],
        'no-unbounded-fan-out': 'off',
      },
      packages: { sharp: false, '@scope/*': true, '@scope/name': { level: 'strict' } },
      inspect: false,
      entries: { 'src/worker.ts': { heavy: true }, 'scripts/**': { heavy: ['sharp'] } },
      exempt: { tests: false, 'front-end files': false, 'old code': ['src/old/**'] },
    };
    expect(parseConfiguration(value, 'x')).toBe(value);
  });
});
