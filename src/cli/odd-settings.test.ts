// Odd `tsconfig.json` and `package.json`: one line or ignored, never a stack.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTree } from '../dev/tree.test-support.ts';
import { ENTRY, expectCalm } from './calm.test-support.ts';
import { MANIFEST, runBallast } from './run.test-support.ts';

const TSCONFIGS = [
  '7',
  'null',
  '{',
  '{"references":[{}]}',
  '{"references":[null]}',
  '{"references":7}',
  '{"references":[{"path":7}]}',
  '{"compilerOptions":7}',
  '{"compilerOptions":{"module":7}}',
  '{"compilerOptions":{"module":null,"target":[],"outDir":7,"rootDir":[],"rootDirs":7}}',
  '{"compilerOptions":{"paths":{"a":[7]},"baseUrl":7}}',
  '{"extends":7}',
  '{"extends":["a",null]}',
  '{"extends":"./tsconfig.json"}',
  '{"files":[null],"include":7,"exclude":{}}',
];
const MANIFESTS = [
  '{"dependencies":7,"peerDependencies":null,"devDependencies":[]}',
  '{"workspaces":7}',
  '{"workspaces":[null,{}]}',
  '{"type":5,"name":7,"main":7,"exports":null}',
  '{"exports":{".":[7]},"imports":{"#a":[null]}}',
  '{"bin":7,"scripts":7,"version":[]}',
];
describe('odd settings', () => {
  const trees = [
    ...TSCONFIGS.map((text) => ['tsconfig.json', text] as const),
    ...MANIFESTS.map((text) => ['package.json', text] as const),
  ];
  const commands = [
    ['check'],
    ['fix', '--mode', 'limit', '--write', '--allow-dirty'],
    ['graph', 'entry.ts'],
    ['plan', 'entry.ts'],
  ];

  // Each tree is tried with one command, each command with many trees.
  it.each(trees.map((tree, index) => [...tree, commands[index % commands.length] ?? []] as const))(
    'in %s, `%s`, end no run of %j',
    async (name, text, args) => {
      const root = makeTree({
        'package.json': MANIFEST,
        'tsconfig.json': '{}',
        'entry.ts': ENTRY,
        'other.ts': `import 'puppeteer';\nexport const run = (x: unknown) => x;\n`,
        [name]: text,
      });
      expectCalm(await runBallast(root, args));
    },
  );

  it('dependencies that are no object are one line', async () => {
    const root = makeTree({ 'package.json': '{ "dependencies": [] }', 'entry.ts': ENTRY });
    const run = await runBallast(root, ['fix', '--mode', 'limit', '--write', '--allow-dirty']);
    expect(run.stderr).toMatch(/^ballast: The `dependencies` of package\.json are no object.*\n$/);
    expect(run.code).toBe(2);
    expect(readFileSync(join(root, 'entry.ts'), 'utf8')).toBe(ENTRY);
  });
});
