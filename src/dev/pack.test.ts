// The package as users get it: packed, installed into an empty project with ESLint and jscodeshift
// beside it, and used in all three ways.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const ID = 'no-eager-heavy-import';
/** The lower end of the range in `peerDependencies`. */
const OLDEST_ESLINT = '9.0.0';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-pack-')));

const CODE =
  "import sharp from 'sharp';\n\nexport async function toWebp(path: string) {\n  return sharp(path).webp().toBuffer();\n}\n";
const REWRITTEN =
  "export async function toWebp(path: string) {\n  const sharp = (await import('sharp')).default;\n  return sharp(path).webp().toBuffer();\n}\n";

const FILES = {
  'package.json': JSON.stringify({ name: 'user', private: true, type: 'module' }),
  'src/images.ts': CODE,
  'eslint.config.js':
    "import ballast from 'eslint-plugin-ballast';\nexport default [ballast.configs.recommended, ballast.configs.typescript];\n",
  'oxlintrc.json': JSON.stringify({
    jsPlugins: ['eslint-plugin-ballast'],
    categories: { correctness: 'off' },
    rules: { [`ballast/${ID}`]: 'error' },
  }),
  // A stand-in is enough for the codemod to see the format of the package.
  'stand-ins/sharp/package.json': JSON.stringify({
    name: 'sharp',
    version: '0.35.0',
    main: 'index.js',
  }),
  'stand-ins/sharp/index.js': 'module.exports = () => undefined;\n',
};

interface Run {
  readonly code: number;
  readonly output: string;
}

/** Runs a command in the project; a code other than 0 is an answer as well. */
function run(command: string, args: readonly string[], cwd = folder): Promise<Run> {
  return new Promise((done) => {
    execFile(
      command,
      args,
      {
        cwd,
        maxBuffer: 1 << 26,
        shell: process.platform === 'win32',
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      },
      (error, stdout, stderr) => {
        done({
          code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
          output: stdout + stderr,
        });
      },
    );
  });
}

function getDevVersion(name: string): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  return `${name}@${manifest.devDependencies[name] ?? 'latest'}`;
}

describe('the packed package', () => {
  let files: readonly string[] = [];

  beforeAll(async () => {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const packed = await run(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
      root,
    );
    const [tarball] = JSON.parse(
      packed.output.slice(packed.output.indexOf('['), packed.output.lastIndexOf(']') + 1),
    ) as { filename: string; files: { path: string }[] }[];
    files = tarball?.files.map(({ path }) => path) ?? [];
    const tools = [
      ...['eslint', 'jscodeshift', 'oxlint'].map(getDevVersion),
      `oldest-eslint@npm:eslint@${OLDEST_ESLINT}`,
    ];
    const packages = [`./${tarball?.filename ?? ''}`, './stand-ins/sharp', ...tools];
    const installed = await run('npm', [
      'install',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      ...packages,
    ]);
    expect(installed.code, installed.output).toBe(0);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds what is needed and nothing else', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/rules/plugin.js',
        'dist/rules/plugin.d.ts',
        'dist/src/cli/main.js',
        `codemods/${ID}.js`,
        `rules/${ID}.md`,
      ]),
    );
    expect(
      files.filter((path) =>
        /(?:\.test|test-support)\.|\.tsbuildinfo$|\.map$|^dist\/src\/dev\/|^(?:src|fixtures)\/|(?<!\.d)\.ts$/.test(
          path,
        ),
      ),
    ).toEqual([]);
  });

  it('gives the command', async () => {
    const { code, output } = await run('npx', ['ballast', 'check', 'src']);
    expect(output).toContain(`ballast/${ID}`);
    expect(code).toBe(1);
  });

  it.each(['eslint', 'oldest-eslint'])('gives ESLint the plugin (%s)', async (name) => {
    const { code, output } = await run(process.execPath, [
      `node_modules/${name}/bin/eslint.js`,
      'src',
    ]);
    expect(output).toContain(`ballast/${ID}`);
    expect(code).toBe(1);
  });

  it('gives oxlint the plugin', async () => {
    const { code, output } = await run('npx', ['oxlint', '--config', 'oxlintrc.json', 'src']);
    expect(output).toContain(`ballast(${ID})`);
    expect(code).toBe(1);
  });

  it.each([['--babel'], ['--no-babel']])(
    'gives jscodeshift the transform, with %s',
    async (flag) => {
      writeFileSync(join(folder, 'src/images.ts'), CODE);
      const transform = `node_modules/eslint-plugin-ballast/codemods/${ID}.js`;
      const { output } = await run('npx', [
        'jscodeshift',
        flag,
        '--extensions=ts',
        '--transform',
        transform,
        'src',
      ]);
      expect(output).toMatch(/^1 ok$/m);
      expect(readFileSync(join(folder, 'src/images.ts'), 'utf8')).toBe(REWRITTEN);
    },
  );
});
