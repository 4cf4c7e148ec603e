// What `ballast check` promises, run as built: exit codes, where it prints what, and which files it
// looks at.
import { spawn } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../dev/tree.test-support.ts';
import { COMMAND, HEAVY, MANIFEST, runBallast, type Run } from './run.test-support.ts';

/** Only what is wrong, on one line of standard error, and exit code 2. */
function expectUsageError({ code, stdout, stderr }: Run, message: string | RegExp): void {
  expect(stderr).toMatch(/^ballast: [^\n]+\.\n$/);
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

/** The files that a run names, in its order. */
function getFiles({ stdout }: Run): readonly string[] {
  return stdout.split('\n').filter((line) => /^\S.*\.[cm]?[jt]sx?$/.test(line));
}

describe('exit codes', () => {
  it('are 0 without findings', async () => {
    const run = await runBallast(makeTree({ 'a.ts': 'export {};\n' }), ['check']);
    expect(run.stdout).toMatch(/^✔ No findings · 1 file checked in .*\n$/);
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  it('are 1 with findings', async () => {
    const run = await runBallast(
      makeTree({ 'package.json': MANIFEST, 'src/a.ts': HEAVY, 'src/b.ts': 'export {};\n' }),
      ['check', 'src'],
    );
    expect(getFiles(run)).toEqual(['src/a.ts']);
    expect(run.stdout).toContain('✖ 1 finding in 1 file (1 error) · 2 files checked');
    expect(run).toMatchObject({ code: 1, stderr: '' });
  });

  it('are 1 with a file that does not parse, and the others are looked at', async () => {
    const run = await runBallast(
      makeTree({
        'package.json': MANIFEST,
        'a.ts': `import 'sharp';\nconst = 1;\n`,
        'b.ts': HEAVY,
      }),
      ['check'],
    );
    expect(getFiles(run)).toEqual(['a.ts', 'b.ts']);
    expect(run.stdout).toContain('2:7  error  Parsing error:');
    expect(run.stdout).toContain('1 file not parsed');
    expect(run).toMatchObject({ code: 1, stderr: '' });
  });
});

describe('arguments', () => {
  it('says how to use it when there are none', async () => {
    const run = await runBallast(makeTree({}), []);
    expect(run.stderr).toContain('$ ballast fix src');
    expect(run).toMatchObject({ code: 2, stdout: '' });
  });

  it.each([
    [['--help'], 'Exit codes:'],
    [['help', 'check'], '--format <name>'],
    [['fix', '--help'], '--allow-dirty'],
  ])('helps with %j', async (args, text) => {
    const run = await runBallast(makeTree({}), args);
    expect(run.stdout).toContain(text);
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [['chekc'], "unknown command 'chekc'. Did you mean check?"],
    [['check', '--formt', 'json'], "unknown option '--formt'. Did you mean --format?"],
    [['check', '--format', 'xml'], 'Allowed choices are stylish, json, sarif, github.'],
    [['check', 'gone'], '`gone` does not exist. Name a file, a folder or a glob.'],
    [['check', 'package.json'], '`package.json` is no JavaScript or TypeScript file.'],
    [['check', 'empty'], 'No JavaScript or TypeScript file in `empty`.'],
    [
      ['check', '**/*.py', 'docs/*.md'],
      'No JavaScript or TypeScript file in `**/*.py`, `docs/*.md`.',
    ],
    [['check', 'gone/**/*.ts'], 'No JavaScript or TypeScript file in `gone/**/*.ts`.'],
  ])('refuses %j in one line', async (args, message) => {
    const root = makeTree({ 'package.json': MANIFEST, 'empty/': '', 'docs/a.md': "'sharp'" });
    expectUsageError(await runBallast(root, args), message);
  });
});

describe('files', () => {
  it('are found in folders whatever they are called', async () => {
    const names = [
      'a b/c d.ts',
      '[id]/[slug].ts',
      '{x}.ts',
      'über/日本.ts',
      'we%20ird#?.ts',
      'x.ts/y.mts',
      '-dash.ts',
    ];
    const root = makeTree({
      'package.json': MANIFEST,
      ...Object.fromEntries(names.map((name) => [name, HEAVY])),
    });
    expect(getFiles(await runBallast(root, ['check'])).toSorted()).toEqual(names.toSorted());
    expect(
      getFiles(await runBallast(root, ['check', '[id]/[slug].ts', '{x}.ts', 'a b', 'x.ts'])),
    ).toEqual(['[id]/[slug].ts', 'a b/c d.ts', 'x.ts/y.mts', '{x}.ts']);
    expect(getFiles(await runBallast(root, ['check', '--', '-dash.ts']))).toEqual(['-dash.ts']);
  });

  it('are found once where links go round', async () => {
    const root = makeTree({ 'package.json': MANIFEST, 'src/a.ts': HEAVY });
    symlinkSync('.', join(root, 'src/loop'));
    symlinkSync('a.ts', join(root, 'src/b.ts'));
    symlinkSync('nowhere.ts', join(root, 'src/broken.ts'));
    expect(getFiles(await runBallast(root, ['check', 'src']))).toEqual(['src/a.ts']);
    expect(getFiles(await runBallast(root, ['check', 'src/loop', 'src/b.ts']))).toEqual([
      'src/b.ts',
      'src/loop/a.ts',
    ]);
  });

  it('may be odd inside', async () => {
    const root = makeTree({
      'package.json': MANIFEST,
      'empty.ts': '',
      'bom.ts': `\uFEFF${HEAVY.replaceAll('\n', '\r\n')}`,
      'binary.js': Buffer.from([0, 1, 255, 254, ...Buffer.from("import 'sharp'"), 195, 40]),
      'long.ts': `${HEAVY}export const data = [${'1234567890,'.repeat(80_000)}];`,
      'deep.ts': `${HEAVY}export const deep = ${'['.repeat(4000)}${']'.repeat(4000)};`,
    });
    const run = await runBallast(root, ['check']);
    expect(getFiles(run)).toEqual(['binary.js', 'bom.ts', 'deep.ts', 'long.ts']);
    expect(run.stdout).toContain(
      '1:1  error  Parsing error: The code is nested too deeply to be looked at',
    );
    expect(run).toMatchObject({ code: 2, stderr: '' });
  });

  it('that are named are looked at although they are exempt or ignored', async () => {
    const root = makeTree({
      'package.json': MANIFEST,
      '.gitignore': 'generated/\n*.gen.ts\n',
      'a.test.ts': HEAVY,
      'b.gen.ts': HEAVY,
      'generated/c.ts': HEAVY,
      'd.ts': '',
    });
    const whole = await runBallast(root, ['check']);
    expect(getFiles(whole)).toEqual([]);
    expect(whole.stdout).toContain('1 file checked');
    expect(whole.stdout).toContain('1 file left out: 1 test');
    expect(
      getFiles(await runBallast(root, ['check', '.', 'a.test.ts', 'b.gen.ts', 'generated'])),
    ).toEqual(['a.test.ts', 'b.gen.ts', 'generated/c.ts']);
  });

  it('are shown relative to where the command runs', async () => {
    const root = makeTree({
      'package.json': MANIFEST,
      'ballast.config.json': '{}',
      'api/src/a.ts': HEAVY,
      'web/src/b.ts': HEAVY,
      'web/src/b.test.ts': HEAVY,
    });
    const run = await runBallast(join(root, 'api'), ['check', 'src', '../web']);
    expect(getFiles(run)).toEqual(['src/a.ts', '../web/src/b.ts']);
    expect(run.stdout).toContain('1 file left out: 1 test');
  });

  it.skipIf(process.platform === 'win32')(
    'that may not be read are named, unless git ignores them',
    async () => {
      const root = makeTree({
        'package.json': MANIFEST,
        '.gitignore': '/data/\n',
        'data/x.ts': '',
        'src/a.ts': HEAVY,
      });
      const user = process.getuid?.() === 0 ? { uid: 65_534 } : {}; // an administrator may read everything
      for (const path of ['.', 'src']) chmodSync(join(root, path), 0o755);
      chmodSync(join(root, 'data'), 0);
      expect(getFiles(await runBallast(root, ['check'], user))).toEqual(['src/a.ts']);
      chmodSync(join(root, 'src/a.ts'), 0);
      expectUsageError(
        await runBallast(root, ['check'], user),
        "`src/a.ts` can't be read (EACCES)",
      );
      chmodSync(join(root, 'src'), 0);
      expectUsageError(await runBallast(root, ['check'], user), "`src` can't be read (EACCES)");
      expectUsageError(
        await runBallast(root, ['check', 'src/a.ts'], user),
        "`src/a.ts` can't be read (EACCES)",
      );
      for (const path of ['src', 'data']) chmodSync(join(root, path), 0o755); // so that it can go
    },
  );
});

describe('configuration', () => {
  it('is found upwards, and its globs are relative to it', async () => {
    const files = {
      'package.json': '{ "ballast": { "exempt": { "old code": ["api/src/old/**"] } } }',
      'api/src/old/a.ts': HEAVY,
      'api/src/b.ts': HEAVY,
    };
    const run = await runBallast(join(makeTree(files), 'api'), ['check', 'src']);
    expect(getFiles(run)).toEqual(['src/b.ts']);
    expect(run.stdout).toContain('1 file left out: 1 old code');
  });

  it.each([
    ['ballast.config.js', 'module.exports = { rules: { "no-eager-heavy-import": "off" } };'],
    ['ballast.config.mjs', 'export default { rules: { "no-eager-heavy-import": "off" } };'],
    ['ballast.config.cjs', 'module.exports = { rules: { "no-eager-heavy-import": "off" } };'],
    ['ballast.config.json', '{ "rules": { "no-eager-heavy-import": "off" } }'],
  ])('is read from %s', async (name, text) => {
    const run = await runBallast(makeTree({ [name]: text, 'a.ts': HEAVY }), ['check']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [
      'ballast.config.json',
      '{ "rules": { "no-eager-heavy-import": ["error", { "reprot": "all" }] } }',
      'ballast.config.json: `rules.no-eager-heavy-import.1.reprot` is no known key.',
    ],
    [
      'package.json',
      '{ "ballast": { "preset": "all" } }',
      'package.json: `preset` must be `"recommended"` or `"strict"`, not `"all"`.',
    ],
    [
      'ballast.config.json',
      '{ "packages": { "No Name": true } }',
      '`packages.No Name` names no package.',
    ],
    ['ballast.config.json', '{ "preset": ', 'ballast.config.json is no valid JSON: '],
    ['ballast.config.json', '', 'ballast.config.json is empty.'],
    ['package.json', '{ "name" }', 'package.json is no valid JSON: '],
    [
      'ballast.config.mjs',
      'throw new Error("boom\\nmore");',
      "ballast.config.mjs can't be loaded: boom.",
    ],
    ['ballast.config.mjs', 'export default {', "ballast.config.mjs can't be loaded: "],
  ])('that is wrong in %s is refused in one line: %s', async (name, text, message) => {
    expectUsageError(await runBallast(makeTree({ [name]: text, 'a.ts': '' }), ['check']), message);
  });
});

describe('output', () => {
  it.each(['json', 'sarif', 'github'])('is well formed in the format %s', async (format) => {
    const run = await runBallast(makeTree({ 'package.json': MANIFEST, 'a.ts': HEAVY }), [
      'check',
      '--format',
      format,
    ]);
    expect(run).toMatchObject({ code: 1, stderr: '' });
    if (format !== 'github') expect(() => JSON.parse(run.stdout) as unknown).not.toThrow();
    expect(run.stdout).not.toContain('ballast/ballast');
    expect(run.stdout).toContain('ballast/no-eager-heavy-import');
  });

  it('has colours where they are asked for', async () => {
    const root = makeTree({ 'package.json': MANIFEST, 'a.ts': HEAVY });
    const isColored = async (env: Readonly<Record<string, string>>): Promise<boolean> =>
      (await runBallast(root, ['check'], { env })).stdout.includes('\u001B[');
    expect(await isColored({})).toBe(false);
    expect(await isColored({ CI: 'true' })).toBe(false);
    expect(await isColored({ FORCE_COLOR: '1' })).toBe(true);
    expect(await isColored({ FORCE_COLOR: '0' })).toBe(false);
    expect(await isColored({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  it('is complete in a pipe, and may be left off by its reader', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`f${String(index)}.ts`, HEAVY]),
    );
    const root = makeTree({ 'package.json': MANIFEST, ...files });
    const run = await runBallast(root, ['check']);
    expect(run.stdout.length).toBeGreaterThan(1 << 16);
    expect(run.stdout).toMatch(/to see what can be rewritten\.\n$/);
    const child = spawn(process.execPath, [COMMAND, 'check'], { cwd: root });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((done) => child.on('close', done));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  it('leaves a file that has gone meanwhile', async () => {
    const root = makeTree({
      'package.json': MANIFEST,
      'ballast.config.mjs': '',
      'a.ts': HEAVY,
      'b.ts': HEAVY,
    });
    // `b.ts` goes when it is opened: whatever reads it next finds nothing.
    const hook = join(root, 'hook.cjs');
    writeFileSync(
      hook,
      `const fs = require('node:fs'); const read = fs.readFileSync; fs.readFileSync = (path, ...rest) => { if (String(path).endsWith('b.ts')) fs.rmSync(path, { force: true }); return read(path, ...rest); }; require('node:module').syncBuiltinESMExports();`,
    );
    writeFileSync(join(root, 'ballast.config.mjs'), 'export default {};');
    const run = await runBallast(root, ['check'], { env: { NODE_OPTIONS: `--require ${hook}` } });
    expect(getFiles(run)).toEqual(['a.ts']);
    expect(run).toMatchObject({ code: 1, stderr: '' });
  });
});
