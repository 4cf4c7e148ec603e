// The scaffold's output is a test case: into a copy of the project it writes files that compile and lint, and whose tests are red.
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNewCheck } from './check.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const copy = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-new-')));
const LEFT_OUT = new Set(['node_modules', '.git', '.ci']);

interface Run {
  readonly code: number;
  readonly stdout: string;
}

function run(script: string, args: readonly string[]): Promise<Run> {
  return new Promise((done) => {
    const options = { cwd: copy, maxBuffer: 1 << 28, env: { ...process.env, CI: 'true' } };
    execFile(
      process.execPath,
      [join(root, 'node_modules', script), ...args],
      options,
      (error, stdout) => {
        done({ code: error ? 1 : 0, stdout });
      },
    );
  });
}

interface VitestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

describe('npm run new', () => {
  let paths: readonly string[] = [];

  beforeAll(async () => {
    cpSync(root, copy, {
      recursive: true,
      filter: (path) =>
        !relative(root, path)
          .split(/[\\/]/)
          .some((part) => LEFT_OUT.has(part)),
    });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
    paths = [
      ...(await writeNewCheck(copy, { id: 'no-new-thing', hasCodemod: true, hasGraph: false })),
      ...(await writeNewCheck(copy, {
        id: 'require-other-thing',
        hasCodemod: false,
        hasGraph: true,
      })),
    ];
  });

  it('writes every file of a check, and its lines in the registries', () => {
    expect(paths.filter((path) => !existsSync(join(copy, path)))).toEqual([]);
    expect([...new Set(paths)].sort()).toMatchInlineSnapshot(`
      [
        "codemods/no-new-thing.ts",
        "fixtures/checks/no-new-thing/flagged-use/findings.txt",
        "fixtures/checks/no-new-thing/flagged-use/input.ts",
        "fixtures/checks/no-new-thing/harmless-look-alike/findings.txt",
        "fixtures/checks/no-new-thing/harmless-look-alike/input.ts",
        "fixtures/checks/no-new-thing/use-that-stays/findings.txt",
        "fixtures/checks/no-new-thing/use-that-stays/input.ts",
        "fixtures/checks/require-other-thing/flagged-use/findings.txt",
        "fixtures/checks/require-other-thing/flagged-use/input.ts",
        "fixtures/checks/require-other-thing/flagged-use/other.ts",
        "fixtures/checks/require-other-thing/harmless-look-alike/findings.txt",
        "fixtures/checks/require-other-thing/harmless-look-alike/input.ts",
        "fixtures/checks/require-other-thing/harmless-look-alike/other.ts",
        "rules/no-new-thing.md",
        "rules/no-new-thing.ts",
        "rules/plugin.ts",
        "rules/require-other-thing.md",
        "rules/require-other-thing.ts",
        "src/checks/no-new-thing/check.ts",
        "src/checks/registry.ts",
        "src/checks/require-other-thing/check.ts",
      ]
    `);
    const registry = readFileSync(join(copy, 'src/checks/registry.ts'), 'utf8');
    expect(registry.match(/^ {2}(?:no|prefer|require)\w+,$/gm)).toEqual(
      expect.arrayContaining(['  noNewThing,', '  requireOtherThing,']),
    );
    expect(registry.indexOf('noEagerHeavyImport')).toBeLessThan(registry.indexOf('noNewThing'));
  });

  it('takes no name that breaks the habits, and none that is taken', async () => {
    await expect(
      writeNewCheck(copy, { id: 'heavyImports', hasCodemod: false, hasGraph: false }),
    ).rejects.toThrow('is no name for a check');
    await expect(
      writeNewCheck(copy, { id: 'no-eager-heavy-import', hasCodemod: false, hasGraph: false }),
    ).rejects.toThrow('is already there');
  });

  it('writes what compiles and lints', async () => {
    const compiled = await run('typescript/bin/tsc', ['--noEmit']);
    expect(compiled.stdout).toBe('');
    const linted = await run(
      'eslint/bin/eslint.js',
      paths.filter((path) => path.endsWith('.ts') && !path.startsWith('fixtures/')),
    );
    expect(linted.stdout).toBe('');
  }, 120_000);

  it('leaves the tests of the new checks red', async () => {
    const { stdout, code } = await run('vitest/vitest.mjs', [
      'run',
      '--reporter=json',
      'rules/set-up',
      'rules/pages',
      'src/checks/fixtures',
    ]);
    expect(code).toBe(1);
    const report = JSON.parse(stdout.slice(stdout.indexOf('{'))) as VitestReport;
    expect(report.testResults.map(({ message }) => message).filter(Boolean)).toEqual([]);
    const red = report.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => fullName);
    expect(
      red
        .filter((name) => /^(?:no-new-thing|require-other-thing|the directories)/.test(name))
        .sort(),
    ).toMatchInlineSnapshot(`
      [
        "no-new-thing flagged-use",
        "no-new-thing harmless-look-alike",
        "no-new-thing has a case that is flagged, one that is not, and one that is refused",
        "no-new-thing is in the table of the README",
        "no-new-thing use-that-stays",
        "no-new-thing, the page line 16 is incorrect",
        "require-other-thing flagged-use",
        "require-other-thing harmless-look-alike",
        "require-other-thing has a case that is flagged, one that is not, and one that is refused",
        "require-other-thing is in the table of the README",
        "require-other-thing, the page line 16 is incorrect",
      ]
    `);
  }, 180_000);
});
