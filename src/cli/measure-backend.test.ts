// `ballast measure` of the demo server before and after its rewrite: against its prediction, and
// against its own git history.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { StartMeasurement } from '../model/measure-report.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import { runBallast, type Run } from './run.test-support.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const HEAVY = [
  '@sparticuz/chromium',
  'libsql',
  'puppeteer-core',
  'puppeteer-extra',
  'puppeteer-extra-plugin-stealth',
  'sharp',
];
const ENVIRONMENT = ['PORT=0', 'STARTUP_GRACE_MS=60000', 'DATABASE_PATH=:memory:'].flatMap(
  (pair) => ['--env', pair],
);

/** Copies the server to its own folder, as it is or rewritten. */
function layOut(isRewritten: boolean): string {
  const folder = makeTree({});
  for (const name of ['package.json', 'tsconfig.json', 'src'])
    cpSync(join(root, 'fixtures/backend', name), join(folder, name), { recursive: true });
  if (isRewritten) rewrite(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function rewrite(folder: string): void {
  cpSync(join(root, 'fixtures/backend.expected/fix/src'), join(folder, 'src'), { recursive: true });
}

function measure(folder: string, ...args: readonly string[]): Promise<Run> {
  return runBallast(folder, [
    'measure',
    'src/server.ts',
    '--runs',
    '1',
    '--format',
    'json',
    ...ENVIRONMENT,
    ...args,
  ]);
}

function getLoaded({ packages }: StartMeasurement): readonly string[] {
  return packages
    .filter(({ isHeavy, isPreloaded }) => isHeavy && !isPreloaded)
    .map(({ name }) => name)
    .sort();
}

describe('the demo server', () => {
  it.each([
    [false, HEAVY],
    [true, []],
  ])('with rewritten %j loads %j when it listens, as predicted', async (isRewritten, heavy) => {
    const { stdout, code, stderr } = await measure(layOut(isRewritten));
    expect([code, stderr]).toEqual([0, '']);
    const start = JSON.parse(stdout) as StartMeasurement;
    expect(
      start.packages
        .filter(({ name }) => HEAVY.includes(name))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(heavy);
    expect(
      start.prediction?.heavy.filter(
        ({ verdict }) => verdict !== 'predicted' && verdict !== 'inside',
      ),
    ).toEqual([]);
    expect(start.prediction).toMatchObject({ filesNotLoaded: [], filesNotPredicted: [] });
    if (process.platform === 'linux')
      expect(start.cost.libraries?.length).toBe(isRewritten ? 0 : 3);
  });

  it('is compared with a git revision', async () => {
    const folder = layOut(false);
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
    writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '-m', 'before');
    rewrite(folder);
    const { stdout, code, stderr } = await measure(folder, '--compare', 'HEAD');
    expect([code, stderr]).toEqual([0, '']);
    const { before, after } = JSON.parse(stdout) as {
      readonly before: StartMeasurement;
      readonly after: StartMeasurement;
    };
    expect(getLoaded(before)).toEqual(
      expect.arrayContaining(['puppeteer-core', 'puppeteer-extra', 'sharp']),
    );
    expect(getLoaded(after)).toEqual([]);
    expect(before.cost.rssMB).toBeGreaterThan(after.cost.rssMB);
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual([
      '.git',
      '.gitignore',
      'node_modules',
      'package.json',
      'src',
      'tsconfig.json',
    ]);
    const text = await runBallast(folder, [
      'measure',
      'src/server.ts',
      '--runs',
      '1',
      '--compare',
      'HEAD',
      ...ENVIRONMENT,
    ]);
    expect(text.stdout).toMatch(
      /\n +HEAD +now\nheavy packages loaded +\d +0\n[^]*\n {2}sharp +loaded +-\n[^]*\nnative libraries mapped +3 +0\n/,
    );
    expect(
      (await runBallast(folder, ['measure', 'src/server.ts', '--compare', 'gone'])).stderr,
    ).toBe('ballast: git knows no revision `gone`.\n');
  });
});
