// What each command loads: packages by name, files by number. Unlike times, these don't depend on
// the machine.
import { mkdtempSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../dev/tree.test-support.ts';
import { HEAVY, MANIFEST, runBallast } from './run.test-support.ts';

interface Loaded {
  readonly packages: readonly string[];
  /** Rooms of the project, such as `syntax`. */
  readonly rooms: readonly string[];
  readonly count: number;
}

/** Runs the command and lists the files that V8 compiled. */
async function runAndList(
  root: string,
  args: readonly string[],
  coverage = mkdtempSync(join(root, '.coverage-')),
): Promise<Loaded> {
  await runBallast(root, args, { env: { NODE_V8_COVERAGE: coverage } });
  const urls = new Set(
    readdirSync(coverage).flatMap((name) =>
      getUrls(JSON.parse(readFileSync(join(coverage, name), 'utf8'))),
    ),
  );
  const files = [...urls].filter((url) => url.startsWith('file:'));
  const getAll = (pattern: RegExp): readonly string[] =>
    [...new Set(files.flatMap((url) => pattern.exec(url)?.[1] ?? []))].sort();
  return {
    packages: getAll(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/),
    rooms: getAll(/\/dist\/(?:src\/)?([\w-]+)\//),
    count: files.length,
  };
}

function getUrls(report: unknown): readonly string[] {
  const { result = [] } = report as { readonly result?: readonly { readonly url: string }[] };
  return result.map(({ url }) => url);
}

/** Packages that every run loads. */
const ALWAYS = ['commander', 'lilconfig', 'picocolors', 'picomatch'];
/** Packages that find files. */
const FINDS =
  /^(?:globby|ignore|fast-glob|micromatch|picomatch|braces|fill-range|to-regex-range|is-number|glob-parent|is-glob|is-extglob|merge2|@nodelib\/.*|fastq|reusify|run-parallel|queue-microtask|slash|unicorn-magic|@sindresorhus\/.*|is-path-inside)$/;
/** Packages that no check loads. */
const NEVER =
  /^(?:ajv|diff|eslint|jscodeshift|oxlint|recast|ts-morph|typescript|@typescript-eslint\/(?:parser|typescript-estree)|yocto-spinner)$/;

describe('a run', () => {
  it('for help loads only the parser of arguments', async () => {
    const { packages, rooms, count } = await runAndList(makeTree({}), ['--help']);
    expect(packages).toEqual(['commander']);
    expect(rooms).toEqual(['cli']);
    expect(count).toBeLessThanOrEqual(10);
  });

  it('over files without a candidate loads no parser', async () => {
    const { packages, rooms, count } = await runAndList(
      makeTree({
        'a.ts': "import { x } from './x.ts';\nexport const a = x;\n",
        'x.ts': 'export const x = 1;\n',
      }),
      ['check'],
    );
    expect(packages.filter((name) => !FINDS.test(name))).toEqual(
      ALWAYS.filter((name) => !FINDS.test(name)),
    );
    expect(rooms).not.toContain('syntax');
    expect(count).toBeLessThanOrEqual(210);
  });

  it('over unchanged files loads nothing that walks folders', async () => {
    const root = makeTree({
      'src/a.ts': 'export const a = 1;\n',
      'node_modules/one/package.json': '{}',
    });
    for (const path of ['', 'src']) utimesSync(join(root, path), 1_000_000, 1_000_000);
    await runBallast(join(root), ['check']);
    const { packages, count } = await runAndList(
      root,
      ['check'],
      mkdtempSync(join(tmpdir(), 'ballast-coverage-')),
    );
    expect(packages).toEqual(ALWAYS);
    expect(count).toBeLessThanOrEqual(126);
  });

  it('with a configuration loads nothing more', async () => {
    const files = { 'a.ts': '', 'ballast.config.json': '{ "preset": "strict" }' };
    const { packages, rooms, count } = await runAndList(makeTree(files), ['check']);
    expect(packages.filter((name) => !FINDS.test(name))).toEqual(
      ALWAYS.filter((name) => !FINDS.test(name)),
    );
    expect(rooms).not.toContain('syntax');
    expect(count).toBeLessThanOrEqual(210);
  });

  it('over files with findings loads one parser, and no compiler', async () => {
    const { packages, count } = await runAndList(
      makeTree({ 'package.json': MANIFEST, 'a.ts': HEAVY }),
      ['check'],
    );
    expect(packages).toEqual(
      expect.arrayContaining(['oxc-parser', '@typescript-eslint/scope-manager']),
    );
    expect(packages.filter((name) => NEVER.test(name))).toEqual([]);
    expect(count).toBeLessThanOrEqual(496);
  });

  it('of `fix` without findings loads no compiler either', async () => {
    const { packages } = await runAndList(makeTree({ 'a.ts': 'export {};\n' }), ['fix']);
    expect(
      packages.filter((name) =>
        /^(?:ajv|eslint|jscodeshift|recast|ts-morph|typescript)$/.test(name),
      ),
    ).toEqual([]);
  });

  // A function that becomes async, and its caller in another file; only in the second case does the
  // text leave its type open.
  const CALLER =
    "import './image.ts';\nimport { size } from './image.ts';\nexport async function show(name: string) {\n  return size(name);\n}\n";
  const toImage = (type: string): string =>
    `import sharp from 'sharp';\nexport function size(name: string)${type} {\n  return sharp(name).length;\n}\n`;

  it.each([
    ['no compiler where imports and declared types tell what follows', ': number', []],
    ['the compiler where they leave something open', '', ['ts-morph']],
  ])('of `fix` over files loads %s', async (_, type, expected) => {
    const root = makeTree({
      'package.json': '{ "type": "module" }',
      'tsconfig.json':
        '{ "compilerOptions": { "module": "esnext", "allowImportingTsExtensions": true, "noEmit": true } }',
      'server.ts': CALLER,
      'image.ts': toImage(type),
    });
    for (const args of [['fix'], ['plan', 'server.ts', '--only', 'sharp']]) {
      const { packages } = await runAndList(root, args);
      expect(
        packages.filter((name) => /^(?:ts-morph|typescript)$/.test(name)),
        args.join(' '),
      ).toEqual(expected);
    }
  });

  it('of `plan` loads no compiler for rewrites that are refused anyway', async () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'tsconfig.json':
        '{ "compilerOptions": { "module": "esnext", "allowImportingTsExtensions": true, "noEmit": true } }',
      'server.ts': CALLER.replace('export', "export const sizes = ['a'].map(size);\nexport"),
      'image.ts': `type Size = number;\n${toImage(': Size')}`,
    };
    const { packages } = await runAndList(makeTree(files), ['plan', 'server.ts']);
    expect(packages).toContain('oxc-parser');
    expect(packages).not.toContain('ts-morph');
  });
});
