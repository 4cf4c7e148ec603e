// `ballast fix` as a user runs it: previews, writing all files or none, uncommitted changes,
// options.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree, readTree } from '../dev/tree.test-support.ts';
import { tryAll } from '../files/write-all.ts';
import { HEAVY, LIGHT, MANIFEST, runBallast } from './run.test-support.ts';
import { expectUsageError } from './usage-error.test-support.ts';

/** A finding that can't be rewritten: the function is synchronous, and others may call it. */
const REFUSED = `import sharp from 'sharp';

export function toWebp(path: string) {
  return sharp(path);
}
`;

function git(root: string, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.email=a@b.c', '-c', 'user.name=a', ...args], {
    cwd: root,
    stdio: 'pipe',
  });
}

/** A tree whose files are committed. */
function makeRepository(files: Parameters<typeof makeTree>[0]): string {
  const root = makeTree(files);
  git(root, 'init', '--quiet');
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message', 'all');
  return root;
}

describe('without --write', () => {
  it('shows a preview, and writes nothing', async () => {
    const files = { 'a.ts': HEAVY, 'b.ts': '', 'package.json': MANIFEST };
    const root = makeTree(files);
    const run = await runBallast(root, ['fix']);
    expect(run.stdout).toContain("+  const sharp = (await import('sharp')).default;");
    expect(run.stdout).toContain('This is a preview.');
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(readTree(root)).toEqual(files);
  });

  it('exits with 0 when there are no findings', async () => {
    expect(await runBallast(makeTree({ 'a.ts': 'export {};\n' }), ['fix'])).toMatchObject({
      code: 0,
      stderr: '',
    });
  });
});

describe('with --write', () => {
  it('writes, and exits with 0 when no findings are left', async () => {
    const root = makeTree({
      'package.json': MANIFEST,
      'a.ts': HEAVY,
      'b.ts': `\uFEFF${HEAVY.replaceAll('\n', '\r\n')}`,
    });
    expect(await runBallast(root, ['fix', '--write'])).toMatchObject({ code: 0, stderr: '' });
    expect(readTree(root)).toEqual({
      'package.json': MANIFEST,
      'a.ts': LIGHT,
      'b.ts': `\uFEFF${LIGHT.replaceAll('\n', '\r\n')}`,
    });
    expect(await runBallast(root, ['fix', '--write'])).toMatchObject({ code: 0, stderr: '' });
    expect(await runBallast(root, ['check'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('exits with 1 when findings are left', async () => {
    const root = makeTree({ 'package.json': MANIFEST, 'a.ts': HEAVY, 'b.ts': REFUSED });
    const run = await runBallast(root, ['fix', '--write']);
    expect(run.stdout).toContain('refused');
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(readTree(root)).toMatchObject({ 'a.ts': LIGHT, 'b.ts': REFUSED });
  });

  it('exits with 1 when a file does not parse', async () => {
    const root = makeTree({
      'package.json': MANIFEST,
      'a.ts': HEAVY,
      'b.ts': "import 'sharp';\nconst = 1;\n",
    });
    expect(await runBallast(root, ['fix', '--write'])).toMatchObject({ code: 1, stderr: '' });
    expect(readTree(root)).toMatchObject({ 'a.ts': LIGHT });
  });

  it('keeps file modes and follows links', async () => {
    const root = makeTree({ 'package.json': MANIFEST, 'real/a.ts': HEAVY, 'src/': '' });
    chmodSync(join(root, 'real/a.ts'), 0o750);
    symlinkSync('../real/a.ts', join(root, 'src/a.ts'));
    expect(await runBallast(root, ['fix', '--write', 'src/a.ts'])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(readTree(root)).toEqual({ 'package.json': MANIFEST, 'real/a.ts': LIGHT });
    expect(statSync(join(root, 'real/a.ts')).mode & 0o777).toBe(0o750);
    expect(readdirSync(join(root, 'src'))).toEqual(['a.ts']);
  });

  it('changes nothing when one of the files is read-only', async () => {
    const files = { 'a.ts': HEAVY, 'b.ts': HEAVY, 'c.ts': HEAVY, 'package.json': MANIFEST };
    const root = makeTree(files);
    chmodSync(join(root, 'b.ts'), 0o444);
    expectUsageError(
      await runBallast(root, ['fix', '--write']),
      /`\S*b\.ts` is read-only\. Nothing was changed\./,
    );
    expect(readTree(root)).toEqual(files);
  });

  it('changes nothing when one of the files is not written in UTF-8', async () => {
    const latin = Buffer.concat([Buffer.from(HEAVY), Buffer.from([0x2f, 0x2f, 0xe9, 0x0a])]);
    const root = makeTree({ 'package.json': MANIFEST, 'a.ts': HEAVY, 'b.ts': latin });
    expectUsageError(
      await runBallast(root, ['fix', '--write']),
      /`\S*b\.ts` is not written in UTF-8\. Nothing was changed\./,
    );
    expect(readTree(root)['a.ts']).toBe(HEAVY);
  });
});

describe('while another process writes', () => {
  it('refuses, and goes on where that was killed', async () => {
    const root = makeTree({ 'package.json': MANIFEST, 'a.ts': HEAVY, 'node_modules/': '' });
    tryAll([{ path: join(root, 'a.ts'), text: LIGHT }], root);
    const running = `\`ballast fix --write\` is running in this project (process ${String(process.pid)}).`;
    for (const args of [['check'], ['fix'], ['fix', '--write']])
      expectUsageError(await runBallast(root, args), running);
    const journals = join(root, 'node_modules/.cache/ballast/rewrites-1');
    for (const name of readdirSync(journals))
      renameSync(join(journals, name), join(journals, '0-0-0'));
    expect(await runBallast(root, ['check'])).toMatchObject({
      code: 1,
      stderr:
        'ballast: An interrupted `ballast fix --write` was taken back: 1 file is as before.\n',
    });
    expect(await runBallast(root, ['check'])).toMatchObject({ code: 1, stderr: '' });
  });
});

describe('in a git tree', () => {
  it('overwrites committed files', async () => {
    const root = makeRepository({ 'package.json': MANIFEST, 'src/a.ts': HEAVY });
    expect(await runBallast(root, ['fix', '--write'])).toMatchObject({ code: 0, stderr: '' });
    expect(readTree(root)).toMatchObject({ 'src/a.ts': LIGHT });
  });

  it.each<readonly [string, (root: string) => void]>([
    ['a change', (root) => writeFileSync(join(root, 'src/ü b.ts'), '//\n')],
    [
      'a staged change',
      (root) => {
        writeFileSync(join(root, 'src/ü b.ts'), '//\n');
        git(root, 'add', '.');
      },
    ],
    [
      'a new file',
      (root) => {
        git(root, 'rm', '--cached', '--quiet', 'src/ü b.ts');
        git(root, 'commit', '--quiet', '--message', 'less');
      },
    ],
    [
      'a moved file',
      (root) => {
        git(root, 'mv', 'src/ü b.ts', 'src/x.ts');
        git(root, 'commit', '--quiet', '--message', 'moved');
        git(root, 'mv', 'src/x.ts', 'src/ü b.ts');
      },
    ],
  ])('refuses to overwrite %s', async (_, change) => {
    const root = makeRepository({
      'package.json': MANIFEST,
      'src/a.ts': HEAVY,
      'src/ü b.ts': HEAVY,
    });
    change(root);
    for (const args of [['src'], ['**/*.{ts,js}'], ['src/a.ts', 'src/ü b.ts']]) {
      expectUsageError(
        await runBallast(root, ['fix', '--write', ...args]),
        '`src/ü b.ts` has uncommitted changes. Commit or stash them, or pass --allow-dirty.',
      );
    }
    expectUsageError(
      await runBallast(join(root, 'src'), ['fix', '--write']),
      '`ü b.ts` has uncommitted changes.',
    );
    expect(readTree(root)).toMatchObject({ 'src/a.ts': HEAVY });
    expect(await runBallast(root, ['fix', '--write', 'src/a.ts'])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await runBallast(root, ['fix', '--write', '--allow-dirty'])).toMatchObject({
      stderr: '',
    });
  });

  it('ignores other untracked files', async () => {
    const root = makeRepository({
      'package.json': MANIFEST,
      '.gitignore': '*.gen.ts',
      'src/a.ts': HEAVY,
    });
    writeFileSync(join(root, 'src/notes.txt'), '');
    writeFileSync(join(root, 'src/x.gen.ts'), HEAVY);
    expectUsageError(
      await runBallast(root, ['fix', '--write', 'src/x.gen.ts']),
      '`src/x.gen.ts` has uncommitted changes.',
    );
    expect(await runBallast(root, ['fix', '--write', 'src'])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(readTree(root)).toMatchObject({ 'src/a.ts': LIGHT, 'src/x.gen.ts': HEAVY });
  });

  it('refuses to change a package.json with uncommitted changes', async () => {
    const root = makeRepository({ 'package.json': MANIFEST, 'src/a.ts': HEAVY });
    writeFileSync(join(root, 'package.json'), `${MANIFEST}\n`);
    expectUsageError(
      await runBallast(root, ['fix', '--write', '--mode', 'limit', 'src']),
      '`package.json` has uncommitted changes.',
    );
    expect(await runBallast(root, ['fix', '--write', 'src'])).toMatchObject({
      code: 0,
      stderr: '',
    });
  });

  it('refuses when git fails', async () => {
    const root = makeRepository({ 'package.json': MANIFEST, 'a.ts': HEAVY });
    writeFileSync(join(root, '.git/index'), 'garbage');
    expectUsageError(
      await runBallast(root, ['fix', '--write']),
      /^ballast: git can't tell what has changed in `\.`: .* Pass --allow-dirty to write all the same\.\n$/,
    );
  });
});

describe('options', () => {
  it.each([
    [
      ['--only', 'nope'],
      'There is no rule `nope`. The rules are `no-eager-heavy-import`, `no-heavy-import-chain`, `no-unbounded-fan-out`',
    ],
    [['--mode', 'fast'], 'Allowed choices are serial, limit.'],
    [['--mode', 'limit', '--concurrency', '0'], 'It must be a whole number from 1.'],
    [['--mode', 'limit', '--concurrency', 'abc'], 'It must be a whole number from 1.'],
    [['--mode', 'limit', '--concurrency', '2.5'], 'It must be a whole number from 1.'],
    [['--delay', '-1'], 'It must be a whole number from 0.'],
    [['--concurrency', '4'], '--concurrency needs --mode limit or --only no-unlimited-concurrency'],
    [['--only', 'no-unbounded-fan-out', '--concurrency', '4'], '--concurrency needs --mode limit'],
    [['--environment', 'A-B'], 'It must be the name of a variable, such as `JOBS`.'],
    [
      ['--only', 'no-unbounded-fan-out', '--environment', 'JOBS'],
      '--environment is for the rule `no-unlimited-concurrency`.',
    ],
    [['--mode', 'limit', '--delay', '100'], '--delay needs --mode serial'],
    [['--format', 'sarif'], 'Allowed choices are stylish, json.'],
  ])('refuses %j with one line', async (args, message) => {
    expectUsageError(await runBallast(makeTree({ 'a.ts': '' }), ['fix', ...args]), message);
  });

  it('--only takes a rule with or without the name of the plugin', async () => {
    const root = makeTree({ 'package.json': MANIFEST, 'a.ts': HEAVY });
    for (const prefix of ['', 'ballast/']) {
      expect(
        await runBallast(root, ['fix', '--only', `${prefix}no-unbounded-fan-out`]),
      ).toMatchObject({ code: 0, stderr: '' });
      expect(
        await runBallast(root, ['fix', '--only', `${prefix}no-eager-heavy-import`]),
      ).toMatchObject({ code: 1, stderr: '' });
    }
  });

  it('writes limits as numbers, or reads them from the environment', async () => {
    const only = ['fix', '--write', '--allow-dirty', '--only', 'no-unlimited-concurrency'];
    const text = "import PQueue from 'p-queue';\n\nexport const queue = new PQueue();\n";
    const number = makeTree({ 'package.json': MANIFEST, 'a.ts': text });
    expect(await runBallast(number, [...only, '--concurrency', '1'])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(readTree(number)['a.ts']).toContain('new PQueue({ concurrency: 1 })');
    const variable = makeTree({ 'package.json': MANIFEST, 'a.ts': text });
    expect(
      await runBallast(variable, [...only, '--environment', 'BULLMQ_CONCURRENCY']),
    ).toMatchObject({ code: 0, stderr: '' });
    expect(readTree(variable)['a.ts']).toContain(
      "new PQueue({ concurrency: parseInt(process.env.BULLMQ_CONCURRENCY || '4', 10) })",
    );
  });

  it('prints JSON', async () => {
    const run = await runBallast(makeTree({ 'package.json': MANIFEST, 'a.ts': HEAVY }), [
      'fix',
      '--format',
      'json',
    ]);
    expect(() => JSON.parse(run.stdout) as unknown).not.toThrow();
    expect(run).toMatchObject({ code: 1, stderr: '' });
  });

  it('leaves no other files behind', async () => {
    const root = makeTree({ 'package.json': MANIFEST, 'a.ts': HEAVY });
    await runBallast(root, ['fix', '--write']);
    expect(readdirSync(root).toSorted()).toEqual(['a.ts', 'package.json']);
    expect(existsSync(join(root, '.git'))).toBe(false);
  });
});
