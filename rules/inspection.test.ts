// Law 1 for packages that no list knows: what is installed says the same in every host.
import { describe, expect, it } from 'vitest';
import { runBallast } from '../src/cli/run.test-support.ts';
import { makeTree } from '../src/dev/tree.test-support.ts';
import type { Configuration } from '../src/config/configuration.ts';
import type { FixtureCase } from './fixture-cases.test-support.ts';
import { checkInCore, checkInESLint, type HostFinding } from './hosts.test-support.ts';
import { checkInOxlint } from './oxlint.test-support.ts';

const MUCH = `// ${'x'.repeat(2_100_000)}\n`;
const TREE = {
  'package.json': '{ "type": "module" }',
  'node_modules/big/package.json': '{ "name": "big", "version": "1.2.3" }',
  'node_modules/big/index.js': MUCH,
  'node_modules/addon/package.json': '{ "name": "addon", "version": "1.0.0" }',
  'node_modules/addon/index.js': "require('bindings')('addon');\n",
  'base.js': "import big from 'big';\nexport class Base extends big.Base {}\n",
  'server.js':
    "import big from 'big';\nimport addon from 'addon';\nimport { Base } from './base.js';\nexport const get = async () => addon(big, new Base());\n",
};

describe.each<readonly [string, Configuration, readonly string[]]>([
  [
    'no-eager-heavy-import',
    { preset: 'strict' },
    [
      '`big` is loaded on every start: about 0.3 s CPU and 29 MB',
      '`addon` is loaded on every start: loads native code',
    ],
  ],
  [
    'no-eager-heavy-import',
    { inspect: true },
    ['`big` is loaded on every start: about 0.3 s CPU and 29 MB'],
  ],
  ['no-eager-heavy-import', {}, []],
  [
    'no-heavy-import-chain',
    { preset: 'strict' },
    ['`./base.js` loads `big` on every start: about 0.3 s CPU and 29 MB'],
  ],
])('%s with %j', (id, configuration, starts) => {
  it('says the same in ESLint, oxlint and the command line', async () => {
    const root = makeTree({ ...TREE, 'ballast.config.json': JSON.stringify(configuration) });
    const one: FixtureCase = {
      id,
      name: 'server',
      cwd: root,
      path: `${root}/server.js`,
      raw: TREE['server.js'],
      configuration: { ...configuration, entries: {} },
      options: undefined,
      fixOptions: {},
    };
    const core = checkInCore(one);
    expect(core.map(({ message }) => starts.find((start) => message.startsWith(start)))).toEqual(
      starts,
    );
    expect(await checkInESLint(one, 'espree')).toEqual(core);
    expect(await checkInESLint(one, 'typescript')).toEqual(core);
    expect((await checkInOxlint([one])).get(`${id} server`)).toEqual(core);
    const { stdout } = await runBallast(root, ['check', 'server.js', '--format', 'json']);
    const files = JSON.parse(stdout) as {
      readonly messages: readonly (HostFinding & { readonly ruleId: string })[];
    }[];
    const own = files
      .flatMap(({ messages }) => messages)
      .filter(({ ruleId }) => ruleId === `ballast/${id}`);
    expect(own).toMatchObject(core);
    expect(own).toHaveLength(core.length);
  });
});
