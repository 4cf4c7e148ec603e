// The inspection of packages in a project: which are inspected, what is cached, what takes
// precedence, and that hosts agree.
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runBallast } from '../cli/run.test-support.ts';
import { buildCatalogue } from '../catalogue/catalogue.ts';
import { createPackageInspector } from './package-inspector.ts';
import { makeTree } from '../dev/tree.test-support.ts';

/** JavaScript that is large enough to count as costly, but fast to run. */
const MUCH = `// ${'x'.repeat(2_100_000)}\n`;

const TREE = {
  'package.json': '{ "type": "module" }',
  'node_modules/big/package.json': '{ "name": "big", "version": "1.2.3", "main": "index.js" }',
  'node_modules/big/index.js': "module.exports = require('part');\n",
  'node_modules/part/package.json': '{ "name": "part", "version": "1.0.0" }',
  'node_modules/part/index.js': `${MUCH}exports.render = () => 1;\n`,
  'node_modules/small/package.json': '{ "name": "small", "version": "1.0.0" }',
  'node_modules/small/index.js': 'exports.x = 1;\n',
  'server.js':
    "import big from 'big';\nimport { x } from 'small';\nexport const get = async () => big.render(x);\n",
};

const CACHE = 'node_modules/.cache/ballast';
const PLAIN = ['check', '--format', 'json'];
const STRICT = [...PLAIN, '--preset', 'strict'];
const BIG =
  '`big` is loaded on every start: about 0.3 s CPU and 29 MB when imported (big 1.2.3, estimated from 2.1 MB of JavaScript). Import it inside `get` instead.';

/** Runs a check without cached findings, so that only cached inspections matter. */
async function check(root: string, args: readonly string[] = STRICT): Promise<readonly string[]> {
  for (const name of listCached(root).filter((one) => one.startsWith('project-')))
    rmSync(join(root, CACHE, name));
  return checkAgain(root, args);
}

async function checkAgain(
  root: string,
  args: readonly string[] = STRICT,
): Promise<readonly string[]> {
  const { stdout, stderr } = await runBallast(root, args);
  expect(stderr).toBe('');
  return (
    JSON.parse(stdout) as { readonly messages: readonly { readonly message: string }[] }[]
  ).flatMap(({ messages }) => messages.map(({ message }) => message));
}

function listKept(root: string, modules = CACHE): readonly string[] {
  return listCached(root, modules)
    .filter((name) => name.startsWith('inspect-'))
    .sort();
}

function listCached(root: string, modules = CACHE): readonly string[] {
  return statSync(join(root, modules), { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(join(root, modules))
    : [];
}

function keptOf(name: string): string {
  return `inspect-${name}-${process.platform}-${process.arch}.json`;
}

describe('packages are inspected', () => {
  it('in strict, and if the configuration enables it', async () => {
    const root = makeTree(TREE);
    expect(await check(root, PLAIN)).toEqual([]);
    expect(listKept(root)).toEqual([]);
    expect(await check(root)).toEqual([BIG]);
    writeFileSync(join(root, 'ballast.config.json'), '{ "inspect": true }');
    expect(await check(root, PLAIN)).toEqual([BIG]);
    writeFileSync(join(root, 'ballast.config.json'), '{ "inspect": false }');
    expect(await check(root)).toEqual([]);
  });

  it('only if a file imports them by value and the catalogue does not list them', async () => {
    const root = makeTree({
      ...TREE,
      'node_modules/sharp/package.json': '{ "version": "1.0.0" }',
      'node_modules/sharp/index.js': MUCH,
      'node_modules/dd-trace/package.json': '{ "version": "1.0.0" }',
      'node_modules/dd-trace/index.js': MUCH,
      'node_modules/mine/package.json': '{ "version": "1.0.0" }',
      'node_modules/mine/index.js': MUCH,
      'node_modules/unused/package.json': '{ "version": "1.0.0" }',
      'node_modules/unused/index.js': MUCH,
      'node_modules/typed/package.json': '{ "version": "1.0.0" }',
      'node_modules/typed/index.js': MUCH,
      'server.ts':
        "import type { A } from 'typed';\nimport 'dd-trace';\nimport sharp from 'sharp';\nimport mine from 'mine';\nexport const f = async (a: A) => [sharp(), mine()];\n",
      'types.ts': "import type { A } from 'typed';\nexport const g = (a: A) => a;\n",
      'ballast.config.json': '{ "packages": { "mine": false } }',
    });
    const messages = await check(root);
    expect(messages.map((message) => /^`([^`]+)`/.exec(message)?.[1])).toEqual(['big', 'sharp']);
    expect(messages[1]).toContain('maps 2 native libraries');
    expect(listKept(root)).toEqual([keptOf('big@1.2.3'), keptOf('small@1.0.0')]);
  });

  it('not for a file that is allowed to load one', async () => {
    const root = makeTree({
      ...TREE,
      'ballast.config.json': '{ "entries": { "server.js": { "heavy": ["big"] } } }',
    });
    expect(await check(root)).toEqual([]);
  });

  it('as a file imports them: a subpath has its own cost, and the nearest package counts', async () => {
    const root = makeTree({
      ...TREE,
      'node_modules/big/light.js': 'exports.x = 1;\n',
      'server.js': "import { x } from 'big/light.js';\nexport const get = async () => x;\n",
      'inner/node_modules/small/package.json': '{ "version": "2.0.0" }',
      'inner/node_modules/small/index.js': MUCH,
      'inner/a.js': "import small from 'small';\nexport const get = async () => small;\n",
      'b.js': "import small from 'small';\nexport const get = async () => small;\n",
    });
    const messages = await check(root);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('(small 2.0.0, ');
    expect(listKept(root)).toEqual([keptOf('big+light.js@1.2.3'), keptOf('small@1.0.0')]);
    expect(listKept(root, `inner/${CACHE}`)).toEqual([keptOf('small@2.0.0')]);
  });

  it('and for a module that needs its value, the import of that module is reported', async () => {
    const root = makeTree({
      ...TREE,
      'base.js': "import big from 'big';\nexport class Report extends big.Base {}\n",
      'server.js':
        "import { Report } from './base.js';\nexport const get = async () => new Report();\n",
    });
    expect(await check(root)).toEqual([
      expect.stringMatching(
        /^`\.\/base\.js` loads `big` on every start: about 0\.3 s CPU and 29 MB when imported \(big 1\.2\.3, estimated from .*\)\. The chain is `server\.js → base\.js → big`/,
      ),
    ]);
  });

  it('and native code and database layers are reported in strict only', async () => {
    const native = {
      'node_modules/addon/package.json': '{ "version": "1.0.0" }',
      'node_modules/addon/index.js': "module.exports = require('./addon.node');",
      'node_modules/addon/addon.node': '',
    };
    const layer = {
      'node_modules/orm/package.json': '{ "version": "1.0.0" }',
      'node_modules/orm/index.js': "module.exports = require('sequelize');",
      'node_modules/sequelize/package.json': '{ "version": "6.0.0" }',
      'node_modules/sequelize/index.js': MUCH,
    };
    const root = makeTree({
      ...TREE,
      ...native,
      ...layer,
      'server.js':
        "import addon from 'addon';\nimport orm from 'orm';\nexport const get = async () => addon(orm);\n",
    });
    expect(await check(root)).toEqual([
      '`addon` is loaded on every start: loads native code when imported (addon 1.0.0, by inspection). Import it inside `get` instead.',
      expect.stringMatching(/^`orm` is loaded on every start: about 0\.3 s CPU/),
    ]);
    writeFileSync(join(root, 'ballast.config.json'), '{ "inspect": true }');
    expect(await check(root, PLAIN)).toEqual([]);
  });
});

describe('the cache of inspections', () => {
  it('is empty with --no-cache', async () => {
    const root = makeTree(TREE);
    expect(await check(root, [...STRICT, '--no-cache'])).toEqual([BIG]);
    expect(listCached(root)).toEqual([]);
  });

  it('is valid for a version, until the version of a dependency changes', async () => {
    const root = makeTree(TREE);
    await check(root);
    // These files are not read again, so the change goes unnoticed.
    writeFileSync(join(root, 'node_modules/part/index.js'), 'exports.render = () => 1;\n');
    expect(await check(root)).toEqual([BIG]);
    writeFileSync(join(root, 'node_modules/part/package.json'), '{ "version": "1.0.1" }');
    expect(await check(root)).toEqual([]);
    writeFileSync(join(root, 'node_modules/part/index.js'), MUCH);
    writeFileSync(join(root, 'node_modules/big/package.json'), '{ "version": "2.0.0" }');
    expect(await check(root)).toEqual([expect.stringContaining('(big 2.0.0, estimated')]);
  });

  it.each([
    '',
    '{',
    'null',
    '{ "format": 0 }',
    '{ "format": 1, "inspection": { "version": "1.2.3" }, "packages": 1 }',
    '{ "format": 1, "inspection": null, "packages": [] }',
  ])('ignores and rewrites a broken file, as in %j', async (text) => {
    const root = makeTree(TREE);
    await check(root);
    const path = join(root, CACHE, keptOf('big@1.2.3'));
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, text);
    expect(await check(root)).toEqual([BIG]);
    expect(readFileSync(path, 'utf8')).toBe(whole);
  });

  it('is written atomically by simultaneous runs, and failing to write it changes nothing else', async () => {
    const root = makeTree(TREE);
    const all = await Promise.all(Array.from({ length: 4 }, () => check(root)));
    expect(all).toEqual([[BIG], [BIG], [BIG], [BIG]]);
    expect(listKept(root)).toEqual([keptOf('big@1.2.3'), keptOf('small@1.0.0')]);
    rmSync(join(root, CACHE), { recursive: true });
    mkdirSync(join(root, dirname(CACHE)), { recursive: true });
    writeFileSync(join(root, CACHE), ''); // a file where the folder would be
    expect(await check(root)).toEqual([BIG]);
  });

  it('holds nothing that depends on a linked package', async () => {
    const root = makeTree({
      ...TREE,
      'linked/package.json': '{ "name": "part", "version": "1.0.0" }',
      'linked/index.js': MUCH,
    });
    rmSync(join(root, 'node_modules/part'), { recursive: true });
    symlinkSync(join(root, 'linked'), join(root, 'node_modules/part'));
    expect(await check(root)).toEqual([BIG]);
    expect(listKept(root)).toEqual([keptOf('small@1.0.0')]);
    // The package itself is part of the project: its own imports are checked.
    writeFileSync(
      join(root, 'server.js'),
      "import part from 'part';\nexport const get = async () => part;\n",
    );
    writeFileSync(
      join(
        root,
        CACHE,
        `import-part@1.0.0-node-${process.versions.node}-${process.platform}-${process.arch}.json`,
      ),
      JSON.stringify({
        name: 'part',
        version: '1.0.0',
        date: '2026-01-01',
        node: '20',
        runs: 9,
        wallMs: 900,
        cpuMs: 900,
        rssMB: 90,
        libraries: [],
      }),
    );
    expect(await check(root)).toEqual([]);
  });

  it('is checked again by a running process once something is installed', async () => {
    const root = makeTree({ ...TREE, 'node_modules/.package-lock.json': '{}' });
    const inspector = createPackageInspector(root, buildCatalogue(), 'strict');
    const path = join(root, 'server.js');
    expect(inspector.find(path, 'big')?.costly).toBe(true);
    writeFileSync(join(root, 'node_modules/part/package.json'), '{ "version": "1.0.1" }');
    writeFileSync(join(root, 'node_modules/part/index.js'), '');
    expect(inspector.find(path, 'big')?.costly).toBe(true);
    utimesSync(
      join(root, 'node_modules/.package-lock.json'),
      1,
      statSync(path).mtimeMs / 1000 + 10,
    );
    await expect
      .poll(() => inspector.find(path, 'big'), { timeout: 5000, interval: 200 })
      .toBeUndefined();
  });
});

describe('cached findings', () => {
  it('are invalid once something is installed or a package is measured', async () => {
    const root = makeTree({
      ...TREE,
      'node_modules/.package-lock.json': '{}',
      'base.js': "import big from 'big';\nexport class Report extends big.Base {}\n",
      'server.js':
        "import { Report } from './base.js';\nexport const get = async () => new Report();\n",
    });
    const first = await checkAgain(root);
    expect(first).toEqual([
      expect.stringMatching(/^`\.\/base\.js` loads `big` on every start: about 0\.3 s CPU/),
    ]);
    // The chain is searched again, from cached data about the file that loads the package.
    writeFileSync(
      join(root, 'server.js'),
      "import { Report } from './base.js';\nexport const get = async () => [new Report()];\n",
    );
    expect(await checkAgain(root)).toEqual(first);
    expect((await runBallast(root, ['measure', '--package', 'big', '--runs', '1'])).code).toBe(0);
    expect(await checkAgain(root)).toEqual([]);
    rmSync(join(root, CACHE), { recursive: true });
    expect(await checkAgain(root)).toEqual(first);
    writeFileSync(join(root, 'node_modules/part/package.json'), '{ "version": "1.0.1" }');
    writeFileSync(join(root, 'node_modules/part/index.js'), '');
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{ }');
    expect(await checkAgain(root)).toEqual([]);
  });
});

describe('inspection gives way', () => {
  it('to a measurement on this machine', async () => {
    const root = makeTree({
      ...TREE,
      'node_modules/hidden/package.json': '{ "version": "3.0.0" }',
      'node_modules/hidden/index.js': 'exports.text = Buffer.alloc(60 << 20, 1);\n',
      'other.js': "import hidden from 'hidden';\nexport const get = async () => hidden;\n",
    });
    expect(await check(root)).toEqual([BIG]);
    for (const name of ['big', 'hidden'])
      expect((await runBallast(root, ['measure', '--package', name, '--runs', '1'])).code).toBe(0);
    expect(await check(root)).toEqual([
      expect.stringMatching(
        /^`hidden` is loaded on every start: [^,]* CPU and [56]\d MB when imported \(hidden 3\.0\.0, measured \d{4}-\d{2}-\d{2}\)\./,
      ),
    ]);
  });
});
