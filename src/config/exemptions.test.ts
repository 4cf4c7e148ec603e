// Which files are left out, and under which name; which files may load what.
import { describe, expect, it } from 'vitest';
import { createEntryTest, createExemptionTest, DEFAULT_EXEMPTIONS } from './exemptions.ts';
import { makeTree } from '../dev/tree.test-support.ts';

describe('createExemptionTest', () => {
  const getReason = createExemptionTest('/nowhere', {});

  it.each<readonly [string, string | undefined]>([
    ['src/server.ts', undefined],
    ['src/latest/contest.ts', undefined],
    ['src/testing.ts', undefined],
    ['src/config.ts', undefined],
    ['src/migrate.ts', undefined],
    ['src/types.d.ts', 'type declarations'],
    ['src/types.d.mts', 'type declarations'],
    ['src/a.test.ts', 'tests'],
    ['a.spec.js', 'tests'],
    ['test/a.ts', 'tests'],
    ['src/__tests__/deep/a.ts', 'tests'],
    ['vitest.config.ts', 'tests'],
    ['src/db/migrations/001.ts', 'migrations'],
    ['vendor/a.js', 'vendored code'],
    ['public/a.min.js', 'vendored code'],
    ['webpack.config.js', 'build tools'],
    ['.eslintrc.cjs', 'build tools'],
    ['scripts/a.ts', 'build tools'],
    ['src/cli/a.ts', 'command lines'],
    ['electron/main.ts', 'desktop and editor hosts'],
    ['../other/src/a.ts', undefined],
    ['../other/src/a.test.ts', 'tests'],
    ['../../test/a.ts', 'tests'],
  ])('tells %s: %s', (path, reason) => {
    expect(getReason(path)).toBe(reason);
  });

  it('takes a default back, replaces one, and adds others', () => {
    const test = createExemptionTest('/nowhere', {
      exempt: { tests: false, migrations: ['db/**'], 'old code': ['src/old/**', 'legacy.ts'] },
    });
    expect(
      ['a.test.ts', 'db/a.ts', 'migrations/a.ts', 'src/old/a.ts', 'legacy.ts', 'b.d.ts'].map(test),
    ).toEqual([undefined, 'migrations', undefined, 'old code', 'old code', 'type declarations']);
  });

  it('names no file twice: the first name counts', () => {
    expect(getReason('test/a.d.ts')).toBe(Object.keys(DEFAULT_EXEMPTIONS)[0]);
  });

  it('leaves out packages that run in browsers, and nowhere else', () => {
    const root = makeTree({
      'package.json': '{ "devDependencies": { "typescript": "5" } }',
      'web/package.json': '{ "dependencies": { "react-dom": "19" } }',
      'web/src/': '',
      'site/package.json': '{ "dependencies": { "react-dom": "19", "next": "16" } }',
      'api/package.json': '{ "dependencies": { "express": "5" } }',
      'broken/package.json': '{',
    });
    const test = createExemptionTest(root, {});
    expect(
      [
        'a.ts',
        'web/a.ts',
        'web/src/b.ts',
        'web/src/c.ts',
        'site/a.ts',
        'api/a.ts',
        'broken/a.ts',
      ].map(test),
    ).toEqual([
      undefined,
      'front-end files',
      'front-end files',
      'front-end files',
      undefined,
      undefined,
      undefined,
    ]);
    expect(
      createExemptionTest(root, { exempt: { 'front-end files': false } })('web/a.ts'),
    ).toBeUndefined();
    expect(createExemptionTest(`${root}/api`, {})('../web/src/b.ts')).toBe('front-end files');
  });
});

describe('createEntryTest', () => {
  const test = createEntryTest({
    entries: {
      'src/worker.ts': { heavy: true },
      'src/jobs/**': { heavy: ['sharp'] },
      'src/jobs/pdf.ts': { heavy: ['puppeteer'] },
      './scripts/*.ts': { heavy: ['a'] },
    },
  });

  it('gives all, some or none, of every glob that matches', () => {
    expect(test('src/worker.ts')).toBe(true);
    expect(test('src/jobs/image.ts')).toEqual(new Set(['sharp']));
    expect(test('src/jobs/pdf.ts')).toEqual(new Set(['sharp', 'puppeteer']));
    expect(test('scripts/x.ts')).toEqual(new Set(['a']));
    expect(test('src/server.ts')).toEqual(new Set());
  });
});
