// The plugin as a project's ESLint uses it: configurations, settings, options, exempt files, and
// what importing it loads.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { checks } from '../src/checks/registry.ts';
import { fixtures } from './fixture-cases.test-support.ts';
import plugin from './plugin.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const ID = 'ballast/no-eager-heavy-import';
const CODE =
  "import sharp from 'sharp';\nexport const size = async (path) => (await sharp(path).metadata()).size;\n";
const NATIVE =
  "import bcrypt from 'bcrypt';\nexport const isValid = async (word, hash) => bcrypt.compare(word, hash);\n";

async function lint(
  code: string,
  config: readonly Linter.Config[],
  file = 'example.js',
): Promise<readonly (string | null)[]> {
  const eslint = new ESLint({
    cwd: join(fixtures, 'backend'),
    overrideConfigFile: true,
    overrideConfig: [...config],
  });
  const [result] = await eslint.lintText(code, { filePath: file });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

describe('the plugin', () => {
  it('says what it is', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: plugin.meta.name, version: plugin.meta.version });
    expect(plugin.meta.namespace).toBe('ballast');
  });

  it('loads no TypeScript and no parser for ESLint when it is imported', () => {
    const script = `
      import { createRequire } from 'node:module';
      const { default: plugin } = await import(${JSON.stringify(new URL('../dist/rules/plugin.js', import.meta.url).href)});
      if (!plugin.configs.recommended.rules) throw new Error('no rules');
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      console.log(loaded.filter((path) => /node_modules.(?:typescript|@typescript-eslint.(?:parser|typescript-estree))./.test(path)).length);`;
    expect(
      execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
        encoding: 'utf8',
      }).trim(),
    ).toBe('0');
  });
});

describe('configurations', () => {
  it.each(['recommended', 'strict'] as const)(
    '%s has every rule, and the preset in the settings',
    (preset) => {
      for (const check of checks)
        expect(plugin.configs[preset].rules?.[`ballast/${check.id}`]).toBe('error');
      expect(plugin.configs[preset].settings).toEqual({ ballast: { preset } });
      expect(plugin.configs[preset].plugins?.['ballast']).toBe(plugin);
    },
  );

  it('recommended leaves small native packages alone, strict does not', async () => {
    expect(await lint(NATIVE, [plugin.configs.recommended])).toEqual([]);
    expect(await lint(NATIVE, [plugin.configs.strict])).toEqual([ID]);
  });

  it('typescript lets ESLint read TypeScript', async () => {
    const code =
      'import sharp from "sharp";\nexport const size = async (path: string): Promise<unknown> => sharp(path).metadata();\n';
    const findings = await lint(
      code,
      [plugin.configs.recommended, plugin.configs.typescript],
      'example.ts',
    );
    expect(findings).toEqual([ID]);
    const [failure] = await lint(
      code,
      [plugin.configs.recommended, { files: ['**/*.ts'] }],
      'example.ts',
    );
    expect(failure).toMatch(/Parsing error/);
  });
});

describe('what a project can say', () => {
  const on: Linter.Config = { plugins: { ballast: plugin }, rules: { [ID]: 'error' } };

  it('in settings: packages, presets, levels', async () => {
    expect(await lint(CODE, [on])).toEqual([ID]);
    expect(
      await lint(CODE, [on, { settings: { ballast: { packages: { sharp: false } } } }]),
    ).toEqual([]);
    expect(await lint(NATIVE, [on])).toEqual([]);
    expect(await lint(NATIVE, [on, { settings: { ballast: { preset: 'strict' } } }])).toEqual([ID]);
    expect(
      await lint(NATIVE, [
        on,
        {
          settings: {
            ballast: { rules: { 'no-eager-heavy-import': ['error', { report: 'all' }] } },
          },
        },
      ]),
    ).toEqual([ID]);
  });

  it('in settings: nothing that a configuration file must not hold', async () => {
    await expect(
      lint(CODE, [on, { settings: { ballast: { presets: 'strict' } } }]),
    ).rejects.toThrow('`settings.ballast`: `presets`');
  });

  it('in settings: entries, relative to the working directory', async () => {
    const settings = { ballast: { entries: { 'src/worker.js': { heavy: ['sharp'] } } } };
    expect(await lint(CODE, [on, { settings }], 'src/worker.js')).toEqual([]);
    expect(await lint(CODE, [on, { settings }], 'src/server.js')).toEqual([ID]);
  });

  it('in options, which win over settings', async () => {
    const settings = { ballast: { preset: 'strict' } };
    expect(
      await lint(NATIVE, [{ ...on, settings, rules: { [ID]: ['error', { report: 'costly' }] } }]),
    ).toEqual([]);
  });

  it('in comments', async () => {
    expect(await lint(`// eslint-disable-next-line ${ID}\n${CODE}`, [on])).toEqual([]);
  });

  it('and files are exempt by what they are', async () => {
    expect(await lint(CODE, [on], 'src/images.test.js')).toEqual([]);
    expect(
      await lint(
        CODE,
        [on, { settings: { ballast: { exempt: { tests: false } } } }],
        'src/images.test.js',
      ),
    ).toEqual([ID]);
  });

  it('nothing about a text without a name, or with a byte order mark', async () => {
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: on });
    expect((await eslint.lintText(CODE))[0]?.messages).toHaveLength(1);
    const [withMark] = await eslint.lintText(`\uFEFF${CODE}`);
    expect(withMark?.messages[0]).toMatchObject({ line: 1, column: 1, endColumn: 27 });
  });
});
