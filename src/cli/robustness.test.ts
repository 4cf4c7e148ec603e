// One bad file never spoils the run: it is reported, and everything else is looked at.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../dev/tree.test-support.ts';
import { ENTRY, expectCalm } from './calm.test-support.ts';
import { HEAVY, MANIFEST, runBallast, type Run } from './run.test-support.ts';

const DEEP = `import sharp from 'sharp';\nexport const deep = ${'['.repeat(9000)}${']'.repeat(9000)};\n`;
/** Shallow enough for the parser, but not for what goes through its tree. */
const LONG = `import sharp from 'sharp';\nexport const long = ${'1 + '.repeat(8000)}sharp;\n`;
const TOO_DEEP = 'The code is nested too deeply to be looked at';

describe('code that is nested too deeply', () => {
  it('is reported by its name, and all else is checked', async () => {
    const root = makeTree({
      'package.json': MANIFEST,
      'deep.ts': DEEP,
      'long.ts': LONG,
      'ok.ts': HEAVY,
    });
    const run = await runBallast(root, ['check', '--no-cache']);
    expect(run.stdout.split(TOO_DEEP)).toHaveLength(3);
    expect(run.stdout).toContain('✖ 1 finding in 1 file (1 error) · 2 files not parsed');
    expect(run).toMatchObject({ code: 2, stderr: '' });
  });

  it('is reported too where only the graph leads to it', async () => {
    const root = makeTree({ 'package.json': MANIFEST, 'deep.ts': LONG, 'ok.ts': HEAVY });
    const run = await runBallast(root, ['check', 'ok.ts']);
    expect(run.stdout).toContain(`deep.ts\n\n  1:1  error  Parsing error: ${TOO_DEEP}`);
    expect(run.stdout).toContain('✖ 1 finding in 1 file (1 error) · 1 file not parsed');
    expect(run).toMatchObject({ code: 2, stderr: '' });
  });

  it('stays as it is in a rewrite, and the others are written', async () => {
    const root = makeTree({ 'package.json': MANIFEST, 'deep.ts': DEEP, 'ok.ts': HEAVY });
    const run = await runBallast(root, ['fix', '--write', '--allow-dirty']);
    expect(run.stdout).toContain(TOO_DEEP);
    expect(run.stdout).toContain('1 finding rewritten in 1 file');
    expect(readFileSync(join(root, 'deep.ts'), 'utf8')).toBe(DEEP);
    expect(readFileSync(join(root, 'ok.ts'), 'utf8')).not.toBe(HEAVY);
    expect(run.code).toBe(2);
  });

  it.each(['graph', 'plan'])('is named by %s', async (command) => {
    const root = makeTree({ 'entry.ts': `import './deep';\n`, 'deep.ts': LONG });
    const run = await runBallast(root, [command, 'entry.ts']);
    expect(run.stderr).toBe(`ballast: deep.ts: ${TOO_DEEP}\n`);
    expect(run.code).toBe(2);
  });
});

describe('a file', () => {
  it('of Flow types is looked at', async () => {
    const text = `const sharp = require('sharp');\nclass Item {}\nfunction use(item: ?Item) {\n  return sharp(item);\n}\nuse.last = use;\n`;
    const run = await runBallast(makeTree({ 'flow.js': text, 'ok.ts': HEAVY }), ['check']);
    expect(run.stdout).toContain('2 findings in 2 files');
    expectCalm(run);
  });

  it('above the size limit, or minified, is left out, and the summary says so', async () => {
    const root = makeTree({
      'package.json': MANIFEST,
      'large.ts': `${HEAVY}// ${'x'.repeat(1_000_000)}\n`,
      'packed.js': `import sharp from"sharp";${'function a(b){return b+1};'.repeat(1000)}export const c=async(d)=>sharp(d);`,
      'ok.ts': HEAVY,
    });
    const summary = '1 file checked in';
    const leftOut = '2 files left out: 1 large file, 1 minified file';
    for (const args of [['check'], ['check'], ['fix']]) {
      const { stdout } = await runBallast(root, args);
      expect(stdout).toContain(summary);
      expect(stdout).toContain(leftOut);
    }
    const { stdout } = await runBallast(root, ['fix', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      summary: {
        checkedFiles: 1,
        leftOut: [
          { reason: 'large files', count: 1 },
          { reason: 'minified files', count: 1 },
        ],
      },
    });
    writeFileSync(join(root, 'ballast.config.json'), '{ "maxFileSize": 2000000 }');
    const raised = await runBallast(root, ['check']);
    expect(raised.stdout).toContain('1 file left out: 1 minified file');
  });
});

it('shows control characters of names instead of printing them', async () => {
  const name = 'esc\u001B[31m\u001B]0;title\u0007red.ts';
  const shown = String.raw`esc\x1b[31m\x1b]0;title\x07red.ts`;
  const root = makeTree({ 'package.json': MANIFEST, [name]: HEAVY });
  for (const args of [
    ['check'],
    ['fix'],
    ['graph', name],
    ['plan', name],
    ['check', `no${name}`],
  ]) {
    const { stdout, stderr } = await runBallast(root, args);
    const text = (stdout + stderr).replace(/^(?:---|\+\+\+).*$/gm, '');
    expect(text).toContain(shown);
    expect(text).not.toMatch(/[\u0007\u001B]/);
  }
});

describe('a cache that can not be used', () => {
  const damages: readonly (readonly [what: string, damage: (path: string) => void])[] = [
    ['is cut off', (path) => writeFileSync(path, readFileSync(path).subarray(0, 300))],
    ['is empty', (path) => writeFileSync(path, '')],
    [
      'holds other types',
      (path) => {
        const [header = ''] = readFileSync(path, 'utf8').split('\n');
        const line = (value: unknown): string => JSON.stringify({ startedAt: 1, value });
        const odd = { folders: 7, found: 7, files: [7], chains: 7, fingerprint: null };
        writeFileSync(path, [header, line(odd), line(odd), line(odd)].join('\n'));
      },
    ],
    [
      'is a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ];

  it.each(damages)('because it %s is made anew', async (_, damage) => {
    const root = makeTree({
      'package.json': MANIFEST,
      'node_modules/a/package.json': '{}',
      'entry.ts': ENTRY,
      'other.ts': `export const run = (x: unknown) => x;\n`,
    });
    const first = await runBallast(root, ['check']);
    const folder = join(root, 'node_modules/.cache/ballast');
    const [name = ''] = readdirSync(folder);
    damage(join(folder, name));
    const second = await runBallast(root, ['check']);
    const toFindings = ({ stdout }: Run): string => stdout.replace(/checked in .*/, '');
    expect(toFindings(second)).toBe(toFindings(first));
    expectCalm(second);
  });
});
