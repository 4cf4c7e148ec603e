// Budgets on the command line: each kind kept and broken, in every format, and no graph without a
// budget.
import { describe, expect, it } from 'vitest';
import type { Budget } from '../config/configuration.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import { runBallast, type Run } from './run.test-support.ts';

const TREE = {
  'package.json': '{ "type": "module" }',
  'server.ts':
    "import './env.ts';\nimport { thumbnail } from './image.ts';\nexport const later = async () => thumbnail();\n",
  'env.ts': 'process.title = "server";\n',
  'image.ts': "import sharp from 'sharp';\nexport const thumbnail = () => sharp('x');\n",
};
const OFF = { 'no-eager-heavy-import': 'off', 'no-heavy-import-chain': 'off' };

function check(budget: Budget, ...args: readonly string[]): Promise<Run> {
  return runBallast(
    makeTree({
      ...TREE,
      'ballast.config.json': JSON.stringify({ rules: OFF, budgets: { 'server.ts': budget } }),
    }),
    ['check', ...args],
  );
}

describe('a budget', () => {
  it.each<readonly [Budget, Budget, string, string]>([
    [
      { forbid: ['puppeteer'] },
      { forbid: ['puppeteer', 'sharp'] },
      '2:1',
      'The budget of `server.ts` forbids `sharp`, which its start loads. The chain is `server.ts → image.ts → sharp`.',
    ],
    [{ forbid: ['@img/*'] }, { forbid: ['sharp'] }, '2:1', 'forbids `sharp`'],
    [
      { maxModules: 3 },
      { maxModules: 2 },
      '1:1',
      'The start of `server.ts` loads 3 modules of the project, and its budget `maxModules` is 2.',
    ],
    [
      { maxNativeLibraries: 2 },
      { maxNativeLibraries: 0 },
      '1:1',
      'native libraries, and its budget `maxNativeLibraries` is 0.',
    ],
    [
      { maxEstimatedMb: 500 },
      { maxEstimatedMb: 0.5 },
      '1:1',
      'MB of measured packages, and its budget `maxEstimatedMb` is 0.5.',
    ],
  ])('%j is kept, and %j is not', async (kept, broken, place, message) => {
    const passed = await check(kept);
    expect([passed.code, passed.stderr]).toEqual([0, '']);
    expect(passed.stdout).toMatch(/^✔ No findings/);
    const failed = await check(broken);
    expect([failed.code, failed.stderr]).toEqual([1, '']);
    expect(failed.stdout).toContain(`  ${place}  error  `);
    expect(failed.stdout).toContain(message);
    expect(failed.stdout).toContain('1 finding in 1 file (1 error)');
    expect(failed.stdout).not.toContain('ballast fix');
  });

  it('is broken in every format', async () => {
    const budget = { forbid: ['sharp'], maxModules: 1 };
    const [json, sarif, github] = await Promise.all(
      ['json', 'sarif', 'github'].map((format) => check(budget, '--format', format)),
    );
    expect([json?.code, sarif?.code, github?.code]).toEqual([1, 1, 1]);
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject([
      {
        errorCount: 2,
        messages: [
          { ruleId: 'ballast/budget', messageId: 'maxModules', line: 1 },
          { ruleId: 'ballast/budget', messageId: 'forbid', line: 2, severity: 2 },
        ],
      },
    ]);
    const {
      runs: [run],
    } = JSON.parse(sarif?.stdout ?? '') as {
      runs: readonly {
        results: readonly { ruleId: string; ruleIndex: number }[];
        tool: { driver: { rules: readonly { id: string }[] } };
      }[];
    };
    expect(
      run?.results.map(({ ruleId, ruleIndex }) => [ruleId, run.tool.driver.rules[ruleIndex]?.id]),
    ).toEqual([
      ['ballast/budget', 'ballast/budget'],
      ['ballast/budget', 'ballast/budget'],
    ]);
    expect(
      github?.stdout
        .split('\n')
        .filter((line) =>
          /^::error file=.*server\.ts,line=\d,.*title=ballast\/budget::/.test(line),
        ),
    ).toHaveLength(2);
  });

  it('counts estimates only if the configuration enables them', async () => {
    const installed = {
      'node_modules/big/package.json': '{ "version": "1.2.3" }',
      'node_modules/big/index.js': `// ${'x'.repeat(2_100_000)}\n`,
      'node_modules/addon/package.json': '{ "version": "1.0.0" }',
      'node_modules/addon/index.js': "require('bindings')('addon');\n",
      'image.ts':
        "import big from 'big';\nimport addon from 'addon';\nexport const thumbnail = () => big(addon);\n",
    };
    const run = (inspect?: boolean): Promise<Run> =>
      runBallast(
        makeTree({
          ...TREE,
          ...installed,
          'ballast.config.json': JSON.stringify({
            rules: OFF,
            inspect,
            budgets: { 'server.ts': { maxEstimatedMb: 20, maxNativeLibraries: 0 } },
          }),
        }),
        ['check'],
      );
    expect((await run()).code).toBe(0);
    expect((await run(false)).code).toBe(0);
    const { code, stdout } = await run(true);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'loads 29 MB of measured and inspected packages, and its budget `maxEstimatedMb` is 20.',
    );
    expect(stdout).toContain('loads 1 native libraries, and its budget `maxNativeLibraries` is 0.');
  });

  it('is checked whichever files are named, and reported with other findings of the entry', async () => {
    const { code, stdout } = await check({ forbid: ['sharp'] }, 'env.ts');
    expect([code, stdout.includes('forbids `sharp`')]).toEqual([1, true]);
    const root = makeTree({
      ...TREE,
      'server.ts': `import sharp from 'sharp';\nexport const a = async () => sharp('x');\n`,
      'ballast.config.json': '{ "budgets": { "server.ts": { "forbid": ["sharp"] } } }',
    });
    const { stdout: both } = await runBallast(root, ['check', 'server.ts']);
    expect(both).toMatch(
      /ballast\/no-eager-heavy-import[^]*ballast\/budget[^]*2 findings in 1 file/,
    );
  });

  it('for a missing entry or with an unknown key is reported in one line', async () => {
    const gone = await runBallast(
      makeTree({ 'a.ts': '', 'ballast.config.json': '{ "budgets": { "gone.ts": {} } }' }),
      ['check'],
    );
    expect([gone.code, gone.stdout, gone.stderr]).toEqual([
      2,
      '',
      'ballast: The configuration has a budget for an entry that is not there: `gone.ts` does not exist. Name the file that starts the server.\n',
    ]);
    const odd = await runBallast(
      makeTree({ 'ballast.config.json': '{ "budgets": { "server.ts": { "max": 1 } } }' }),
      ['check'],
    );
    expect([odd.code, odd.stderr]).toEqual([
      2,
      'ballast: ballast.config.json: `budgets.server.ts.max` is no known key. The keys there are `forbid`, `maxModules`, `maxNativeLibraries` and `maxEstimatedMb`.\n',
    ]);
  });

  it('is the only reason to load the graph', async () => {
    const loaded = async (files: Readonly<Record<string, string>>): Promise<boolean> => {
      const hook =
        "import { register } from 'node:module';\nregister('./loader.mjs', import.meta.url);\n";
      const loader =
        "export const load = (url, context, next) => {\n  if (/module-index/.test(url)) process._rawDebug('GRAPH');\n  return next(url, context);\n};\n";
      const root = makeTree({
        'package.json': '{ "type": "module" }',
        'env.ts': TREE['env.ts'],
        'hook.mjs': hook,
        'loader.mjs': loader,
        ...files,
      });
      const { code, stderr } = await runBallast(root, ['check'], {
        env: { NODE_OPTIONS: `--import=${root}/hook.mjs` },
      });
      expect(code).toBe(0);
      return stderr.includes('GRAPH');
    };
    expect(await loaded({ 'ballast.config.json': JSON.stringify({ rules: OFF }) })).toBe(false);
    expect(
      await loaded({
        'ballast.config.json': JSON.stringify({
          rules: OFF,
          budgets: { 'env.ts': { maxModules: 1 } },
        }),
      }),
    ).toBe(true);
  });
});
