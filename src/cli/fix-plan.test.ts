// `ballast fix --plan` and `--thorough` as a user runs them, on small programs.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree, readTree } from '../dev/tree.test-support.ts';
import { runBallast } from './run.test-support.ts';
import { expectUsageError } from './usage-error.test-support.ts';

describe('--plan', () => {
  const files = {
    'package.json': '{}\n',
    'tsconfig.json': '{ "compilerOptions": { "module": "commonjs", "esModuleInterop": true } }\n',
    'src/image.ts':
      "import sharp from 'sharp';\n\nexport class Image {\n  pipeline = sharp();\n}\n\nexport { sharp };\n",
    'src/app.ts':
      "import { Image } from './image';\n\nexport async function get() {\n  return new Image();\n}\n",
    'plan.json': '{ "cuts": [{ "path": "src/app.ts", "specifier": "./image", "line": 1 }] }\n',
  };
  const AFTER =
    "export async function get() {\n  const { Image } = await import('./image');\n  return new Image();\n}\n";

  it('makes the project imports lazy that the plan names, and changes nothing in a second run', async () => {
    const root = makeTree(files);
    expect((await runBallast(root, ['fix', 'src/app.ts'])).stdout).not.toContain('./image');
    const run = await runBallast(root, ['fix', '--plan', 'plan.json', '--write', '--allow-dirty']);
    expect(run).toMatchObject({ stderr: '' });
    expect(readTree(root)).toEqual({ ...files, 'src/app.ts': AFTER });
    await runBallast(root, ['fix', '--plan', 'plan.json', '--write', '--allow-dirty']);
    expect(readTree(root)).toEqual({ ...files, 'src/app.ts': AFTER });
  });

  it('leaves packages that a plan names to the rule', async () => {
    const root = makeTree({
      ...files,
      'src/load.ts':
        "import sharp from 'sharp';\n\nexport async function load() {\n  return sharp();\n}\n",
    });
    writeFileSync(
      join(root, 'plan.json'),
      JSON.stringify([{ path: 'src/load.ts', specifier: 'sharp' }]),
    );
    const report = (await runBallast(root, ['fix', 'src/load.ts', '--plan', 'plan.json'])).stdout;
    expect(report).toBe(
      (await runBallast(root, ['fix', 'src/load.ts'])).stdout.replace(
        / in [\d.]+ s/,
        / in [\d.]+ s/.exec(report)?.[0] ?? '',
      ),
    );
  });

  it('makes the plan of an entry', async () => {
    const root = makeTree({
      ...files,
      'src/main.ts': "import { get } from './app';\n\nvoid get;\n",
    });
    const run = await runBallast(root, ['fix', '--plan', 'src/main.ts']);
    expect(run).toMatchObject({ stderr: '' });
    expect(run.stdout).toContain("+  const { Image } = await import('./image');");
  });

  it('accepts a list of cuts, and absolute paths', async () => {
    const root = makeTree(files);
    writeFileSync(
      join(root, 'list.json'),
      JSON.stringify([{ path: join(root, 'src/app.ts'), specifier: './image' }]),
    );
    expect((await runBallast(root, ['fix', '--plan', 'list.json'])).stdout).toContain(
      "+  const { Image } = await import('./image');",
    );
  });

  it.each([
    ['src/nowhere.ts', 'nowhere.ts'],
    ['nowhere.json', "can't be read"],
    ['package.json', 'has no list of cuts'],
  ])('explains what is wrong with %s', async (plan, message) => {
    expectUsageError(await runBallast(makeTree(files), ['fix', '--plan', plan]), message);
  });

  it.each([
    [{ path: 'src/gone.ts', specifier: './image' }, 'does not exist'],
    [{ path: 'src/app.ts', specifier: './gone' }, 'which has none'],
  ])('refuses a plan that does not match the files: %j', async (cut, message) => {
    const root = makeTree(files);
    writeFileSync(join(root, 'plan.json'), JSON.stringify([cut]));
    expectUsageError(await runBallast(root, ['fix', '--plan', 'plan.json']), message);
  });
});

describe('--plan with packages that no list names', () => {
  const files = {
    'package.json': '{ "type": "module" }\n',
    'node_modules/big/package.json': '{ "version": "1.2.3" }',
    'node_modules/big/index.js': `globalThis.loaded = 'loaded';\nmodule.exports = class Big { draw() { return 'drawn'; } };\n// ${'x'.repeat(2_100_000)}\n`,
    'src/server.js':
      "import { mail } from './mail.js';\nimport { show } from './page.js';\n\nexport { mail };\nexport const get = async () => [await mail(), await show()].join();\n\nsetTimeout(async () => console.log(globalThis.loaded ?? 'not loaded', await get()));\n",
    'src/mail.js':
      "import Big from 'big';\n\nexport async function mail() {\n  return new Big().draw();\n}\n",
    'src/page.js':
      "import { Page } from './big-page.js';\n\nexport async function show() {\n  return new Page().draw();\n}\n",
    'src/big-page.js': "import Big from 'big';\n\nexport class Page extends Big {}\n",
  };
  const ALL = ['src/mail.js', 'src/page.js'];

  it.each([
    ['an entry', ['src/server.js'], ALL],
    ['the JSON of `ballast plan`', ['plan.json'], ALL],
    ['an entry, with --thorough', ['src/server.js', '--thorough'], [...ALL, 'src/server.js']],
  ])('of %s takes off the packages that `ballast plan` names', async (_, plan, written) => {
    const tree = makeTree(files);
    const run = (): string =>
      execFileSync(process.execPath, [join(tree, 'src/server.js')], { encoding: 'utf8' });
    expect(run()).toBe('loaded drawn,drawn\n');
    writeFileSync(
      join(tree, 'plan.json'),
      (await runBallast(tree, ['plan', 'src/server.js', '--format', 'json'])).stdout,
    );
    const { stdout } = await runBallast(tree, [
      'fix',
      'src',
      '--write',
      '--allow-dirty',
      '--plan',
      ...plan,
    ]);
    expect(stdout).not.toContain('refused');
    expect(run()).toBe('not loaded drawn,drawn\n');
    const after = readTree(tree);
    expect(
      Object.entries(files)
        .flatMap(([name, text]) => (after[name] === text ? [] : name))
        .sort(),
    ).toEqual(written);
  });

  it('lists only the packages that are still loaded at startup', async () => {
    const config = '{ "packages": { "big": true } }';
    for (const flags of [[], ['--write', '--allow-dirty']]) {
      const { stdout } = await runBallast(makeTree({ ...files, 'ballast.config.json': config }), [
        'fix',
        'src',
        '--plan',
        'src/server.js',
        ...flags,
      ]);
      expect(stdout).toContain("await import('./big-page.js')");
      expect(stdout).not.toContain('Still loaded at startup');
    }
    const server = `${files['src/server.js']}export * from './big-page.js';\n`;
    const { stdout } = await runBallast(
      makeTree({ ...files, 'src/server.js': server, 'ballast.config.json': config }),
      ['fix', 'src', '--plan', 'src/server.js'],
    );
    expect(stdout).toMatch(/Still loaded at startup\n {2}big {2}src\/big-page\.js:1 /);
  });

  it('names all files that the run leaves out at once', async () => {
    const run = await runBallast(makeTree(files), [
      'fix',
      'src/server.js',
      '--plan',
      'src/server.js',
    ]);
    expect(run).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'ballast: The plan names 2 files that this run leaves out. Name them as well: src/mail.js src/page.js\n',
    });
  });

  it('does not inspect packages where the configuration disables that', async () => {
    const tree = makeTree({ ...files, 'ballast.config.json': '{ "inspect": false }' });
    await runBallast(tree, ['fix', 'src', '--write', '--allow-dirty', '--plan', 'src/server.js']);
    expect(readTree(tree)).toMatchObject(files);
  });
});

describe('--thorough', () => {
  const files = {
    'package.json': '{}\n',
    'tsconfig.json': '{ "compilerOptions": { "module": "commonjs", "esModuleInterop": true } }\n',
    'src/image.ts':
      "import sharp from 'sharp';\n\nexport class Image {\n  pipeline = sharp();\n}\n",
    'src/page.ts':
      "import { Image } from './image';\n\nexport async function start() {\n  return new Image();\n}\n",
    'src/server.ts': "import { start } from './page';\n\nexport const ready = start();\n",
  };

  it('refuses an import whose deferral would gain nothing, with the reason', async () => {
    const tree = makeTree(files);
    const { code, stdout } = await runBallast(tree, [
      'fix',
      'src',
      '--plan',
      'src/server.ts',
      '--thorough',
      '--write',
      '--allow-dirty',
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'refused B139  `start` uses it, and another module calls that function at startup, so nothing would be gained. Make that call when it is first needed.',
    );
    expect(readTree(tree)['src/page.ts']).toBe(files['src/page.ts']);
  });

  it('cuts behind a value that the startup needs', async () => {
    const program = {
      'package.json': '{ "type": "module" }\n',
      'ballast.config.json': '{ "packages": { "heavy": true } }\n',
      'node_modules/heavy/package.json':
        '{ "name": "heavy", "type": "module", "exports": "./index.js" }\n',
      'node_modules/heavy/index.js':
        "globalThis.loaded = 'loaded';\nexport default class Heavy { draw() { return 'drawn'; } }\n",
      'src/server.js':
        "import { createApp } from './app.js';\n\nasync function main() {\n  const app = await createApp();\n  console.log(globalThis.loaded ?? 'not loaded');\n  console.log(await app.get());\n}\n\nvoid main();\n",
      'src/app.js':
        "import { show } from './page.js';\n\nexport async function createApp() {\n  return { get: show };\n}\n",
      'src/page.js':
        "import { Page } from './heavy-page.js';\n\nexport async function show() {\n  return new Page().draw();\n}\n",
      'src/heavy-page.js': "import Heavy from 'heavy';\n\nexport class Page extends Heavy {}\n",
    };
    const tree = makeTree(program);
    const run = (): string =>
      execFileSync(process.execPath, [join(tree, 'src/server.js')], { encoding: 'utf8' });
    expect(run()).toBe('loaded\ndrawn\n');
    await runBallast(tree, [
      'fix',
      'src',
      '--plan',
      'src/server.js',
      '--thorough',
      '--write',
      '--allow-dirty',
    ]);
    expect(run()).toBe('not loaded\ndrawn\n');
    const { 'src/page.js': page = '', ...others } = readTree(tree);
    expect(page).toContain("  const { Page } = await import('./heavy-page.js');\n");
    expect(others).toMatchObject({
      'src/server.js': program['src/server.js'],
      'src/app.js': program['src/app.js'],
    });
  });

  it.each([[['fix', 'src', '--thorough']], [['fix', 'src', '--plan', 'plan.json', '--thorough']]])(
    '%j is one line on standard error',
    async (args) => {
      const { code, stderr, stdout } = await runBallast(makeTree(files), args);
      expect([code, stdout, stderr]).toEqual([
        2,
        '',
        'ballast: --thorough needs --plan with an entry, such as `--plan src/server.ts`.\n',
      ]);
    },
  );
});
